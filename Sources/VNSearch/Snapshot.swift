public import VNSearchEngine
import VNTextAnalysis

/// One committed state of an index; it does not change while it lives.
public struct Snapshot<Document: Codable & Sendable>: Sendable {
  let snapshot: IndexSnapshot?
  private let schema: Schema
  private let analyzer: any Analyzer

  init(_ snapshot: IndexSnapshot?, schema: Schema, analyzer: any Analyzer) {
    self.snapshot = snapshot
    self.schema = schema
    self.analyzer = analyzer
  }

  /// How many documents it has.
  public var count: Int { snapshot?.documentCount ?? 0 }

  /// Why newer states of the index cannot be opened; empty unless it is damaged. This state is then older than what was
  /// committed last, and nothing can be written until the damage is gone; `vnsearch check` says more.
  public var damage: [SearchError] { snapshot?.damage ?? [] }

  /// What the writer of this state put beside it; see `IndexWriter.setPayload(_:)`. Empty if nobody did.
  public var payload: [UInt8] { snapshot?.commit.userPayload ?? [] }

  /// Finds the best documents for what a person typed.
  ///
  /// As `Query(userInput:)` reads it, with two looks at the index. A text typed for Telex or VNI without an input method
  /// is decoded where the index does not know its words but knows what they decode to (`decodedText`). Where no document
  /// has the phrases in quotes that the text has beside other words, their words are searched (`relaxedPhrases`).
  ///
  /// The text is words, and phrases in double quotes; nothing is a syntax error. The other parameters are those of the
  /// index's own `search`.
  public func search(
    _ text: String, filter: Filter? = nil, sort: Sort = .relevance, facets: [Facet] = [],
    distinctBy field: String? = nil, after cursor: SearchCursor? = nil, limit: Int = 10,
    ranking: Ranking = Ranking(), countsExactly: Bool = false, threads: Int = 1,
    limits: QueryLimits = QueryLimits()
  ) throws(SearchError) -> SearchResults<Document> {
    let decoded = try snapshot?.decodeKeystrokes(text)
    let meant = decoded ?? text
    let query = Query(userInput: meant)
    func find(_ query: Query) throws(SearchError) -> SearchResults<Document> {
      try self.search(
        query, filter: filter, sort: sort, facets: facets, distinctBy: field, after: cursor, limit: limit,
        ranking: ranking, countsExactly: countsExactly, threads: threads, limits: limits)
    }
    var results = try find(query)
    if results.isEmpty, limit > 0, let relaxed = query.relaxingPhrases(of: meant) {
      // A page behind the last one is empty, too.
      var hasPages = false
      if cursor != nil {
        hasPages = try !self.search(query, filter: filter, limit: 1, limits: limits).isEmpty
      }
      if !hasPages {
        results = try find(relaxed.query)
        if !results.isEmpty { results.relaxedPhrases = relaxed.phrases }
      }
    }
    results.decodedText = decoded
    return results
  }

  /// Finds documents; the parameters are those of the index's own `search`.
  ///
  /// The `statistics` are those of all shards, if this index is one: see ``statistics(for:ranking:)``.
  public func search(
    _ query: Query, filter: Filter? = nil, sort: Sort = .relevance, facets: [Facet] = [],
    distinctBy field: String? = nil, after cursor: SearchCursor? = nil, limit: Int = 10,
    ranking: Ranking = Ranking(), countsExactly: Bool = false, threads: Int = 1,
    limits: QueryLimits = QueryLimits(), statistics: QueryStatistics? = nil
  ) throws(SearchError) -> SearchResults<Document> {
    let request = SearchRequest(
      query, filter: filter, ranking: ranking, limit: max(0, limit), sort: sort, after: cursor,
      distinct: field, facets: facets, countsExactly: countsExactly, statistics: statistics,
      threads: threads, limits: limits)
    guard let snapshot else {
      // What asks for fields that there are not is told so before the first document is there.
      try IndexSnapshot.check(request, schema: schema, analyzer: analyzer)
      return SearchResults()
    }
    let found = try snapshot.search(request)
    return SearchResults(found, snapshot: snapshot, query: query, ranking: ranking)
  }

  /// What ranking a query needs to know of this index: added to those of other shards with `merge(_:)` and given to the
  /// search of each, they make the shards rank as one index.
  public func statistics(
    for query: Query, ranking: Ranking = Ranking()
  ) throws(SearchError) -> QueryStatistics {
    guard let snapshot else { return .none }
    return try snapshot.statistics(for: query, ranking: ranking)
  }

  /// A better spelling of a query: with the marks that its words have in this index, if it was typed without them.
  ///
  /// `Nguyễn Phú Trọng` for `nguyen phu trong`; nil if there is nothing to restore. Words that carry marks keep them and
  /// may gain more; in a text that is mostly marked, an unmarked word is meant as it stands. A suggestion is for a person
  /// to choose: searching for it is not better than searching for the text, which finds all spellings.
  ///
  /// - Complexity: some documents are looked at for each two adjacent words, 64 at most.
  public func suggestion(for text: String) throws(SearchError) -> String? {
    try snapshot?.suggestion(for: text)
  }

  /// The document with a key.
  public func document(forKey key: DocumentKey) throws -> Document? {
    guard let snapshot, let location = try snapshot.find(key: key) else { return nil }
    return try DocumentDecoder(schema: schema).decode(
      Document.self, from: snapshot.storedFields(at: location))
  }
}
