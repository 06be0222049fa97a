import Foundation
import Testing
import VNSearch

/// The program of the page on an article archive: it compiles here, runs here, and is compared with what the page shows.
@Suite("Article archive")
struct ArticleArchiveTests {
  // Archive:begin
  /// An article of a newspaper.
  struct Article: Codable, Sendable {
    var id: Int
    var title: String
    var body: String
    var section: String
    var published: Date
  }

  /// A newspaper's articles, to be searched by its readers.
  struct ArticleArchive {
    let index: SearchIndex<Article>
    let synonyms: Synonyms

    init(at path: String) throws {
      index = try SearchIndex(
        at: path,
        schema: Schema(
          .key("id"), .text("title", boost: 3), .text("body"), .keyword("section"), .date("published")))
      synonyms = try Synonyms(parsing: "TP.HCM, thành phố Hồ Chí Minh")
    }

    /// Adds articles, or replaces those with the same number.
    func add(_ articles: [Article]) throws {
      try index.write { writer in try writer.add(contentsOf: articles) }
    }

    /// What a reader types, in a section and since a year, if they are chosen.
    func query(_ text: String, section: String? = nil, since year: Int? = nil) -> Query {
      var clauses = [Query.Clause(.must, Query(userInput: text).expanded(by: synonyms))]
      if let section { clauses.append(.init(.filter, .filter(.field("section").is(section)))) }
      if let year { clauses.append(.init(.filter, .filter(.field("published").isAtLeast("\(year)-01-01")))) }
      return .boolean(clauses)
    }

    /// The lines of a page of results.
    func page(_ text: String, section: String? = nil, since year: Int? = nil) throws -> [String] {
      try index.search(query(text, section: section, since: year), limit: 10).map { hit in
        let snippet = try hit.snippet(of: "body", length: 60)
        return try hit.document.title + ": " + snippet.highlighted(escape: Snippet.htmlEscaped)
      }
    }

    /// How many articles each section has for what a reader types.
    func sections(_ text: String) throws -> [String: Int] {
      let counts = try index.search(query(text), facets: ["section"], limit: 0).facets["section"]
      let pairs = counts?.values.map { ($0.value.stringValue ?? "", $0.count) } ?? []
      return Dictionary(pairs) { first, _ in first }
    }

    /// What a reader may be about to type.
    func completions(of text: String) throws -> [String] {
      try index.suggest(prefix: text, limit: 5).map(\.text)
    }
  }
  // Archive:end

  private static func date(_ day: String) throws -> Date {
    Date(timeIntervalSince1970: try #require(Timestamp(parsing: day)).seconds)
  }

  @Test func findsFiltersAndCompletes() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "vnsearch-archive-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let archive = try ArticleArchive(at: folder.path)
    try archive.add([
      Article(
        id: 1, title: "Hà Nội vào thu", body: "Hoa sữa nở & gió về trên phố Phan Đình Phùng.",
        section: "đời sống",
        published: try Self.date("2024-09-20")),
      Article(
        id: 2, title: "Mưa ở thành phố Hồ Chí Minh", body: "Nhiều tuyến phố ngập sau cơn mưa chiều.",
        section: "thời sự", published: try Self.date("2023-06-02")),
      Article(
        id: 3, title: "Giá lúa tăng", body: "Nông dân Hà Nội và miền Tây được mùa thu hoạch.",
        section: "kinh tế",
        published: try Self.date("2024-02-11")),
    ])
    #expect(try archive.page("ha noi thu").map { $0.prefix(14) } == ["Hà Nội vào thu", "Giá lúa tăng: "])
    #expect(try archive.page("hoa sữa")[0].contains("<mark>Hoa</mark> <mark>sữa</mark> nở &amp; gió"))
    #expect(try archive.page("hà nội", section: "kinh tế").count == 1)
    #expect(try archive.page("phố", since: 2024).count == 1)
    #expect(try archive.page("mưa tphcm").first?.hasPrefix("Mưa ở thành phố Hồ Chí Minh") == true)
    #expect(try archive.page("TP.HCM").count == 1)
    #expect(try archive.sections("hà nội") == ["đời sống": 1, "kinh tế": 1])
    #expect(try archive.completions(of: "ha n").first == "hà nội")
  }

  @Test("The page shows the code that is tested here")
  func sameCode() throws {
    let file = URL(filePath: #filePath)
    let source = try String(contentsOf: file, encoding: .utf8)
    let page = try String(
      contentsOf: file.deletingLastPathComponent()
        .appending(path: "../../Sources/VNSearch/VNSearch.docc/ArticleArchive.md").standardized,
      encoding: .utf8)
    let begin = try #require(source.range(of: "  // Archive:begin\n"))
    let end = try #require(source.range(of: "  // Archive:end\n"))
    let code = source[begin.upperBound..<end.lowerBound].split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .map { $0.hasPrefix("  ") ? String($0.dropFirst(2)) : String($0) }.joined(separator: "\n")
    #expect(page.contains(code))
  }

  @Test("Every line of the comparison names a test that exists, or says no")
  func comparisonIsTested() throws {
    let file = URL(filePath: #filePath)
    let tests = file.deletingLastPathComponent().deletingLastPathComponent()
    var sources: [String] = []
    for case let url as URL in FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)
      ?? .init()
    where url.pathExtension == "swift" {
      sources.append(try String(contentsOf: url, encoding: .utf8))
    }
    let page = try String(
      contentsOf: tests.appending(path: "../Sources/VNSearch/VNSearch.docc/Comparison.md").standardized,
      encoding: .utf8)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") && !$0.hasPrefix("| |") }
    #expect(rows.count >= 50)
    for row in rows {
      #expect(row.split(separator: "|").count == 6, "\(row)")
      let ours = row.split(separator: "|").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
      if ours == "no" { continue }
      let names = ours.trimmingCharacters(in: CharacterSet(charactersIn: "`")).split(separator: ".")
      #expect(
        ours.hasPrefix("`") && names.count == 2
          && sources.contains {
            $0.contains("struct \(names[0])") && $0.contains("func \(names[1])(")
          }, "\(row)")
    }
  }
}
