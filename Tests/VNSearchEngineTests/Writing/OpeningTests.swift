import Foundation
import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("Opening an index")
struct OpeningTests {
  @Test("Costs the same few system calls whatever the size of the files")
  func systemCalls() throws {
    var counts: [Int] = []
    for documents in [4, 400] {
      let files = SimulatedFileSystem()
      _ = try EngineDamageTests.makeIndex(files, documents: documents)
      let before = files.callCount
      let snapshot = try IndexEngine(path: "index", fileSystem: files).refresh()
      // List the folder; open, size, read, close the commit; open, size, map, close each file.
      #expect(files.callCount - before == 1 + 4 + 4 * (snapshot.commit.fileNames.count - 1))
      counts.append(files.callCount - before)
    }
    #expect(counts[0] == counts[1])
  }

  #if os(Linux)
    @Test("Reads no more of a file than its ends")
    func pages() throws {
      let folder = TemporaryFolder()
      let path = folder.path("index")
      var random = SeededGenerator(seed: 3)
      let session = try IndexEngine(path: path).makeWriter(schema: EngineModel.schema)
      for number in 0..<400 {
        let note = String(decoding: (0..<40_000).map { _ in UInt8(33 + random.below(90)) }, as: UTF8.self)
        let words = (0..<200).map { _ in random.pick(EngineModel.words) }
        try session.add(
          EngineModel.fields(
            of: .integer(Int64(number)),
            EngineModel.Document(title: words, body: [words], note: .string(note))))
      }
      try session.commit()
      let snapshot = try IndexEngine(path: path).refresh()
      // The writer's own mappings may be larger: only the newest mapping of each file counts.
      var resident: [String: Int] = [:]
      var name: String?
      // The file says that it has no bytes, so that it must be read to its end.
      let smaps = try #require(try FileHandle(forReadingAtPath: "/proc/self/smaps")?.readToEnd())
      for line in String(decoding: smaps, as: UTF8.self).split(separator: "\n") {
        if line.contains(path + "/") {
          name = String(line[(line.range(of: path + "/")!.upperBound)...])
        } else if line.hasPrefix("Rss:"), let mapped = name {
          let kilobytes = Int(line.split(separator: " ")[1]) ?? 0
          resident[mapped] = min(resident[mapped] ?? .max, kilobytes)
          name = nil
        }
      }
      if resident.isEmpty {
        print("not checked: this kernel's /proc/self/smaps does not name the files of mappings")
        return
      }
      let bytes = snapshot.commit.segments.flatMap(\.files).reduce(0) { $0 + Int($1.length) }
      let total = resident.values.reduce(0, +)
      print("opening an index of \(bytes >> 10) KB reads \(total) KB: \(resident.sorted { $0.key < $1.key })")
      #expect(bytes > 10 << 20 && resident.count == snapshot.commit.fileNames.count - 1)
      // A fault brings in up to 64 KiB around it; each file is looked at at both ends.
      #expect(resident.values.allSatisfy { $0 <= 192 })
    }
  #endif
}
