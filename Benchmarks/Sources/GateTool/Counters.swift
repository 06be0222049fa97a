import AllocationCounter
import BenchmarkFixtures
import Foundation
import VNSearch
import VNTextAnalysis

/// The counters of one collection: 20,000 synthetic documents.
struct Counters {
  private(set) var values: [(name: String, value: Double)] = []

  /// - Parameter isExhaustive: Whether to make the searches score every matching document.
  init(isExhaustive: Bool) throws {
    let collection = try Collection.synthetic(20_000)
    addAnalysis(collection)
    let before = allocation_count()
    let temporary = try TemporaryIndex(collection)
    values.append(
      (
        "index-allocations-per-document",
        Double(allocation_count() - before) / Double(collection.documents.count)
      ))
    let size = Double(collection.size)
    for (kind, bytes) in try temporary.sizes().sorted(by: { $0.key < $1.key }) where bytes > 10_000 {
      values.append(("index-\(kind)-bytes-per-kilobyte-of-text", Double(bytes) / size * 1000))
    }
    let snapshot = try temporary.index.snapshot()
    for set in collection.queries {
      for (name, ranking) in [("graded", Ranking()), ("plain", Ranking.plain())] {
        // Where all that match are asked for, nothing can be left out.
        let limit = isExhaustive ? collection.documents.count : 10
        try addSearches(
          set.queries.map { Query(userInput: $0) }, "\(set.name)-\(name)", ranking, limit, snapshot)
      }
      try addSearches(
        set.queries.map { Query.text($0, requiresAll: true) }, "\(set.name)-all-words", Ranking(), 10,
        snapshot)
    }
  }

  private mutating func addAnalysis(_ collection: Collection) {
    let buffer = TokenBuffer()
    let analyzer = VietnameseAnalyzer()
    var tokens = 0
    func run() {
      tokens = 0
      for document in collection.documents.prefix(2000) {
        document.text.withUnsafeBufferPointer { analyzer.analyze($0, into: buffer) }
        tokens += buffer.count
        buffer.removeTokens()
      }
    }
    run()
    let before = allocation_count()
    run()
    values.append(
      ("analysis-allocations-per-million-tokens", Double(allocation_count() - before) / Double(tokens) * 1e6))
  }

  private mutating func addSearches(
    _ queries: [Query], _ name: String, _ ranking: Ranking, _ limit: Int, _ snapshot: Snapshot<FieldDocument>
  ) throws {
    var total = SearchCounters()
    let count = Double(queries.count)
    // The first round fills pools that later ones use.
    for query in queries { _ = try snapshot.search(query, limit: limit, ranking: ranking) }
    let before = allocation_count()
    for query in queries {
      let counters = try snapshot.search(query, limit: limit, ranking: ranking).counters
      total.documentsScored += counters.documentsScored
      total.subBlocksVisited += counters.subBlocksVisited
      total.listsOpened += counters.listsOpened
      total.bytesRead += counters.bytesRead
      total.positionsRead += counters.positionsRead
    }
    let allocations = allocation_count() - before
    values.append(("\(name)-documents-scored-per-query", Double(total.documentsScored) / count))
    values.append(("\(name)-sub-blocks-visited-per-query", Double(total.subBlocksVisited) / count))
    values.append(("\(name)-lists-opened-per-query", Double(total.listsOpened) / count))
    values.append(("\(name)-bytes-read-per-query", Double(total.bytesRead) / count))
    values.append(("\(name)-positions-read-per-query", Double(total.positionsRead) / count))
    values.append(("\(name)-allocations-per-query", Double(allocations) / count))
  }
}
