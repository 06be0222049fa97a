import Testing
import VNTestSupport

@testable import VNSearchEngine

/// What a search says of its own work.
@Suite("Search counters")
struct SearchCountersTests {
  /// Three chunks of documents: "thu" is in all, "ba" in those of the first chunk whose number is even, "hai" in one.
  private static func snapshot() throws -> IndexSnapshot {
    let engine = IndexEngine(path: "index", fileSystem: SimulatedFileSystem())
    let session = try engine.makeWriter(schema: Schema(.text("text")))
    for number in 0..<(3 * DocumentGrid.chunkSize) {
      let isFirst = number < DocumentGrid.chunkSize
      let words = ["thu", isFirst && number % 2 == 0 ? "ba" : "", number == 5000 ? "hai" : ""]
      try session.add([(0, .string(words.joined(separator: " ")))])
    }
    try session.commit()
    return try engine.refresh()
  }

  private static func listSize(_ word: String, _ snapshot: IndexSnapshot) throws -> Int {
    Int(try #require(try snapshot.segments[0].terms.find(Array(word.utf8))).list.length)
  }

  @Test("Bytes read are those of directories and of chunks that were looked into")
  func bytesRead() throws {
    let snapshot = try Self.snapshot()
    func counters(_ query: Query, countsExactly: Bool = false) throws -> SearchCounters {
      try snapshot.search(query, ranking: .plain(), limit: 10, countsExactly: countsExactly).counters
    }
    let (all, some) = (try Self.listSize("thu", snapshot), try Self.listSize("ba", snapshot))
    // A single posting stands in the dictionary.
    #expect(try Self.listSize("hai", snapshot) == 0)
    #expect(try counters(.text("hai")).bytesRead == 0)
    #expect(try counters(.text("hai")).listsOpened == 1)
    // The whole of a list of one chunk, and of the other the directory and that chunk.
    let both = try counters(.text("ba thu", requiresAll: true), countsExactly: true)
    #expect(both.listsOpened == 2)
    #expect(both.bytesRead > some + all / 3 && both.bytesRead < some + all / 2)
    // Three equal chunks of rows.
    let single = try counters(.text("thu"))
    #expect(single.bytesRead > all / 3 && single.bytesRead <= all)
  }
}
