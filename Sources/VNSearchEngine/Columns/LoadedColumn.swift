/// A column whose chunks have been checked and found: what filters, sorting and facets read.
///
/// Safe to share between threads.
final class LoadedColumn: @unchecked Sendable {
  let column: Column
  /// One for each 4,096 documents; nil where none has a value.
  let chunks: [ColumnChunk?]

  /// Checks the checksum of every chunk.
  ///
  /// - Complexity: one pass over the column.
  init(_ column: Column) throws(SearchError) {
    self.column = column
    var chunks: [ColumnChunk?] = []
    chunks.reserveCapacity(column.chunkCount)
    for number in 0..<column.chunkCount { chunks.append(try column.chunk(number)) }
    self.chunks = chunks
  }

  var documentCount: Int { column.documentCount }

  /// Gives the values of a document to `body`, ascending.
  @inline(__always)
  func forEachValue(at ordinal: Int, _ body: (Int64) -> Void) {
    guard let chunk = chunks[ordinal >> DocumentGrid.chunkShift] else { return }
    for index in chunk.indices(at: ordinal & (DocumentGrid.chunkSize - 1)) { body(chunk.value(index)) }
  }
}
