import Testing
import VNTestSupport

@testable import VNSearchEngine

/// The bytes on disk, as the doc comments of the writers give them: if one of these fails, the format has changed and
/// needs a new version.
@Suite("The format of files and commits")
struct FormatTests {
  @Test("A small file, byte by byte")
  func frame() throws {
    let files = SimulatedFileSystem()
    let file = try OutputFile(creating: "s5.terms", kind: .terms, owner: 5, in: files)
    try file.append(Array("abc".utf8))
    #expect(file.position == 3)
    let entry = try file.finish()
    let page = Self.bytes(
      "56 4E 53 58  01 02 00 00  05 00 00 00 00 00 00 00" + String(repeating: " 00", count: 48) + "61 62 63")
    let table = Self.bytes("3A 40 79 68  43 00 00 00 00 00 00 00")
    #expect(referenceCRC32C(page) == 0x6879_403A)
    #expect(referenceCRC32C(table) == 0xFE66_A83F)
    #expect(entry == FileEntry(kind: .terms, length: 87, checksum: 0xFE66_A83F))
    #expect(files.bytes(of: "s5.terms") == page + table + Self.bytes("3F A8 66 FE  58 53 4E 56"))
  }

  @Test("A commit, byte by byte")
  func commit() throws {
    let segment = SegmentEntry(
      id: 1, documentCount: 300, files: [FileEntry(kind: .terms, length: 87, checksum: 0x0403_0201)])
    let commit = Commit(
      generation: 7, analyzerIdentity: "vn1", schema: [], segments: [segment], nextSegmentID: 2)
    #expect(
      commit.encoded() == Self.bytes("03 76 6E 31 00 02 01  01 AC 02 00 00  01 01 57 01 02 03 04  00  00"))
  }

  @Test("Commits are read back as they were written")
  func commitRoundTrip() throws {
    var random = SeededGenerator.announced("commit round trip")
    for _ in 0..<200 {
      let commit = random.commit()
      #expect(try Commit(file: Self.file(commit), generation: commit.generation, path: "c") == commit)
    }
  }

  @Test("Commits with any bytes under right checksums are read or refused, never trapped on")
  func damagedCommits() throws {
    var random = SeededGenerator.announced("damaged commits")
    var refused = 0
    for _ in 0..<(SeededGenerator.isLong ? 200_000 : 3000) {
      var body = random.commit().encoded()
      for _ in 0...random.below(3) {
        switch random.below(4) {
        case 0: body[random.below(body.count)] = UInt8.random(in: 0...255, using: &random)
        case 1: body.insert(UInt8.random(in: 0...255, using: &random), at: random.below(body.count + 1))
        case 2: if body.count > 1 { body.remove(at: random.below(body.count)) }
        default: body[random.below(body.count)] = 0xFF
        }
      }
      do {
        let read = try Commit(file: Self.file(body, owner: 3), generation: 3, path: "c")
        #expect(read.encoded() == body)
      } catch let error as SearchError {
        #expect(error.code == .corruptIndex && error.file == "c" && error.offset ?? 0 >= 64)
        refused += 1
      }
    }
    #expect(refused > 100)
  }

  /// A commit's whole file.
  static func file(_ commit: Commit) throws -> [UInt8] {
    try file(commit.encoded(), owner: commit.generation)
  }

  /// A whole file around a body.
  static func file(_ body: [UInt8], kind: FileKind = .commit, owner: UInt64) throws -> [UInt8] {
    let files = SimulatedFileSystem()
    let file = try OutputFile(creating: "f", kind: kind, owner: owner, in: files)
    try file.append(body)
    _ = try file.finish()
    return files.bytes(of: "f")!
  }

  private static func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.filter { $0 != " " }.map { UInt8($0.hexDigitValue!) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}

extension SeededGenerator {
  /// A commit that storage may write.
  mutating func commit() -> Commit {
    var commit = Commit(
      generation: next() >> 2, analyzerIdentity: string(), schema: bytes(below(20)),
      nextSegmentID: 1000 + next() >> 3, userPayload: bytes(below(20)))
    for id in 0..<below(6) {
      let kinds = FileKind.allCases.filter { $0 != .commit }.shuffled(using: &self).prefix(below(10))
      var segment = SegmentEntry(id: UInt64(id * 150), documentCount: below(1 << 31), files: [])
      segment.deletedCount = below(segment.documentCount + 1)
      segment.deleteGeneration = kinds.contains(.deletes) ? 1 + next() >> 3 : 0
      segment.statistics = bytes(below(10))
      for kind in kinds {
        segment.files.append(
          FileEntry(
            kind: kind, length: next() >> UInt64(below(64)), checksum: UInt32(truncatingIfNeeded: next())))
      }
      commit.segments.append(segment)
    }
    return commit
  }
}
