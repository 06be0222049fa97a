import Foundation
import Testing
import VNSearch
import VNTestSupport

/// Filters, sorting, facets, pages and shards as a program uses them.
struct SelectionTests {
  struct Article: Codable, Sendable, Equatable {
    var id: Int
    var title: String
    var tags: [String]
    var price: Double?
    var published: Date
  }

  static let schema = Schema(
    .key("id"), .text("title"), .keyword("tags"), .number("price"), .date("published"))

  private static func article(_ id: Int, _ title: String, _ tags: [String], _ price: Double?, _ day: Int)
    -> Article
  {
    Article(
      id: id, title: title, tags: tags, price: price,
      published: Date(timeIntervalSince1970: 1_704_067_200 + Double(day) * 86_400))
  }

  static let articles = [
    article(1, "Hà Nội mùa thu", ["thơ", "Hà Nội"], 10, 0), article(2, "Sài Gòn mùa mưa", ["ký"], nil, 40),
    article(3, "Mùa lúa", ["ảnh", "thơ"], 30, 35), article(4, "Mùa xuân", ["Đà Lạt"], 20, 70),
    article(5, "Mùa hè", ["ơ", "ô", "o"], 20, 3),
  ]

  private static func makeIndex(_ articles: [Article]) throws -> (SearchIndex<Article>, TemporaryFolder) {
    let folder = TemporaryFolder()
    let index = try SearchIndex<Article>(at: folder.path + "/i", schema: schema)
    try index.write { try $0.add(contentsOf: articles) }
    return (index, folder)
  }

