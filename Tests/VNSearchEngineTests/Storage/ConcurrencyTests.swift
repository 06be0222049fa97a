import Synchronization
import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("Readers beside a writer")
struct ConcurrencyTests {
  /// What the readers wait for.
  private final class End: Sendable {
    let isReached = Guarded(false)
  }

  /// Commit n has one segment with one file of 1000 bytes n, and n as its payload.
  private static func commit(_ number: Int, _ writer: DirectoryWriter) throws {
    let id = writer.makeSegmentID()
    let file = try writer.makeFile(.terms, segment: id)
    try file.append([UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 1000))
    let segment = SegmentEntry(id: id, documentCount: 1, files: [try file.finish()])
    var payload = ByteWriter()
    payload.append(UInt32(number))
    try writer.commit(
      Commit(analyzerIdentity: "vn1", schema: [], segments: [segment], userPayload: payload.bytes))
  }

  private static func number(_ snapshot: CommitSnapshot) throws -> Int {
    let number = try ByteReader.reading(snapshot.commit.userPayload, file: "") { reader throws(SearchError) in
      Int(try reader.read(UInt32.self))
    }
    let file = try snapshot.requiredFile(.terms, of: snapshot.commit.segments[0])
    var reader = file.reader()
    let expected = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 1000)
    #expect(try reader.readBytes(1000) == expected)
    #expect(snapshot.verify() == [])
    return number
  }

  /// Every reader opens the folder by itself, as another process would, so its files are removed under it.
  @Test(
    "They see whole commits, never older ones than before, and keep what they opened",
    arguments: [true, false])
  func readers(isShared: Bool) async throws {
    let folder = TemporaryFolder()
    let directory = IndexDirectory(path: folder.path("index"))
    let writer = try directory.openWriter(creating: true)
    try Self.commit(0, writer)
    let end = End()
    let commitCount = SeededGenerator.isLong ? 2000 : 100

    let opened = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let reading = isShared ? directory : IndexDirectory(path: directory.path)
          var kept: [(CommitSnapshot, Int)] = []
          var newest: CommitSnapshot?
          var count = 0
          var last = 0
          while !end.isReached.withLock({ $0 }) {
            let snapshot = try reading.openNewestCommit(reusing: newest)
            let number = try Self.number(snapshot)
            #expect(number >= last)
            #expect(snapshot.damage == [])
            last = number
            count += 1
            if kept.count < 20, kept.last?.1 != number { kept.append((snapshot, number)) }
            newest = snapshot
            await Task.yield()
          }
          for (snapshot, number) in kept { #expect(try Self.number(snapshot) == number) }
          return count
        }
      }
      for number in 1...commitCount {
        try Self.commit(number, writer)
        await Task.yield()
      }
      end.isReached.withLock { $0 = true }
      return try await group.reduce(0, +)
    }
    print("openings beside \(commitCount) commits: \(opened)")
    writer.collectGarbage()
    let kept = writer.state.withLock { $0.kept }
    let names = try #require(try directory.names()).map(\.text)
    #expect(Set(names) == Set(kept.flatMap(\.fileNames) + ["write.lock"]))
  }

  @Test("A reader that is overtaken between listing and opening takes the newer commit")
  func overtaken() throws {
    let files = SimulatedFileSystem()
    let directory = IndexDirectory(path: "index", fileSystem: files)
    let writer = try directory.openWriter(creating: true)
    try Self.commit(1, writer)
    // Two commits, at whichever call of the reader, remove what it was about to open.
    let callsOfReader = Guarded(0)
    let limit = Guarded(0)
    let isCommitting = Guarded(false)
    var next = 2
    let first = files.callCount
    _ = try IndexDirectory(path: "index", fileSystem: files).openNewestCommit()
    let count = files.callCount - first
    for moment in 0...count {
      callsOfReader.withLock { $0 = 0 }
      limit.withLock { $0 = moment }
      let numbers = [next, next + 1]
      next += 2
      files.setHook { _ in
        if isCommitting.withLock({ $0 }) { return nil }
        let number = callsOfReader.withLock { value in
          defer { value += 1 }
          return value
        }
        if number == limit.withLock({ $0 }) {
          isCommitting.withLock { $0 = true }
          do { for number in numbers { try Self.commit(number, writer) } } catch { Issue.record(error) }
          isCommitting.withLock { $0 = false }
        }
        return nil
      }
      let snapshot = try IndexDirectory(path: "index", fileSystem: files).openNewestCommit()
      files.setHook(nil)
      let number = try Self.number(snapshot)
      #expect(number >= numbers[0] - 1)
      #expect(snapshot.damage == [])
    }
  }

  @Test("Files of a snapshot stay in the folder until it is closed")
  func snapshotKeepsNames() throws {
    let files = SimulatedFileSystem()
    let directory = IndexDirectory(path: "index", fileSystem: files)
    let writer = try directory.openWriter(creating: true)
    try Self.commit(1, writer)
    try checkNames(files, directory, writer)
  }

  @Test("A writer does not keep the files of the state that it found")
  func writerLetsGo() throws {
    let files = SimulatedFileSystem()
    let directory = IndexDirectory(path: "index", fileSystem: files)
    try Self.commit(1, try directory.openWriter(creating: true))
    try checkNames(files, directory, try directory.openWriter())
  }

  private func checkNames(
    _ files: SimulatedFileSystem, _ directory: IndexDirectory, _ writer: DirectoryWriter
  ) throws {
    var snapshot: CommitSnapshot? = try directory.openNewestCommit()
    for number in 2...5 { try Self.commit(number, writer) }
    #expect(
      files.names(in: "index") == [
        "commit-1", "commit-4", "commit-5", "s1.terms", "s4.terms", "s5.terms", "write.lock",
      ])
    #expect(try snapshot.map(Self.number) == 1)
    snapshot = nil
    writer.collectGarbage()
    #expect(files.names(in: "index") == ["commit-4", "commit-5", "s4.terms", "s5.terms", "write.lock"])
  }

  @Test("What a killed writer left is removed, foreign files are not")
  func orphans() throws {
    let files = SimulatedFileSystem()
    let directory = IndexDirectory(path: "index", fileSystem: files)
    try Self.commit(1, try directory.openWriter(creating: true))
    let left = ["s7.terms", "s1-9.deletes", "commit-9.tmp", "s99.positions"]
    let foreign = ["notes.txt", "s1.terms.bak", "commit-1~"]
    for name in left + foreign {
      let descriptor = try files.open("index/\(name)", .creating)
      try files.close(descriptor)
    }
    let writer = try directory.openWriter()
    #expect(files.names(in: "index") == (["commit-1", "s1.terms", "write.lock"] + foreign).sorted())
    // Numbers that were in names are not used again.
    #expect(writer.makeSegmentID() == 100)
    #expect(try writer.commit(Commit(analyzerIdentity: "vn1", schema: [])).generation == 10)
  }
}
