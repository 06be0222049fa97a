public import VNSearchEngine

/// The documents that a search found, best first.
public struct SearchResults<Document: Codable & Sendable>: Sendable, RandomAccessCollection {
  /// The hits, best first.
  public let hits: [SearchHit<Document>]
  /// How many documents match: exactly if `isTotalExact`, else at least so many.
  public let total: Int
  /// Whether `total` is exact.
  public let isTotalExact: Bool
  /// The counts that were asked for.
  public let facets: FacetResults
  /// Where the next page begins: give it to the same search; nil if this is known to be the last page.
  ///
  /// A page with fewer hits than the limit is the last, and a first page that has all matches where they were counted
  /// (`countsExactly`, facets). Behind another full page there may be an empty one.
  public let next: SearchCursor?
  /// Words of the query that no document has as they are spelled; other spellings were taken instead.
  public let approximateWords: [String]
  /// What the text was taken to mean, if it was typed for Telex or VNI without an input method: `hà nội` for
  /// `haf nooij`. Nil if it was taken as it stands.
  public internal(set) var decodedText: String?
  /// Phrases in quotes that no document has as they stand; their words were searched instead.
  public internal(set) var relaxedPhrases: [String] = []
  /// What the search did, in numbers that repeat.
  public let counters: SearchCounters

  /// Whether something was searched that the query does not say: other spellings of words, the words of a phrase.
  public var isApproximate: Bool { !approximateWords.isEmpty || !relaxedPhrases.isEmpty }

  /// What an index that does not exist yet gives.
  init() {
    hits = []
    total = 0
    isTotalExact = true
    facets = FacetResults(all: [])
    next = nil
    approximateWords = []
    counters = SearchCounters()
  }

  init(_ found: IndexSnapshot.Hits, snapshot: IndexSnapshot, query: Query, ranking: Ranking) {
    let search = SearchOfHit(
      snapshot: snapshot, query: query, ranking: ranking, approximateWords: found.approximate)
    var hits: [SearchHit<Document>] = []
    hits.reserveCapacity(found.hits.count)
    for hit in found.hits { hits.append(SearchHit(rank: hits.count + 1, hit: hit, search: search)) }
    self.hits = hits
    total = found.total
    isTotalExact = found.isExact
    facets = FacetResults(all: found.facets)
    next = found.next
    approximateWords = found.approximate
    counters = found.counters
  }

  public var startIndex: Int { hits.startIndex }
  public var endIndex: Int { hits.endIndex }
  public subscript(position: Int) -> SearchHit<Document> { hits[position] }
}

/// The counts of a search's facets, in the order in which they were asked for.
public struct FacetResults: Sendable, Hashable, RandomAccessCollection {
  let all: [FacetCounts]

  public var startIndex: Int { all.startIndex }
  public var endIndex: Int { all.endIndex }
  public subscript(position: Int) -> FacetCounts { all[position] }

  /// The counts of a field; nil if it was not asked for. Of several facets of one field the first.
  public subscript(field: String) -> FacetCounts? { all.first { $0.field == field } }
}

/// What the hits of one search share.
final class SearchOfHit: Sendable {
  let snapshot: IndexSnapshot
  let query: Query
  let ranking: Ranking
  let approximateWords: [String]

  init(snapshot: IndexSnapshot, query: Query, ranking: Ranking, approximateWords: [String]) {
    self.snapshot = snapshot
    self.query = query
    self.ranking = ranking
    self.approximateWords = approximateWords
  }
}

/// One document that a search found.
public struct SearchHit<Document: Codable & Sendable>: Sendable {
  /// Its place on this page of results, from 1.
  public let rank: Int
  /// How well it matches; comparable within one search.
  public let score: Float
  let location: IndexSnapshot.Location
  private let search: SearchOfHit

  init(rank: Int, hit: IndexSnapshot.Hit, search: SearchOfHit) {
    self.rank = rank
    score = hit.score
    location = hit.location
    self.search = search
  }

  var snapshot: IndexSnapshot { search.snapshot }
  var query: Query { search.query }
  var ranking: Ranking { search.ranking }
  var approximateWords: [String] { search.approximateWords }

  /// Its key; nil if the schema has no key field.
  public var key: DocumentKey? {
    get throws(SearchError) { try snapshot.key(at: location) }
  }

  /// The document, read from the index and decoded.
  ///
  /// - Throws: `SearchError.corruptIndex`; `DecodingError` if the stored fields do not make a `Document`.
  public var document: Document {
    get throws {
      try DocumentDecoder(schema: snapshot.schema).decode(
        Document.self, from: snapshot.storedFields(at: location))
    }
  }

  /// The stored fields, by name.
  public var storedFields: [String: FieldValue] {
    get throws(SearchError) {
      var fields: [String: FieldValue] = [:]
      for (number, value) in try snapshot.storedFields(at: location) {
        fields[snapshot.schema.fields[number].name] = value
      }
      return fields
    }
  }

  /// Why it has its score: the sum of its parts' contributions.
  ///
  /// Computed when asked for, at about the cost of a search.
  public var explanation: Explanation {
    get throws(SearchError) {
      guard let explanation = try snapshot.explain(query, ranking: ranking, at: location) else {
        // A hit matches; a damaged index may say otherwise the second time.
        throw SearchError(
          .corruptIndex, "a document that was found does not match when it is looked at alone")
      }
      return explanation
    }
  }
}
