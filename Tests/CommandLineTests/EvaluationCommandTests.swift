import Foundation
import Testing
import VNTestSupport

@testable import vnsearch_cli

/// `vnsearch eval` and `vnsearch run`: what they write, held against the figures that trec_eval gives.
struct EvaluationCommandTests {
  private static let golden = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Golden/evaluation").standardized

  private static func object(_ line: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  /// The figures of each query of a run, beside those in the golden file.
  @Test func agreesWithTheGoldenFigures() throws {
    let result = try BuiltCommand.run([
      "eval", "--run", Self.golden.appending(path: "run.txt").path, "--qrels",
      Self.golden.appending(path: "qrels.txt").path, "--per-query", "--json",
    ])
    #expect(result.status == 0 && result.errors == "")
    var figures: [String: [String: Double]] = [:]
    for line in result.lines {
      let object = try Self.object(line)
      if let query = object["query"] as? String {
        figures[query] = object.compactMapValues { $0 as? Double }
      }
    }
    let expected = try String(contentsOf: Self.golden.appending(path: "expected.tsv"), encoding: .utf8)
    var compared = 0
    for line in expected.split(separator: "\n") where !line.hasPrefix("#") {
      let columns = line.split(separator: "\t").map(String.init)
      guard columns.count == 3, let value = Double(columns[2]), let own = figures[columns[0]] else {
        continue
      }
      #expect(abs((own[columns[1]] ?? -1) - value) < 1e-6, "\(line)")
      compared += 1
    }
    #expect(compared >= 100)
  }

  @Test func comparesTwoRuns() throws {
    let arguments = [
      "eval", "--run", Self.golden.appending(path: "run.txt").path, "--qrels",
      Self.golden.appending(path: "qrels.txt").path, "--compare",
      Self.golden.appending(path: "other.txt").path, "--samples", "200",
    ]
    let objects = try BuiltCommand.run(arguments + ["--json"]).lines.map(Self.object)
    #expect(
      objects.map { $0["measure"] as? String } == ["nDCG@10", "MRR@10", "P@1", "Recall@10", "Recall@100"])
    for object in objects {
      let mean = try #require(object["mean"] as? Double)
      let other = try #require(object["other"] as? Double)
      #expect(abs(try #require(object["difference"] as? Double) - (mean - other)) < 1e-9)
      let interval = try #require(object["interval"] as? [Double])
      #expect(interval.count == 2 && interval[0] <= mean && mean <= interval[1])
      let decided = ["better", "worse", "equal"].reduce(0) { $0 + (object[$1] as? Int ?? 0) }
      #expect(decided == object["queries"] as? Int)
    }
    // For people: the same means with four decimals.
    let text = try BuiltCommand.run(arguments + ["--per-query"])
    #expect(text.status == 0)
    let mean = try #require(objects[0]["mean"] as? Double)
    #expect(
      text.lines.contains { $0.hasPrefix("nDCG@10") && $0.contains(String(format: "%.4f", mean)) },
      "\(text.output)")
    #expect(text.lines.contains { $0.hasPrefix("q01 ") })
    #expect(text.lines.last?.hasSuffix("queries with judgments") == true)
  }

  /// Evaluating an index is evaluating the run that it writes.
  @Test func anIndexIsEvaluatedAsItsRun() throws {
    let inputs = try CommandTests.makeIndex()
    let queries = try inputs.write("queries.tsv", "a\thà nội\nb\tmua\nc\tkhông có\nd\t\"hà thu\" lúa\n")
    let qrels = try inputs.write("qrels.txt", "a 0 1 3\na 0 2 0\nb 0 2 2\nb 0 3 1\nd 0 3 1\n")
    let arguments = ["--index", inputs.path("i"), "--queries", queries]
    let run = try BuiltCommand.run(["run", "--tag", "mine"] + arguments)
    #expect(run.status == 0)
    for line in run.lines {
      let columns = line.split(separator: " ")
      #expect(columns.count == 6 && columns[1] == "Q0" && columns[5] == "mine", "\(line)")
    }
    #expect(run.lines.first?.hasPrefix("a Q0 1 1 ") == true, "\(run.output)")
    // The phrase is in no document.
    #expect(run.errors.contains("1 query has phrases that no document has"), "\(run.errors)")
    let json = try BuiltCommand.run(["run", "--format", "json", "--limit", "1"] + arguments)
    let first = try Self.object(try #require(json.lines.first))
    #expect(
      first["query"] as? String == "a" && first["id"] as? String == "1" && first["rank"] as? Int == 1)
    #expect(json.lines.count <= 4)

    try inputs.write("run.txt", run.output)
    let own = try BuiltCommand.run(["eval", "--qrels", qrels, "--per-query"] + arguments)
    let read = try BuiltCommand.run(
      ["eval", "--qrels", qrels, "--per-query", "--run", inputs.path("run.txt"), "--queries", queries])
    #expect(own.status == 0 && own.output == read.output, "\(own.output)\(read.output)")
    #expect(own.lines.contains { $0.hasPrefix("a ") && $0.contains("1.0000") })
  }

  @Test(arguments: [
    (["--run", "r", "--qrels", "q", "--queries", "z"], 1, "none of the queries has judgments"),
    (["--qrels", "q"], 64, "--queries"),
    (["--run", "r", "--qrels", "q", "--samples", "1"], 64, "--samples must be 40"),
    (["--run", "r", "--qrels", "missing"], 1, "missing"),
    (["--run", "q", "--qrels", "q"], 1, "q:1"),
    (["--run", "r", "--index", "i", "--qrels", "q"], 64, "either --index or --run"),
  ])
  func saysWhatIsWrong(arguments: [String], status: Int32, message: String) throws {
    let inputs = InputFolder()
    try inputs.write("r", "a Q0 d1 1 2.5 tag\n")
    try inputs.write("q", "b 0 d1 1\n")
    try inputs.write("z", "z\tthu\n")
    let result = try BuiltCommand.run(["eval"] + arguments, in: inputs.folder.path)
    #expect(result.status == status && result.output == "" && result.errors.contains(message), "\(result)")
  }

  @Test(arguments: ["text", "json"]) func explainsAScore(format: String) throws {
    let inputs = try CommandTests.makeIndex()
    let arguments = ["query", "mùa thu", "--index", inputs.path("i"), "--explain", "--limit", "1"]
    if format == "json" {
      let hit = try Self.object(
        try #require(try BuiltCommand.run(arguments + ["--json"]).lines.first))
      let score = try #require(hit["score"] as? Double)
      let explanation = try #require(hit["explanation"] as? [String: Any], "\(hit)")
      #expect(explanation["score"] as? Double == score)
      let parts = try #require(explanation["parts"] as? [[String: Any]])
      let sum = parts.reduce(0) { $0 + ($1["contribution"] as? Double ?? 0) }
      #expect(abs(sum - score) < 1e-4)
      #expect(Set(parts.compactMap { $0["kind"] as? String }) == ["syllable", "pair"])
      #expect(parts.allSatisfy { $0["text"] as? String != "" && $0["documentFrequency"] != nil })
    } else {
      let result = try BuiltCommand.run(arguments)
      let lines = result.lines.map { $0.trimmingCharacters(in: .whitespaces) }
      #expect(
        lines.contains { $0.contains("score; length") && $0.contains("3 documents") }, "\(result.output)")
      #expect(lines.contains { $0.contains("pair \"mua thu\"") || $0.contains("pair \"mùa thu\"") })
      #expect(lines.contains { $0.hasPrefix("exact \"thu\" 1 ×") })
    }
  }
}
