import Testing
import VNTestSupport

@testable import VNSearchEngine

struct StoredDocumentsTests {
  static func write(_ records: [[UInt8]], level: Int = 1, blockSize: Int = 16_384) throws -> [UInt8] {
    var output = ByteWriter()
    var writer = try StoredDocumentsWriter(level: level, blockSize: blockSize)
    for record in records { try writer.append(record, to: &output) }
    #expect(writer.documentCount == records.count)
    try writer.finish(to: &output)
    return output.bytes
  }

  /// All records of a part, or the first error.
  static func read(_ part: [UInt8], order: [Int]? = nil) throws -> [[UInt8]] {
    try unsafe part.withUnsafeBytes { part in
      let documents = try unsafe StoredDocuments(part, file: "documents")
      var cache = try StoredDocumentsCache()
      var records: [[UInt8]] = []
      for ordinal in order ?? Array(0..<documents.documentCount) {
        records.append(try unsafe documents.withRecord(ordinal, cache: &cache) { unsafe Array($0) })
      }
      return records
    }
  }

  static func records(_ random: inout SeededGenerator, count: Int, longest: Int) -> [[UInt8]] {
    (0..<count).map { _ in
      let length = random.chance(0.02) ? random.below(40 * longest + 1) : random.below(longest + 1)
      let letter = UInt8.random(in: 97...122, using: &random)
      return (0..<length).map { _ in random.chance(0.7) ? letter : UInt8.random(in: 0...255, using: &random) }
    }
  }

  @Test func withoutDocuments() throws {
    let part = try Self.write([])
    #expect(part.count == StoredDocumentsFormat.trailerSize)
    #expect(Array(part[..<20]) == [UInt8](repeating: 0, count: 20))
    #expect(try Self.read(part) == [])
  }

  @Test func encodesAsDocumented() throws {
    let part = try Self.write([[0x41], [0x42, 0x43]])
    let entry = part.count - 44
    #expect(entry == 14)
    #expect(Array(part[entry..<entry + 8]) == [0, 0, 0, 0, 5, 0, 0, 0])
    #expect(Array(part[entry + 12..<entry + 20]) == [14, 0, 0, 0, 0, 0, 0, 0])
    #expect(Array(part[entry + 20..<entry + 36]) == [1, 0, 0, 0, 2, 0, 0, 0, 14, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test(arguments: [(1, 16_384), (3, 64), (9, 1), (1, 1_000_000)])
  func readsWhatWasWritten(level: Int, blockSize: Int) throws {
    var random = SeededGenerator.announced("stored documents")
    let records = Self.records(&random, count: 400, longest: 300)
    let part = try Self.write(records, level: level, blockSize: blockSize)
    #expect(try Self.read(part) == records)
    let order = (0..<300).map { _ in random.below(records.count) }
    #expect(try Self.read(part, order: order) == order.map { records[$0] })
  }

  @Test func blocksKeepTheirSize() throws {
    var random = SeededGenerator.announced("block sizes")
    let part = try Self.write(Self.records(&random, count: 1_000, longest: 900))
    try unsafe part.withUnsafeBytes { part in
      let documents = try unsafe StoredDocuments(part, file: "documents")
      for number in 0..<documents.blockCount {
        let block = try documents.block(number)
        let isLast = number == documents.blockCount - 1
        // Lengths come on top, 3 bytes a record at most; a block may close early if the next record is large.
        #expect(block.plainSize <= 32_768 + 3 * block.ordinals.count || block.ordinals.count == 1)
        if !isLast && block.ordinals.count > 1 && block.plainSize < 16_384 {
          let next = try documents.block(number + 1)
          #expect(next.plainSize > 16_384)
        }
      }
    }
  }

  @Test func mergesWithAndWithoutDeletions() throws {
    var random = SeededGenerator.announced("merged documents")
    for round in 0..<12 {
      let sources = (0..<4).map { _ in Self.records(&random, count: random.below(500), longest: 200) }
      let share = round % 3 == 0 ? 0 : round % 3 == 1 ? 0.001 : 0.5
      var expected: [[UInt8]] = []
      var output = ByteWriter()
      var writer = try StoredDocumentsWriter()
      for records in sources {
        let deleted = records.map { _ in random.chance(share) }
        expected += zip(records, deleted).filter { !$0.1 }.map(\.0)
        let part = try Self.write(records)
        try unsafe part.withUnsafeBytes { part in
          let documents = try unsafe StoredDocuments(part, file: "documents")
          try writer.append(contentsOf: documents, keeping: { !deleted[$0] }, to: &output)
        }
      }
      try writer.finish(to: &output)
      #expect(try Self.read(output.bytes) == expected)
    }
  }

  @Test func oneCacheServesSeveralParts() throws {
    let first = try Self.write([[1], [2], [3]])
    let second = try Self.write([[4], [5], [6]])
    try unsafe first.withUnsafeBytes { first in
      try unsafe second.withUnsafeBytes { second in
        let parts = [
          try unsafe StoredDocuments(first, file: "a"), try unsafe StoredDocuments(second, file: "b"),
        ]
        var cache = try StoredDocumentsCache()
        for ordinal in 0..<3 {
          for (number, part) in parts.enumerated() {
            let record = try unsafe part.withRecord(ordinal, cache: &cache) { unsafe Array($0) }
            #expect(record == [UInt8(1 + ordinal + 3 * number)])
          }
        }
      }
    }
  }

  @Test func everyFlippedBitIsFound() throws {
    var random = SeededGenerator.announced("damaged documents")
    let records = Self.records(&random, count: 40, longest: 60)
    let part = try Self.write(records, blockSize: 400)
    for bit in 0..<part.count * 8 {
      var damaged = part
      damaged[bit / 8] ^= 1 << (bit % 8)
      let error = #expect(throws: SearchError.self) { try Self.read(damaged) }
      #expect(error?.code == .corruptIndex && error?.file == "documents" && error?.offset != nil)
    }
    for count in 0..<part.count { #expect(throws: SearchError.self) { try Self.read(Array(part[..<count])) } }
  }

  @Test func otherOrdinalsThrow() throws {
    let part = try Self.write([[1], [2]])
    for ordinal in [-1, 2, .max, .min] {
      #expect(throws: SearchError.self) { try Self.read(part, order: [ordinal]) }
    }
  }
}
