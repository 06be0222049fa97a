import VNSearchEngine

/// Encodes one value.
struct FieldValueSingleEncoder: SingleValueEncodingContainer {
  let codingPath: [any CodingKey]
  let node: FieldValueNode

  private func put(integer: some FixedWidthInteger) throws {
    node.set(try FieldValueEncoder.encode(integer: integer, path: codingPath))
  }

  func encodeNil() { node.set(.null) }
  func encode(_ value: Bool) { node.set(.bool(value)) }
  func encode(_ value: String) { node.set(.string(value)) }
  func encode(_ value: Double) { node.set(.number(value)) }
  func encode(_ value: Float) { node.set(.number(Double(value))) }
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
    node.set(try FieldValueEncoder.encode(value, path: codingPath))
  }
}
