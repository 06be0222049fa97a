import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("Damaged files")
struct DamageTests {
  /// An index with one file of every kind, and a commit before the newest that needs one file of its own.
  private static func makeIndex(_ files: SimulatedFileSystem) throws -> IndexDirectory {
    let directory = IndexDirectory(path: "index", fileSystem: files)
    let writer = try directory.openWriter(creating: true)
    var random = SeededGenerator(seed: 1)
    var segments: [SegmentEntry] = []
    for kinds in [[FileKind.terms], FileKind.allCases.filter { $0 != .commit }] {
      let id = writer.makeSegmentID()
      var segment = SegmentEntry(id: id, documentCount: 5, files: [], statistics: [1, 2, 3])
      for kind in kinds {
        segment.deleteGeneration = kind == .deletes ? 1 : segment.deleteGeneration
        let file = try writer.makeFile(kind, segment: id, generation: kind == .deletes ? 1 : 0)
        try file.append(random.bytes(40 + Int(kind.rawValue)))
        segment.files.append(try file.finish())
      }
      segments.append(segment)
      try writer.commit(
        Commit(analyzerIdentity: "vn1", schema: [1, 2], segments: [segment], userPayload: [3]))
    }
    return directory
  }

  @Test("Every flipped bit is found, and the file is named")
  func flippedBits() throws {
    let files = SimulatedFileSystem()
    let directory = try Self.makeIndex(files)
    #expect(try directory.check() == [])
    let names = files.names(in: "index").filter { $0 != "write.lock" }
    #expect(names.count == 1 + 9 + 2)
    var flips = 0
    for name in names {
      let path = "index/\(name)"
      let whole = try #require(files.bytes(of: path))
      for bit in 0..<whole.count * 8 {
        var damaged = whole
        damaged[bit / 8] ^= 1 << (bit % 8)
        files.setBytes(of: path, to: damaged)
        flips += 1
        let found = try directory.check()
        let isRight =
          found.count == 1 && found[0].code == .corruptIndex && found[0].file == path
          && found[0].offset.map { 0...whole.count ~= $0 } == true
        if !isRight { Issue.record("bit \(bit) of \(name): \(found)") }
      }
      files.setBytes(of: path, to: whole)
    }
    print("flipped bits: \(flips), all found")
    #expect(files.mappingCount == 0 && files.openDescriptorCount == 0)
    #expect(try directory.check() == [])
  }

