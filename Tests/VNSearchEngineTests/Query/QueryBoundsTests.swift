import Foundation
import Testing
import VNTestSupport

@testable import VNSearchEngine

/// Numbers that nobody means, from programs and from stored queries: an answer or an error, never a trap, and at once.
struct QueryBoundsTests {
  private static func snapshot() throws -> IndexSnapshot {
    let engine = IndexEngine(path: "index", fileSystem: SimulatedFileSystem())
    let session = try engine.makeWriter(
      schema: Schema(.key("id"), .text("text"), .date("day"), .integer("number")))
    for (number, text) in ["mùa thu hà nội", "nội thành hà đông", "mùa xuân"].enumerated() {
      try session.add([
        (0, .integer(Int64(number))), (1, .string(text)), (2, .string("2024-03-0\(number + 1)")),
        (3, .integer(Int64(number))),
      ])
    }
    try session.commit()
    return try engine.refresh()
  }

  private static func keys(_ query: Query) throws -> [Int64] {
    let snapshot = try snapshot()
    return try snapshot.search(query, limit: 10).hits.compactMap { hit in
      if case .integer(let key) = try snapshot.key(at: hit.location) { key } else { nil }
    }.sorted()
  }

  @Test(arguments: [Int.max, .max / 2, 1 << 40, 1_000_000_000]) func farSlop(slop: Int) throws {
    #expect(try Self.keys(.phrase("nội hà", slop: slop)) == [0, 1])
    let query = Query.phrase("nội hà", slop: slop)
    #expect(try Query(parsing: query.description) == query)
  }

  @Test func moreClausesThanThereAre() throws {
    let clauses = [Query.Clause(.should, .text("hà")), Query.Clause(.should, .text("mùa"))]
    let rows: [(Int, [Int64])] = [
      (0, [0, 1, 2]), (1, [0, 1, 2]), (2, [0]), (3, []), (64, []), (1_000_000_000, []), (.max, []),
    ]
    for (minimum, expected) in rows {
      let query = Query.boolean(clauses, minimumShouldMatch: minimum)
      #expect(try Self.keys(query) == expected, "\(minimum)")
      #expect(try Self.keys(.all(of: [query])) == expected, "\(minimum), inside")
      #expect(
        try Self.keys(.any(of: [query, .text("xuân")])) == Set(expected + [2]).sorted(), "\(minimum), beside")
      let required = Query.boolean(clauses + [.init(.must, .text("nội"))], minimumShouldMatch: minimum)
      #expect(try Self.keys(required) == (minimum < 2 ? [0, 1] : expected), "\(minimum), with one required")
    }
    #expect(try Self.keys(Query(parsing: "(hà mùa)@1000000000")) == [])
  }

  /// What a program stored may have been changed by hand.
  @Test(arguments: [
    (#"{"node":{"phrase":{"_0":"hà nội","slop":-1}}}"#, Query.phrase("hà nội")),
    (#"{"node":{"phrase":{"_0":"nội hà","slop":9223372036854775807}}}"#, .phrase("nội hà", slop: .max)),
    (#"{"node":{"boolean":{"_0":[],"minimumShouldMatch":-5}}}"#, .boolean([], minimumShouldMatch: 0)),
    (#"{"node":{"boosted":{"_0":{"node":{"everything":{}}},"_1":-3}}}"#, .everything.boosted(by: 0)),
    (
      #"{"node":{"constant":{"_0":{"node":{"everything":{}}},"_1":1e300}}}"#, .everything.constantScore(1e300)
    ),
    (#"{"node":{"near":{"_0":["hà","nội"],"distance":-7}}}"#, .near(["hà", "nội"], within: 0)),
    (#"{"node":{"near":{"_0":["hà"],"distance":3}}}"#, .phrase("hà")),
    (#"{"node":{"pattern":{"_0":{"fuzzy":{"_0":"nội","edits":99}}}}}"#, .fuzzy("nội", edits: 2)),
  ]) func storedQueries(json: String, expected: Query) throws {
    let query = try JSONDecoder().decode(Query.self, from: Data(json.utf8))
    #expect(query == expected)
    #expect(try JSONDecoder().decode(Query.self, from: JSONEncoder().encode(query)) == query)
    _ = try Self.snapshot().search(query, limit: 10)
  }

  @Test(arguments: [Int.max, .min, 86_401, -86_401]) func calendarsFarAway(seconds: Int) throws {
    let hits = try Self.snapshot().search(
      SearchRequest(.everything, limit: 1, facets: [.calendar("day", .day, secondsFromUTC: seconds)]))
    let expected = try Self.snapshot().search(
      SearchRequest(
        .everything, limit: 1,
        facets: [.calendar("day", .day, secondsFromUTC: seconds > 0 ? 86_400 : -86_400)]))
    #expect(hits.facets == expected.facets && hits.facets[0].values.count == 3)
  }

  @Test func suggestionsWithoutEnd() throws {
    #expect(try Self.snapshot().suggest("h", limit: .max).map(\.text).contains("hà"))
    #expect(try Self.snapshot().suggest("hà ", limit: .max).map(\.text).contains("hà nội"))
    #expect(try Self.snapshot().suggest("h", limit: .min) == [])
  }

  @Test func longChainsOfFilters() throws {
    let one = Filter.field("number").is(1)
    var all = one
    var any = one
    for number in 0..<2_000 {
      all = all && one
      any = any || .field("number").is(number % 2)
    }
    #expect(try Self.keys(.filter(all)) == [1])
    #expect(try Self.keys(.filter(any)) == [0, 1])
    // Left to right: what is joined last stands beside the whole chain before.
    let mixed = one && one || .field("number").is(2) && one
    #expect(try Self.keys(.filter(mixed)) == [1])
  }

  @Test func deepFilters() throws {
    var filter = Filter.field("number").is(1)
    for _ in 0..<98 { filter = !filter }
    #expect(try Self.keys(.filter(filter)) == [1])
    for _ in 0..<2_000 { filter = !filter }
    let error = #expect(throws: SearchError.self) { try Self.keys(.filter(filter)) }
    #expect(error?.code == .invalidQuery && error?.message.contains("nested deeper than 100 levels") == true)
    let beside = #expect(throws: SearchError.self) {
      try Self.snapshot().search(.text("hà"), filter: filter, limit: 1)
    }
    #expect(beside?.code == .invalidQuery)
  }

  @Test(arguments: [4, 99, 65_535, 65_536, 65_537, -1, .max, .min]) func fieldsOfDraftsThatAreNotThere(
    field: Int
  ) throws {
    let engine = IndexEngine(path: "index", fileSystem: SimulatedFileSystem())
    let session = try engine.makeWriter(schema: Schema(.key("id"), .text("text"), .stored("a"), .stored("b")))
    let draft = DocumentDraft()
    try draft.add(.string("1"), to: 0)
    try draft.add(.string("hà"), to: field)
    let error = #expect(throws: SearchError.self) { try session.add(draft) }
    #expect(error?.code == .invalidDocument)
    try session.commit()
    #expect(try engine.refresh().documentCount == 0)
  }
}
