import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("Whose the files of a folder are")
struct OwnershipTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let what: String
    let content: [UInt8]
    let owner: IndexDirectory.Owner
    var testDescription: String { what }
  }

  @Test(
    "By the beginning and the end of a file",
    arguments: [
      Row(what: "an empty file", content: [], owner: .index),
      Row(what: "a header cut off", content: Array("VN".utf8), owner: .index),
      Row(what: "a header", content: Array("VNSX".utf8) + [1, 2, 0, 0], owner: .index),
      Row(what: "never written", content: [UInt8](repeating: 0, count: 4096), owner: .index),
      Row(
        what: "a damaged header", content: [7] + [UInt8](repeating: 0, count: 99) + Array("XSNV".utf8),
        owner: .index),
      Row(what: "garbage", content: [0x93, 0xFF, 0x12, 0x80, 0xC0], owner: .unknown),
      Row(what: "control characters", content: [0x01, 0x02, 0x41], owner: .unknown),
      Row(what: "a text", content: Array("của tôi\n".utf8), owner: .somebodyElse),
      Row(what: "one letter", content: [0x56, 0x0A], owner: .somebodyElse),
      Row(
        what: "a long text", content: Array(String(repeating: "ghi chú\r\n\t", count: 99).utf8),
        owner: .somebodyElse),
    ])
  func owner(_ row: Row) throws {
    let files = SimulatedFileSystem()
    let directory = IndexDirectory(path: "index", fileSystem: files)
    try files.makeDirectory("index")
    try Self.make("s3.terms", row.content, in: files)
    #expect(try directory.owner(of: .segment(id: 3, kind: .terms, generation: 0)) == row.owner)
    #expect(try directory.foreignNames() == (row.owner == .index ? [] : ["s3.terms"]))
    #expect(try directory.holdsIndexFiles() == (row.owner == .index))
    // The next writer removes what is not somebody's.
    let writer = try directory.openWriter(creating: true)
    #expect(files.names(in: "index").contains("s3.terms") == (row.owner == .somebodyElse))
    #expect(writer.makeSegmentID() == 4)
    #expect(files.openDescriptorCount == 1 && files.mappingCount == 0)
  }

  private static func make(_ name: String, _ content: [UInt8], in files: SimulatedFileSystem) throws {
    try files.close(try files.open("index/\(name)", .creating))
    files.setBytes(of: "index/\(name)", to: content)
  }

  private static func addDocument(to engine: IndexEngine) throws {
    let session = try engine.makeWriter(schema: Schema(.key("id"), .text("text")))
    try session.add([(0, .integer(1)), (1, .string("mùa thu"))])
    try session.commit()
  }

  @Test("A text with the name of a segment's file stays, whatever is written, and when an index is replaced")
  func textsStay() throws {
    let files = SimulatedFileSystem()
    let engine = IndexEngine(path: "index", fileSystem: files)
    try Self.addDocument(to: engine)
    for name in ["s40.terms", "commit-50.tmp"] { try Self.make(name, Array("của tôi".utf8), in: files) }
    try Self.addDocument(to: engine)
    let replacing = try engine.makeWriter(schema: Schema(.key("id"), .text("text")), replacing: true)
    try replacing.add([(0, .integer(2)), (1, .string("hà nội"))])
    try replacing.commit()
    for name in ["s40.terms", "commit-50.tmp"] {
      #expect(files.bytes(of: "index/\(name)") == Array("của tôi".utf8))
    }
    #expect(try engine.refresh().documentCount == 1)
    #expect(try engine.directory.check() == [])
  }

  @Test(
    "Where the commits of an index are gone, none is begun over its segments; a killed first writer is no index"
  )
  func missingCommits() throws {
    let files = SimulatedFileSystem()
    let engine = IndexEngine(path: "index", fileSystem: files)
    let schema = Schema(.key("id"), .text("text"))
    // What a first writer leaves that is killed before its commit.
    try files.makeDirectory("index")
    try Self.make("s1.terms", Array("VNSX".utf8), in: files)
    try Self.addDocument(to: engine)
    let names = files.names(in: "index")
    #expect(!names.contains("s1.terms"))
    files.remove("index/commit-1")
    let error = #expect(throws: SearchError.self) { try engine.makeWriter(schema: schema) }
    #expect(error?.code == .corruptIndex && error?.message.contains("--rebuild") == true)
    #expect(files.names(in: "index") == names.filter { $0 != "commit-1" })
    let session = try engine.makeWriter(schema: schema, replacing: true)
    try session.add([(0, .integer(2)), (1, .string("hà nội"))])
    try session.commit()
    #expect(try engine.refresh().documentCount == 1)
    #expect(Set(files.names(in: "index")) == Set(session.neededFileNames + ["write.lock"]))
  }

  @Test("Where only the lock of an index is left, a new one is begun")
  func onlyTheLock() throws {
    let files = SimulatedFileSystem()
    let engine = IndexEngine(path: "index", fileSystem: files)
    try Self.addDocument(to: engine)
    for name in files.names(in: "index") where name != "write.lock" { files.remove("index/\(name)") }
    try Self.addDocument(to: engine)
    #expect(try engine.refresh().documentCount == 1)
  }
}
