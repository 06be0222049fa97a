import VNTextAnalysis

/// One writer's work between two commits: documents added, replaced and deleted, then committed or rolled back.
///
/// Readers see nothing before `commit()` returns. An operation that fails for a reason other than its document
/// (`invalidDocument`) may have lost what was added before: everything throws the same error then until `rollback()`, so
/// that nothing can be committed in part. A `commit()` that fails may be repeated, or rolled back.
///
/// Not thread-safe: one task writes; with several `threads`, documents are inverted, and segments merged, beside it.
package final class IndexWriterSession {
  let directory: DirectoryWriter
  package let schema: Schema
  let layout: SchemaLayout
  let analyzer: any Analyzer
  let policy: MergePolicy
  let lanes: [IndexingLane]
  /// One for each lane, or none: then the only lane works on the caller's thread.
  private var threads: [LaneThread] = []
  /// The segments of the last commit, oldest first.
  var committed: [FlushedSegment] = []
  /// Entries of segments and deletions that were made since the last commit: what of them it does not need goes then.
  var made: [SegmentEntry] = []
  /// What lost documents; see the class comment.
  private var failure: SearchError?
  private let draft = DocumentDraft()
  private var nextLane = 0
  /// With several threads: what was done since the last commit, for as long as it is little. So little is not worth a
  /// segment for each thread; nil once it was handed out.
  private var little: LaneThread.Batch?
  private let littleSize: Int
  /// With less for each thread, merges wait for each other.
  private static let memoryOfMerge = 64 << 20
  /// Whether everything up to the next commit goes to the first lane, because keys of other lanes did.
  private var usesFirstLaneOnly = false
  /// Documents added since the last commit, replaced ones included.
  package private(set) var addedCount = 0
  /// What to keep beside the next commit; nil: what the last commit had.
  package var userPayload: [UInt8]?
  /// Why segments were not merged although it was time, if so: for want of room, for example. Nothing is lost by it.
  package internal(set) var mergeFailure: SearchError?

  /// The commit that the writer stands at: the last that returned, or that `rollback()` found.
  package var commit: Commit? { directory.current }

  /// The files of the kept commits: what the folder holds beside the lock when nothing is being written or read.
  package var neededFileNames: [String] { directory.neededFileNames }

  init(
    _ directory: DirectoryWriter, schema: Schema, analyzer: any Analyzer, options: IndexingOptions
  ) throws(SearchError) {
    self.directory = directory
    self.schema = schema
    self.analyzer = analyzer
    policy = options.mergePolicy
    littleSize = options.bytesForOneThread
    let layout = SchemaLayout(schema)
    self.layout = layout
    let turn = options.memoryBudget / options.threads < Self.memoryOfMerge ? MergeTurn() : nil
    let flushRound = FlushRound()
    // A quarter of the budget is for merges and for what waits in queues.
    lanes = (0..<options.threads).map { _ in
      IndexingLane(
        directory: directory, layout: layout,
        builder: SegmentBuilder(directory: directory, layout: layout, analyzer: analyzer),
        memoryBudget: options.memoryBudget / 4 * 3 / options.threads, policy: options.mergePolicy,
        mergesInBackground: options.threads > 1, mergeTurn: turn, flushRound: flushRound)
    }
    try loadCommitted()
    if lanes.count > 1 {
      for lane in lanes { threads.append(try LaneThread(lane)) }
      little = LaneThread.Batch()
    }
  }

  deinit {
    for thread in threads { thread.end() }
    for lane in lanes { lane.discard() }
    directory.discard(made)
  }

  private func loadCommitted() throws(SearchError) {
    var loaded: [FlushedSegment] = []
    for entry in directory.current?.segments ?? [] {
      var live: LiveDocuments?
      if entry.deleteGeneration != 0 {
        live = try LiveDocuments.open(
          try directory.openFile(.deletes, of: entry), documentCount: entry.documentCount)
      }
      let keys = layout.keyField == nil ? nil : try Keys(try directory.openFile(.keys, of: entry))
      loaded.append(FlushedSegment(entry: entry, keys: keys, live: live))
    }
    committed = loaded
  }

  /// Runs an operation whose failure loses documents.
  private func guarded<Value>(_ operation: () throws(SearchError) -> Value) throws(SearchError) -> Value {
    if let failure { throw failure }
    do throws(SearchError) {
      return try operation()
    } catch {
      if error.code != .invalidDocument { failure = error }
      throw error
    }
  }

  /// Adds a document, or replaces the one with the same key.
  ///
  /// - Throws: `invalidDocument` if a value does not fit its field: nothing changes then. `inputOutput`.
  package func add(_ draft: DocumentDraft) throws(SearchError) {
    try guarded { () throws(SearchError) in
      if threads.isEmpty {
        try lanes[0].add(draft)
      } else {
        let (key, _) = try SegmentBuilder.check(draft, layout)
        if little != nil {
          unsafe little?.append(draft.bytes.bytes, isDeletion: false, lane: lane(of: key))
          try handOutIfMuch()
        } else {
          try unsafe threads[lane(of: key)].send(draft.bytes.bytes, isDeletion: false)
        }
      }
    }
    addedCount += 1
  }

  private func handOutIfMuch() throws(SearchError) {
    if let little, little.bytes.count >= littleSize { try handOut(toFirstLane: false) }
  }

  /// Gives the threads what has waited for being much.
  private func handOut(toFirstLane: Bool) throws(SearchError) {
    guard let batch = little, !batch.operations.isEmpty else { return }
    little = nil
    usesFirstLaneOnly = toFirstLane
    for operation in batch.operations {
      try unsafe batch.bytes.withUnsafeBufferPointer { (bytes) throws(SearchError) in
        try unsafe threads[toFirstLane ? 0 : operation.lane].send(
          UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[operation.range])),
          isDeletion: operation.isDeletion)
      }
    }
  }

  /// Begins anew after a commit or a rollback.
  private func collectLittle() {
    usesFirstLaneOnly = false
    little = threads.isEmpty ? nil : LaneThread.Batch()
  }

  private func lane(of key: [UInt8]?) -> Int {
    if usesFirstLaneOnly { return 0 }
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
    try guarded { () throws(SearchError) in
      try unsafe bytes.withUnsafeBufferPointer { (key) throws(SearchError) in
        for segment in committed { try unsafe segment.delete(key: UnsafeRawBufferPointer(key)) }
      }
      if threads.isEmpty {
        try lanes[0].delete(key: bytes)
      } else {
        let lane = lane(of: bytes)
        try unsafe bytes.withUnsafeBufferPointer { (key) throws(SearchError) in
          if little != nil {
            unsafe little?.append(UnsafeRawBufferPointer(key), isDeletion: true, lane: lane)
          } else {
            try unsafe threads[lane].send(UnsafeRawBufferPointer(key), isDeletion: true)
          }
        }
        try handOutIfMuch()
      }
    }
  }

  /// Deletes every document that matches a query; returns how many.
  ///
  /// - Complexity: writes what was added since the last commit as segments, to search them.
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
      fieldWeights: layout.textWeights, schema: schema)
    // Found first: a damaged segment must not leave half of the documents deleted.
    var matches: [(segment: Int, first: Int, mask: UInt64)] = []
    try search.forEachMatch(query, ranking: ranking) { segment, first, mask in
      matches.append((segment, first, mask))
    }
    var count = 0
    for (segment, first, mask) in matches {
      var rest = mask
      while rest != 0 {
        if segments[segment].delete(first | rest.trailingZeroBitCount) { count += 1 }
        rest &= rest &- 1
      }
    }
    return count
  }

  /// Flushes all lanes, each on its thread, and deletes in the committed segments what was replaced.
  func settle() throws(SearchError) {
    try guarded { () throws(SearchError) in
      try handOut(toFirstLane: true)
      if threads.isEmpty {
        try lanes[0].settle()
      } else {
        for thread in threads { try thread.settle() }
        for thread in threads { try thread.finish() }
      }
      for segment in lanes.flatMap(\.segments) where !committed.isEmpty {
        try unsafe segment.keys?.forEachKey { (_, key) throws(SearchError) in
          for older in committed { try unsafe older.delete(key: key) }
        }
      }
    }
  }

  /// Forgets everything since the last commit.
  ///
  /// After a commit that failed, the last one is the one that is on disk: if that commit ended with `outcomeUnknown`, this
  /// finds out which it is, so that the writer stands where a reader does that opens the index now.
  ///
  /// - Throws: `outcomeUnknown` or `inputOutput` if that cannot be found out or read now. Everything is forgotten all the
  ///   same, and every operation throws the same until a rollback succeeds.
  package func rollback() throws(SearchError) {
    for thread in threads { thread.reset() }
    for lane in lanes { lane.discard() }
    collectLittle()
    addedCount = 0
    userPayload = nil
    do throws(SearchError) {
      try directory.settle()
      directory.discard(made)
      made = []
      try loadCommitted()
      failure = nil
    } catch {
      failure = error
      throw error
    }
  }

  /// Takes over what a commit made durable.
  func adopt(_ segments: [FlushedSegment]) {
    for lane in lanes { lane.removeAll() }
    collectLittle()
    committed = segments
    directory.discard(made)
    made = []
    addedCount = 0
    userPayload = nil
  }
}
