import VNSearch

/// Times sets of queries on one thread.
struct SearchCommand {
  private let snapshot: Snapshot<FieldDocument>
  private let sets: [(name: String, queries: [Line])]
  private let output: String
  private let isRaw: Bool
  private let operations: [String]
  private let budget: Double
  private let warm: Double
  private let passes: Int
  private let dump: Int

  private struct Line {
    var distinct: String
    var ordered: String
    var raw: String
  }

  init(_ arguments: [String]) throws {
    snapshot = try PeerEngine.openIndex(arguments[2], mode: arguments[5]).snapshot()
    var sets: [(name: String, queries: [Line])] = []
    try PeerEngine.forEachLine(of: arguments[3]) { line in
      let columns = line.split(separator: 9, omittingEmptySubsequences: false).map {
        String(decoding: $0, as: UTF8.self)
      }
      guard columns.count == 4 else {
        throw PeerEngine.Failure("a query line has \(columns.count) columns, not 4")
      }
      if sets.last?.name != columns[0] { sets.append((columns[0], [])) }
      sets[sets.count - 1].queries.append(Line(distinct: columns[1], ordered: columns[2], raw: columns[3]))
    }
    self.sets = sets
    output = arguments[4]
    isRaw = arguments[5] != "A"
    operations = arguments[6].split(separator: ",").map(String.init)
    budget = Double(arguments[7]) ?? 5
    warm = Double(arguments[8]) ?? 0.2
    passes = Int(arguments[9]) ?? 3
    dump = Int(arguments[10]) ?? 0
  }

  func run() throws {
    var parts: [String] = []
    for (name, lines) in sets {
      var results: [String] = []
      for operation in operations {
        if let result = try run(operation, lines) { results.append("\"\(operation)\":\(result)") }
      }
      parts.append("\"\(name)\":{\(results.joined(separator: ","))}")
    }
    try PeerEngine.write("{\"sets\":{\(parts.joined(separator: ","))}}\n", to: output)
  }

  private func run(_ operation: String, _ lines: [Line]) throws -> String? {
    let counts = operation.hasPrefix("count_")
    let verb = counts ? String(operation.dropFirst(6)) : String(operation.prefix { $0.isLetter })
    let limit = counts ? 0 : Int(operation.drop { !$0.isNumber }.prefix { $0.isNumber }) ?? 10
    let wanted = verb == "phrase" ? lines.filter { $0.ordered.contains(" ") } : lines
    if wanted.isEmpty { return nil }
    let queries = wanted.map { line in query(verb, line) }
    let ranking = isRaw ? Ranking() : Ranking.plain()

    func search(_ index: Int) throws -> SearchResults<FieldDocument> {
      // In raw mode the query is built, as it is analyzed, inside the clock.
      let query = isRaw ? self.query(verb, wanted[index]) : queries[index]
      return try snapshot.search(query, limit: limit, ranking: ranking, countsExactly: counts)
    }

    var count = queries.count
    var warmPasses = 0
    let start = PeerEngine.now()
    repeat {
      var index = 0
      while index < count {
        _ = try search(index)
        index += 1
        if warmPasses == 0 && PeerEngine.now() - start > budget { break }
      }
      if warmPasses == 0 { count = index }
      warmPasses += 1
    } while PeerEngine.now() - start < warm

    var times: [String] = []
    for _ in 0..<passes {
      var pass: [String] = []
      pass.reserveCapacity(count)
      for index in 0..<count {
        let before = PeerEngine.nanoseconds()
        _ = try search(index)
        pass.append(String(PeerEngine.nanoseconds() - before))
      }
      times.append("[\(pass.joined(separator: ","))]")
    }

    var totals: [String] = []
    var tops: [String] = []
    for index in 0..<min(count, dump) {
      let results = try search(index)
      totals.append(String(results.total))
      tops.append(
        "[" + (try results.map { "[\(try $0.key?.description ?? "-1"),\($0.score)]" }).joined(separator: ",")
          + "]")
    }
    return "{\"n\":\(count),\"warm_passes\":\(warmPasses),\"ns\":[\(times.joined(separator: ","))],"
      + "\"counts\":[\(totals.joined(separator: ","))],\"top\":[\(tops.joined(separator: ","))]}"
  }

  private func query(_ verb: String, _ line: Line) -> Query {
    switch verb {
    case "phrase": .phrase(isRaw ? line.raw : line.ordered)
    case "and": .text(isRaw ? line.raw : line.distinct, requiresAll: true)
    default: .text(isRaw ? line.raw : line.distinct)
    }
  }
}
