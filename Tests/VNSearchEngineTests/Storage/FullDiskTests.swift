#if os(Linux)
  import Glibc
  import Testing
  import VNTestSupport

  @testable import VNSearchEngine

  @Suite("A real full disk")
  struct FullDiskTests {
    @Test("Commits go on until a tmpfs of 1 MB is full; nothing is lost; with room they go on")
    func tmpfs() throws {
      let folder = TemporaryFolder()
      guard unsafe mount("tmpfs", folder.path, "tmpfs", 0, "size=1m") == 0 else {
        print("full disk: not run, mounting a tmpfs is not allowed here: \(SystemCallError(errno).text)")
        return
      }
      defer { unsafe umount(folder.path) }
      let directory = IndexDirectory(path: folder.path("index"))
      let writer = try directory.openWriter(creating: true)
      var random = SeededGenerator.announced("full disk")
      var segments: [SegmentEntry] = []
      var failures = 0
      for _ in 0..<(SeededGenerator.isLong ? 1_000 : 200) {
        do {
          let id = writer.makeSegmentID()
          let file = try writer.makeFile(.postings, segment: id)
          try file.append(random.bytes(random.below(30_000)))
          let segment = SegmentEntry(id: id, documentCount: 1, files: [try file.finish()])
          segments.append(segment)
          try writer.commit(Commit(analyzerIdentity: "vn1", schema: [], segments: segments))
        } catch {
          #expect(error.code == .inputOutput && error.message.contains("No space left on device"))
          failures += 1
          // Make room, as deleting documents does, and go on: drop what fails, then half of the index.
          let committed = try directory.openNewestCommit()
          #expect(committed.verify() == [])
          let committedIDs = Set(committed.commit.segments.map(\.id))
          writer.discard(segments.filter { !committedIDs.contains($0.id) })
          segments = Array(committed.commit.segments.suffix(committed.commit.segments.count / 2))
          for _ in 0..<2 {
            try writer.commit(Commit(analyzerIdentity: "vn1", schema: [], segments: segments))
          }
        }
      }
      print("full disk: \(failures) failures, all recovered from")
      #expect(failures > 0)
      #expect(try directory.check() == [])
    }
  }
#endif
