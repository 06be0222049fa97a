import Foundation
import Testing
import VNSearch
import VNTestSupport

/// Measures against trec_eval's figures, which `Tests/Golden/evaluation/generate.py` wrote.
struct EvaluationTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Golden/evaluation")

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  /// `query TAB measure TAB value` lines.
  static func figures(_ text: String) -> [String: [String: Double]] {
    var figures: [String: [String: Double]] = [:]
    for line in text.split(separator: "\n") {
      let columns = line.split(separator: "\t").map(String.init)
      figures[columns[0], default: [:]][columns[1]] = Double(columns[2])
    }
    return figures
  }

  static func check(_ evaluation: Evaluation, _ expected: [String: [String: Double]]) {
    #expect(Set(evaluation.queries) == Set(expected.keys))
    for measure in evaluation.measures {
      for (query, value) in zip(evaluation.queries, evaluation.values(measure)) {
        let wanted = expected[query]?["\(measure)"] ?? .nan
        #expect(abs(value - wanted) < 1e-9, "\(query) \(measure): \(value), trec_eval \(wanted)")
      }
    }
  }

  @Test func equalsTheGoldenFigures() throws {
    let judgments = try RelevanceJudgments(parsing: Self.bytes("qrels.txt"))
    let run = try RankedRun(parsing: Self.bytes("run.txt"))
    let expected = Self.figures(String(decoding: try Self.bytes("expected.tsv"), as: UTF8.self))
    #expect(expected.count == 30)
    Self.check(Evaluation(of: run, against: judgments), expected)
  }

  /// Random judgments and runs, many ties, against the installed pytrec_eval.
  /// Needs python3 with pytrec_eval (PyPI: pytrec-eval-terrier); where that is missing the test is skipped and says so.
  @Test(
    .enabled(
      if: PythonTrecEval.isInstalled, "python3 has no module pytrec_eval: pip install pytrec-eval-terrier"))
  func equalsPytrecEval() throws {
    let seed = UInt64.random(in: 0 ... .max)
    print("seed \(seed)")
    var random = SeededGenerator(seed: seed)
    let temporary = TemporaryFolder()
    var qrels = ""
    var run = ""
    for query in 1...40 {
      for document in (1...60).shuffled(using: &random).prefix(Int.random(in: 1...25, using: &random)) {
        qrels += "q\(query)\t0\td\(document)\t\(Int.random(in: -1...4, using: &random))\n"
      }
      if query % 7 == 0 { continue }
      for document in (1...60).shuffled(using: &random).prefix(Int.random(in: 1...60, using: &random)) {
        // Few different scores, some that differ in 64 bits and not in 32.
        let score =
          Double(Int.random(in: 1...9, using: &random)) + Double.random(in: 0...2e-8, using: &random)
        run += "q\(query) Q0 d\(document) 1 \(score) test\n"
      }
    }
    try qrels.write(toFile: temporary.path("qrels"), atomically: true, encoding: .utf8)
    try run.write(toFile: temporary.path("run"), atomically: true, encoding: .utf8)
    let output = try PythonTrecEval.run([
      Self.folder.appending(path: "generate.py").path, temporary.path("qrels"), temporary.path("run"),
    ])
    let judgments = try RelevanceJudgments(parsing: Array(qrels.utf8))
    Self.check(
      Evaluation(of: try RankedRun(parsing: Array(run.utf8)), against: judgments), Self.figures(output))
  }

  @Test func writtenRunsKeepTheirOrder() throws {
    var run = RankedRun()
    let order = ["a", "z", "b", "y", "c"]
    run.set(zip(order, [2, 2, 2, 1.000_000_01, 1]).map { .init(document: $0, score: $1) }, for: "q")
    let lines = try run.trecLines(for: "q", tag: "t")
    #expect(lines[0] == "q Q0 a 1 2.0 t")
    let read = try RankedRun(parsing: Array(lines.joined(separator: "\n").utf8))
    #expect(read["q"].map(\.document) == order)
    run.set([.init(document: "a b", score: 1)], for: "q")
    #expect(throws: SearchError.self) { try run.trecLines(for: "q", tag: "t") }
  }

  @Test func comparesRuns() throws {
    let judgments = try RelevanceJudgments(parsing: Self.bytes("qrels.txt"))
    let better = Evaluation(of: try RankedRun(parsing: Self.bytes("run.txt")), against: judgments)
    let worse = Evaluation(of: try RankedRun(parsing: Self.bytes("other.txt")), against: judgments)
    let measure = RetrievalMeasure.nDCG(at: 10)
    let difference = try better.difference(from: worse, in: measure)
    #expect(abs(difference.mean - (better.mean(measure) - worse.mean(measure))) < 1e-12)
    #expect(difference.interval.contains(difference.mean))
    #expect(difference.better + difference.worse + difference.equal == 30)
    #expect(try better.difference(from: worse, in: measure) == difference, "the seed decides")
    let itself = try better.difference(from: better, in: measure)
    #expect(itself.mean == 0 && itself.pValue == 1 && !itself.isSignificant)
    let opposite = try worse.difference(from: better, in: measure)
    #expect(abs(opposite.interval.lowerBound + difference.interval.upperBound) < 0.01)
    let fewer = Evaluation(of: RankedRun(), against: judgments, queries: ["q01"])
    #expect(throws: SearchError.self) { try better.difference(from: fewer, in: measure) }
  }

  /// The interval of a mean is close to the mean ± 1.96 standard errors, which holds for many queries.
  @Test func intervalIsThatOfTheNormalDistribution() {
    var judgments = RelevanceJudgments()
    var run = RankedRun()
    for query in 0..<400 {
      judgments.add(grade: 1, query: "q\(query)", document: "d")
      run.set([.init(document: query % 4 == 0 ? "x" : "d", score: 1)], for: "q\(query)")
    }
    let evaluation = Evaluation(of: run, against: judgments)
    let interval = evaluation.interval(.precision(at: 1))
    let error = 1.96 * (0.75 * 0.25 / 400).squareRoot()
    #expect(evaluation.mean(.precision(at: 1)) == 0.75)
    #expect(abs(interval.lowerBound - (0.75 - error)) < 0.005)
    #expect(abs(interval.upperBound - (0.75 + error)) < 0.005)
  }

  @Test(arguments: [
    ("q1 text without a tab", "a query must be an id, a tab and the text"),
    ("q1\ta\nq1\tb", "comes twice"), ("\tno id", "no id"), ("q1\t\u{FFFD}", ""),
  ])
  func readsQueries(text: String, message: String) throws {
    if message.isEmpty {
      let queries = try EvaluationQuery.parse(Array("\u{FEFF}\(text)\r\n\n".utf8))
      #expect(queries == [EvaluationQuery(id: "q1", text: "\u{FFFD}")])
    } else {
      let error = #expect(throws: SearchError.self) {
        try EvaluationQuery.parse(Array(text.utf8), file: "queries.tsv")
      }
      #expect(error?.code == .invalidInput)
      #expect(error?.message.contains(message) == true && error?.message.hasPrefix("queries.tsv:") == true)
    }
  }

  @Test(arguments: ["q 0 d", "q 0 d x", "q 0 d 1 2"])
  func refusesJudgments(line: String) {
    let error = #expect(throws: SearchError.self) {
      try RelevanceJudgments(parsing: Array("q 0 d 1\n\(line)\n".utf8), file: "qrels")
    }
    #expect(error?.message.hasPrefix("qrels:2: ") == true)
  }

  @Test(arguments: ["q Q0 d 1", "q Q0 d 1 x t", "q Q0 d 1 nan t", "q Q0 a 1 1 t"])
  func refusesRuns(line: String) {
    let error = #expect(throws: SearchError.self) {
      try RankedRun(parsing: Array("q Q0 a 1 1 t\n\(line)\n".utf8), file: "run")
    }
    #expect(error?.message.hasPrefix("run:2: ") == true)
  }
}

/// Runs python3 with pytrec_eval.
enum PythonTrecEval {
  static let isInstalled = (try? run(["-c", "import pytrec_eval; print('yes')"])) == "yes\n"

  static func run(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : ""
  }
}
