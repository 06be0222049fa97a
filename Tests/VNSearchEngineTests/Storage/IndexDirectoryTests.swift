import Testing
import VNTestSupport

@testable import VNSearchEngine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("An index folder")
struct IndexDirectoryTests {
  @Test("A commit is read back as it was written, on a real disk")
  func roundTrip() throws {
    let folder = TemporaryFolder()
    let directory = IndexDirectory(path: folder.path("index"))
    let writer = try directory.openWriter(creating: true)
    #expect(writer.base == nil)
    let id = writer.makeSegmentID()
    let file = try writer.makeFile(.lengths, segment: id)
    let content = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try file.append(content)
    let entry = try file.finish()
    let segment = SegmentEntry(id: id, documentCount: 3, files: [entry], statistics: [9])
    let commit = try writer.commit(
      Commit(analyzerIdentity: "vn1", schema: [1, 2], segments: [segment], userPayload: [4]))

    let snapshot = try directory.openNewestCommit()
    #expect(snapshot.commit == commit)
    #expect(snapshot.verify() == [])
    let mapped = try snapshot.requiredFile(.lengths, of: segment)
    var reader = mapped.reader()
    #expect(try reader.readBytes(content.count) == content)
    #expect(reader.remaining == 0)
    #expect(try directory.openNewestCommit(reusing: snapshot) === snapshot)
  }

  @Test(
    "A pipe, a folder or a device in the place of a file is damage of that file; nobody waits for it",
    arguments: ["commit-2", "s1.lengths", "s1.keys"])
  func noRegularFile(_ name: String) throws {
    let folder = TemporaryFolder()
    let path = folder.path("index")
    for number in 1...2 {
      let session = try IndexEngine(path: path).makeWriter(schema: Schema(.key("id"), .text("text")))
      try session.add([(0, .integer(Int64(number))), (1, .string("mùa thu"))])
      try session.commit()
    }
    let directory = IndexDirectory(path: path)
    let file = directory.path(name)
    for make in [
      { unsafe mkfifo(file, 0o600) }, { unsafe mkdir(file, 0o700) }, { unsafe symlink("/dev/zero", file) },
    ] {
      #expect(unsafe unlink(file) == 0 || rmdir(file) == 0)
      #expect(make() == 0)
      let damage = try directory.check()
      #expect(damage.contains { $0.code == .corruptIndex && $0.file == file && $0.offset == nil })
      let error = #expect(throws: SearchError.self) { try IndexEngine(path: path).makeWriter() }
      #expect(error?.code == .corruptIndex && error?.file == file)
      #expect(error?.message.contains("not a regular file") == true)
      // The commit before the newest needs no file of the second segment, but those of the first.
      if name == "commit-2" { #expect(try directory.openNewestCommit().commit.generation == 1) }
    }
  }
}
