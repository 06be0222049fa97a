import Foundation
import Testing
import VNSearch

/// The tutorial: its code runs here, step by step, and the page shows it word for word.
@Suite("Tutorial")
struct TutorialTests {
  // Step:begin
  struct Article: Codable, Sendable {
    var id: Int
    var title: String
    var body: String
    var section: String
    var published: Date
  }
  // Step:end

  private static func date(_ day: String) throws -> Date {
    Date(timeIntervalSince1970: try #require(Timestamp(parsing: day)).seconds)
  }

  private static func articles() throws -> [Article] {
    [
      Article(
        id: 1, title: "Hà Nội vào thu", body: "Hoa sữa nở dọc đường Nguyễn Du.", section: "đời sống",
        published: try date("2024-09-20")),
      Article(
        id: 2, title: "Giá lúa tăng", body: "Nông dân miền Tây bán lúa mùa thu được giá.", section: "kinh tế",
        published: try date("2024-02-11")),
      Article(
        id: 3, title: "Tàu về Hà Nội", body: "Chuyến tàu đêm về Hà Nội kín chỗ.", section: "đời sống",
        published: try date("2023-06-02")),
    ]
  }

  @Test func runs() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "vnsearch-tutorial-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.path
    let articles = try Self.articles()

    // Step:begin
    let index = try SearchIndex<Article>(
      at: path,
      schema: Schema(
        .key("id"), .text("title", boost: 3), .text("body"), .keyword("section"), .date("published")))
    // Step:end

    // Step:begin
    try index.write { writer in
      try writer.add(contentsOf: articles)
    }
    // Step:end
    #expect(try index.count == 3)

    // Step:begin
    let results = try index.search("ha noi", limit: 10)
    let titles = try results.map { try $0.document.title }  // "Hà Nội vào thu", "Tàu về Hà Nội"
    // Step:end
    #expect(Set(titles) == ["Hà Nội vào thu", "Tàu về Hà Nội"])

    // Step:begin
    let snippet = try index.search("hoa sua")[0].snippet(of: "body")
    let html = snippet.highlighted(escape: Snippet.htmlEscaped)
    // <mark>Hoa</mark> <mark>sữa</mark> nở dọc đường Nguyễn Du.
    // Step:end
    #expect(html == "<mark>Hoa</mark> <mark>sữa</mark> nở dọc đường Nguyễn Du.")

    // Step:begin
    let recent = try index.search(
      "thu", filter: .field("published").isAtLeast("2024-01-01"), sort: .by("published", .descending),
      facets: ["section"])
    let ids = try recent.map { try $0.document.id }  // 1, 2
    let sections = recent.facets["section"]?.values ?? []  // đời sống 1, kinh tế 1
    // Step:end
    #expect(ids == [1, 2])
    #expect(sections.map(\.value) == ["kinh tế", "đời sống"] && sections.map(\.count) == [1, 1])

    // Step:begin
    let query = try Query(parsing: "(title:\"hà nội\"^2 OR giá) AND NOT tàu")
    let found = try index.search(query).map { try $0.document.id }  // 1, 2
    // Step:end
    #expect(Set(found) == [1, 2])

    // Step:begin
    let typing = try index.search(Query(userInput: "nguyê", isFinished: false)).count  // 1
    let completions = try index.suggest(prefix: "ha n").map(\.text)  // "hà nội", …
    // Step:end
    #expect(typing == 1 && completions.first == "hà nội")

    // Step:begin
    try index.write { writer in
      var changed = articles[1]
      changed.title = "Giá lúa giảm"
      try writer.add(changed)  // replaces number 2
      try writer.delete(key: 3)
    }
    // Step:end
    #expect(try index.count == 2)
    #expect(try index.search("giảm").count == 1)

    // Step:begin
    let hit = try index.search("mùa thu")[0]
    print(try hit.explanation)
    // Step:end
    #expect(try hit.explanation.score == hit.score)
  }

  @Test("The page shows the steps as they run here, in their order")
  func pageShowsTheSteps() throws {
    let file = URL(filePath: #filePath)
    let source = try String(contentsOf: file, encoding: .utf8)
    var steps: [String] = []
    for part in source.components(separatedBy: "// Step:begin\n").dropFirst() {
      guard let end = part.range(of: "// Step:end\n") else { continue }
      let lines = part[..<end.lowerBound].split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      let indent = lines.map { $0.prefix { $0 == " " }.count }.min() ?? 0
      steps.append(lines.map { String($0.dropFirst(indent)) }.joined(separator: "\n"))
    }
    let page = try String(
      contentsOf: file.deletingLastPathComponent()
        .appending(path: "../../Sources/VNSearch/VNSearch.docc/Tutorial.md").standardized, encoding: .utf8)
    let shown = page.components(separatedBy: "```swift\n").dropFirst().map {
      $0.components(separatedBy: "\n```")[0]
    }
    #expect(steps.count >= 9)
    #expect(Array(shown) == steps)
  }
}
