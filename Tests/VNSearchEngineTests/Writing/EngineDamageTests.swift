import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("A damaged index of the engine")
struct EngineDamageTests {
  static let schema = Schema(
    .key("id"), .text("title", boost: 3), .text("body"), .keyword("tags"), .integer("year"), .number("price"),
    .boolean("new"), .date("day"), .stored("note"))

  /// An index with a file of every kind: two segments, deletions, and a commit before the newest.
  static func makeIndex(_ files: SimulatedFileSystem, documents: Int) throws -> IndexEngine {
    var random = SeededGenerator(seed: 7)
    let engine = IndexEngine(path: "index", fileSystem: files)
    let session = try engine.makeWriter(schema: schema)
    for round in 0..<2 {
      for number in 0..<documents {
        let words = (0..<4).map { _ in random.pick(EngineModel.words) }.joined(separator: " ")
        try session.add([
          (0, .string("k\(number + round * documents / 2)")), (1, .string(words)),
          (2, .string(words + " " + words)),
          (3, .array([.string("a"), .string("b\(number % 3)")])), (4, .integer(Int64(1990 + number))),
          (5, .number(Double(number) / 4)), (6, .bool(number % 2 == 0)),
          (7, .string("2024-02-0\(1 + number % 9)")),
          (8, .string("note \(number)")),
        ])
      }
      try session.commit(userPayload: [UInt8(round)])
    }
    return engine
  }

  @Test("check finds every flipped bit in every kind of file, and names the file; searching never traps")
  func flippedBits() throws {
    var random = SeededGenerator.announced("flipped bits of an index")
    let files = SimulatedFileSystem()
    let engine = try Self.makeIndex(files, documents: 12)
    #expect(try engine.directory.check() == [])
    let names = files.names(in: "index").filter { $0 != "write.lock" }
    let kinds = Set(
      names.map { name -> String in
        name.hasPrefix("commit") ? "commit" : String(name.split(separator: ".")[1])
      })
    #expect(kinds == Set(FileKind.allCases.map(\.name)))

    var flips: [String: Int] = [:]
    var answered = 0
    for name in names {
      let path = "index/\(name)"
      let whole = try #require(files.bytes(of: path))
      // Every bit in the long mode; a sample otherwise.
      let bits =
        SeededGenerator.isLong
        ? Array(0..<whole.count * 8) : (0..<60).map { _ in random.below(whole.count * 8) }
      for bit in bits {
        var damaged = whole
        damaged[bit / 8] ^= 1 << (bit % 8)
        files.setBytes(of: path, to: damaged)
        flips[name.hasPrefix("commit") ? "commit" : String(name.split(separator: ".")[1]), default: 0] += 1
        let found = try engine.directory.check()
        let isRight =
          found.count == 1 && found[0].code == .corruptIndex && found[0].file == path
          && found[0].offset != nil
        if !isRight { Issue.record("bit \(bit) of \(name): \(found)") }
        if bit % 16 == 0, Self.searches(files) { answered += 1 }
      }
      files.setBytes(of: path, to: whole)
    }
    let list = flips.sorted { $0.key < $1.key }.map { "\($0.value) in \($0.key)" }.joined(separator: ", ")
    print("flipped bits of an index, all found: \(list); opened and searched nevertheless: \(answered)")
    #expect(files.mappingCount == 0 && files.openDescriptorCount == 0)
    #expect(try engine.directory.check() == [])
  }

