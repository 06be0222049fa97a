import VNSearchEngine

/// Decodes the elements of an array.
struct FieldValueUnkeyedDecoder: UnkeyedDecodingContainer {
  let codingPath: [any CodingKey]
  let elements: [FieldValue]
  /// The field that they are of, or in.
  let field: Schema.Field?
  private(set) var currentIndex = 0

  init(codingPath: [any CodingKey], elements: [FieldValue], field: Schema.Field?) {
    self.codingPath = codingPath
    self.elements = elements
    self.field = field
  }

  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  private var path: [any CodingKey] { codingPath + [FieldCodingKey(index: currentIndex)] }

  /// Decodes the next element; if that fails it is still the next.
  private mutating func next<Value>(_ decode: (FieldValue, [any CodingKey]) throws -> Value) throws -> Value {
    guard currentIndex < elements.count else {
      throw DecodingError.valueNotFound(
        Value.self,
        DecodingError.Context(codingPath: path, debugDescription: "The array has no more elements."))
    }
    let value = try decode(elements[currentIndex], path)
    currentIndex += 1
    return value
  }

  private mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws -> Value {
    try next { try FieldValueDecoder.integer(type, $0, $1) }
  }

  mutating func decodeNil() throws -> Bool {
    let isNull = currentIndex < elements.count && elements[currentIndex].isNull
    if isNull { currentIndex += 1 }
    return isNull
  }

  mutating func decode(_ type: Bool.Type) throws -> Bool { try next(FieldValueDecoder.bool) }
  mutating func decode(_ type: String.Type) throws -> String {
    try next { [field] in try FieldValueDecoder.string($0, $1, field) }
  }
  mutating func decode(_ type: Double.Type) throws -> Double { try next(FieldValueDecoder.double) }
  mutating func decode(_ type: Float.Type) throws -> Float { Float(try next(FieldValueDecoder.double)) }
  mutating func decode(_ type: Int.Type) throws -> Int { try integer(type) }
  mutating func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
  mutating func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
  mutating func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
  mutating func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
  mutating func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
  mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
  mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
  mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
  mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try next { [field] in try FieldValueDecoder.decode(type, from: $0, path: $1, field: field) }
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) throws -> KeyedDecodingContainer<NestedKey> {
    try next { [field] in
      try FieldValueDecoder(codingPath: $1, value: $0, field: field).container(keyedBy: type)
    }
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next { [field] in try FieldValueDecoder(codingPath: $1, value: $0, field: field).unkeyedContainer() }
  }

  mutating func superDecoder() throws -> any Decoder {
    try next { [field] in FieldValueDecoder(codingPath: $1, value: $0, field: field) }
  }
}
