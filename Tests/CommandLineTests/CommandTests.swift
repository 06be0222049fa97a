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

  @Test func replacesAndDeletes() throws {
    let inputs = try Self.makeIndex()
    let index = inputs.path("i")
    let replaced = try BuiltCommand.run(
      ["index", "-", "--index", index], input: Array(#"{"id":"2","title":"Huế","body":"Sông Hương."}"#.utf8))
    #expect(replaced.status == 0 && replaced.output.contains("1 documents added"), "\(replaced.errors)")
    #expect(replaced.output.contains("3 in the index"))
    #expect(try BuiltCommand.run(["query", "Sài Gòn", "--index", index]).output == "no document matches\n")
    #expect(try BuiltCommand.run(["query", "sông", "--index", index]).lines.first?.hasSuffix("Huế") == true)
    let deleted = try BuiltCommand.run(["delete", "--id", "2", "--query", "lúa chín", "--index", index])
    #expect(deleted.output == "2 documents removed, 1 left\n")
    let stats = try BuiltCommand.run(["stats", "--json", "--index", index])
    #expect(stats.output.contains("\"documents\":1,"))
    #expect(try BuiltCommand.run(["check", "--deep", "--index", index]).status == 0)
  }

  @Test func searchesFilesWithoutAnIndex() throws {
    let inputs = InputFolder()
    try inputs.write("docs/a.md", "# Hà Nội\nmùa thu")
    try inputs.write("docs/b.txt", "Sài Gòn")
    let temporary = InputFolder()
    let result = try BuiltCommand.run(
      ["query", "ha noi", "--in", "docs"], in: inputs.folder.path,
      environment: ["TMPDIR": temporary.folder.path])
    #expect(result.lines.first?.hasSuffix("  docs/a.md  Hà Nội") == true, "\(result)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.folder.path) == [])
    #expect(try FileManager.default.contentsOfDirectory(atPath: inputs.folder.path) == ["docs"])
  }

  @Test func findsTheIndexOfAFolder() throws {
    let inputs = InputFolder()
    try inputs.write("a.jsonl", Self.articles)
    try FileManager.default.createDirectory(atPath: inputs.path("x/y"), withIntermediateDirectories: true)
    let none = try BuiltCommand.run(["query", "thu"], in: inputs.path("x"))
    #expect(none.status == 1)
    #expect(
      none.errors
        == "vnsearch: no index: make one with 'vnsearch index PATH…', or name one with --index or $VNSEARCH_INDEX\n"
    )
    #expect(try BuiltCommand.run(["index", "a.jsonl"], in: inputs.folder.path).status == 0)
    #expect(FileManager.default.fileExists(atPath: inputs.path(".vnsearch/commit-1")))
    #expect(try BuiltCommand.run(["query", "thu"], in: inputs.path("x/y")).status == 0)
    let elsewhere = try BuiltCommand.run(
      ["query", "thu"], in: "/", environment: ["VNSEARCH_INDEX": inputs.path(".vnsearch")])
    #expect(elsewhere.status == 0)
  }

  @Test func analyzes() throws {
    let result = try BuiltCommand.run(["analyze", "Hoà NỘI", "--json"])
    #expect(
      result.lines.first
        == #"{"surface":"hòa","folded":"hoa","position":0,"start":0,"end":4,"class":"syllable","alias":false}"#
    )
    let piped = try BuiltCommand.run(["analyze"], input: Array("Hà Nội\n".utf8))
    #expect(piped.lines.count == 3 && piped.lines[0].hasPrefix("position"))
    let binary = try BuiltCommand.run(["analyze", "-"], input: [0xFF, 0, 0x61, 0xC3])
    #expect(binary.status == 0 && !binary.isSignalled)
  }

  @Test func runsAndEvaluates() throws {
    let inputs = try Self.makeIndex()
    let queries = try inputs.write("q.tsv", "q1\thoa sữa\nq2\tmưa rào\nq3\txe đạp\n")
    let qrels = try inputs.write("qrels", "q1 0 1 1\nq2 0 3 1\nq2 0 2 1\nq3 0 1 1\n")
    let run = try BuiltCommand.run(["run", "--queries", queries, "--index", inputs.path("i"), "--tag", "t"])
    let columns = run.lines.map { $0.split(separator: " ").map(String.init) }
    #expect(columns.allSatisfy { $0.count == 6 && $0[1] == "Q0" && $0[5] == "t" })
    #expect(columns.first?[2] == "1" && columns.last?[0] == "q2")
    let runFile = try inputs.write("run", run.output)
    for source in [["--queries", queries, "--index", inputs.path("i")], ["--run", runFile]] {
      let eval = try BuiltCommand.run(["eval", "--qrels", qrels, "--per-query"] + source)
      #expect(eval.output.contains(#/\nP@1 +0\.6667 /#), "\(eval.output)\(eval.errors)")
      #expect(eval.output.contains(#/\nq1 +1\.0000 +1\.0000 +1\.0000/#))
      #expect(eval.lines.last == "3 queries with judgments")
    }
    let json = try BuiltCommand.run([
      "eval", "--qrels", qrels, "--run", runFile, "--compare", runFile, "--json",
    ])
    #expect(json.lines.count == 5 && json.lines.allSatisfy { $0.contains("\"difference\":0.0,") })
  }

  /// `vnsearch query … | head -1`: whoever reads goes away early.
  @Test func endsQuietlyWhenNobodyReads() throws {
    let inputs = InputFolder()
    try inputs.write(
      "a.jsonl",
      (0..<3_000).map { "{\"id\":\($0),\"text\":\"mùa thu \(String(repeating: "x ", count: 60))\"}\n" }
        .joined())
    let index = inputs.path("i")
    #expect(try BuiltCommand.run(["index", inputs.path("a.jsonl"), "--index", index]).status == 0)
    let process = try BuiltCommand.make(["query", "thu", "--limit", "3000", "--index", index])
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    _ = try output.fileHandleForReading.read(upToCount: 10)
    try output.fileHandleForReading.close()
    process.waitUntilExit()
    #expect(errors.fileHandleForReading.readDataToEndOfFile().isEmpty)
    // SIGPIPE, as other commands end; not a trap (SIGILL, SIGTRAP).
    #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGPIPE)
  }

  /// Ctrl-C while documents are read: nothing is changed.
  @Test func interruptionChangesNothing() throws {
    let inputs = try Self.makeIndex()
    let process = try BuiltCommand.make(["index", "-", "--index", inputs.path("i")])
    let (input, errors) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data("{\"id\":\"9\",\"text\":\"chín\"}\n".utf8))
    // The pipe is empty as soon as the command waits for more.
    var waiting: Int32 = 1
    while waiting > 0 {
      _ = unsafe ioctl(input.fileHandleForReading.fileDescriptor, UInt(FIONREAD), &waiting)
      usleep(1_000)
    }
    process.interrupt()
    process.waitUntilExit()
    try input.fileHandleForWriting.close()
    #expect(process.terminationStatus == 130 && process.terminationReason == .exit)
    #expect(
      String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        == "vnsearch: interrupted; nothing was changed\n")
    let query = try BuiltCommand.run(["query", "chín vàng", "--index", inputs.path("i")])
    #expect(query.output.contains("  3  Quê") && !query.output.contains("  9  "))
  }
}
