import Testing
import VNTestSupport

@testable import VNSearchEngine

struct KeysTests {
  static func write(_ keys: [DocumentKey]) throws -> [UInt8] {
    var output = ByteWriter()
    var writer = KeysWriter()
    for key in keys { try writer.append(key, to: &output) }
    #expect(writer.documentCount == keys.count)
    try writer.finish(to: &output)
    return output.bytes
  }

  static func withKeys(_ part: [UInt8], _ body: (Keys) throws -> Void) throws {
    try unsafe part.withUnsafeBytes { try body(unsafe Keys($0, file: "keys")) }
  }

  static func randomKey(_ random: inout SeededGenerator) -> DocumentKey {
    switch random.below(4) {
    case 0: .integer(Int64.random(in: -50...50, using: &random))
    case 1: .integer(Int64.random(in: .min ... .max, using: &random))
    case 2: .string(String(Int64.random(in: -50...50, using: &random)))
    default: .string("k" + random.string(upTo: 6))
    }
  }

  @Test(
    arguments: [
      (0, [0]), (1, [0, 2]), (-1, [0, 1]), (.integer(.min), [0] + [UInt8](repeating: 255, count: 8)),
      (128, [0, 0, 1]), ("a", [1, 0x61]), ("", [1]),
    ] as [(DocumentKey, [UInt8])])
  func bytesAreAsDocumented(key: DocumentKey, bytes: [UInt8]) {
    #expect(key.bytes == bytes)
    unsafe bytes.withUnsafeBytes { #expect(unsafe DocumentKey(decoding: $0) == key) }
  }

  /// The hash is part of the format: these values must never change.
  @Test(
    arguments: [
      ("", 0x2F247B7A4219A85A), ("a", 0x37EA7231F3467CA0), ("12345678", 0x7A845B7C427DA3B0),
      ("nguyễn phú trọng", 0xFB35633FBFD7115E),
    ] as [(String, UInt64)])
  func hashStays(text: String, expected: UInt64) {
    let hash = unsafe Array(text.utf8).withUnsafeBytes { unsafe KeyHash.hash($0) }
    #expect(hash == expected, "\(String(hash, radix: 16))")
  }

  @Test func encodesAsDocumented() throws {
    let part = try Self.write([1])
    #expect(Array(part[..<3]) == [2, 0, 2])
    #expect(Array(part[7..<15]) == [0, 0, 0, 0, 1, 0, 0, 0])
    #expect(Array(part[19..<27]) == [3, 0, 0, 0, 0, 0, 0, 0])
    #expect(Array(part[31..<47]) == [1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0])
    #expect(part.count == 55)
  }

  @Test(arguments: [0, 1, 15, 16, 17, 63, 64, 65, 1_000, 5_000])
  func findsEveryKey(count: Int) throws {
    var random = SeededGenerator.announced("keys")
    let keys = (0..<count).map { _ in Self.randomKey(&random) }
    var ordinals: [DocumentKey: [Int]] = [:]
    for (ordinal, key) in keys.enumerated() { ordinals[key, default: []].append(ordinal) }
    try Self.withKeys(try Self.write(keys)) { reader in
      try reader.verify()
      #expect(reader.documentCount == count)
      for (ordinal, key) in keys.enumerated() { #expect(try reader.key(of: ordinal) == key) }
      var visited: [DocumentKey?] = []
      try unsafe reader.forEachKey { ordinal, bytes in
        #expect(ordinal == visited.count)
        visited.append(unsafe DocumentKey(decoding: bytes))
      }
      #expect(visited == keys)
      for key in keys + (0..<500).map({ _ in Self.randomKey(&random) }) {
        var found: [Int] = []
        try unsafe key.bytes.withUnsafeBytes { bytes in
          try unsafe reader.forEachOrdinal(ofKey: bytes) { found.append($0) }
        }
        #expect(found == ordinals[key] ?? [])
        #expect(try reader.lastOrdinal(of: key) == ordinals[key]?.last)
      }
    }
  }

  @Test func integersAndStringsAreDistinct() throws {
    try Self.withKeys(try Self.write([7, "7", "é", "e\u{301}"])) { (reader: Keys) throws in
      #expect(try reader.lastOrdinal(of: 7) == 0)
      #expect(try reader.lastOrdinal(of: "7") == 1)
      #expect(try reader.lastOrdinal(of: "é") == 2)
      #expect(try reader.lastOrdinal(of: "e\u{301}") == 3)
    }
  }

  @Test func longKeysThrow() throws {
    var output = ByteWriter()
    var writer = KeysWriter()
    try writer.append(.string(String(repeating: "x", count: DocumentKey.maximumSize)), to: &output)
    do throws(SearchError) {
      try writer.append(.string(String(repeating: "x", count: DocumentKey.maximumSize + 1)), to: &output)
      Issue.record("a key that is too long was taken")
    } catch {
      #expect(error.code == .invalidDocument)
    }
    try writer.finish(to: &output)
    try Self.withKeys(output.bytes) { #expect($0.documentCount == 1) }
  }

  @Test func everyFlippedBitIsFound() throws {
    var random = SeededGenerator.announced("damaged keys")
    let part = try Self.write((0..<90).map { _ in Self.randomKey(&random) })
    for bit in 0..<part.count * 8 {
      var damaged = part
      damaged[bit / 8] ^= 1 << (bit % 8)
      let error = #expect(throws: SearchError.self) { try Self.withKeys(damaged) { try $0.verify() } }
      #expect(error?.code == .corruptIndex && error?.file == "keys" && error?.offset != nil)
    }
    for count in 0..<part.count {
      #expect(throws: SearchError.self) { try Self.withKeys(Array(part[..<count])) { try $0.verify() } }
    }
  }
}
