import Testing
import VNSearch
import VNTestSupport

/// What a program keeps beside a commit.
@Suite struct PayloadTests {
  private struct Note: Codable, Sendable {
    var id: Int
    var text = "thu"
  }
  private struct Failure: Error {}

  @Test func aPayloadBelongsToItsCommit() throws {
    let folder = TemporaryFolder()
    let index = try SearchIndex<Note>(at: folder.path("index"), schema: Schema(.key("id"), .text("text")))
    #expect(try index.snapshot().payload == [])
    try index.write { writer in
      try writer.add(Note(id: 1))
      writer.setPayload([1, 2])
    }
    let first = try index.snapshot()
    #expect(first.payload == [1, 2])

    // Without a call it stays; with an empty one it goes.
    try index.write { writer in try writer.add(Note(id: 2)) }
    #expect(try index.snapshot().payload == [1, 2])
    #expect(throws: Failure.self) {
      try index.write { writer in
        writer.setPayload([9])
        throw Failure()
      }
    }
    #expect(try index.snapshot().payload == [1, 2])
    try index.optimize()
    #expect(try SearchIndex<Note>(opening: folder.path("index")).snapshot().payload == [1, 2])
    try index.write { writer in writer.setPayload([]) }
    #expect(try index.snapshot().payload == [])
    #expect(first.payload == [1, 2], "a snapshot keeps what it has seen")
  }
}
