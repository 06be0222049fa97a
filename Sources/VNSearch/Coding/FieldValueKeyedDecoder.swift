import VNSearchEngine

/// Decodes the members of an object.
struct FieldValueKeyedDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let codingPath: [any CodingKey]
  let members: [String: FieldValue]
  /// The field that the object is of; nil for a whole document, whose members are the schema's fields.
  let field: Schema.Field?
  let schema: Schema?

  var allKeys: [Key] { members.keys.compactMap { Key(stringValue: $0) } }

  func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }

  private func value(_ key: any CodingKey) throws -> FieldValue {
    guard let value = members[key.stringValue] else {
      throw DecodingError.keyNotFound(
        key,
        DecodingError.Context(
          codingPath: codingPath, debugDescription: "There is no stored value \"\(key.stringValue)\"."))
    }
    return value
  }

  private func field(_ key: any CodingKey) -> Schema.Field? { field ?? schema?.field(named: key.stringValue) }

  private func integer<Value: FixedWidthInteger>(_ type: Value.Type, _ key: Key) throws -> Value {
    try FieldValueDecoder.integer(type, value(key), codingPath + [key])
  }

  // What was encoded as null is not kept in a document.
  func decodeNil(forKey key: Key) -> Bool { members[key.stringValue]?.isNull ?? true }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
    try FieldValueDecoder.bool(value(key), codingPath + [key])
  }

  func decode(_ type: String.Type, forKey key: Key) throws -> String {
    let field = field(key)
    guard let value = members[key.stringValue] else {
      // It is there if it is one that the field takes for nothing.
      do { return try FieldValueDecoder.string(.null, codingPath + [key], field) } catch {
        _ = try value(key)
        throw error
      }
    }
    return try FieldValueDecoder.string(value, codingPath + [key], field)
  }

  func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
    try FieldValueDecoder.double(value(key), codingPath + [key])
  }

  func decode(_ type: Float.Type, forKey key: Key) throws -> Float {
    Float(try FieldValueDecoder.double(value(key), codingPath + [key]))
  }

  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try integer(type, key) }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try integer(type, key) }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try integer(type, key) }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try integer(type, key) }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try integer(type, key) }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try integer(type, key) }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try integer(type, key) }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try integer(type, key) }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try integer(type, key) }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try integer(type, key) }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    let path = codingPath + [key]
    let field = field(key)
    guard let value = members[key.stringValue] else {
      // A type may have encoded itself as null, as an optional that is nil does, and null is not kept in a document.
      do { return try FieldValueDecoder.decode(type, from: .null, path: path, field: field) } catch {
        _ = try value(key)
        throw error
      }
    }
    return try FieldValueDecoder.decode(type, from: value, path: path, field: field)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<NestedKey> {
    try nestedDecoder(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try nestedDecoder(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { try nestedDecoder(FieldCodingKey("super")) }

  func superDecoder(forKey key: Key) throws -> any Decoder { try nestedDecoder(key) }

  private func nestedDecoder(_ key: any CodingKey) throws -> FieldValueDecoder {
    FieldValueDecoder(codingPath: codingPath + [key], value: try value(key), field: field(key))
  }
}