  @Test("Every cut-off file is found, and so is one with bytes too many")
  func cutFiles() throws {
    let files = SimulatedFileSystem()
    let directory = try Self.makeIndex(files)
    for name in files.names(in: "index") where name != "write.lock" {
      let path = "index/\(name)"
      let whole = try #require(files.bytes(of: path))
      let shorter = (0..<whole.count).map { Array(whole[..<$0]) }
      for damaged in shorter + [whole + [0], whole + whole] {
        files.setBytes(of: path, to: damaged)
        let found = try directory.check()
        #expect(
          found.map(\.code) == [.corruptIndex] && found.first?.file == path,
          "\(damaged.count) bytes of \(name)")
      }
      files.setBytes(of: path, to: whole)
    }
  }

  @Test("Damage in a large file is located by its page of 64 KiB")
  func pages() throws {
    var random = SeededGenerator.announced("pages")
    let files = SimulatedFileSystem()
    let body = random.bytes(300_000)
    let file = try OutputFile(creating: "f", kind: .postings, owner: 1, in: files)
    try file.append(body)
    let entry = try file.finish()
    let whole = try #require(files.bytes(of: "f"))
    #expect(whole.count == 64 + 300_000 + 5 * 4 + 16)
    for _ in 0..<40 {
      let offset = 64 + random.below(body.count)
      var damaged = whole
      damaged[offset] ^= 1 << UInt8(random.below(8))
      files.setBytes(of: "f", to: damaged)
      let mapped = try #require(
        try MappedFile.open("f", kind: .postings, owner: 1, expecting: entry, in: files))
      let error = #expect(throws: SearchError.self) { try mapped.verify() }
      #expect(error?.offset == offset / 65_536 * 65_536)
      #expect(throws: SearchError.self) { try mapped.verify(offset - 64..<offset - 63) }
      let otherPage = (offset / 65_536 + 1) % 4 * 65_536 + 64
      try mapped.verify(otherPage..<otherPage + 100)
    }
    #expect(files.openDescriptorCount == 0 && files.mappingCount == 0)
  }

  @Test("A file of another segment, kind or content is not taken for the one meant")
  func exchangedFiles() throws {
    let files = SimulatedFileSystem()
    let directory = try Self.makeIndex(files)
    let snapshot = try directory.openNewestCommit()
    let lengths = snapshot.commit.segments[0].fileName(.lengths)
    for name in [snapshot.commit.segments[0].fileName(.terms), "s1.terms"] {
      var bytes = try #require(files.bytes(of: "index/\(name)"))
      files.setBytes(of: "index/\(lengths)", to: bytes)
      #expect(try directory.check().first?.file == "index/\(lengths)")
      // Of the right length as well.
      bytes = try FormatTests.file([UInt8](repeating: 1, count: 44), kind: .lengths, owner: 2)
      files.setBytes(of: "index/\(lengths)", to: bytes)
      let error = try directory.check().first
      #expect(error?.message.contains("not the one that the commit means") == true)
    }
  }

  @Test("If the newest commit is damaged the one before is opened, and the damage reported")
  func fallsBack() throws {
    let files = SimulatedFileSystem()
    let directory = try Self.makeIndex(files)
    let newest = try directory.openNewestCommit()
    #expect(newest.damage == [] && newest.commit.generation == 2)
    files.setBytes(of: "index/commit-2", to: [1, 2, 3])

    let snapshot = try directory.openNewestCommit()
    #expect(snapshot.commit.generation == 1)
    #expect(snapshot.damage.map(\.file) == ["index/commit-2"])
    #expect(snapshot.verify() == snapshot.damage)

    // No writer goes on from the older commit, which would lose the newer one for good, and nothing is removed.
    let names = files.names(in: "index").filter { $0 != "write.lock" }
    for _ in 0..<2 {
      let error = #expect(throws: SearchError.self) { _ = try directory.openWriter() }
      #expect(error?.code == .corruptIndex && error?.file == "index/commit-2")
      #expect(error?.message.contains("commit 1 before it") == true)
    }
    #expect(files.names(in: "index").filter { $0 != "write.lock" } == names)

    // Whoever removes it says that the older one is meant.
    files.remove("index/commit-2")
    var writer: DirectoryWriter? = try directory.openWriter()
    let commit = try writer?.commit(Commit(analyzerIdentity: "vn1", schema: []))
    #expect(commit?.generation == 2)
    writer = nil
    #expect(try directory.openNewestCommit().damage == [])
  }

  @Test("If no commit validates the index is corrupt; if there is none there is no index")
  func nothingToOpen() throws {
    let files = SimulatedFileSystem()
    let directory = try Self.makeIndex(files)
    files.setBytes(of: "index/commit-1", to: [])
    files.remove("index/s2.columns")
    let corrupt = #expect(throws: SearchError.self) { try directory.openNewestCommit() }
    #expect(corrupt?.code == .corruptIndex && corrupt?.file == "index/s2.columns")
    #expect(throws: SearchError.self) { try directory.openWriter(creating: true) }

    for path in ["elsewhere", "index/s2.terms"] {
      let missing = IndexDirectory(path: path, fileSystem: files)
      let error = #expect(throws: SearchError.self) { try missing.openNewestCommit() }
      #expect(error?.code == .noIndex && error?.message.contains("vnsearch index --index") == true)
      #expect(throws: SearchError.self) { try missing.openWriter() }
      #expect(throws: SearchError.self) { try missing.check() }
    }
    #expect(files.names(in: "elsewhere") == [])
  }

  @Test("An index that cannot be opened can be replaced; until the first commit it stays")
  func replacing() throws {
    let files = SimulatedFileSystem()
    let directory = try Self.makeIndex(files)
    for generation in 1...2 { files.setBytes(of: "index/commit-\(generation)", to: [9]) }
    let before = files.names(in: "index")
    let writer = try directory.openWriter(replacing: true)
    #expect(writer.base == nil && writer.current == nil)
    writer.collectGarbage()
    #expect(files.names(in: "index") == before)
    #expect(writer.makeSegmentID() == 3)
    let commit = try writer.commit(Commit(analyzerIdentity: "vn1", schema: []))
    #expect(commit.generation == 3)
    #expect(files.names(in: "index") == ["commit-3", "write.lock"])
    #expect(try directory.check() == [])
  }

  @Test("Another format version is told from damage, in words that say what to do")
  func otherVersion() throws {
    let files = SimulatedFileSystem()
    let directory = try Self.makeIndex(files)
    for name in ["commit-2", "s2.terms"] {
      let path = "index/\(name)"
      let whole = try #require(files.bytes(of: path))
      var bytes = whole
      bytes[5] = 9
      // As a later version would have written it: with right checksums.
      let length = bytes.count - 4 - FileFrame.footerLength
      let trailer = FileFrame.trailer(
        pageChecksums: [CRC32C.checksum(Array(bytes[..<length]))], dataLength: length)
      files.setBytes(of: path, to: bytes[..<length] + trailer.bytes)
      if name == "commit-2" {
        let error = #expect(throws: SearchError.self) { try directory.openNewestCommit() }
        #expect(error?.code == .incompatibleIndex)
        #expect(
          error?.message.contains("version 9") == true && error?.message.contains("build it again") == true)
      } else {
        #expect(throws: SearchError.self) { try MappedFile.open(path, kind: .terms, owner: 2, in: files) }
      }
      files.setBytes(of: path, to: whole)
    }
  }
}
