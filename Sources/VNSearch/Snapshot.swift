public import VNSearchEngine

/// One committed state of an index; it does not change while it lives.
public struct Snapshot<Document: Codable & Sendable>: Sendable {
  private let snapshot: IndexSnapshot?
  private let schema: Schema

  init(_ snapshot: IndexSnapshot?, schema: Schema) {
    self.snapshot = snapshot
    self.schema = schema
  }

  /// How many documents it has.
  public var count: Int { snapshot?.documentCount ?? 0 }

  /// What the writer of this state put beside it; see `IndexWriter.setPayload(_:)`. Empty if nobody did.
  public var payload: [UInt8] { snapshot?.commit.userPayload ?? [] }

  /// Finds the best documents for a query.
  public func search(
    _ query: Query, limit: Int = 10, ranking: Ranking = Ranking(), countsExactly: Bool = false
  ) throws(SearchError) -> SearchResults<Document> {
    guard let snapshot else {
      return SearchResults(
        hits: [], total: 0, isTotalExact: true, approximateWords: [], counters: SearchCounters())
    }
    let found = try snapshot.search(
      query, ranking: ranking, limit: max(0, limit), countsExactly: countsExactly)
    return SearchResults(
      hits: found.hits.enumerated().map { index, hit in
        SearchHit(rank: index + 1, hit: hit, snapshot: snapshot, query: query, ranking: ranking)
      }, total: found.total, isTotalExact: found.isExact, approximateWords: found.approximate,
      counters: found.counters)
  }

  /// The document with a key.
  public func document(forKey key: DocumentKey) throws -> Document? {
    guard let snapshot, let location = try snapshot.find(key: key) else { return nil }
    return try DocumentDecoder(schema: schema).decode(
      Document.self, from: snapshot.storedFields(at: location))
  }
}
