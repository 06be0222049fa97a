import Testing
import VNTestSupport

@testable import VNSearchEngine

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
}