  @Test func readsLikeTheDocumentation() throws {
    let (index, folder) = try Self.makeIndex(Self.articles)
    defer { withExtendedLifetime(folder) {} }
    let results = try index.search(
      "mùa", filter: .field("price").isAtLeast(15) && !.field("tags").is("ảnh"),
      sort: .by("published", .descending), facets: ["tags", .calendar("published", .month)], limit: 10)
    #expect(try results.map { try $0.document.id } == [4, 5])
    #expect(results.total == 2 && results.isTotalExact)
    #expect(results.facets["tags"]?.values.map(\.count) == [1, 1, 1, 1])
    #expect(results.facets["published"]?.values.map(\.count) == [1, 1])
    // Dates come back as they were.
    #expect(try results[0].document == Self.articles[3])

    let dates = try index.search(
      .everything,
      filter: .field("published").isIn(Timestamp(seconds: 1_704_067_200)...Timestamp(seconds: 1_704_400_000)))
    #expect(try Set(dates.map { try $0.document.id }) == [1, 5])
    #expect(
      try index.search(.everything, filter: .field("tags").isOneOf("thơ", "ký"), countsExactly: true).total
        == 3)
    #expect(try index.search(.everything, filter: .field("tags").isOneOf(["thơ", "ký"])).count == 3)
  }

  @Test func putsKeywordsInTheOrderOfTheAlphabet() throws {
    let words = ["o", "ơ", "ô", "đá", "da", "dạ", "dá", "Đà", "z", "a", "ă", "â", "ê", "e", "Ă"]
    let (index, folder) = try Self.makeIndex(
      words.enumerated().map { Self.article($0.offset, "mùa", [$0.element], nil, 0) })
    defer { withExtendedLifetime(folder) {} }
    let sorted = try index.search("mùa", sort: .by("tags"), limit: 100).map { try $0.document.tags[0] }
    // Letters a ă â … d đ e ê … o ô ơ; tones and capitals only where the letters are equal.
    #expect(sorted == ["a", "ă", "Ă", "â", "da", "dá", "dạ", "Đà", "đá", "e", "ê", "o", "ô", "ơ", "z"])
    let reversed = try index.search("mùa", sort: .by("tags", .descending), limit: 100).map {
      try $0.document.tags[0]
    }
    #expect(reversed == sorted.reversed())
  }

  @Test func goesOnBehindTheCursorAfterChanges() throws {
    let (index, folder) = try Self.makeIndex(Self.articles)
    defer { withExtendedLifetime(folder) {} }
    let first = try index.search("mùa", sort: .by("price").then(by: "published"), limit: 2)
    #expect(try first.map { try $0.document.id } == [1, 5])
    let cursor = try JSONDecoder().decode(
      SearchCursor.self, from: JSONEncoder().encode(try #require(first.next)))
    // The last document of the page is gone, and another takes its place: neither matters.
    try index.write { writer in
      try writer.delete(key: 5)
      try writer.add(Self.article(6, "Mùa cũ", [], 5, 0))
    }
    let second = try index.search("mùa", sort: .by("price").then(by: "published"), after: cursor, limit: 10)
    #expect(try second.map { try $0.document.id } == [4, 3, 2])
    #expect(second.next == nil)
    #expect(throws: SearchError.self) { try index.search("mùa", after: cursor) }
  }

  @Test func aPageThatIsKnownToBeTheLastHasNoNext() throws {
    let (index, folder) = try Self.makeIndex(Self.articles)
    defer { withExtendedLifetime(folder) {} }
    let total = try index.search("mùa", countsExactly: true).total
    #expect(try index.search("mùa", limit: total + 1).next == nil)
    #expect(try index.search("mùa", limit: total, countsExactly: true).next == nil)
    #expect(try index.search("mùa", sort: .by("price"), facets: ["tags"], limit: total).next == nil)
    for counts in [false, true] {
      let first = try index.search("mùa", limit: total - 1, countsExactly: counts)
      let cursor: SearchCursor = try #require(first.next)
      let second = try index.search("mùa", after: cursor, limit: 1, countsExactly: counts)
      #expect(second.count == 1)
      if let next = second.next { #expect(try index.search("mùa", after: next, limit: 1).isEmpty) }
    }
  }

  @Test func refusesUnknownFieldsBeforeTheFirstDocument() throws {
    let (index, folder) = try Self.makeIndex([])
    defer { withExtendedLifetime(folder) {} }
    let new = try SearchIndex<Article>(at: folder.path("new"), schema: index.schema)
    for index in [index, new] {
      func isRefused(_ body: () throws -> Void, line: Int = #line) {
        let error = #expect(throws: SearchError.self, "line \(line)", performing: body)
        #expect(error?.code == .invalidQuery, "line \(line): \(error as Any)")
      }
      isRefused { _ = try index.search("mùa", filter: .field("nothing").is("a")) }
      isRefused { _ = try index.search("mùa", sort: .by("nothing")) }
      isRefused { _ = try index.search("mùa", sort: .by("title")) }
      isRefused { _ = try index.search("mùa", facets: ["nothing"]) }
      isRefused { _ = try index.search("mùa", distinctBy: "nothing") }
      isRefused { _ = try index.search(try Query(parsing: "nothing:a")) }
      #expect(
        try index.search(
          "mùa", filter: .field("price").isAtLeast(1), sort: .by("tags"), facets: ["tags"], distinctBy: "tags"
        ).isEmpty)
    }
  }

  @Test func refusesRankingsThatGiveNoScores() throws {
    let (index, folder) = try Self.makeIndex(Self.articles)
    defer { withExtendedLifetime(folder) {} }
    let bad: [Ranking] = [
      Ranking(k1: .nan), Ranking(k1: .infinity), Ranking(k1: -1), Ranking(b: .nan), Ranking(b: -0.1),
      Ranking(b: 1.1), Ranking(lambda: .infinity), Ranking(lambda: -1), .plain(k1: 1e30), .plain(b: 2),
    ]
    for ranking in bad {
      let error = #expect(throws: SearchError.self) { try index.search("mùa", ranking: ranking) }
      #expect(error?.code == .invalidQuery && error?.message.contains("of the ranking") == true, "\(ranking)")
    }
    for ranking in [Ranking(k1: 0), Ranking(k1: 1_000, b: 1), Ranking(b: 0, lambda: 0), .plain(k1: 0, b: 0)] {
      #expect(try !index.search("mùa", ranking: ranking).isEmpty, "\(ranking)")
    }
  }

  @Test("Shards with the statistics of all rank as one index")
  func shardsRankAsOne() throws {
    var random = SeededGenerator.announced("shards")
    let vocabulary = RandomVocabulary(&random)
    var articles: [Article] = []
    for id in 0..<400 {
      articles.append(
        Self.article(
          id, vocabulary.text(1 + random.below(9), &random), [random.pick(["a", "b"])], nil, random.below(9)))
    }
    let (whole, folder) = try Self.makeIndex(articles)
    var shards: [SearchIndex<Article>] = []
    var folders = [folder]
    for shard in 0..<3 {
      let (index, folder) = try Self.makeIndex(articles.filter { $0.id % 3 == shard })
      shards.append(index)
      folders.append(folder)
    }
    defer { withExtendedLifetime(folders) {} }
    var hits = 0
    for _ in 0..<150 {
      let query = Query.any(of: [
        .text(vocabulary.text(1 + random.below(5), &random)), .phrase(random.pick(articles).title),
      ])
      let filter: Filter? = random.chance(0.3) ? .field("tags").is("a") : nil
      var statistics = QueryStatistics.none
      for shard in shards { statistics.merge(try shard.snapshot().statistics(for: query)) }
      let limit = 1 + random.below(30)
      var merged: [(score: Float, id: Int)] = []
      for shard in shards {
        for hit in try shard.snapshot().search(query, filter: filter, limit: limit, statistics: statistics) {
          merged.append((hit.score, try hit.document.id))
        }
      }
      merged.sort { $0.score != $1.score ? $0.score > $1.score : $0.id < $1.id }
      let expected = try whole.search(query, filter: filter, limit: limit)
      #expect(try expected.map { try $0.document.id } == merged.prefix(limit).map(\.id))
      #expect(expected.map(\.score.bitPattern) == merged.prefix(limit).map(\.score.bitPattern))
      hits += expected.count
    }
    #expect(hits > 300)
  }
}
