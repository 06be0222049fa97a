import Synchronization

/// The columns of a segment, opened when they are asked for first.
///
/// Safe to share between threads.
final class SegmentColumns: Sendable {
  private struct State {
    var columns: Columns?
    var loaded: [Int: LoadedColumn] = [:]
  }

  private let file: MappedFile
  private let documentCount: Int
  private let state = Guarded(State())

  init(_ file: MappedFile, documentCount: Int) {
    self.file = file
    self.documentCount = documentCount
  }

  /// The directory of the columns, checked.
  func columns() throws(SearchError) -> Columns {
    if let columns = state.withLock({ $0.columns }) { return columns }
    let columns = try Columns(file)
    guard columns.documentCount == documentCount else {
      throw SearchError(.corruptIndex, "the columns do not fit the segment's documents", file: file.path)
    }
    state.withLock { $0.columns = columns }
    return columns
  }

  /// The column of a field, by its number in the schema, checked to the end the first time.
  func column(ofField field: Int) throws(SearchError) -> LoadedColumn {
    if let loaded = state.withLock({ $0.loaded[field] }) { return loaded }
    guard let column = try columns().column(ofField: field) else {
      throw SearchError(.corruptIndex, "the columns lack field \(field)", file: file.path)
    }
    let loaded = try LoadedColumn(column)
    return state.withLock { state in
      if let other = state.loaded[field] { return other }
      state.loaded[field] = loaded
      return loaded
    }
  }
}
