import Synchronization

/// One merge at a time, of several lanes: each needs memory of its own, for the longest lists and the dictionaries.
final class MergeTurn: Sendable {
  private let lock = Guarded(())

  /// Waits for its turn and runs a merge.
  func run(_ merge: () throws(SearchError) -> FlushedSegment?) throws(SearchError) -> FlushedSegment? {
    var merged: FlushedSegment?
    try lock.withLock { (_) throws(SearchError) in merged = try merge() }
    return merged
  }
}
