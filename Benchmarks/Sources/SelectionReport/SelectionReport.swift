import VNSearch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Times filtered, sorted, counted and expanded searches, and suggestions: VNSearch's side of `Selection/compare.py`.
///
/// `selection-report search FOLDER DOCUMENTS QUERIES` reads documents as lines of `n TAB category TAB price TAB seconds
/// TAB text` and queries as lines of `words TAB beginning TAB unfinished TAB misspelled TAB pattern`, makes one segment
/// of the documents, and prints for each operation `name TAB nanoseconds TAB …`: the fastest pass of each query, then a
/// line `name:found` with how many documents match or were given.
///
/// `selection-report suggest FOLDER DOCUMENTS TEXTS` completes each line of TEXTS, and prints the time of the first
/// pass, `suggest:first`, and that of the fastest.
@main
struct SelectionReport {
  typealias Results = SearchResults<FieldDocument>
  typealias Operation = @Sendable (Snapshot<FieldDocument>, Line) throws -> Int

  /// One line of the queries.
  struct Line {
    var words: Query
    var beginning: Query
    var unfinished: Query
    var misspelled: Query
    var pattern: Query
    var typed: String

    init(_ text: Substring) {
      let parts = text.split(separator: "\t", omittingEmptySubsequences: false).map { String($0) }
      guard parts.count == 5 else { fatalError("a query needs five parts: \(text)") }
      words = .text(parts[0])
      beginning = .prefix(parts[1])
      unfinished = .prefix(parts[2])
      misspelled = .fuzzy(parts[3])
      pattern = .wildcard(parts[4])
      typed = parts[1]
    }
  }

  static let passes = 5

  private static func given(_ results: Results) -> Int { results.isEmpty ? results.total : results.count }

  static let operations: [(name: String, run: Operation)] = [
    ("words", { given(try $0.search($1.words, ranking: .plain())) }),
    (
      "words, category",
      { given(try $0.search($1.words, filter: .field("category").is("c3"), ranking: .plain())) }
    ),
    (
      "words, dates",
      {
        given(
          try $0.search(
            $1.words, filter: .field("date").isIn(1_600_000_000...1_650_000_000), ranking: .plain()))
      }
    ),
    ("newest", { given(try $0.search($1.words, sort: .by("date", .descending), ranking: .plain())) }),
    (
      "newest, price",
      {
        given(
          try $0.search(
            $1.words, filter: .field("price").isAtLeast(900_000), sort: .by("date", .descending),
            ranking: .plain()))
      }
    ),
    ("facets", { given(try $0.search($1.words, facets: ["category"], limit: 0, ranking: .plain())) }),
    (
      "count, category",
      {
        given(
          try $0.search(
            $1.words, filter: .field("category").is("c3"), limit: 0, ranking: .plain(), countsExactly: true))
      }
    ),
    ("prefix", { given(try $0.search($1.beginning, ranking: .plain())) }),
    ("words and a prefix", { given(try $0.search($1.unfinished, ranking: .plain())) }),
    ("misspelled", { given(try $0.search($1.misspelled, ranking: .plain())) }),
    ("wildcard", { given(try $0.search($1.pattern, ranking: .plain())) }),
    ("suggest", { try $0.suggest(prefix: $1.typed, limit: 8).count }),
  ]

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 5, arguments[1] == "search" || arguments[1] == "suggest" else {
      fatalError("usage: selection-report search|suggest FOLDER DOCUMENTS QUERIES")
    }
    let snapshot = try index(at: arguments[2], of: arguments[3])
    let lines = try lines(of: arguments[4])
    if arguments[1] == "suggest" {
      try suggest(lines.map { String($0) }, snapshot)
    } else {
      try search(lines.map { Line($0) }, snapshot)
    }
  }

  /// The index of the documents, made if it is not there.
  private static func index(at path: String, of documents: String) throws -> Snapshot<FieldDocument> {
    let index = try SearchIndex<FieldDocument>(
      at: path,
      schema: Schema(
        .key("n"), .keyword("category", stored: false), .integer("price", stored: false),
        .date("date", stored: false), .text("text", stored: false)))
    if try index.count == 0 {
      try index.write { writer in
        for line in try lines(of: documents) {
          let parts = line.split(separator: "\t", maxSplits: 4, omittingEmptySubsequences: false)
          try writer.add([
            "n": .integer(Int64(parts[0]) ?? 0), "category": .string(String(parts[1])),
            "price": .integer(Int64(parts[2]) ?? 0), "date": .number(Double(parts[3]) ?? 0),
            "text": .string(String(parts[4])),
          ])
        }
      }
      try index.optimize()
    }
    return try index.snapshot()
  }

  private static func search(_ queries: [Line], _ snapshot: Snapshot<FieldDocument>) throws {
    for (name, run) in operations {
      var best = [UInt64](repeating: .max, count: queries.count)
      var found = 0
      for pass in 0..<passes {
        for (number, query) in queries.enumerated() {
          let start = nanoseconds()
          let count = try run(snapshot, query)
          best[number] = min(best[number], nanoseconds() - start)
          if pass == 0 { found += count }
        }
      }
      print(([name] + best.map { String($0) }).joined(separator: "\t"))
      print("\(name):found\t\(found)")
    }
  }

  private static func suggest(_ texts: [String], _ snapshot: Snapshot<FieldDocument>) throws {
    // The dictionary is read by the first suggestion of a snapshot.
    let start = nanoseconds()
    _ = try snapshot.suggest(prefix: "a")
    print("suggest:open\t\(nanoseconds() - start)")
    var best = [UInt64](repeating: .max, count: texts.count)
    for pass in 0..<passes {
      for (number, text) in texts.enumerated() {
        let start = nanoseconds()
        _ = try snapshot.suggest(prefix: text, limit: 8)
        best[number] = min(best[number], nanoseconds() - start)
      }
      if pass == 0 { print((["suggest:first"] + best.map { String($0) }).joined(separator: "\t")) }
    }
    print((["suggest"] + best.map { String($0) }).joined(separator: "\t"))
  }

  /// Time of this thread, so that a busy machine matters less.
  private static func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  private static func lines(of path: String) throws -> [Substring] {
    guard let file = fopen(path, "r") else { fatalError("cannot read \(path)") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }
}
