import Foundation
import Testing
import VNTestSupport

@testable import vnsearch_cli

/// The built command as a user meets it.
struct CommandTests {
  static let articles = """
    {"id":"1","title":"Hà Nội mùa thu","text":"Hương hoa sữa trên đường Nguyễn Du.","by":"Ánh","year":2024}
    {"id":"2","title":"Sài Gòn","text":"Mưa rào buổi chiều ở Sài Gòn."}
    {"id":"3","title":"Quê","text":"Mùa thu về, lúa chín vàng khắp cánh đồng. Mùa thu!"}

    """

  /// An index of three articles.
  static func makeIndex() throws -> InputFolder {
    let inputs = InputFolder()
    try inputs.write("a.jsonl", articles)
    let result = try BuiltCommand.run(
      ["index", inputs.path("a.jsonl"), "--index", inputs.path("i"), "--stored", "by,year"])
    try #require(result.status == 0, "\(result.errors)")
    #expect(result.errors == "" && result.output.contains("3 documents added"))
    return inputs
  }

  @Test func indexesAndFinds() throws {
    let inputs = try Self.makeIndex()
    for query in ["hà nội", "ha noi", "HÀ NỘI", "ha\u{300} no\u{323}\u{302}i"] {
      let result = try BuiltCommand.run(["query", query, "--index", inputs.path("i")])
      #expect(result.status == 0 && result.errors == "")
      // Plain text in a pipe: no marks, no escape sequences.
      #expect(result.lines.first?.hasSuffix("  1  Hà Nội mùa thu") == true, "\(result.output)")
      #expect(result.lines[1] == "    Hương hoa sữa trên đường Nguyễn Du.")
      #expect(!result.output.contains("\u{1B}") && !result.output.contains("<mark>"))
    }
  }

  @Test func writesJSONLines() throws {
    let inputs = try Self.makeIndex()
    let result = try BuiltCommand.run(["query", "mùa thu", "--index", inputs.path("i"), "--json"])
    let hits = try result.lines.map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    #expect(hits.map { $0["rank"] as? Int } == Array(1...hits.count))
    let first = try #require(hits.first { $0["id"] as? String == "1" })
    #expect(first["title"] as? String == "Hà Nội mùa thu")
    #expect((first["fields"] as? [String: Any])?["by"] as? String == "Ánh")
    #expect((first["fields"] as? [String: Any])?["year"] as? Int == 2024)
    let other = try #require(hits.first { $0["id"] as? String == "3" })
    let snippet = Array(try #require(other["snippet"] as? String).utf8)
    let matches = try #require(other["matches"] as? [[Int]]).map {
      String(decoding: snippet[$0[0]..<$0[1]], as: UTF8.self)
    }
    #expect(matches == ["Mùa", "thu", "Mùa", "thu"])
    #expect((hits[0]["score"] as? Double ?? 0) >= (hits[1]["score"] as? Double ?? 1))
  }
}
