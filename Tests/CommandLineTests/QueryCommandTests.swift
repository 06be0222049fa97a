import Foundation
import Testing
import VNTestSupport

@testable import vnsearch_cli

/// Queries as a person types them at the command line.
struct QueryCommandTests {
  /// The first identifiers of `vnsearch query … --json`.
  private func ids(_ arguments: [String], _ inputs: InputFolder) throws -> [String] {
    let result = try BuiltCommand.run(["query", "--index", inputs.path("i"), "--json"] + arguments)
    #expect(result.status == 0, "\(result.errors)")
    return try result.lines.compactMap { line in
      (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["id"] as? String
    }
  }

  @Test func readsTheQueryLanguage() throws {
    let inputs = try CommandTests.makeIndex()
    #expect(try ids(["--syntax", "title:thu"], inputs) == ["1"])
    #expect(try ids(["--syntax", "+thu -nội"], inputs) == ["3"])
    #expect(try ids(["--syntax", "nguy*"], inputs) == ["1"])
    // As a person types, these are words.
    #expect(try ids(["title:thu"], inputs).contains("3"))
    #expect(try ids(["--typing", "sài g"], inputs).first == "2")
  }

  @Test func marksFaults() throws {
    let inputs = try CommandTests.makeIndex()
    let result = try BuiltCommand.run(["query", "--index", inputs.path("i"), "--syntax", "(hà nội"])
    #expect(result.status == 1 && result.output == "")
    #expect(
      result.errors == """
        vnsearch: a query cannot be read: there should be ")", not the end
          (hà nội
                 ^

        """)
    let field = try BuiltCommand.run(["query", "--index", inputs.path("i"), "--syntax", "author:x"])
    #expect(field.status == 1 && field.errors.contains("there is no field \"author\""))
    let time = try BuiltCommand.run(["query", "--index", inputs.path("i"), "--timeout", "0", "thu"])
    #expect(time.status == 1 && time.errors.contains("0 ms"))
  }

  @Test("Files that are searched without an index need no ids: documents are called by their places")
  func namesByPlace() throws {
    let inputs = InputFolder()
    try inputs.write(
      "a.jsonl", "{\"text\":\"mưa\"}\n\n{\"id\":\"x\",\"text\":\"mưa\"}\n{\"id\":null,\"text\":\"mưa\"}\n")
    try inputs.write("b.csv", "tên,text\n1,mưa\n2,\"nắng\nmưa\"\n3,mưa\n")
    try inputs.write("c.json", "[{\"text\":\"mưa\"},{\"text\":\"mưa to\"},\n{\"text\":\"mưa\"}]")
    func found(_ arguments: [String]) throws -> [String] {
      let result = try BuiltCommand.run(
        ["query", "mưa", "--json", "--in", "."] + arguments, in: inputs.folder.path)
      #expect(result.status == 0, "\(result.errors)")
      return try result.lines.compactMap { line in
        (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["id"] as? String
      }.sorted()
    }
    #expect(
      try found([]) == [
        "./a.jsonl:1", "./a.jsonl:4", "./b.csv:2", "./b.csv:3", "./b.csv:5", "./c.json:1", "./c.json:1.2",
        "./c.json:2", "x",
      ])
    // An index is updated by id, and what the user calls the id has to be there.
    let index = try BuiltCommand.run(["index", "a.jsonl", "--index", "i"], in: inputs.folder.path)
    #expect(index.status == 1 && index.errors.contains("a.jsonl:1: no field \"id\""), "\(index.errors)")
    let named = try BuiltCommand.run(
      ["query", "mưa", "--in", "a.jsonl", "--id", "id"], in: inputs.folder.path)
    #expect(named.status == 1 && named.errors.contains("a.jsonl:1: no field \"id\""), "\(named.errors)")
  }

  @Test("A file in place of an index: what to do with it is said")
  func refusesAFileAsIndex() throws {
    let inputs = try CommandTests.makeIndex()
    try inputs.write("f.jsonl", "{\"id\":1,\"text\":\"a\"}\n")
    for command in [["query", "thu"], ["stats"], ["check"], ["suggest", "m"]] {
      let result = try BuiltCommand.run(command + ["--index", inputs.path("f.jsonl")])
      #expect(result.status == 1 && result.errors.contains("'vnsearch query --in'"), "\(result.errors)")
    }
  }

  @Test("The last line of JSON has the better spelling and what the search did")
  func summarizes() throws {
    let inputs = try CommandTests.makeIndex()
    let result = try BuiltCommand.run([
      "query", "--index", inputs.path("i"), "--json", "--summary", "mua thu",
    ])
    let last = try #require(
      JSONSerialization.jsonObject(with: Data((result.lines.last ?? "").utf8)) as? [String: Any])
    #expect(last["suggestion"] as? String == "Mùa thu", "\(result.output)")
    let counters = try #require(last["counters"] as? [String: Int])
    #expect((counters["documentsScored"] ?? 0) > 0 && (counters["listsOpened"] ?? 0) > 0)
    #expect((counters["bytesRead"] ?? 0) > 0)
    #expect(result.errors.contains("did you mean: Mùa thu"))
  }

  @Test func takesSynonyms() throws {
    let inputs = try CommandTests.makeIndex()
    try inputs.write("s.txt", "# rain\nmưa rào, mưa to\n")
    #expect(try ids(["mưa to lớn", "--synonyms", inputs.path("s.txt")], inputs).first == "2")
    try inputs.write("bad.txt", "a, b\nalone\n")
    let result = try BuiltCommand.run(
      ["query", "--index", inputs.path("i"), "thu", "--synonyms", inputs.path("bad.txt")])
    #expect(result.status == 1 && result.errors.contains("line 2") && result.errors.contains("bad.txt"))
  }

  @Test func suggests() throws {
    let inputs = try CommandTests.makeIndex()
    let result = try BuiltCommand.run(["suggest", "--index", inputs.path("i"), "mua t"])
    #expect(result.status == 0 && result.lines.first == "mùa thu\t2", "\(result.output)\(result.errors)")
    let json = try BuiltCommand.run(["suggest", "--index", inputs.path("i"), "mua t", "--json"])
    #expect(json.lines.first == #"{"text":"mùa thu","documents":2}"#, "\(json.output)")
  }
}
