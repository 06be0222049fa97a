import Testing
import VNSearch
import VNTestSupport

/// Writing through the public interface: blocking and async forms, errors, other schemas.
@Suite struct WritingTests {
  private struct Note: Codable, Sendable, Equatable {
    var id: Int
    var text: String
  }
  private struct Failure: Error {}
  private static let schema = Schema(.key("id"), .text("text"))

  @Test func anAsyncBodyCommitsOrRollsBack() async throws {
    let folder = TemporaryFolder()
    let index = try SearchIndex<Note>(at: folder.path("index"), schema: Self.schema)
    let count = try await index.write { writer in
      try writer.add(Note(id: 1, text: "mùa thu"))
      await Task.yield()
      try writer.add(Note(id: 2, text: "mùa xuân"))
      return 2
    }
    #expect(count == 2)
    #expect(try index.count == 2)
    #expect(try index.document(forKey: 2) == Note(id: 2, text: "mùa xuân"))
    #expect(try index.document(forKey: 3) == nil)
    await #expect(throws: Failure.self) {
      try await index.write { writer in
        try writer.add(Note(id: 3, text: "mùa hè"))
        await Task.yield()
        throw Failure()
      }
    }
    #expect(try index.count == 2 && index.search("hè").isEmpty)
    // What was rolled back holds nothing up.
    try index.write { writer in try writer.delete(key: 1) }
    #expect(try index.count == 1)
  }

  @Test func otherObjectsSeeACommitWhenTheyRefresh() throws {
    let folder = TemporaryFolder()
    let index = try SearchIndex<Note>(at: folder.path("index"), schema: Self.schema)
    #expect(try index.count == 0 && !index.refresh())
    try index.write { try $0.add(Note(id: 1, text: "thu")) }
    let reader = try SearchIndex<Note>(opening: folder.path("index"))
    #expect(try reader.count == 1 && !reader.refresh())
    try index.write { try $0.add(Note(id: 2, text: "đông")) }
    #expect(try reader.count == 1)
    #expect(try reader.refresh())
    #expect(try reader.count == 2)
  }

  @Test func anIndexWithOtherFieldsIsNotTaken() throws {
    let folder = TemporaryFolder()
    let index = try SearchIndex<Note>(at: folder.path("index"), schema: Self.schema)
    try index.write { try $0.add(Note(id: 1, text: "thu")) }
    do {
      _ = try SearchIndex<Note>(at: folder.path("index"), schema: Schema(.key("id"), .text("body")))
      Issue.record("another schema was taken")
    } catch {
      #expect(error.code == .incompatibleIndex && error.description.contains("id, text"), "\(error)")
    }
    #expect(throws: SearchError.self) { try SearchIndex<Note>(opening: folder.path("nothing")) }
  }
}
