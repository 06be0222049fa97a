import Synchronization
package import VNTextAnalysis

/// One committed state of an index, open for searching; it does not change while it lives.
///
/// Safe to share between threads; readers never wait for a writer.
package final class IndexSnapshot: Sendable {
  package let commit: Commit
  package let schema: Schema
  let files: CommitSnapshot
  let layout: SchemaLayout
  let segments: [Segment]
  let live: [LiveDocuments?]
  package let analyzer: any Analyzer
  private let buffers: TokenBufferPool
  let suggester = Suggester()
  var keys: [Keys?] { segments.map(\.keys) }
  let documents: [StoredDocuments]
  private let keywordOrders = KeywordOrders()

  /// Why newer commits in the folder could not be opened.
  package var damage: [SearchError] { files.damage }

  init(_ files: CommitSnapshot, analyzer: any Analyzer, reusing previous: IndexSnapshot? = nil)
    throws(SearchError)
  {
    self.files = files
    commit = files.commit
    self.analyzer = analyzer
    buffers = previous?.buffers ?? TokenBufferPool()
    let path = files.commit.fileName
    schema = try unsafe commit.schema.withUnsafeBufferPointer { (bytes) throws(SearchError) in
      try unsafe Schema(decoding: UnsafeRawBufferPointer(bytes), file: path)
    }
    layout = SchemaLayout(schema)
    var segments: [Segment] = []
    var live: [LiveDocuments?] = []
    var documents: [StoredDocuments] = []
    for entry in files.commit.segments {
      // Numbers begin anew where an index was removed and another begun.
      let old = previous?.segments.firstIndex { $0.entry.hasSameContent(as: entry) }
      if let old, let previous {
        segments.append(previous.segments[old])
        documents.append(previous.documents[old])
      } else {
        segments.append(
          try Segment(entry, layout: layout) { (kind) throws(SearchError) in
            try files.requiredFile(kind, of: entry)
          })
        documents.append(try StoredDocuments(try files.requiredFile(.documents, of: entry)))
      }
      let deletes = entry.deleteGeneration == 0 ? nil : try files.requiredFile(.deletes, of: entry)
      live.append(
        try deletes.map { (file) throws(SearchError) in
          try LiveDocuments.open(file, documentCount: entry.documentCount)
        })
    }
    self.segments = segments
    self.live = live
    self.documents = documents
  }

  /// Documents that are not deleted.
  package var documentCount: Int { commit.segments.reduce(0) { $0 + $1.documentCount - $1.deletedCount } }

  /// Where a document is: a segment, and its ordinal in it.
  package struct Location: Sendable, Hashable {
    package var segment: Int
    package var ordinal: Int

    package init(segment: Int, ordinal: Int) {
      self.segment = segment
      self.ordinal = ordinal
    }
  }

  /// The key of a document; nil if the schema has no key.
  package func key(at location: Location) throws(SearchError) -> DocumentKey? {
    try segments[location.segment].keys?.key(of: location.ordinal)
  }

  /// The stored fields of a document, by field number.
  package func storedFields(at location: Location) throws(SearchError) -> [(number: Int, value: FieldValue)] {
    var cache = try StoredDocumentsCache()
    return try unsafe documents[location.segment].withRecord(location.ordinal, cache: &cache) {
      (record) throws(SearchError) in
      try unsafe DocumentRecord.decode(record, schema: schema)
    }
  }

  /// Where the document with a key is.
  package func find(key: DocumentKey) throws(SearchError) -> Location? {
    for segment in segments.indices.reversed() {
      guard let keys = segments[segment].keys else { continue }
      if let ordinal = try keys.lastOrdinal(of: key), live[segment]?.isLive(ordinal) ?? true {
        return Location(segment: segment, ordinal: ordinal)
      }
    }
    return nil
  }

  var search: SnapshotSearch {
    SnapshotSearch(
      segments: segments, live: live, analyzer: analyzer, unit: layout.unit, fieldWeights: layout.textWeights,
      schema: schema, orders: keywordOrders, buffers: buffers)
  }

  /// Why a document has its score for a query; nil if it does not match.
  ///
  /// - Parameter statistics: As in the search.
  package func explain(
    _ query: Query, ranking: Ranking = Ranking(), at location: Location, statistics: QueryStatistics? = nil
  ) throws(SearchError) -> Explanation? {
    try Explainer(
      search, fieldNames: layout.textFields.map { schema.fields[$0].name }, segment: location.segment,
      ordinal: location.ordinal, query: query, ranking: ranking, statistics: statistics
    ).explanation()
  }

  /// Statistics of this index for a query, to be merged with those of other shards.
  package func statistics(for query: Query, ranking: Ranking = Ranking()) throws(SearchError)
    -> QueryStatistics
  {
    let planner = QueryPlanner(
      analyzer: analyzer, ranking: ranking, resolver: TermResolver(segments), buffers: buffers)
    return try search.statistics(for: search.resolved(query, for: ranking), planner: planner)
  }
}

extension DocumentKey {
  /// Integers by value, before strings by their bytes.
  func isOrdered(before other: DocumentKey) -> Bool {
    switch (self, other) {
    case (.integer(let left), .integer(let right)): left < right
    case (.integer, .string): true
    case (.string, .integer): false
    case (.string(let left), .string(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
    }
  }
}
