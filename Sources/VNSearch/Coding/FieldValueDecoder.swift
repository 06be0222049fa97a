import VNSearchEngine

/// Decodes any `Decodable` value from a ``VNSearchEngine/FieldValue``.
struct FieldValueDecoder: Decoder {
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }
  let value: FieldValue

  /// Decodes a value that is found at a path.
  static func decode<Value: Decodable>(
    _ type: Value.Type, from value: FieldValue, path: [any CodingKey] = []
  ) throws -> Value {
    if let value = value as? Value { return value }
    if type == String.self, let string = try Self.string(value, path) as? Value { return string }
    var value = value
    switch value {
    case .number(let seconds) where FoundationType.isDate(type):
      value = .number(seconds - FoundationType.referenceDate)
    case .integer(let seconds) where FoundationType.isDate(type):
      value = .number(Double(seconds) - FoundationType.referenceDate)
    case .string(let text):
      if FoundationType.isDate(type) {
        guard let date = Timestamp(parsing: text) else { throw mismatch("a date", value, type, path) }
        value = .number(date.seconds - FoundationType.referenceDate)
      } else if FoundationType.isURL(type) {
        value = .object(["relative": value])
      }
    default: break
    }
    return try Value(from: FieldValueDecoder(codingPath: path, value: value))
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let members) = value else {
      throw Self.mismatch("an object", value, [String: FieldValue].self, codingPath)
    }
    return KeyedDecodingContainer(FieldValueKeyedDecoder(codingPath: codingPath, members: members))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = value else {
      throw Self.mismatch("an array", value, [FieldValue].self, codingPath)
    }
    return FieldValueUnkeyedDecoder(codingPath: codingPath, elements: elements)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    FieldValueSingleDecoder(codingPath: codingPath, value: value)
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

  static func string(_ value: FieldValue, _ path: [any CodingKey]) throws -> String {
    switch value {
    case .string(let value): return value
    // A key field makes no difference between 7 and 7.0, so a string may have become an integer.
    case .integer(let value): return String(value)
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
