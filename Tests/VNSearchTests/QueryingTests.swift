import Foundation
import Testing
import VNSearch

/// Queries through the public interface.
@Suite("Querying")
struct QueryingTests {
  struct Article: Codable, Sendable, Equatable {
    var id: Int
    var title: String
    var body: String
    var year: Int
    var tags: [String]
  }

  static let articles = [
    Article(
      id: 1, title: "Hà Nội mùa thu", body: "Hương hoa sữa trên đường Nguyễn Du.", year: 2024,
      tags: ["phố", "mùa thu"]),
    Article(id: 2, title: "Đà Nẵng", body: "Hà Nội xa, biển gần. Nguyễn Huệ.", year: 2023, tags: ["biển"]),
    Article(
      id: 3, title: "Sài Gòn", body: "Thành phố Hồ Chí Minh có phố Nguyễn Huệ, hoa và sữa.", year: 2020,
      tags: []),
    Article(id: 4, title: "Ha Noi", body: "Duong Nguyen Du, Ha Noi", year: 2019, tags: ["phố"]),
  ]

  static func withIndex<Result>(_ body: (SearchIndex<Article>) async throws -> Result) async throws -> Result
  {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "vnsearch-querying-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let index = try SearchIndex<Article>(
      at: folder.path,
      schema: Schema(
        .key("id"), .text("title", boost: 3), .text("body"), .integer("year"), .keyword("tags")))
    try index.write { writer in try writer.add(contentsOf: articles) }
    return try await body(index)
  }

  /// A query in the query language, and the articles that it finds, in any order.
  static let rows: [(String, [Int])] = [
    ("title:hà", [1, 4]),
    ("body:hà", [2, 4]),
    ("title:\"hà nội\"", [1, 4]),
    ("+nguyễn -huệ", [1, 4]),
    ("hoa AND (đường OR phố)", [1, 3]),
    ("nguy*", [1, 2, 3, 4]),
    ("title:đ*", [2]),
    ("ngu?ễn", [1, 2, 3, 4]),
    ("nguyn~1", [1, 2, 3, 4]),
    ("hoa NEAR/0 sữa", [1]),
    ("hoa NEAR/1 sữa", [1, 3]),
    ("\"sữa hoa\"~3", [1, 3]),
    ("year:>=2023", [1, 2]),
    ("year:[2019 TO 2023}", [3, 4]),
    ("year:2024", [1]),
    ("tags:phố", [1, 4]),
    ("tags:\"mùa thu\"", [1]),
    ("tags:b*", [2]),
    ("tags:*", [1, 2, 4]),
    // A keyword is the same in every Unicode form; so is the key, whatever it is typed as.
    ("tags:bie\u{302}\u{309}n", [2]),
    ("tags:\"mu\u{300}a thu\"", [1]),
    ("tags:bi*", [2]),
    ("id:3", [3]),
    ("id:\"3\"", [3]),
    ("id:(1 3 9)", [1, 3]),
    ("nguyễn -id:=(1 2)", [3, 4]),
    ("id:*", [1, 2, 3, 4]),
    ("nguyễn -tags:*", [3]),
    ("nguyễn AND NOT year:(2023 OR 2024)", [3, 4]),
    ("(hoa biển xa)@2", [2]),
    ("FILTER(ANY(year:=2020 tags:=biển))", [2, 3]),
  ]

  @Test(arguments: rows)
  func finds(_ text: String, _ keys: [Int]) async throws {
    try await Self.withIndex { index in
      let results = try index.search(try Query(parsing: text), limit: 10)
      let found = try results.map { try $0.document.id }
      #expect(found.sorted() == keys, "\(text)")
    }
  }

  @Test func scores() async throws {
    try await Self.withIndex { index in
      let constant = try index.search(try Query(parsing: "nguyễn^=2.5"))
      #expect(constant.count == 4 && constant.allSatisfy { $0.score == 2.5 })
      let single = try #require(try index.search(.text("biển")).first)
      let double = try #require(try index.search(Query.text("biển").boosted(by: 2)).first)
      #expect(double.score == 2 * single.score)
      // The title counts for more.
      let both = try index.search(try Query(parsing: "title:hà^3 body:hà"))
      #expect(try [1, 4].contains(both[0].document.id))
    }
  }

  @Test func refuses() async throws {
    try await Self.withIndex { index in
      for (text, part) in [
        ("author:x", "there are id, title, body, year, tags"),
        ("id:>1", "found by its values, not by a range"), ("id:1*", "a beginning"),
        ("year:2*", "a beginning"),
        ("title:(body:x)", "inside of another field"), ("tags:h?a", "a pattern"), ("title:*", "columns"),
        ("body:(year:>3)", "inside of another field"), ("title:>3", "kind text"),
      ] {
        let error = #expect(throws: SearchError.self, "\(text)") {
          try index.search(try Query(parsing: text))
        }
        #expect(error?.code == .invalidQuery)
        #expect(error?.message.contains(part) == true, "\(text): \(error?.message ?? "")")
      }
    }
  }

  /// A query, limits that it is over, and what the error says; then limits that it is within.
  static let limitRows: [(Query, QueryLimits, String, QueryLimits)] = [
    (
      .text("a b c"), QueryLimits(terms: 2),
      "the query has more than 2 words; ask for less, or allow more terms", QueryLimits(terms: 3)
    ),
    (
      .any(of: [.phrase("a b"), .filter(.field("year").is(1))]), QueryLimits(terms: 2),
      "the query has more than 2 words; ask for less, or allow more terms", QueryLimits(terms: 3)
    ),
    (
      .prefix("h"), QueryLimits(expansions: 1),
      "a pattern matches more than 1 words; give more of its letters, or allow more expansions",
      QueryLimits(expansions: 100)
    ),
    (
      .wildcard("?u*"), QueryLimits(expansions: 2),
      "a pattern matches more than 2 words; give more of its letters, or allow more expansions",
      QueryLimits(expansions: 100)
    ),
    (
      .fuzzy("nội", edits: 2), QueryLimits(expansions: 1),
      "a pattern matches more than 1 words; give more of its letters, or allow more expansions",
      QueryLimits(expansions: 100)
    ),
    (
      (0..<5).reduce(Query.text("a")) { inner, _ in .all(of: [inner, .text("b")]) }, QueryLimits(depth: 5),
      "the query is nested deeper than 5 levels; make it flatter, or allow more", QueryLimits(depth: 6)
    ),
    (
      .text("hà"), QueryLimits(milliseconds: 0),
      "the search was not done within its 0 ms; ask for less, or allow more milliseconds",
      QueryLimits(milliseconds: 60_000)
    ),
  ]

  @Test func limits() async throws {
    try await Self.withIndex { index in
      for (query, limits, message, wider) in Self.limitRows {
        let error = #expect(throws: SearchError.self, "\(query)") { try index.search(query, limits: limits) }
        #expect(error?.message == message)
        #expect(error?.code == (limits.milliseconds == nil ? .invalidQuery : .timeLimit))
        _ = try index.search(query, limits: wider)
      }
    }
  }

  @Test("A field that is no column is refused with what to do instead, and a keyword beside it sorts")
  func sortsTextByAKeywordBesideIt() async throws {
    try await Self.withIndex { index in
      let error = #expect(throws: SearchError.self) { try index.search(.everything, sort: .by("title")) }
      #expect(
        error?.message
          == "field \"title\" is of kind text; filters, sorting and facets need a keyword, integer, number, date or "
          + "boolean, so keep its value in a keyword field besides; fields of these kinds are year, tags")
    }
    struct Book: Codable, Sendable {
      var title: String
      var sortTitle: String
      init(_ title: String) { (self.title, sortTitle) = (title, title) }
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "vnsearch-books-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let index = try SearchIndex<Book>(
      at: folder.path, schema: Schema(.text("title"), .keyword("sortTitle", stored: true)))
    let titles = ["Đất rừng", "Ông già và biển cả", "Dế mèn", "O chuột", "Ơi con sông"]
    try index.write { try $0.add(contentsOf: titles.map { Book($0) }) }
    #expect(
      try index.search(.everything, sort: .by("sortTitle")).map { try $0.document.title }
        == ["Dế mèn", "Đất rừng", "O chuột", "Ông già và biển cả", "Ơi con sông"])
  }

  @Test func cancels() async throws {
    try await Self.withIndex { index in
      let results = try await index.results(for: .text("hà"))
      #expect(results.count == 3)
      let task = Task {
        // Not before it is cancelled.
        while !Task.isCancelled { await Task.yield() }
        return try await index.results(for: .text("hà")).count
      }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      let other = Task {
        while !Task.isCancelled { await Task.yield() }
        return try index.search("hà").count
      }
      other.cancel()
      let error = await #expect(throws: SearchError.self) { try await other.value }
      #expect(error?.code == .cancelled)
    }
  }

  @Test func finishesWords() async throws {
    try await Self.withIndex { index in
      // As an input method composes: ng, nguy, nguyê, nguyễ, nguyễn.
      for text in ["ng", "nguy", "nguye", "nguyê", "nguyễ", "nguyễn"] {
        let results = try index.search(Query(userInput: text, isFinished: false))
        #expect(results.count == 4 || text == "nguyễ", "\(text): \(results.count)")
      }
      let results = try index.search(Query(userInput: "hà n", isFinished: false))
      #expect(try [1, 4].contains(results.first?.document.id))
      #expect(try index.search(Query(userInput: "xyz hà ", isFinished: false)).count == 3)
    }
  }

  @Test func suggests() async throws {
    try await Self.withIndex { index in
      #expect(try index.suggest(prefix: "ngu").first?.text == "nguyễn")
      let names = try index.suggest(prefix: "nguyen ").map(\.text)
      #expect(Set(names.prefix(2)) == ["nguyễn du", "nguyễn huệ"])
      #expect(try index.suggest(prefix: "nguyễn h").first == Suggestion("nguyễn huệ", 2))
      #expect(try index.suggest(prefix: "Phố nguyen hu").first?.text == "Phố nguyễn huệ")
      #expect(try index.suggest(prefix: "ha n").contains { $0.text == "hà nội" })
      #expect(try index.suggest(prefix: "đư").map(\.text).contains("đường"))
      #expect(try index.suggest(prefix: "đư").allSatisfy { $0.text.hasPrefix("đư") })
      #expect(try index.suggest(prefix: "zzz").isEmpty && index.suggest(prefix: "").isEmpty)
      #expect(try index.suggest(prefix: "n", limit: 2).count == 2)
    }
  }

  @Test func matchedTerms() async throws {
    try await Self.withIndex { index in
      let hits = try index.search(try Query(parsing: "nguy* \"hà nội\" -biển"))
      let terms = try hits.map { (try $0.document.id, Set(try $0.matchedTerms)) }
      #expect(terms.first { $0.0 == 1 }?.1 == ["nguyễn", "hà", "nội"])
      #expect(terms.first { $0.0 == 3 }?.1 == ["nguyễn"])
      #expect(terms.first { $0.0 == 4 }?.1.contains("nguyen") == true)
    }
  }

  @Test func snippets() async throws {
    try await Self.withIndex { index in
      let hit = try #require(try index.search("hà nội hoa").first { try $0.document.id == 1 })
      #expect(try hit.snippet(of: "title").highlighted() == "<mark>Hà</mark> <mark>Nội</mark> mùa thu")
      let both = try hit.snippets(of: ["title", "body"])
      #expect(both.map(\.field) == ["title", "body"])
      #expect(try hit.snippet(of: "none").text.isEmpty)
      let inTitle = try #require(try index.search(Query.text("hà").inField("title")).first)
      #expect(try inTitle.snippets(of: ["title", "body"]).map(\.field) == ["title"])
    }
  }
}

extension Suggestion {
  fileprivate init(_ text: String, _ documentFrequency: Int) {
    self.init(text: text, documentFrequency: documentFrequency)
  }
}
