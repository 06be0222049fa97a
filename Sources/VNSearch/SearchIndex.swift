import Synchronization
public import VNSearchEngine
public import VNTextAnalysis

/// A full-text index of documents in a folder.
///
/// ```swift
/// struct Article: Codable, Sendable { var id: Int; var title: String; var body: String }
///
/// let index = try SearchIndex<Article>(
///   at: "articles.vnindex", schema: Schema(.key("id"), .text("title", boost: 3), .text("body")))
/// try index.write { writer in
///   try writer.add(Article(id: 1, title: "Hà Nội mùa thu", body: "Hương hoa sữa…"))
/// }
/// for hit in try index.search("ha noi mua thu", limit: 10) { print(hit.score, try hit.document.title) }
/// ```
///
/// An index can be used from any thread. Searching never waits for writing: a search sees the state that was committed
/// when the index was opened, written to or refreshed last. One writer at a time, in this process or another.
public final class SearchIndex<Document: Codable & Sendable>: Sendable {
  package let engine: IndexEngine
  /// The fields of its documents.
  public let schema: Schema
  /// Whether the schema was given and the index may not exist yet.
  private let mayBeMissing: Bool
  private let options: IndexOptions
  /// Whether the next write replaces what the folder holds.
  private let isReplacing: Atomic<Bool>

  /// Opens the index in a folder, or makes one there with the first `write`.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - schema: The fields of the documents; an index that exists must have the same.
  ///   - analyzer: What cuts texts and queries into tokens; an index belongs to the one that it was made with.
  ///   - options: Memory and threads for writing.
  ///   - replacing: Whether the first `write` replaces what is in the folder, be it an index of another version, with
  ///     other fields, or a damaged one. Until it returns the old index stays as it is, and this object is empty.
  /// - Throws: `SearchError`: `incompatibleIndex` if there is one with other fields or another analyzer,
  ///   `corruptIndex`, `inputOutput`.
  public init(
    at path: String, schema: Schema, analyzer: any Analyzer = VietnameseAnalyzer(),
    options: IndexOptions = IndexOptions(), replacing: Bool = false
  ) throws(SearchError) {
    engine = IndexEngine(path: path, schema: schema, analyzer: analyzer)
    self.schema = schema
    self.options = options
    mayBeMissing = true
    isReplacing = Atomic(replacing)
    if replacing { return }
    do throws(SearchError) {
      _ = try engine.refresh()
    } catch {
      if error.code != .noIndex { throw error }
    }
  }

  /// Opens an index that exists.
  ///
  /// - Throws: `SearchError`: `noIndex`, `incompatibleIndex`, `corruptIndex`, `inputOutput`.
  public init(
    opening path: String, analyzer: any Analyzer = VietnameseAnalyzer(),
    options: IndexOptions = IndexOptions()
  ) throws(SearchError) {
    engine = IndexEngine(path: path, analyzer: analyzer)
    self.options = options
    isReplacing = Atomic(false)
    schema = try engine.refresh().schema
    mayBeMissing = false
  }

  /// How many documents the index has.
  public var count: Int {
    get throws(SearchError) { try currentSnapshot()?.documentCount ?? 0 }
  }

  /// Looks for commits of other processes; returns whether there was one.
  ///
  /// If it throws, so do searches until the index can be opened again.
  ///
  /// - Throws: `SearchError`: `noIndex` if the index that was open is gone; `incompatibleIndex` if another with other
  ///   fields is in its place; `corruptIndex`, `inputOutput`.
  @discardableResult
  public func refresh() throws(SearchError) -> Bool {
    if isReplacing.load(ordering: .acquiring) { return false }
    let old = try currentSnapshot()
    do throws(SearchError) {
      return try engine.refresh() !== old
    } catch {
      if isNotBegun(error) { return false }
      throw error
    }
  }

  /// One state of the index, for several searches that must agree.
  public func snapshot() throws(SearchError) -> Snapshot<Document> {
    Snapshot(try currentSnapshot(), schema: schema, analyzer: engine.analyzer)
  }

  private func currentSnapshot() throws(SearchError) -> IndexSnapshot? {
    if isReplacing.load(ordering: .acquiring) { return nil }
    do throws(SearchError) {
      return try engine.snapshot()
    } catch {
      if isNotBegun(error) { return nil }
      throw error
    }
  }

  /// Whether an error says no more than that nothing was written yet.
  private func isNotBegun(_ error: SearchError) -> Bool {
    mayBeMissing && !engine.hasSeenIndex && error.code == .noIndex
  }

