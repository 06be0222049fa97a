import Synchronization

/// A merge of flushed segments on a thread of its own, while more documents are added.
///
/// Documents of the inputs that are deleted meanwhile are deleted in the result when it is taken
/// (`SegmentMerger.carryDeletions`), so the thread touches nothing that anybody else changes.
final class BackgroundMerge: @unchecked Sendable {
  let inputs: [FlushedSegment]
  /// The thread's until `finish()` has returned.
  let merger: SegmentMerger
  private let hasEnded = Atomic(false)
  /// Written by the thread before it sets `hasEnded`.
  private var merged: FlushedSegment?
  private var failure: SearchError?
  private var thread: NativeThread?

  /// - Parameter turn: Taken while the merge runs, so that of those that share it only one does; nil: at once.
  init(
    _ inputs: [FlushedSegment], in directory: DirectoryWriter, layout: SchemaLayout, turn: MergeTurn?
  ) throws(SearchError) {
    self.inputs = inputs
    merger = try SegmentMerger(inputs, directory: directory, layout: layout)
    thread = try NativeThread { [self] in
      do throws(SearchError) {
        merged = if let turn { try turn.run(merger.merge) } else { try merger.merge() }
      } catch {
        failure = error
      }
      hasEnded.store(true, ordering: .releasing)
    }
  }

  /// Whether `finish()` need not wait.
  var isFinished: Bool { hasEnded.load(ordering: .acquiring) }

  /// Waits for the merged segment; nil if none of the documents was left when the merge began.
  func finish() throws(SearchError) -> FlushedSegment? {
    thread?.join()
    thread = nil
    if let failure { throw failure }
    return merged
  }
}
