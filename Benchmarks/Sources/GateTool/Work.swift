import BenchmarkFixtures
import Foundation
import VNSearch
import VNTextAnalysis

/// Pieces of work whose instructions callgrind counts, less those of `none`.
///
/// What they read is prepared by another process, so that little else is counted.
struct Work {
  private let folder: URL

  init(_ folder: String) { self.folder = URL(fileURLWithPath: folder) }

  private var index: URL { folder.appendingPathComponent("index") }
  private func file(_ name: String) -> URL { folder.appendingPathComponent(name + ".txt") }

  /// Writes an index of 2,000 synthetic documents, their texts and sets of queries.
  func prepare() throws {
    let collection = try Collection.synthetic(2000)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    _ = try TemporaryIndex(collection, at: index)
    var texts: [UInt8] = []
    for document in collection.documents { texts += document.text.map { $0 == 10 ? 32 : $0 } + [10] }
    try Data(texts).write(to: file("texts"))
    for set in collection.queries {
      try (set.queries.joined(separator: "\n") + "\n").write(
        to: file(set.name), atomically: true, encoding: .utf8)
    }
  }

  /// Does a piece of work: `none`, `analysis`, `index`, the name of a set of queries, or questions and syllables without
  /// marks: `intersections`, `whole-phrases`, `counts`.
  func run(_ name: String) throws {
    switch name {
    case "none": _ = try SearchIndex<FieldDocument>(opening: index.path).snapshot()
    case "analysis":
      let buffer = TokenBuffer()
      try [UInt8](Data(contentsOf: file("texts"))).withUnsafeBufferPointer { texts in
        for text in texts.split(separator: 10) {
          VietnameseAnalyzer().analyze(UnsafeBufferPointer(rebasing: text), into: buffer)
          buffer.removeTokens()
        }
      }
    case "index":
      let other = folder.appendingPathComponent("index-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: other) }
      let index = try SearchIndex<FieldDocument>(at: other.path, schema: TemporaryIndex.schema)
      let texts = try [UInt8](Data(contentsOf: file("texts")))
      try index.write { writer in
        let draft = DocumentDraft()
        try texts.withUnsafeBufferPointer { texts in
          for (number, text) in texts.split(separator: 10).enumerated() {
            draft.removeAll()
            try draft.add(.integer(Int64(number)), to: 0)
            draft.add(utf8: UnsafeBufferPointer(rebasing: text), to: 2)
            try writer.add(draft)
          }
        }
      }
    case "intersections": try plain("questions") { .text($0, requiresAll: true) }
    case "whole-phrases": try plain("questions") { .phrase($0) }
    case "counts": try plain("syllables", limit: 0) { .text($0) }
    default:
      let snapshot = try SearchIndex<FieldDocument>(opening: index.path).snapshot()
      for query in try String(contentsOf: file(name), encoding: .utf8).split(separator: "\n") {
        _ = try snapshot.search(Query(userInput: String(query)), limit: 10)
      }
    }
  }

  private func plain(_ set: String, limit: Int = 10, _ query: (String) -> Query) throws {
    let snapshot = try SearchIndex<FieldDocument>(opening: index.path).snapshot()
    for line in try String(contentsOf: file(set), encoding: .utf8).split(separator: "\n") {
      _ = try snapshot.search(
        query(String(line)), limit: limit, ranking: .plain(), countsExactly: limit == 0)
    }
  }
}