  /// Finds the best documents for what a person typed; see the snapshot's `search`.
  ///
  /// ```swift
  /// let results = try index.search(
  ///   "hà nội", filter: .field("price").isAtLeast(1_000_000), sort: .by("published", .descending),
  ///   facets: ["category"], limit: 20)
  /// ```
  ///
  /// - Parameters:
  ///   - text: Words, and phrases in double quotes; nothing is a syntax error.
  ///   - filter: What the fields of a document must be besides.
  ///   - sort: In which order the documents come.
  ///   - facets: What to count over all matches.
  ///   - field: Of the documents with the same value in this field only the first is given.
  ///   - cursor: Where the page before ended: its `next`.
  ///   - limit: How many documents at most.
  ///   - ranking: How documents are scored.
  ///   - countsExactly: Whether `total` must be exact; counting looks at every match.
  ///   - threads: On how many threads to search; the results are the same, bit by bit.
  ///   - limits: How much the query may ask for, and for how long.
  /// - Throws: `SearchError`: `invalidQuery` if a field cannot be filtered, sorted or counted by; `corruptIndex`.
  public func search(
    _ text: String, filter: Filter? = nil, sort: Sort = .relevance, facets: [Facet] = [],
    distinctBy field: String? = nil, after cursor: SearchCursor? = nil, limit: Int = 10,
    ranking: Ranking = Ranking(), countsExactly: Bool = false, threads: Int = 1,
    limits: QueryLimits = QueryLimits()
  ) throws(SearchError) -> SearchResults<Document> {
    try snapshot().search(
      text, filter: filter, sort: sort, facets: facets, distinctBy: field, after: cursor,
      limit: limit, ranking: ranking, countsExactly: countsExactly, threads: threads, limits: limits)
  }

  /// Finds the best documents for a query.
  ///
  /// - Parameters:
  ///   - query: What is searched for; `.everything` to browse.
  ///   - filter: What the fields of a document must be besides.
  ///   - sort: In which order the documents come.
  ///   - facets: What to count over all matches.
  ///   - field: Of the documents with the same value in this field only the first is given.
  ///   - cursor: Where the page before ended: its `next`.
  ///   - limit: How many documents at most.
  ///   - ranking: How documents are scored.
  ///   - countsExactly: Whether `total` must be exact; counting looks at every match.
  ///   - threads: On how many threads to search; the results are the same, bit by bit.
  ///   - limits: How much the query may ask for, and for how long.
  /// - Throws: `SearchError`: `invalidQuery` if the query is over a limit or asks for a field that cannot be searched,
  ///   filtered, sorted or counted by; `timeLimit`; `cancelled` if it runs in a task that was cancelled; `corruptIndex`.
  public func search(
    _ query: Query, filter: Filter? = nil, sort: Sort = .relevance, facets: [Facet] = [],
    distinctBy field: String? = nil, after cursor: SearchCursor? = nil, limit: Int = 10,
    ranking: Ranking = Ranking(), countsExactly: Bool = false, threads: Int = 1,
    limits: QueryLimits = QueryLimits()
  ) throws(SearchError) -> SearchResults<Document> {
    try snapshot().search(
      query, filter: filter, sort: sort, facets: facets, distinctBy: field, after: cursor, limit: limit,
      ranking: ranking, countsExactly: countsExactly, threads: threads, limits: limits)
  }

  /// The text with the marks that its words have in the index; see ``Snapshot/suggestion(for:)``.
  public func suggestion(for text: String) throws(SearchError) -> String? {
    try snapshot().suggestion(for: text)
  }

  /// The document with a key.
  public func document(forKey key: DocumentKey) throws -> Document? { try snapshot().document(forKey: key) }

  /// Changes the index: commits when `body` returns, rolls back when it throws.
  ///
  /// When this returns, the changes survive a kill of the process and a power cut. When it throws, nothing of them is in
  /// the index, now or after a power cut, with one exception: `outcomeUnknown` says that the disk failed so late in the
  /// commit that all of them may be in the index, or none. Writing them again is right in both cases where documents have
  /// keys; or look first, at the payload for example: the next writer settles it when it begins, and
  /// ``refresh()`` shows what it begins with.
  ///
  /// - Parameters:
  ///   - milliseconds: How long to wait if somebody else is writing.
  ///   - body: Adds and deletes documents through the writer that it is given.
  /// - Throws: What `body` throws; `SearchError`: `locked`, naming the other process; `inputOutput`, for a full disk for
  ///   example; `outcomeUnknown`; `corruptIndex`; `noIndex` if the index that was open is gone, `incompatibleIndex` if
  ///   another with other fields is in its place.
  @discardableResult
  public func write<Result>(
    waiting milliseconds: Int = 0, _ body: (borrowing IndexWriter<Document>) throws -> Result
  ) throws -> Result {
    let session = try makeSession { replacing in
      try engine.makeWriter(
        schema: mayBeMissing ? schema : nil, options: options.indexing, replacing: replacing,
        waiting: milliseconds)
    }
    // If it throws, the end of the session rolls back.
    let result = try body(IndexWriter(session))
    try commit(session)
    return result
  }

