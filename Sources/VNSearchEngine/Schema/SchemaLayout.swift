/// A schema as indexing and search use it: which text field is which, and what an occurrence counts.
struct SchemaLayout: Sendable {
  let schema: Schema
  /// Text fields in the order of the schema, by field number.
  let textFields: [Int]
  /// Units of frequency for an occurrence in each text field.
  let textWeights: [UInt32]
  /// How much a unit counts: boosts are multiples of a quarter, and most of 1.
  let unit: Float
  let keyField: Int?
  /// The fields that are kept as columns, by field number, in the order of the schema.
  let columnFields: [Int]
  private let textIndices: [Int?]
  private let columnIndices: [Int?]

  init(_ schema: Schema) {
    self.schema = schema
    textFields = schema.fields.indices.filter { schema.fields[$0].kind == .text }
    let quarters = textFields.map { UInt32((schema.fields[$0].boost * 4).rounded()) }
    let divisor = quarters.reduce(4) { Self.greatestCommonDivisor($0, $1) }
    textWeights = quarters.map { $0 / divisor }
    unit = Float(divisor) / 4
    keyField = schema.keyFieldNumber
    columnFields = schema.fields.indices.filter { schema.fields[$0].kind.isColumn }
    let fields = textFields
    let columns = columnFields
    columnIndices = schema.fields.indices.map { columns.firstIndex(of: $0) }
    textIndices = schema.fields.indices.map { fields.firstIndex(of: $0) }
  }

  var keyName: String { keyField.map { schema.fields[$0].name } ?? "" }

  func textIndex(of field: Int) -> Int? { textIndices[field] }

  /// Which column a field is; nil if it is none.
  func columnIndex(of field: Int) -> Int? { columnIndices[field] }

  /// The value of a column's field from a draft, normalized.
  func columnValue(isText: Bool, _ bytes: UnsafeRawBufferPointer, field: Int) throws(SearchError)
    -> FieldValue
  {
    if isText {
      return try unsafe schema.fields[field].normalized(.string(String(decoding: bytes, as: UTF8.self)))
    }
    var reader = unsafe FieldValueReader(bytes)
    return try schema.fields[field].normalized(try reader.readValue())
  }

  func isStored(_ field: Int) -> Bool { schema.fields[field].isStored }

  /// The key's bytes from a draft's value.
  func keyBytes(isText: Bool, _ bytes: UnsafeRawBufferPointer) throws(SearchError) -> [UInt8]? {
    if isText { return unsafe bytes.isEmpty ? nil : [DocumentKey.stringTag] + bytes }
    var reader = unsafe FieldValueReader(bytes)
    let value = try reader.readValue()
    if value == .null { return nil }
    guard let key = DocumentKey(value) else {
      throw SearchError(.invalidDocument, "the key \"\(keyName)\" must be a string or an integer")
    }
    return key.bytes
  }

  private static func greatestCommonDivisor(_ a: UInt32, _ b: UInt32) -> UInt32 {
    b == 0 ? a : greatestCommonDivisor(b, a % b)
  }
}
