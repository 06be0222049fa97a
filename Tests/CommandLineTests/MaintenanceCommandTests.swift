import Foundation
import Testing
import VNTestSupport

@testable import vnsearch_cli

/// The commands that look after an index: stats, check, merge, delete, dump.
struct MaintenanceCommandTests {
  /// An index of two segments: the articles, then a second one of id 2 and a new one.
  static func makeIndex() throws -> InputFolder {
    let inputs = InputFolder()
    try inputs.write("a.jsonl", CommandTests.articles)
    try inputs.write(
      "b.jsonl",
      """
      {"id":"2","title":"Sài Gòn","text":"Nắng ở Sai Gon, nang va gio."}
      {"id":"4","title":"Huế","text":"Sông Hương, núi Ngự."}

      """)
    for name in ["a.jsonl", "b.jsonl"] {
      // One thread makes one segment.
      let result = try BuiltCommand.run(
        ["index", inputs.path(name), "--index", inputs.path("i"), "--threads", "1"])
      try #require(result.status == 0, "\(result.errors)")
    }
    return inputs
  }

  private static func run(_ arguments: [String], _ inputs: InputFolder) throws -> BuiltCommand.Result {
    try BuiltCommand.run(arguments + ["--index", inputs.path("i")])
  }

  private static func stats(_ inputs: InputFolder) throws -> [String: Any] {
    let result = try run(["stats", "--json"], inputs)
    #expect(result.status == 0 && result.errors == "")
    return try #require(JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  @Test func statsCountsDocumentsTermsAndBytes() throws {
    let inputs = try Self.makeIndex()
    let stats = try Self.stats(inputs)
    #expect(
      stats["documents"] as? Int == 4 && stats["deleted"] as? Int == 1 && stats["segments"] as? Int == 2)
    let segments = try #require(stats["perSegment"] as? [[String: Any]])
    #expect(segments.map { $0["documents"] as? Int } == [3, 2])
    // Terms that both segments have count once.
    let terms = try #require(stats["terms"] as? Int)
    let sum = segments.reduce(0) { $0 + ($1["terms"] as? Int ?? 0) }
    #expect(terms > 20 && terms < sum)
    let parts = try #require(stats["parts"] as? [String: Int])
    #expect(
      Set(parts.keys).isSuperset(of: [
        "terms", "postings", "positions", "pairs", "lengths", "documents", "keys",
      ]))
    #expect(stats["bytes"] as? Int == parts.values.reduce(0, +))
    #expect(stats["format"] as? Int != nil && (stats["analyzer"] as? String)?.contains("ICU") == true)
    let text = try Self.run(["stats"], inputs)
    #expect(text.status == 0 && text.output.contains("3 documents, 1 deleted"))
  }

  @Test func mergeMakesOneSegment() throws {
    let inputs = try Self.makeIndex()
    let before = try Self.run(["query", "sài gòn", "--json"], inputs)
    let result = try Self.run(["merge"], inputs)
    #expect(result.status == 0 && result.errors == "")
    #expect(result.output.contains("2 segments") && result.output.contains("into 1 segment ("))
    // What was merged is gone.
    let files = try FileManager.default.contentsOfDirectory(atPath: inputs.path("i"))
    #expect(files.count { $0.hasSuffix(".terms") } == 1, "\(files)")
    let stats = try Self.stats(inputs)
    #expect(
      stats["segments"] as? Int == 1 && stats["deleted"] as? Int == 0 && stats["documents"] as? Int == 4)
    let after = try Self.run(["query", "sài gòn", "--json"], inputs)
    #expect(after.lines.count == before.lines.count && after.lines.count == 1)
    #expect(try Self.run(["check", "--deep"], inputs).status == 0)
  }

  @Test func deleteByIdAndByQuery() throws {
    let inputs = try Self.makeIndex()
    let byID = try Self.run(["delete", "--id", "4", "--id", "nobody"], inputs)
    #expect(byID.status == 0 && byID.output.contains("1 document removed, 3 left"))
    let byQuery = try Self.run(["delete", "--query", "mùa thu"], inputs)
    #expect(byQuery.status == 0 && byQuery.output.contains("2 documents removed, 1 left"))
    #expect(try Self.run(["query", "mùa thu", "--json"], inputs).lines == [])
    #expect(try Self.run(["query", "nắng", "--json"], inputs).lines.count == 1)
    #expect(try Self.run(["delete"], inputs).status == 64)
  }

  /// What a query does not say must stay: phrases in quotes, marks as typed, what the query language excludes.
  @Test(arguments: [
    (["--query", "\"thu mùa\""], 0), (["--query", "mua thu"], 0), (["--query", "mùa \"sài gòn\""], 0),
    (["--query", "mua thu", "--diacritics", "folded"], 2), (["--query", "\"mùa thu\""], 2),
    (["--query", "+mùa -nội", "--syntax"], 1), (["--query", "NOT mùa", "--syntax"], 2),
  ])
  func deletesWhatTheQuerySays(arguments: [String], count: Int) throws {
    let inputs = try Self.makeIndex()
    let result = try Self.run(["delete"] + arguments, inputs)
    let removed = count == 1 ? "1 document removed" : "\(count) documents removed"
    #expect(result.status == 0 && result.output.contains(removed), "\(result)")
  }

  /// Ids that are JSON numbers are their values; what begins with a minus is an id all the same.
  @Test func numbersAsIDs() throws {
    let inputs = InputFolder()
    let ids = [
      "1", "1.0", "1e0", "10E-1", "-0", "0", "0.0", "-7", "1.50", "1.5", "12345678901234567890123", "\"1.0\"",
    ]
    let lines = ids.map { "{\"id\":\($0),\"text\":\"mùa thu\"}\n" }.joined()
    try inputs.write("a.jsonl", lines)
    let made = try BuiltCommand.run(["index", inputs.path("a.jsonl"), "--index", inputs.path("i")])
    #expect(made.status == 0 && made.output.contains("6 in the index"), "\(made)")
    let found = try Self.run(["query", "mùa thu", "--json"], inputs).lines.compactMap { line in
      (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["id"] as? String
    }
    #expect(Set(found) == ["1", "0", "-7", "1.5", "12345678901234567890123", "1.0"])
    for (id, removed) in [("-0", 0), ("01", 0), ("-7", 1), ("1", 1)] {
      let result = try Self.run(["delete", "--id", id], inputs)
      #expect(result.status == 0, "\(result)")
      #expect(result.output.hasPrefix("\(removed) document\(removed == 1 ? "" : "s") removed, "), "\(result)")
    }
  }

  @Test func deleteRefusesABrokenQuery() throws {
    let inputs = try Self.makeIndex()
    let broken = try Self.run(["delete", "--query", "(mùa", "--syntax"], inputs)
    #expect(broken.status == 1 && broken.errors.contains("^"))
    #expect(try Self.run(["delete", "--id", "1", "--syntax"], inputs).status == 64)
  }

  /// An older state is searched with a warning and never built upon.
  @Test func aDamagedCommitIsNotForgotten() throws {
    let inputs = try Self.makeIndex()
    let commit = try #require(
      FileManager.default.contentsOfDirectory(atPath: inputs.path("i")).filter { $0.hasPrefix("commit-") }
        .max { ($0.count, $0) < ($1.count, $1) })
    try Data([1, 2, 3]).write(to: URL(filePath: inputs.path("i") + "/" + commit))
    let query = try Self.run(["query", "hà nội", "--json"], inputs)
    #expect(query.status == 0 && query.lines.count == 1 && query.errors.contains(commit))
    for arguments in [["delete", "--id", "2"], ["merge"], ["index", inputs.path("a.jsonl")]] {
      let result = try Self.run(arguments, inputs)
      #expect(result.status == 1 && result.errors.contains("nothing is written"), "\(result)")
    }
    #expect(try Self.run(["check"], inputs).status == 1)
    // Without it the index is what it was before, and can be written again.
    try FileManager.default.removeItem(atPath: inputs.path("i") + "/" + commit)
    #expect(try Self.run(["delete", "--id", "1"], inputs).output.contains("1 document removed"))
    #expect(try Self.run(["check", "--deep"], inputs).status == 0)
  }

  /// A third commit is what a killed writer left behind: said, and no damage.
  @Test func checkNamesAnOutdatedCommit() throws {
    let inputs = try Self.makeIndex()
    for bytes in [Data([1, 2, 3]), try Data(contentsOf: URL(filePath: inputs.path("i") + "/commit-1"))] {
      for id in ["1", "2"] { #expect(try Self.run(["delete", "--id", id], inputs).status == 0) }
      try bytes.write(to: URL(filePath: inputs.path("i") + "/commit-1"))
      let result = try Self.run(["check", "--deep"], inputs)
      #expect(result.status == 0 && result.errors == "", "\(result)")
      #expect(result.lines.count == 2 && result.lines[0].contains("/commit-1: outdated"), "\(result)")
      #expect(try Self.run(["delete", "--id", "4"], inputs).status == 0)
      #expect(try Self.run(["check", "--deep"], inputs).lines.count == 1)
    }
  }

  @Test func checkNamesTheDamagedFile() throws {
    let inputs = try Self.makeIndex()
    let whole = try Self.run(["check", "--deep"], inputs)
    #expect(
      whole.status == 0 && whole.output.contains("whole, 4 documents in 2 segments, every byte checked"))
    let names = try FileManager.default.contentsOfDirectory(atPath: inputs.path("i")).filter {
      $0 != "write.lock"
    }
    #expect(names.count == 17)
    for name in names {
      let path = inputs.path("i/\(name)")
      let bytes = try Data(contentsOf: URL(filePath: path))
      var damaged = bytes
      damaged[bytes.count / 2] ^= 4
      try damaged.write(to: URL(filePath: path))
      let result = try Self.run(["check", "--deep"], inputs)
      #expect(result.status == 1 && result.errors.contains(name), "\(name): \(result.errors)")
      try bytes.write(to: URL(filePath: path))
    }
    let missing = try BuiltCommand.run(["check", "--index", inputs.path("nothing")])
    #expect(missing.status == 1 && missing.errors.contains("no index"))
  }

  @Test func dumpsATermADocumentAndASegment() throws {
    let inputs = try Self.makeIndex()
    let term = try Self.run(["dump", "term", "SÀI"], inputs)
    #expect(term.status == 0 && term.errors == "")
    #expect(
      term.output.contains("term sai") && term.output.contains("surface 0") && term.output.contains("sài"))
    #expect(term.output.contains("2 (deleted)"))
    for words in [["sài gòn"], ["Sài", "GÒN", "sai"]] {
      let both = try Self.run(["dump", "term"] + words, inputs)
      let terms = both.lines.filter { $0.hasPrefix("segment") }.compactMap {
        $0.split(separator: "  ").dropFirst().first
      }
      #expect(terms.first == "term sai" && terms.last == "term gon" && Set(terms).count == 2, "\(both)")
    }
    let nothing = try Self.run(["dump", "term", "blinken"], inputs)
    #expect(nothing.status == 0 && nothing.output.contains("no segment has the term blinken"))

    let document = try Self.run(["dump", "document", "4"], inputs)
    #expect(document.status == 0 && document.output.contains("positions of title: 1"))
    #expect(document.output.contains("0/huế") && document.output.contains("/ngự"))
    #expect(document.output.contains("Sông Hương, núi Ngự."))
    #expect(try Self.run(["dump", "document", "99"], inputs).status == 1)

    let segments = try #require(try Self.stats(inputs)["perSegment"] as? [[String: Any]])
    let id = try #require(segments[0]["id"] as? Int)
    let segment = try Self.run(["dump", "segment", "\(id)"], inputs)
    #expect(segment.status == 0 && segment.output.contains("3 documents"))
    #expect(segment.lines.contains { $0.hasPrefix("nguyen\t1\t") && $0.hasSuffix("\tnguyễn 1") })
    #expect(try Self.run(["dump", "segment", "99"], inputs).status == 1)
  }
}