  /// Changes the index from an async function: commits when `body` returns, rolls back when it throws, exactly as the
  /// synchronous form does.
  ///
  /// While somebody else is writing no thread waits, so any number of tasks may; a task that is cancelled while it waits
  /// gets a `CancellationError`.
  @discardableResult
  public func write<Result: Sendable>(
    waiting milliseconds: Int = 0, _ body: @Sendable (borrowing IndexWriter<Document>) async throws -> Result
  ) async throws -> Result {
    let session = try await makeSession { replacing in
      try await engine.makeWriterSuspending(
        schema: mayBeMissing ? schema : nil, options: options.indexing, replacing: replacing,
        waiting: milliseconds)
    }
    let result = try await body(IndexWriter(session))
    try commit(session)
    return result
  }

  /// Begins to write.
  ///
  /// While it waited, another task may have begun the new index: that is not replaced once more. Nobody else changes
  /// `isReplacing` while a session is there.
  private func makeSession(
    _ make: (_ replacing: Bool) throws -> IndexWriterSession
  ) throws -> IndexWriterSession {
    func attempt() throws -> IndexWriterSession? {
      let replacing = isReplacing.load(ordering: .acquiring)
      let session = try make(replacing)
      return isReplacing.load(ordering: .acquiring) == replacing ? session : nil
    }
    return try attempt() ?? make(false)
  }

  private func makeSession(
    _ make: (_ replacing: Bool) async throws -> IndexWriterSession
  ) async throws -> IndexWriterSession {
    func attempt() async throws -> IndexWriterSession? {
      let replacing = isReplacing.load(ordering: .acquiring)
      let session = try await make(replacing)
      return isReplacing.load(ordering: .acquiring) == replacing ? session : nil
    }
    if let session = try await attempt() { return session }
    return try await make(false)
  }

  private func commit(_ session: IndexWriterSession) throws(SearchError) {
    try session.commit()
    isReplacing.store(false, ordering: .releasing)
    // The next search opens it. If that fails, it is no failure of the commit.
    engine.noteCommit()
  }

  /// Makes one segment of all, without what was deleted: the smallest and fastest form of the index.
  ///
  /// - Parameters:
  ///   - reordering: Whether to put documents with the same words side by side besides: smaller lists, and slow to do.
  ///     Only for documents with keys; what searches find, and in which order, stays the same.
  ///   - milliseconds: How long to wait if somebody else is writing.
  /// - Complexity: reads and writes the whole index.
  public func optimize(reordering: Bool = false, waiting milliseconds: Int = 0) throws(SearchError) {
    let session = try engine.makeWriter(options: options.indexing, waiting: milliseconds)
    // What is merged goes at once, if nobody else reads it.
    engine.releaseSnapshot()
    try session.commit(optimizing: true, reordering: reordering)
    engine.noteCommit()
  }
}

/// How an index uses the machine.
public struct IndexOptions: Sendable, Hashable {
  /// Bytes that documents may take in memory before they are written out; less than ``minimumMemoryBudget`` is taken for
  /// that.
  public var memoryBudget: Int
  /// Threads that analyze and invert documents.
  public var threads: Int

  /// The least memory that is used, 16 MB: with less every few documents would become a segment of their own.
  public static var minimumMemoryBudget: Int { 16 << 20 }

  /// Creates options.
  ///
  /// - Parameters:
  ///   - memoryBudget: Bytes that documents may take in memory before they are written out.
  ///   - threads: Threads that analyze and invert documents.
  public init(memoryBudget: Int = 256 << 20, threads: Int = 1) {
    self.memoryBudget = memoryBudget
    self.threads = threads
  }

  var indexing: IndexingOptions {
    IndexingOptions(memoryBudget: max(memoryBudget, Self.minimumMemoryBudget), threads: threads)
  }
}
