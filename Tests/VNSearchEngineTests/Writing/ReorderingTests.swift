import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("Reordered documents")
struct ReorderingTests {
  @Test("Searches find the same documents in the same order with the same scores")
  func sameResults() throws {
    var random = SeededGenerator.announced("reordering")
    for round in 0..<SeededGenerator.count(normal: 3, long: 40) {
      let files = SimulatedFileSystem()
      let engine = IndexEngine(path: "index", fileSystem: files)
      let session = try engine.makeWriter(schema: EngineDamageTests.schema)
      // Two kinds of documents in turn: an order by words is another one.
      for number in 0..<(round == 0 ? 5 : 300 + random.below(400)) {
        let half = number % 2 * 12
        let words = (0..<(1 + random.below(8))).map { _ in EngineModel.words[half + random.below(12)] }
        try session.add([
          (0, .string("k\(number)")), (1, .string(words.joined(separator: " "))), (2, .string(words[0])),
          (3, .string("t\(number % 7)")), (4, .integer(Int64(number))), (8, .string("note \(number)")),
        ])
      }
      try session.commit()
      for number in 0..<5 { try session.delete(key: .string("k\(number * 3)")) }
      try session.commit(optimizing: true)
      let before = try engine.refresh()
      try session.commit(optimizing: true, reordering: true)
      let after = try engine.refresh()
      #expect(after.segments.count == 1 && after.documentCount == before.documentCount)
      #expect(try engine.directory.check() == [])
      for _ in 0..<20 {
        let words = "\(random.pick(EngineModel.words)) \(random.pick(EngineModel.words))"
        for query in [Query.text(words), .phrase(words), .text(words, requiresAll: true)] {
          let limit = 1 + random.below(50)
          let expected = try before.search(query, limit: limit).hits
          let found = try after.search(query, limit: limit).hits
          #expect(found.map(\.score) == expected.map(\.score))
          #expect(
            try found.map { try after.key(at: $0.location) }
              == expected.map { try before.key(at: $0.location) })
          for (left, right) in zip(found, expected) {
            let (left, right) = try (
              after.storedFields(at: left.location), before.storedFields(at: right.location)
            )
            #expect(left.map(\.value) == right.map(\.value))
          }
        }
      }
      if round > 0 {
        func bytes(_ snapshot: IndexSnapshot) -> UInt64 {
          snapshot.commit.segments[0].files.filter { $0.kind == .postings || $0.kind == .pairs }.reduce(0) {
            $0 + $1.length
          }
        }
        print("reordering: postings and pairs \(bytes(before)) -> \(bytes(after)) bytes")
      }
    }
  }

  @Test("Documents without keys are not reordered")
  func needsKeys() throws {
    let engine = IndexEngine(path: "index", fileSystem: SimulatedFileSystem())
    let session = try engine.makeWriter(schema: Schema(.text("body")))
    try session.add([(0, .string("hà nội"))])
    let error = #expect(throws: SearchError.self) { try session.commit(optimizing: true, reordering: true) }
    #expect(error?.code == .invalidSchema)
  }
}
