/// Copies the values of documents from a column of one segment to that of another, keywords by their bytes.
struct ColumnCopier {
  private let column: Column
  private var chunkNumber = -1
  private var chunk: ColumnChunk?
  /// The writer's numbers of the source's terms; `.max` where it has not been asked for.
  private var numbers: [UInt32]

  init(_ column: Column) {
    self.column = column
    numbers = [UInt32](repeating: .max, count: column.termCount)
  }

  /// Appends a document's values to the document that `writer` is filling.
  mutating func copy(_ ordinal: Int, to writer: inout ColumnWriter) throws(SearchError) {
    if ordinal >> DocumentGrid.chunkShift != chunkNumber {
      chunkNumber = ordinal >> DocumentGrid.chunkShift
      chunk = try column.chunk(chunkNumber)
    }
    guard let chunk else { return }
    for index in chunk.indices(at: ordinal & (DocumentGrid.chunkSize - 1)) {
      let value = chunk.value(index)
      if column.kind != .keyword {
        writer.append(encoded: value)
        continue
      }
      guard value >= 0, value < Int64(column.termCount) else {
        throw column.corrupt("There is no term \(value) among \(column.termCount).", at: 0)
      }
      if numbers[Int(value)] == .max { try loadBlock(of: Int(value), into: &writer) }
      writer.append(keywordNumber: numbers[Int(value)])
    }
  }

  /// Gives the writer all terms of a block; those that no document has in the end are not written.
  private mutating func loadBlock(of ordinal: Int, into writer: inout ColumnWriter) throws(SearchError) {
    let block = ordinal / ColumnsFormat.termBlockLength
    for (index, term) in try column.terms(ofBlock: block).enumerated() {
      do throws(ColumnWriter.Refusal) {
        numbers[block * ColumnsFormat.termBlockLength + index] =
          try unsafe term.span.bytes.withUnsafeBytes { (bytes) throws(ColumnWriter.Refusal) in
            try unsafe writer.number(ofKeyword: bytes)
          }
      } catch {
        throw SearchError(.invalidDocument, "A merged keyword field \(error.reason).")
      }
    }
  }
}
