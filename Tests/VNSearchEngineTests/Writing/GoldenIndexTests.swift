import Foundation
import Testing
import VNTestSupport

@testable import VNSearchEngine

/// An index of every released format version lies in `Tests/Golden/index-<version>`. The one of the present version is read
/// and must hold the documents below; older ones must be refused in words that say what to do.
///
/// A change of the format raises `FileFrame.formatVersion`, and this command makes the index of the new version:
/// ```sh
/// VNSEARCH_WRITE_GOLDEN=1 swift test --filter GoldenIndexTests
/// ```
struct GoldenIndexTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Golden").path

  private static let schema = Schema(
    .key("id"), .text("title", boost: 3), .text("body"), .keyword("tags"), .integer("year"), .number("price"),
    .boolean("new"), .date("day"), .stored("note"))

  private static let words = ["hà", "há", "nội", "nói", "mùa", "mua", "đồng", "thu", "ba", "bốn", "năm"]

  /// Documents 0, 1, …, by arithmetic alone: what a golden index holds must not depend on a generator of this version.
  private static func document(_ number: Int) -> [(number: Int, value: FieldValue)] {
    func text(_ count: Int, _ step: Int) -> String {
      (0..<count).map { words[(number * step + $0 * $0 * (step + 1) + number / 7) % words.count] }.joined(
        separator: " ")
    }
    return [
      (0, .string("d\(number)")), (1, .string(text(1 + number % 4, 3))), (2, .string(text(number % 30, 5))),
      (3, .array([.string("t\(number % 5)"), .string("u\(number % 2)")])), (4, .integer(Int64(number % 40))),
      (5, .number(Double(number) / 8)), (6, .bool(number % 3 == 0)), (8, .string("note \(number)")),
    ]
  }

  /// A first commit of 5,000 documents, more than a chunk; then a second segment that replaces some, and deletions.
  private static let firstCount = 5000
  private static let secondNumbers = stride(from: 4990, to: 5300, by: 1)
  private static let deletedNumbers = stride(from: 0, to: 5300, by: 53)

  private static func write(_ path: String) throws {
    var options = IndexingOptions()
    options.mergePolicy.factor = 100
    let session = try IndexEngine(path: path, analyzer: GoldenAnalyzer()).makeWriter(
      schema: schema, options: options)
    for number in 0..<firstCount { try session.add(document(number)) }
    try session.commit()
    for number in secondNumbers { try session.add(document(number)) }
    try session.commit()
    for number in deletedNumbers { try session.delete(key: .string("d\(number)")) }
    try session.commit(userPayload: Array("golden".utf8))
    // The commit before goes, with what only it needs, so that the folder has nothing twice.
    try session.commit()
  }

  @Test func indexesOfAllVersionsAreReadOrRefused() throws {
    let current = "\(Self.folder)/index-\(FileFrame.formatVersion)"
    if ProcessInfo.processInfo.environment["VNSEARCH_WRITE_GOLDEN"] != nil {
      try? FileManager.default.removeItem(atPath: current)
      try Self.write(current)
      try FileManager.default.removeItem(atPath: "\(current)/write.lock")
      let commits = try FileManager.default.contentsOfDirectory(atPath: current).filter {
        $0.hasPrefix("commit-")
      }
      let newest = commits.max { ($0.count, $0) < ($1.count, $1) }
      for name in commits where name != newest {
        try FileManager.default.removeItem(atPath: "\(current)/\(name)")
      }
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter {
      $0.hasPrefix("index-")
    }
    try #require(
      names.contains("index-\(FileFrame.formatVersion)"),
      "no golden index of version \(FileFrame.formatVersion): VNSEARCH_WRITE_GOLDEN=1 swift test --filter GoldenIndexTests"
    )
    for name in names.sorted() {
      let engine = IndexEngine(path: "\(Self.folder)/\(name)", analyzer: GoldenAnalyzer())
      if name == "index-\(FileFrame.formatVersion)" {
        try Self.check(engine)
        continue
      }
      let version = name.dropFirst("index-".count)
      let error = #expect(throws: SearchError.self) { try engine.refresh() }
      #expect(error?.code == .incompatibleIndex)
      #expect(error?.message.contains("format version \(version)") == true)
      #expect(error?.message.contains("vnsearch index --rebuild") == true)
    }
  }

  private static func check(_ engine: IndexEngine) throws {
    #expect(try engine.directory.check() == [])
    let snapshot = try engine.refresh()
    #expect(snapshot.commit.userPayload == Array("golden".utf8))
    let deleted = Set(deletedNumbers)
    let live = (0..<5300).filter { !deleted.contains($0) }
    #expect(snapshot.documentCount == live.count)
    for number in live {
      let location = try #require(try snapshot.find(key: .string("d\(number)")), "d\(number)")
      if number % 10 != 0 { continue }
      let expected = Dictionary(
        uniqueKeysWithValues: try document(number).map { field in
          (field.number, try schema.fields[field.number].normalized(field.value))
        })
      let stored = Dictionary(
        uniqueKeysWithValues: try snapshot.storedFields(at: location).map { ($0.number, $0.value) })
      #expect(stored == expected, "d\(number)")
    }
    // Words, and two side by side, as often as the texts have them.
    let texts = live.map { number in
      document(number).filter { $0.number == 1 || $0.number == 2 }.map { field in
        (field.value.stringValue ?? "").split(separator: " ").map(String.init)
      }
    }
    func count(_ query: Query, _ ranking: Ranking) throws -> Int {
      try snapshot.search(query, ranking: ranking, limit: 1, countsExactly: true).total
    }
    for word in words {
      let folded = GoldenAnalyzer.folded[word] ?? word
      let strict = texts.count { $0.contains { $0.contains(word) } }
      let any = texts.count { $0.contains { $0.contains { (GoldenAnalyzer.folded[$0] ?? $0) == folded } } }
      #expect(try count(.text(word), .plain(diacritics: .strict)) == strict, "\(word)")
      #expect(try count(.text(word), .plain()) == any, "\(word)")
      let pairs = texts.count { fields in
        fields.contains { text in
          zip(text, text.dropFirst()).contains { (GoldenAnalyzer.folded[$0] ?? $0) == folded && $1 == "thu" }
        }
      }
      #expect(try count(.phrase("\(word) thu"), .plain()) == pairs, "\(word) thu")
    }
  }
}
