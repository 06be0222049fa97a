import Foundation
import SyntheticCorpus

/// Writes sets of queries that a synthetic collection answers, one query a line.
struct QueriesCommand {
  private let folder: URL
  private let corpus: SyntheticCorpus
  private let documents: Int
  private let count: Int

  init(_ arguments: inout Arguments) throws {
    guard let folder = arguments.next() else { throw UsageError(description: CorpusTool.usage) }
    self.folder = URL(fileURLWithPath: folder)
    corpus = try arguments.corpus()
    documents = try arguments.integer("documents", 100_000, atLeast: 1)
    count = try arguments.integer("count", 1000, atLeast: 1)
  }

  func run() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var generator = DocumentGenerator(corpus)
    var maker = QueryMaker(seed: corpus.seed)
    let sets = maker.sets(count: count, documentCount: documents) { generator.document($0) }
    for set in sets {
      try write(set.queries, to: set.name)
      try write(set.queries.map(QueryMaker.withoutMarks), to: set.name + ".nodia")
    }
  }

  private func write(_ queries: [String], to name: String) throws {
    try (queries.joined(separator: "\n") + "\n").write(
      to: folder.appendingPathComponent(name + ".txt"), atomically: true, encoding: .utf8)
  }
}
