/// Writes the columns of a segment: for each field that has one, the values of all documents.
///
/// ```
/// columns     = chunk, termBlock (any order), directory, trailer
/// directory   = description × columns, (termBlockEntry × blocks, chunkEntry × chunks) × columns
/// description = field: UInt32, kind: UInt32, terms: UInt32, 0: UInt32, entries: UInt64, 0: UInt64
/// chunkEntry  = start: UInt64, bytes: UInt32, CRC-32C: UInt32, minimum: Int64, maximum: Int64
/// termBlock   = (shared: varint, rest: varint, byte × rest) × 64 or what is left
/// termBlockEntry = start: UInt64, bytes: UInt32, CRC-32C: UInt32
/// trailer     = columns: UInt32, documents: UInt32, start of the directory: UInt64, CRC-32C of the directory: UInt32,
///               CRC-32C of the 20 bytes before: UInt32
/// ```
///
/// All integers are little-endian, offsets count from the start of the part. A chunk is 4,096 documents
/// (``ColumnChunkEncoder``); one in which no document has a value takes no bytes, its minimum is above its maximum.
/// `field` is the field's number in the schema, `kind` the raw value of its kind, `entries` where the first entry of the
/// column is in the part.
///
/// Values are integers in the order of what they stand for (``ColumnNumber``): integers themselves, doubles by their bits,
/// dates in microseconds since 1970, Booleans 0 and 1, keywords their ordinal in the column's sorted terms, which are in NFC. A term is
/// written as the number of bytes that it shares with the one before in its block, and the rest; a term block ends with
/// its last term, and the terms are sorted by their UTF-8: "ab", "ac" are `00 02 61 62 01 01 63`.
///
/// One Boolean column of two documents, true and false, has the chunk
/// `01 01 00 00 02000000 0100000000000000 01 0000000000000000`.
///
/// Memory: the values of 4,096 documents for each column; of keywords all, 4 bytes each and 4 a document, and the terms.
struct ColumnsWriter: ~Copyable {
  /// How many documents have been ended.
  private(set) var documentCount = 0
  /// The columns' fields: their numbers in the schema.
  let fields: [Int]

  private let schema: Schema
  private var columns: [ColumnWriter]
  private var position = 0

  /// Creates a writer of the columns that the fields of a schema have.
  init(schema: Schema) {
    self.schema = schema
    fields = schema.fields.indices.filter { schema.fields[$0].kind.isColumn }
    columns = fields.map { ColumnWriter(field: $0, kind: schema.fields[$0].kind) }
  }

  /// About how much memory the columns take.
  var memory: Int { columns.reduce(0) { $0 + $1.memory } }

  /// Appends a value to a column (an index of ``fields``) of the document that is being filled.
  ///
  /// - Parameter value: As `Field.normalized(_:)` gives it: a scalar, an array of them, or null.
  /// - Throws: ``SearchError/Code/invalidDocument`` if it is none of the column's kind; ``abandonDocument()`` then.
  mutating func append(_ value: FieldValue, column: Int) throws(SearchError) {
    do throws(ColumnWriter.Refusal) {
      try columns[column].append(value)
    } catch {
      throw SearchError(
        .invalidDocument, "The field \"\(schema.fields[fields[column]].name)\" \(error.reason).")
    }
  }

  /// Checks that a field's column would take a value, which is normalized.
  ///
  /// - Throws: ``SearchError/Code/invalidDocument``.
  static func check(_ value: FieldValue, _ field: Schema.Field) throws(SearchError) {
    for element in value.arrayValue ?? [value] where !element.isNull {
      let fits =
        field.kind == .keyword
        ? (element.stringValue?.utf8.count).map { $0 <= ColumnsFormat.maximumKeywordSize } ?? false
        : ColumnNumber.encode(element, kind: field.kind) != nil
      if !fits {
        throw SearchError(
          .invalidDocument,
          "The field \"\(field.name)\" has a value that a column of kind \(field.kind) cannot have.")
      }
    }
  }

  /// Appends a keyword, as UTF-8, to a column of the document that is being filled.
  mutating func append(keyword: UnsafeRawBufferPointer, column: Int) throws(SearchError) {
    do throws(ColumnWriter.Refusal) {
      try unsafe columns[column].append(keyword: keyword)
    } catch {
      throw SearchError(
        .invalidDocument, "The field \"\(schema.fields[fields[column]].name)\" \(error.reason).")
    }
  }

  /// Forgets the values of the document that is being filled.
  mutating func abandonDocument() { for index in columns.indices { columns[index].abandonDocument() } }

  /// Ends the document that is being filled; every 4,096 documents are written.
  mutating func endDocument<Output: PartOutput & ~Copyable>(to output: inout Output) throws(SearchError) {
    for index in columns.indices {
      try columns[index].endDocument(to: &output, position: &position)
    }
    documentCount += 1
  }

  /// Appends the documents of another segment of the same schema that `isLive` keeps, in their order.
  mutating func append<Output: PartOutput & ~Copyable>(
    contentsOf other: Columns, keeping isLive: (Int) -> Bool = { _ in true }, to output: inout Output
  ) throws(SearchError) {
    var sources: [ColumnCopier?] = []
    for field in fields { sources.append(other.column(ofField: field).map { ColumnCopier($0) }) }
    for ordinal in 0..<other.documentCount where isLive(ordinal) {
      for index in columns.indices {
        try sources[index]?.copy(ordinal, to: &columns[index])
      }
      try endDocument(to: &output)
    }
  }

  /// Appends all documents of another segment of the same schema, in the order in which their ordinals are given.
  mutating func append<Output: PartOutput & ~Copyable>(
    contentsOf other: Columns, order: [UInt32], to output: inout Output
  ) throws(SearchError) {
    var sources: [ColumnCopier?] = []
    for field in fields { sources.append(other.column(ofField: field).map { ColumnCopier($0) }) }
    for ordinal in order {
      for index in columns.indices { try sources[index]?.copy(Int(ordinal), to: &columns[index]) }
      try endDocument(to: &output)
    }
  }

  /// Writes what is pending and the directory, which completes the part.
  consuming func finish<Output: PartOutput & ~Copyable>(to output: inout Output) throws(SearchError) {
    var entries = ByteWriter()
    var descriptions = ByteWriter()
    let descriptionsSize = columns.count * ColumnsFormat.descriptionSize
    var starts: [Int] = []
    for index in columns.indices {
      starts.append(descriptionsSize + entries.count)
      try columns[index].finish(to: &output, position: &position, entries: &entries)
    }
    for (index, column) in columns.enumerated() {
      descriptions.append(UInt32(column.field))
      descriptions.append(UInt32(column.kind.rawValue))
      descriptions.append(UInt32(column.termCount))
      descriptions.append(UInt32(0))
      descriptions.append(UInt64(position + starts[index]))
      descriptions.append(UInt64(0))
    }
    descriptions.append(raw: entries.bytes)
    var trailer = ByteWriter()
    trailer.append(UInt32(columns.count))
    trailer.append(UInt32(documentCount))
    trailer.append(UInt64(position))
    trailer.append(CRC32C.checksum(descriptions.bytes))
    trailer.append(CRC32C.checksum(trailer.bytes))
    try output.append(descriptions)
    try output.append(trailer)
  }
}
