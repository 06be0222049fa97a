import Foundation
import Testing
import VNSearch

/// The library code of the README: it compiles here, runs here, and is compared with what the README shows.
@Suite("README")
struct READMETests {
  @Test("its library example runs and finds what it says")
  func example() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "vnsearch-readme-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.path
    // README:begin
    struct Article: Codable, Sendable { var id: Int; var title: String; var body: String }

    let index = try SearchIndex<Article>(
      at: path, schema: Schema(.key("id"), .text("title", boost: 3), .text("body")))
    try index.write { writer in
      try writer.add(Article(id: 1, title: "Hà Nội mùa thu", body: "Hương hoa sữa trên đường Nguyễn Du."))
      try writer.add(Article(id: 2, title: "Đà Nẵng mùa hè", body: "Bãi biển Mỹ Khê đông người."))
    }
    for hit in try index.search("ha noi mua thu", limit: 10) {
      print(hit.score, try hit.document.title, try hit.snippet(of: "body").highlighted())
    }
    // README:end
    #expect(try index.search("ha noi").first?.document.title == "Hà Nội mùa thu")
    #expect(try index.search("cần thơ").isEmpty)
  }

  @Test("shows the code that is tested here")
  func sameCode() throws {
    let file = URL(filePath: #filePath)
    let source = try String(contentsOf: file, encoding: .utf8)
    let readme = try String(
      contentsOf: file.deletingLastPathComponent().appending(path: "../../README.md").standardized,
      encoding: .utf8)
    let begin = try #require(source.range(of: "    // README:begin\n"))
    let end = try #require(source.range(of: "    // README:end\n"))
    let code = source[begin.upperBound..<end.lowerBound].split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .map { $0.hasPrefix("    ") ? String($0.dropFirst(4)) : String($0) }.joined(separator: "\n")
    .replacing("at: path,", with: "at: \"articles.vnindex\",")
    #expect(readme.contains(code))
  }
}