  @Test(
    "Damage is not written anew with right checksums: a merge of a damaged segment fails and changes nothing")
  func mergesOfDamage() throws {
    var random = SeededGenerator.announced("merges of damaged segments")
    let files = SimulatedFileSystem()
    let engine = try Self.makeIndex(files, documents: 12)
    let kinds: Set<String> = [
      "terms", "postings", "positions", "pairs", "lengths", "documents", "keys", "columns",
    ]
    var tried: Set<String> = []
    for name in files.names(in: "index") {
      guard let kind = name.split(separator: ".").last.map(String.init), kinds.contains(kind) else {
        continue
      }
      tried.insert(kind)
      let path = "index/\(name)"
      let whole = try #require(files.bytes(of: path))
      for _ in 0..<(SeededGenerator.isLong ? 200 : 8) {
        // In the body, where only the checksums of pages tell.
        var damaged = whole
        let length = whole.count - FileFrame.footerLength - FileFrame.headerLength - 4
        let bit = random.below(length * 8)
        damaged[FileFrame.headerLength + bit / 8] ^= 1 << (bit % 8)
        files.setBytes(of: path, to: damaged)
        let error = #expect(throws: SearchError.self, "bit \(bit) of \(name)") {
          let session = try engine.makeWriter()
          try session.commit(optimizing: true)
        }
        #expect(
          error?.code == .corruptIndex && error?.file == path,
          "bit \(bit) of \(name): \(String(describing: error))")
        files.setBytes(of: path, to: whole)
      }
    }
    #expect(tried == kinds)
    #expect(try engine.directory.check() == [])
    try engine.makeWriter().commit(optimizing: true)
    #expect(try engine.refresh().segments.count == 1)
  }

  /// Opens and searches a damaged index; whether that gave an answer rather than an error.
  private static func searches(_ files: SimulatedFileSystem) -> Bool {
    do throws(SearchError) {
      let snapshot = try IndexEngine(path: "index", fileSystem: files).refresh()
      for query in [Query.text("hà nội mùa"), .phrase("mùa thu"), .everything] {
        let hits = try snapshot.search(query, limit: 5)
        for hit in hits.hits { _ = try snapshot.storedFields(at: hit.location) }
      }
      return true
    } catch {
      return false
    }
  }

  /// A copy of an index whose files are all whole, but one says something else.
  private static func rewrite(
    _ snapshot: IndexSnapshot, changing kind: FileKind, _ change: ([UInt8]) -> [UInt8]
  ) throws -> IndexSnapshot {
    let engine = IndexEngine(path: "index", fileSystem: SimulatedFileSystem())
    let writer = try engine.directory.openWriter(creating: true)
    var commit = snapshot.commit
    for place in commit.segments.indices {
      let old = commit.segments[place]
      commit.segments[place].files = try old.files.map { entry in
        var reader = try snapshot.files.requiredFile(entry.kind, of: old).reader()
        var bytes = try reader.readBytes(reader.remaining)
        if place == 0, entry.kind == kind { bytes = change(bytes) }
        let generation = entry.kind == .deletes ? old.deleteGeneration : 0
        let file = try writer.makeFile(entry.kind, segment: old.id, generation: generation)
        try file.append(bytes)
        return try file.finish()
      }
    }
    try writer.commit(commit)
    #expect(try engine.directory.check() == [])
    return try engine.refresh()
  }

  @Test(
    "Whole files that contradict themselves are found: stored documents, columns",
    arguments: [FileKind.documents, .columns])
  func contradictions(_ kind: FileKind) throws {
    var random = SeededGenerator.announced("contradictions of \(kind.name)")
    let snapshot = try Self.makeIndex(SimulatedFileSystem(), documents: 12).refresh()
    #expect(snapshot.checkContents() == [])
    #expect(try Self.rewrite(snapshot, changing: kind) { $0 }.checkContents() == [])
    for _ in 0..<(SeededGenerator.isLong ? 2_000 : 60) {
      var bit = 0
      do {
        let damaged = try Self.rewrite(snapshot, changing: kind) { bytes in
          var bytes = bytes
          bit = random.below(bytes.count * 8)
          bytes[bit / 8] ^= 1 << (bit % 8)
          return bytes
        }
        let found = damaged.checkContents()
        if found.isEmpty { Issue.record("bit \(bit) of \(kind.name) is not found") }
      } catch let error as SearchError where error.code == .corruptIndex {
        // It is found when the index is opened.
      }
    }
  }
}
