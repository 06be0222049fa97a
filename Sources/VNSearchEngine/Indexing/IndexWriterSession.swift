import VNTextAnalysis

/// One writer's work between two commits: documents added, replaced and deleted, then committed or rolled back.
///
/// Not thread-safe: one task writes; with several `threads`, documents are inverted beside it. Readers see nothing
/// before `commit()` returns.
package final class IndexWriterSession {
  private let directory: DirectoryWriter
  package let schema: Schema
  let layout: SchemaLayout
  private let analyzer: any Analyzer
  private let policy: MergePolicy
  private let lanes: [IndexingLane]
  /// One for each lane, or none: then the only lane works on the caller's thread.
  private var threads: [LaneThread] = []
  /// The segments of the last commit, oldest first.
  private var committed: [FlushedSegment] = []
  /// Keys that were deleted since the last commit; they concern the committed segments.
  private var deletedKeys: [[UInt8]] = []
  private let draft = DocumentDraft()
  private var nextLane = 0
  /// Documents added since the last commit, replaced ones included.
  package private(set) var addedCount = 0

  init(
    _ directory: DirectoryWriter, schema: Schema, analyzer: any Analyzer, options: IndexingOptions
  ) throws(SearchError) {
    self.directory = directory
    self.schema = schema
    self.analyzer = analyzer
    policy = options.mergePolicy
    let layout = SchemaLayout(schema)
    self.layout = layout
    lanes = (0..<options.threads).map { _ in
      IndexingLane(
        directory: directory, layout: layout,
        builder: SegmentBuilder(directory: directory, layout: layout, analyzer: analyzer),
        memoryBudget: options.memoryBudget / options.threads, policy: options.mergePolicy)
    }
    try loadCommitted()
    if lanes.count > 1 {
      for lane in lanes { threads.append(try LaneThread(lane)) }
    }
  }

  deinit {
    for thread in threads { thread.end() }
    for lane in lanes { lane.discard() }
  }

  private func loadCommitted() throws(SearchError) {
    committed = []
    for entry in directory.current?.segments ?? [] {
      var live: LiveDocuments?
      if entry.deleteGeneration != 0 {
        live = try LiveDocuments.open(
          try directory.openFile(.deletes, of: entry), documentCount: entry.documentCount)
      }
      let segment = FlushedSegment(entry: entry, live: live)
      if layout.keyField != nil { segment.keys = try Keys(try directory.openFile(.keys, of: entry)) }
      committed.append(segment)
    }
  }

  /// Adds a document, or replaces the one with the same key.
  ///
  /// - Throws: `invalidDocument` if a value does not fit its field: nothing changes then. `inputOutput`.
  package func add(_ draft: DocumentDraft) throws(SearchError) {
    if threads.isEmpty {
      try lanes[0].add(draft)
    } else {
      let (key, _) = try SegmentBuilder.check(draft, layout)
      try threads[lane(of: key)].send(draft)
    }
    addedCount += 1
  }

  private func lane(of key: [UInt8]?) -> Int {
    guard let key else {
      nextLane = (nextLane + 1) % lanes.count
      return nextLane
    }
    let hash = unsafe key.withUnsafeBytes { unsafe KeyHash.hash($0) }
    return Int(hash % UInt64(lanes.count))
  }

  /// Adds a document given as values, or replaces the one with the same key.
  package func add(_ fields: [(number: Int, value: FieldValue)]) throws(SearchError) {
    draft.removeAll()
    for (number, value) in fields {
      let value = try schema.fields[number].normalized(value)
      if !value.isNull { try draft.add(value, to: number) }
    }
    try add(draft)
  }

  /// Deletes the document with a key, if there is one.
  package func delete(key: DocumentKey) throws(SearchError) {
    guard layout.keyField != nil else {
      throw SearchError(.invalidSchema, "documents can be deleted by key only if the schema has a key field")
    }
    let bytes = key.bytes
    deletedKeys.append(bytes)
    if threads.isEmpty {
      try lanes[0].delete(key: bytes)
    } else {
      try threads[lane(of: bytes)].sendDeletion(key: bytes)
    }
  }

  /// Deletes every document that matches a query; returns how many.
  @discardableResult
  package func delete(matching query: Query, ranking: Ranking = Ranking()) throws(SearchError) -> Int {
    try settle()
    let segments = committed + lanes.flatMap(\.segments)
    var readers: [Segment] = []
    for segment in segments {
      readers.append(
        try Segment(segment.entry, layout: layout) { (kind) throws(SearchError) in
          try directory.openFile(kind, of: segment.entry)
        })
    }
    let search = SnapshotSearch(
      segments: readers, live: readers.map { _ in nil }, analyzer: analyzer, unit: layout.unit,
      fieldWeights: layout.textWeights)
    var count = 0
    try search.forEachMatch(query, ranking: ranking) { segment, first, mask in
      var rest = mask
      while rest != 0 {
        if segments[segment].delete(first | rest.trailingZeroBitCount) { count += 1 }
        rest &= rest &- 1
      }
    }
    return count
  }

  /// Flushes all lanes and applies to the committed segments what was replaced or deleted.
  private func settle() throws(SearchError) {
    for thread in threads { try thread.drain() }
    for lane in lanes { try lane.flush() }
    if layout.keyField == nil || committed.isEmpty {
      deletedKeys = []
      return
    }
    for key in deletedKeys {
      try unsafe key.withUnsafeBufferPointer { (bytes) throws(SearchError) in
        for segment in committed { _ = try unsafe segment.delete(key: UnsafeRawBufferPointer(bytes)) }
      }
    }
    deletedKeys = []
    for lane in lanes {
      for segment in lane.segments {
        try unsafe segment.keys?.forEachKey { (_, key) throws(SearchError) in
          for older in committed { _ = try unsafe older.delete(key: key) }
        }
      }
    }
  }

  /// Makes everything visible and durable.
  ///
  /// - Parameters:
  ///   - userPayload: What to keep beside the commit; nil: what the last commit had.
  ///   - merging: Whether to make one segment of all; otherwise only what the merge policy asks for is merged.
  @discardableResult
  package func commit(userPayload: [UInt8]? = nil, optimizing: Bool = false) throws(SearchError) -> Commit {
    try settle()
    var segments = committed
    let fresh = lanes.flatMap(\.segments).sorted { $0.entry.id < $1.entry.id }
    segments += fresh
    segments.removeAll { $0.liveCount == 0 }
    var temporary: [SegmentEntry] = []
    let old = Set(committed.map(\.entry.id))
    func merge(_ range: Range<Int>) throws(SearchError) {
      let inputs = Array(segments[range])
      let merged = try IndexingLane.merge(inputs, in: directory, layout: layout)
      temporary += inputs.map(\.entry).filter { !old.contains($0.id) }
      segments.replaceSubrange(range, with: merged.map { [$0] } ?? [])
    }
    if optimizing {
      if segments.count > 1 || segments.contains(where: { $0.deletedCount > 0 }) {
        try merge(segments.indices)
      }
    } else {
      while let range = policy.next(segments.map(\.liveCount)) { try merge(range) }
    }
    for segment in segments { try segment.writeDeletes(in: directory) }
    var schemaBytes: [UInt8] = []
    schema.encode(into: &schemaBytes)
    let commit = try directory.commit(
      Commit(
        analyzerIdentity: analyzer.identity, schema: schemaBytes, segments: segments.map(\.entry),
        userPayload: userPayload ?? directory.current?.userPayload ?? []))
    directory.discard(temporary)
    for lane in lanes { _ = lane.takeSegments() }
    committed = segments
    addedCount = 0
    return commit
  }

  /// Forgets everything since the last commit.
  package func rollback() throws(SearchError) {
    for thread in threads { thread.reset() }
    for lane in lanes { lane.discard() }
    deletedKeys = []
    addedCount = 0
    try loadCommitted()
  }
}
