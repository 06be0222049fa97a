import VNSearchEngine

/// Decodes any `Decodable` value from a ``VNSearchEngine/FieldValue``.
struct FieldValueDecoder: Decoder {
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }
  let value: FieldValue
  /// The field that the value is of, or in; nil for a whole document.
  var field: Schema.Field?
  /// The fields of the index, for a whole document.
  var schema: Schema?

  /// Decodes a value that is found at a path.
  ///
  /// - Parameters:
  ///   - field: The field that the value is of, or in.
  ///   - schema: The fields of the index, if the value is a whole document.
  static func decode<Value: Decodable>(
    _ type: Value.Type, from value: FieldValue, path: [any CodingKey] = [], field: Schema.Field? = nil,
    schema: Schema? = nil
  ) throws -> Value {
    if type == FieldValue.self, let value = value as? Value { return value }
    if type == String.self, let string = try Self.string(value, path, field) as? Value { return string }
    var value = value
    switch value {
    case .number(let seconds) where FoundationType.isDate(type):
      value = .number(seconds - FoundationType.referenceDate)
    case .integer(let seconds) where FoundationType.isDate(type):
      value = .number(Double(seconds) - FoundationType.referenceDate)
    case .string(let text):
      if FoundationType.isDate(type) {
        // Fields of strings hold a date as its seconds, spelled.
        let spelled = field?.kind == .text || field?.kind == .keyword ? Double(text) : nil
        guard let seconds = spelled ?? Timestamp(parsing: text)?.seconds ?? Double(text) else {
          throw mismatch("a date", value, type, path)
        }
        value = .number(seconds - FoundationType.referenceDate)
      } else if FoundationType.isURL(type) {
        value = .object(["relative": value])
      }
    default: break
    }
    return try Value(from: FieldValueDecoder(codingPath: path, value: value, field: field, schema: schema))
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let members) = value else {
      throw Self.mismatch("an object", value, [String: FieldValue].self, codingPath)
    }
    return KeyedDecodingContainer(
      FieldValueKeyedDecoder(codingPath: codingPath, members: members, field: field, schema: schema))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = value else {
      throw Self.mismatch("an array", value, [FieldValue].self, codingPath)
    }
    return FieldValueUnkeyedDecoder(codingPath: codingPath, elements: elements, field: field)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    FieldValueSingleDecoder(codingPath: codingPath, value: value, field: field)
  }

  // MARK: Scalars

  static func bool(_ value: FieldValue, _ path: [any CodingKey]) throws -> Bool {
    switch value {
    case .bool(let value): return value
    case .string("true"): return true
    case .string("false"): return false
    default: throw mismatch("true or false", value, Bool.self, path)
    }
  }

  /// What a field made of a string is spelled again: what it means is the same, the spelling is the usual one.
  static func string(
    _ value: FieldValue, _ path: [any CodingKey], _ field: Schema.Field?
  ) throws -> String {
    switch (value, field?.kind) {
    case (.string(let value), _): return value
    // A key field makes no difference between 7 and 7.0, so a string may have become an integer.
    case (.integer(let value), _): return String(value)
    case (.number(let seconds), .date): return Timestamp(seconds: seconds).shortestDescription
    case (.number(let value), .number): return String(value)
    case (.bool(let value), .boolean): return value ? "true" : "false"
    // An empty string is nothing in these.
    case (.null, .date), (.null, .number), (.null, .integer), (.null, .boolean): return ""
    default: throw mismatch("a string", value, String.self, path)
    }
  }

  static func double(_ value: FieldValue, _ path: [any CodingKey]) throws -> Double {
    if let number = value.numberValue { return number }
    if let number = value.stringValue.flatMap({ Double($0) }) { return number }
    throw mismatch("a number", value, Double.self, path)
  }

  static func integer<Value: FixedWidthInteger>(
    _ type: Value.Type, _ value: FieldValue, _ path: [any CodingKey]
  ) throws -> Value {
    guard let integer = value.integerValue ?? value.stringValue.flatMap({ Int64($0) }) else {
      throw mismatch("an integer", value, type, path)
    }
    guard let result = Value(exactly: integer) else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: path, debugDescription: "\(integer) does not fit \(type)."))
    }
    return result
  }

  static func mismatch<Value>(
    _ expected: String, _ found: FieldValue, _ type: Value.Type, _ path: [any CodingKey]
  ) -> DecodingError {
    let spelling = found.description
    let shown = spelling.count > 60 ? spelling.prefix(60) + "…" : spelling[...]
    let context = DecodingError.Context(
      codingPath: path, debugDescription: "Expected \(expected), found \(shown).")
    return found.isNull ? .valueNotFound(type, context) : .typeMismatch(type, context)
  }
}
