/// One line of indexing: a builder and the segments that it has flushed, merged as they pile up.
///
/// All documents with one key go through one lane, so that in a lane the later one is the valid one. Not thread-safe.
final class IndexingLane {
  private let directory: DirectoryWriter
  private let layout: SchemaLayout
  private let builder: SegmentBuilder
  private let memoryBudget: Int
  private let policy: MergePolicy
  /// Whether merges run on threads of their own.
  private let mergesInBackground: Bool
  /// Shared with the other lanes where memory is too little for several merges at once.
  private let mergeTurn: MergeTurn?
  /// Shared with the other lanes.
  private let flushRound: FlushRound
  /// The round that this lane has taken part in, or passed over.
  private var knownRound = 0
  /// What was flushed since the last commit, oldest first.
  private(set) var segments: [FlushedSegment] = []
  /// The merge that is running; its inputs are in `segments`.
  private var merge: BackgroundMerge?
  /// Set by a merge that failed, for want of room for example: what was flushed is whole without it.
  private var givesUpMerging = false

  init(
    directory: DirectoryWriter, layout: SchemaLayout, builder: SegmentBuilder, memoryBudget: Int,
    policy: MergePolicy, mergesInBackground: Bool, mergeTurn: MergeTurn?, flushRound: FlushRound
  ) {
    self.flushRound = flushRound
    self.mergeTurn = mergeTurn
    self.directory = directory
    self.layout = layout
    self.builder = builder
    self.memoryBudget = memoryBudget
    self.policy = policy
    self.mergesInBackground = mergesInBackground
  }

  func add(_ draft: DocumentDraft) throws(SearchError) {
    try builder.add(draft)
    let memory = builder.memory
    let round = flushRound.number
    if builder.isFull || memory > memoryBudget {
      knownRound = flushRound.begin()
      try flush()
    } else if round != knownRound {
      knownRound = round
      // Segments must not become much smaller by it.
      if memory > memoryBudget / 2 { try flush() }
    }
  }

  /// Deletes what this lane has with a key.
  func delete(key: [UInt8]) throws(SearchError) {
    builder.delete(key: key)
    try unsafe key.withUnsafeBufferPointer { (bytes) throws(SearchError) in
      for segment in segments { _ = try unsafe segment.delete(key: UnsafeRawBufferPointer(bytes)) }
    }
  }

  /// Writes what is in memory as a segment, not yet visible to readers, and merges if there are many.
  private func flush() throws(SearchError) {
    guard let flushed = try builder.flush() else { return }
    // Of its own, so that it is given up with the others if what follows fails.
    let older = segments
    segments.append(flushed)
    if let keys = flushed.keys, !older.isEmpty {
      try unsafe keys.forEachKey { (_, key) throws(SearchError) in
        for segment in older { _ = try unsafe segment.delete(key: key) }
      }
      for segment in older { segment.keys?.releaseMemory() }
    }
    mergeAsNeeded()
  }

  /// Writes what is in memory and waits for the merge that is running: `segments` is then all there is.
  func settle() throws(SearchError) {
    try flush()
    takeMerge()
  }

  private func mergeAsNeeded() {
    if let merge {
      guard merge.isFinished else { return }
      takeMerge()
    }
    while !givesUpMerging, let range = policy.next(segments) {
      do throws(SearchError) {
        let inputs = Array(segments[range])
        if mergesInBackground {
          merge = try BackgroundMerge(inputs, in: directory, layout: layout, turn: mergeTurn)
          return
        }
        let merger = try SegmentMerger(inputs, directory: directory, layout: layout)
        replace(inputs, try merger.merge(), by: merger)
      } catch {
        givesUpMerging = true
      }
    }
  }

  /// Puts the result of the running merge in the place of its inputs.
  private func takeMerge() {
    guard let merge = merge.take() else { return }
    do throws(SearchError) {
      replace(merge.inputs, try merge.finish(), by: merge.merger)
    } catch {
      givesUpMerging = true
    }
  }

  private func replace(_ inputs: [FlushedSegment], _ merged: FlushedSegment?, by merger: SegmentMerger) {
    guard let start = segments.firstIndex(where: { $0 === inputs[0] }) else { return }
    if let merged { merger.carryDeletions(from: inputs, to: merged) }
    segments.replaceSubrange(start..<start + inputs.count, with: merged.map { [$0] } ?? [])
    directory.discard(inputs.map(\.entry))
  }

  /// Drops everything since the last commit.
  func discard() {
    builder.discard()
    takeMerge()
    directory.discard(segments.map(\.entry))
    removeAll()
  }

  /// Forgets its segments: they are committed.
  func removeAll() {
    segments = []
    givesUpMerging = false
  }
}
