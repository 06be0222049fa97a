import VNSearchEngine

/// Decodes one value.
struct FieldValueSingleDecoder: SingleValueDecodingContainer {
  let codingPath: [any CodingKey]
  let value: FieldValue
  /// The field that it is of, or in.
  let field: Schema.Field?

  private func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws -> Value {
    try FieldValueDecoder.integer(type, value, codingPath)
  }

  func decodeNil() -> Bool { value.isNull }
  func decode(_ type: Bool.Type) throws -> Bool { try FieldValueDecoder.bool(value, codingPath) }
  func decode(_ type: String.Type) throws -> String { try FieldValueDecoder.string(value, codingPath, field) }
  func decode(_ type: Double.Type) throws -> Double { try FieldValueDecoder.double(value, codingPath) }
  func decode(_ type: Float.Type) throws -> Float { Float(try FieldValueDecoder.double(value, codingPath)) }
  func decode(_ type: Int.Type) throws -> Int { try integer(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try FieldValueDecoder.decode(type, from: value, path: codingPath, field: field)
  }
}
