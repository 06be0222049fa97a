public import VNSearchEngine

/// One committed state of an index; it does not change while it lives.
public struct Snapshot<Document: Codable & Sendable>: Sendable {
  let snapshot: IndexSnapshot?
  private let schema: Schema

  init(_ snapshot: IndexSnapshot?, schema: Schema) {
    self.snapshot = snapshot
    self.schema = schema
  }

  /// How many documents it has.
  public var count: Int { snapshot?.documentCount ?? 0 }

  /// What the writer of this state put beside it; see `IndexWriter.setPayload(_:)`. Empty if nobody did.
  public var payload: [UInt8] { snapshot?.commit.userPayload ?? [] }

  /// Finds the best documents for what a person typed.
  ///
  /// As `Query(userInput:)` reads it, with two looks at the index. A text typed for Telex or VNI without an input method
  /// is decoded where the index does not know its words but knows what they decode to (`decodedText`). Where no document
  /// has the phrases in quotes that the text has beside other words, their words are searched (`relaxedPhrases`).
  ///
  /// - Parameters:
  ///   - text: Words, and phrases in double quotes; nothing is a syntax error.
  ///   - limit: How many documents at most.
  ///   - ranking: How documents are scored.
  ///   - countsExactly: Whether `total` must be exact; counting looks at every match.
  public func search(
    _ text: String, limit: Int = 10, ranking: Ranking = Ranking(), countsExactly: Bool = false
  ) throws(SearchError) -> SearchResults<Document> {
    let decoded = try snapshot?.decodeKeystrokes(text)
    let meant = decoded ?? text
    let query = Query(userInput: meant)
    var results = try search(query, limit: limit, ranking: ranking, countsExactly: countsExactly)
    if results.isEmpty, limit > 0, let relaxed = query.relaxingPhrases(of: meant) {
      results = try search(relaxed.query, limit: limit, ranking: ranking, countsExactly: countsExactly)
      if !results.isEmpty { results.relaxedPhrases = relaxed.phrases }
    }
    results.decodedText = decoded
    return results
  }

  /// Finds the best documents for a query.
  public func search(
    _ query: Query, limit: Int = 10, ranking: Ranking = Ranking(), countsExactly: Bool = false,
    limits: QueryLimits = QueryLimits()
  ) throws(SearchError) -> SearchResults<Document> {
    guard let snapshot else {
      return SearchResults(
        hits: [], total: 0, isTotalExact: true, approximateWords: [], counters: SearchCounters())
    }
    let found = try snapshot.search(
      query, ranking: ranking, limit: max(0, limit), countsExactly: countsExactly, limits: limits)
    return SearchResults(
      hits: found.hits.enumerated().map { index, hit in
        SearchHit(rank: index + 1, hit: hit, snapshot: snapshot, query: query, ranking: ranking)
      }, total: found.total, isTotalExact: found.isExact, approximateWords: found.approximate,
      counters: found.counters)
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
