import VNSearchEngine

/// Encodes any `Encodable` value as a ``VNSearchEngine/FieldValue``.
struct FieldValueEncoder: Encoder {
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }
  let node: FieldValueNode

  /// The value that `value` encodes itself as.
  static func encode(_ value: some Encodable) throws -> FieldValue { try encode(value, path: []) }

  /// The value of something that is found at a path.
  static func encode<Value: Encodable>(_ value: Value, path: [any CodingKey]) throws -> FieldValue {
    if let value = value as? FieldValue { return value }
    if let value = value as? String { return .string(value) }
    if path.count > FieldValue.maximumDepth {
      throw EncodingError.invalidValue(
        value,
        EncodingError.Context(
          codingPath: path,
          debugDescription: "The value is nested more than \(FieldValue.maximumDepth) levels deep."))
    }
    let encoder = FieldValueEncoder(codingPath: path, node: FieldValueNode())
    try value.encode(to: encoder)
    let encoded = encoder.node.value
    switch encoded {
    case .number(let seconds) where FoundationType.isDate(Value.self):
      return .number(seconds + FoundationType.referenceDate)
    case .object(let members) where members.count == 1 && FoundationType.isURL(Value.self):
      return members["relative"] ?? encoded
    default: return encoded
    }
  }

  /// The value of an integer.
  static func encode(integer: some FixedWidthInteger, path: [any CodingKey]) throws -> FieldValue {
    guard let value = Int64(exactly: integer) else {
      throw EncodingError.invalidValue(
        integer,
        EncodingError.Context(
          codingPath: path, debugDescription: "\(integer) does not fit a signed 64-bit integer."))
    }
    return .integer(value)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    node.becomeObject()
    return KeyedEncodingContainer(FieldValueKeyedEncoder(codingPath: codingPath, node: node))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    node.becomeArray()
    return FieldValueUnkeyedEncoder(codingPath: codingPath, node: node)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    FieldValueSingleEncoder(codingPath: codingPath, node: node)
  }
}
