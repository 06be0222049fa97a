import Foundation
import SyntheticCorpus
import VNSearch

/// What the engine spends on a collection: size, speed of indexing, counters and time of queries drawn from it.
struct EngineCost {
  private(set) var figures: [CorpusStatistics.Figure] = []

  init(_ documents: [DocumentGenerator.Document], seed: UInt64) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "vnsearch-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let index = try SearchIndex<FieldDocument>(
      at: folder.path,
      schema: Schema(.key("id"), .text("title", boost: 3, stored: false), .text("text", stored: false)),
      options: IndexOptions(memoryBudget: 1 << 30))
    let size = documents.reduce(0) { $0 + $1.title.count + $1.text.count }
    let start = Self.cpuSeconds()
    try index.write { writer in
      let draft = DocumentDraft()
      for (number, document) in documents.enumerated() {
        draft.removeAll()
        try draft.add(.integer(Int64(number)), to: 0)
        document.title.withUnsafeBufferPointer { draft.add(utf8: $0, to: 1) }
        document.text.withUnsafeBufferPointer { draft.add(utf8: $0, to: 2) }
        try writer.add(draft)
      }
    }
    let rate = Double(size) / (Self.cpuSeconds() - start) / 1e6
    try index.optimize()
    figures.append(CorpusStatistics.Figure(name: "indexing, MB/s of processor time", value: rate))
    let bytes = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: [.fileSizeKey]
    )
    .reduce(0) { $0 + (try $1.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0) }
    figures.append(
      CorpusStatistics.Figure(name: "index, bytes per byte of text", value: Double(bytes) / Double(size)))

    let snapshot = try index.snapshot()
    var maker = QueryMaker(seed: seed)
    for set in maker.sets(count: 500, documentCount: documents.count, document: { documents[$0] }) {
      for (ranking, name) in [(Ranking.plain(), "plain"), (Ranking(), "graded")] {
        try measure(set, name, ranking, snapshot)
      }
    }
  }

  private mutating func measure(
    _ set: QueryMaker.QuerySet, _ name: String, _ ranking: Ranking, _ snapshot: Snapshot<FieldDocument>
  ) throws {
    let queries = set.queries.map { Query(userInput: $0) }
    var scored = 0
    var visited = 0
    var best = Double.infinity
    for _ in 0..<3 {
      let start = Self.cpuSeconds()
      scored = 0
      visited = 0
      for query in queries {
        let results = try snapshot.search(query, limit: 10, ranking: ranking)
        scored += results.counters.documentsScored
        visited += results.counters.subBlocksVisited
      }
      best = min(best, Self.cpuSeconds() - start)
    }
    let count = Double(max(1, queries.count))
    let title = "\(set.name), \(name): "
    figures.append(CorpusStatistics.Figure(name: title + "documents scored", value: Double(scored) / count))
    figures.append(
      CorpusStatistics.Figure(name: title + "sub-blocks visited", value: Double(visited) / count))
    figures.append(CorpusStatistics.Figure(name: title + "µs of processor time", value: best * 1e6 / count))
  }

  private static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
