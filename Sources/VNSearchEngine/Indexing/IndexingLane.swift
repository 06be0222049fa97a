/// One line of indexing: a builder and the segments that it has flushed, merged as they pile up.
///
/// All documents with one key go through one lane, so that in a lane the later one is the valid one. Not thread-safe.
final class IndexingLane {
  private let directory: DirectoryWriter
  private let layout: SchemaLayout
  private let builder: SegmentBuilder
  private let memoryBudget: Int
  private let policy: MergePolicy
  /// What was flushed since the last commit, oldest first.
  private(set) var segments: [FlushedSegment] = []
  /// Documents of this lane that were replaced or deleted before they were committed.
  private(set) var removedCount = 0

  init(
    directory: DirectoryWriter, layout: SchemaLayout, builder: SegmentBuilder, memoryBudget: Int,
    policy: MergePolicy
  ) {
    self.directory = directory
    self.layout = layout
    self.builder = builder
    self.memoryBudget = memoryBudget
    self.policy = policy
  }

  /// Documents that are not flushed yet.
  var pendingCount: Int { builder.documentCount }

  func add(_ draft: DocumentDraft) throws(SearchError) {
    try builder.add(draft)
    if builder.isFull || builder.memory > memoryBudget { try flush() }
  }

  /// Deletes what this lane has with a key.
  func delete(key: [UInt8]) throws(SearchError) {
    builder.delete(key: key)
    try unsafe key.withUnsafeBufferPointer { (bytes) throws(SearchError) in
      for segment in segments {
        unsafe removedCount += try segment.delete(key: UnsafeRawBufferPointer(bytes))
      }
    }
  }

  /// Writes what is in memory as a segment, not yet visible to readers, and merges if there are many.
  func flush() throws(SearchError) {
    guard let flushed = try builder.flush() else { return }
    removedCount += flushed.deletedCount
    if let keys = flushed.keys, !segments.isEmpty {
      try unsafe keys.forEachKey { (_, key) throws(SearchError) in
        for segment in segments { unsafe removedCount += try segment.delete(key: key) }
      }
    }
    segments.append(flushed)
    while let range = policy.next(segments.map(\.liveCount)) {
      let merged = try Self.merge(Array(segments[range]), in: directory, layout: layout)
      directory.discard(segments[range].map(\.entry))
      segments.replaceSubrange(range, with: merged.map { [$0] } ?? [])
    }
  }

  /// Drops everything since the last commit.
  func discard() {
    builder.discard()
    directory.discard(segments.map(\.entry))
    segments = []
    removedCount = 0
  }

  /// Hands its segments over.
  func takeSegments() -> [FlushedSegment] {
    defer {
      segments = []
      removedCount = 0
    }
    return segments
  }

  /// Merges segments in their order; nil if none of their documents is left.
  static func merge(
    _ segments: [FlushedSegment], in directory: DirectoryWriter, layout: SchemaLayout
  ) throws(SearchError) -> FlushedSegment? {
    var inputs: [SegmentMerger.Input] = []
    for segment in segments {
      let reader = try Segment(segment.entry, layout: layout) { (kind) throws(SearchError) in
        try directory.openFile(kind, of: segment.entry)
      }
      inputs.append(
        SegmentMerger.Input(
          segment: reader,
          documents: try StoredDocuments(try directory.openFile(.documents, of: segment.entry)),
          keys: segment.keys, deleted: segment.deleted))
    }
    guard let entry = try SegmentMerger(inputs, directory: directory, layout: layout).merge() else {
      return nil
    }
    let merged = FlushedSegment(entry: entry)
    if layout.keyField != nil { merged.keys = try Keys(try directory.openFile(.keys, of: entry)) }
    return merged
  }
}
