import VNSearch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Times filtered, sorted and counted searches: VNSearch's side of `Selection/compare.py`.
///
/// `selection-report FOLDER DOCUMENTS QUERIES` reads lines of `n TAB category TAB price TAB seconds TAB text`, makes one
/// segment of them, and prints for each operation `name TAB nanoseconds TAB …`: the fastest pass of each query, then a
/// line `name:found` with how many documents match or were given.
@main
struct SelectionReport {
  typealias Results = SearchResults<FieldDocument>

  typealias Operation = @Sendable (Snapshot<FieldDocument>, Query) throws -> Results

  static let operations: [(name: String, run: Operation)] = [
    ("or10", { try $0.search($1, limit: 10, ranking: .plain()) }),
    (
      "or10 category",
      { try $0.search($1, filter: .field("category").is("c3"), limit: 10, ranking: .plain()) }
    ),
    (
      "or10 dates",
      {
        try $0.search(
          $1, filter: .field("date").isIn(1_600_000_000...1_650_000_000), limit: 10, ranking: .plain())
      }
    ),
    ("sorted10", { try $0.search($1, sort: .by("date", .descending), limit: 10, ranking: .plain()) }),
    (
      "sorted10 price",
      {
        try $0.search(
          $1, filter: .field("price").isAtLeast(900_000), sort: .by("date", .descending), limit: 10,
          ranking: .plain())
      }
    ),
    ("facets", { try $0.search($1, facets: ["category"], limit: 0, ranking: .plain()) }),
    (
      "count category",
      {
        try $0.search(
          $1, filter: .field("category").is("c3"), limit: 0, ranking: .plain(), countsExactly: true)
      }
    ),
  ]

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4 else { fatalError("usage: selection-report FOLDER DOCUMENTS QUERIES") }
    let index = try SearchIndex<FieldDocument>(
      at: arguments[1],
      schema: Schema(
        .key("n"), .keyword("category", stored: false), .integer("price", stored: false),
        .date("date", stored: false), .text("text", stored: false)))
    if try index.count == 0 {
      try index.write { writer in
        for line in try lines(of: arguments[2]) {
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
    let snapshot = try index.snapshot()
    let queries = try lines(of: arguments[3]).map { Query.text(String($0)) }
    for (name, run) in operations {
      var best = [UInt64](repeating: .max, count: queries.count)
      var found = 0
      for pass in 0..<6 {
        for (number, query) in queries.enumerated() {
          let start = nanoseconds()
          let results = try run(snapshot, query)
          best[number] = min(best[number], nanoseconds() - start)
          if pass == 0 { found += results.isEmpty ? results.total : results.count }
        }
      }
      print(([name] + best.map { String($0) }).joined(separator: "\t"))
      print("\(name):found\t\(found)")
    }
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
