import VNSearchEngine

/// Encodes the elements of an array.
struct FieldValueUnkeyedEncoder: UnkeyedEncodingContainer {
  let codingPath: [any CodingKey]
  let node: FieldValueNode

  var count: Int { node.count }

  private var path: [any CodingKey] { codingPath + [FieldCodingKey(index: count)] }

  private func put(_ value: FieldValue) { node.append(FieldValueNode(value)) }

  private func put(integer: some FixedWidthInteger) throws {
    put(try FieldValueEncoder.encode(integer: integer, path: path))
  }

  func encodeNil() { put(.null) }
  func encode(_ value: Bool) { put(.bool(value)) }
  func encode(_ value: String) { put(.string(value)) }
  func encode(_ value: Double) { put(.number(value)) }
  func encode(_ value: Float) { put(.number(Double(value))) }
  func encode(_ value: Int) throws { try put(integer: value) }
  func encode(_ value: Int8) throws { try put(integer: value) }
  func encode(_ value: Int16) throws { try put(integer: value) }
  func encode(_ value: Int32) throws { try put(integer: value) }
  func encode(_ value: Int64) throws { try put(integer: value) }
  func encode(_ value: UInt) throws { try put(integer: value) }
  func encode(_ value: UInt8) throws { try put(integer: value) }
  func encode(_ value: UInt16) throws { try put(integer: value) }
  func encode(_ value: UInt32) throws { try put(integer: value) }
  func encode(_ value: UInt64) throws { try put(integer: value) }

  func encode<Value: Encodable>(_ value: Value) throws {
    put(try FieldValueEncoder.encode(value, path: path))
  }

  func nestedContainer<NestedKey: CodingKey>(keyedBy keyType: NestedKey.Type) -> KeyedEncodingContainer<
    NestedKey
  > {
    nestedEncoder().container(keyedBy: keyType)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nestedEncoder().unkeyedContainer() }

  func superEncoder() -> any Encoder { nestedEncoder() }

  private func nestedEncoder() -> FieldValueEncoder {
    let nested = FieldValueNode()
    let encoder = FieldValueEncoder(codingPath: path, node: nested)
    node.append(nested)
    return encoder
  }
}
