import VNTextAnalysis

/// One writer's work between two commits: documents added, replaced and deleted, then committed or rolled back.
///
/// Not thread-safe: one task writes. Readers see nothing before `commit()` returns.
package final class IndexWriterSession {
  private let directory: DirectoryWriter
  package let schema: Schema
  let layout: SchemaLayout
  private let analyzer: any Analyzer
  private let options: IndexingOptions
  private let builder: SegmentBuilder
  /// The segments of the state that is being made, oldest first.
  private var segments: [FlushedSegment] = []
  private let draft = DocumentDraft()
  /// Documents added and deleted since the last commit.
  package private(set) var addedCount = 0
  package private(set) var deletedCount = 0

  init(
    _ directory: DirectoryWriter, schema: Schema, analyzer: any Analyzer, options: IndexingOptions
  ) throws(SearchError) {
    self.directory = directory
    self.schema = schema
    self.analyzer = analyzer
    self.options = options
    layout = SchemaLayout(schema)
    builder = SegmentBuilder(directory: directory, layout: layout, analyzer: analyzer)
    try loadCommitted()
  }

  private func loadCommitted() throws(SearchError) {
    segments = []
    for entry in directory.current?.segments ?? [] {
      var live: LiveDocuments?
      if entry.deleteGeneration != 0 {
        live = try LiveDocuments.open(
          try directory.openFile(.deletes, of: entry), documentCount: entry.documentCount)
      }
      let segment = FlushedSegment(entry: entry, live: live)
      if layout.keyField != nil { segment.keys = try Keys(try directory.openFile(.keys, of: entry)) }
      segments.append(segment)
    }
  }

  /// Adds a document, or replaces the one with the same key.
  ///
  /// - Throws: `invalidDocument` if a value does not fit its field: nothing changes then. `inputOutput`.
  package func add(_ draft: DocumentDraft) throws(SearchError) {
    try builder.add(draft)
    addedCount += 1
    if builder.isFull || builder.memory > options.memoryBudget { try flush() }
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

  /// Deletes the document with a key; returns whether there was one before this session's last flush.
  @discardableResult
  package func delete(key: DocumentKey) throws(SearchError) -> Int {
    guard layout.keyField != nil else {
      throw SearchError(.invalidSchema, "documents can be deleted by key only if the schema has a key field")
    }
    let bytes = key.bytes
    builder.delete(key: bytes)
    var count = 0
    for segment in segments {
      count += try bytes.withUnsafeBufferPointer { (bytes) throws(SearchError) in
        try segment.delete(key: UnsafeRawBufferPointer(bytes))
      }
    }
    deletedCount += count
    return count
  }

  /// Deletes every document that matches a query; returns how many.
  @discardableResult
  package func delete(matching query: Query, ranking: Ranking = Ranking()) throws(SearchError) -> Int {
    try flush()
    var readers: [Segment] = []
    for segment in segments {
      readers.append(
        try Segment(segment.entry, fieldCount: layout.textFields.count) { (kind) throws(SearchError) in
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
    deletedCount += count
    return count
  }

  /// Writes what is in memory as a segment, not yet visible to readers.
  package func flush() throws(SearchError) {
    guard let flushed = try builder.flush() else { return }
    if let keys = flushed.keys, !segments.isEmpty {
      try keys.forEachKey { (ordinal, key) throws(SearchError) in
        for segment in segments { deletedCount += try segment.delete(key: key) }
      }
    }
    segments.append(flushed)
  }

  /// Makes everything visible and durable.
  ///
  /// - Parameter userPayload: What to keep beside the commit; nil: what the last commit had.
  @discardableResult
  package func commit(userPayload: [UInt8]? = nil) throws(SearchError) -> Commit {
    try flush()
    for segment in segments { try segment.writeDeletes(in: directory) }
    segments.removeAll { $0.liveCount == 0 }
    var schemaBytes: [UInt8] = []
    schema.encode(into: &schemaBytes)
    let commit = try directory.commit(
      Commit(
        analyzerIdentity: analyzer.identity, schema: schemaBytes, segments: segments.map(\.entry),
        userPayload: userPayload ?? directory.current?.userPayload ?? []))
    addedCount = 0
    deletedCount = 0
    return commit
  }

  /// Forgets everything since the last commit.
  package func rollback() throws(SearchError) {
    builder.discard()
    let committed = Set((directory.current?.segments ?? []).map(\.id))
    directory.discard(segments.map(\.entry).filter { !committed.contains($0.id) })
    addedCount = 0
    deletedCount = 0
    try loadCommitted()
  }

  /// Live documents of the state that is being made, those in memory included.
  package var documentCount: Int { segments.reduce(builder.documentCount) { $0 + $1.liveCount } }
}
