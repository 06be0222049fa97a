import VNSearchEngine

/// Encodes the members of an object.
struct FieldValueKeyedEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let codingPath: [any CodingKey]
  let node: FieldValueNode

  private func put(_ value: FieldValue, _ key: Key) {
    node.append(FieldValueNode(value), name: key.stringValue)
  }

  private func put(integer: some FixedWidthInteger, _ key: Key) throws {
    put(try FieldValueEncoder.encode(integer: integer, path: codingPath + [key]), key)
  }

  func encodeNil(forKey key: Key) { put(.null, key) }
  func encode(_ value: Bool, forKey key: Key) { put(.bool(value), key) }
  func encode(_ value: String, forKey key: Key) { put(.string(value), key) }
  func encode(_ value: Double, forKey key: Key) { put(.number(value), key) }
  func encode(_ value: Float, forKey key: Key) { put(.number(Double(value)), key) }
  func encode(_ value: Int, forKey key: Key) throws { try put(integer: value, key) }
  func encode(_ value: Int8, forKey key: Key) throws { try put(integer: value, key) }
  func encode(_ value: Int16, forKey key: Key) throws { try put(integer: value, key) }
  func encode(_ value: Int32, forKey key: Key) throws { try put(integer: value, key) }
  func encode(_ value: Int64, forKey key: Key) throws { try put(integer: value, key) }
  func encode(_ value: UInt, forKey key: Key) throws { try put(integer: value, key) }
  func encode(_ value: UInt8, forKey key: Key) throws { try put(integer: value, key) }
  func encode(_ value: UInt16, forKey key: Key) throws { try put(integer: value, key) }
  func encode(_ value: UInt32, forKey key: Key) throws { try put(integer: value, key) }
  func encode(_ value: UInt64, forKey key: Key) throws { try put(integer: value, key) }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    put(try FieldValueEncoder.encode(value, path: codingPath + [key]), key)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    nestedEncoder(key).container(keyedBy: keyType)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    nestedEncoder(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { nestedEncoder(FieldCodingKey("super")) }

  func superEncoder(forKey key: Key) -> any Encoder { nestedEncoder(key) }

  private func nestedEncoder(_ key: any CodingKey) -> FieldValueEncoder {
    let nested = FieldValueNode()
    node.append(nested, name: key.stringValue)
    return FieldValueEncoder(codingPath: codingPath + [key], node: nested)
  }
}
