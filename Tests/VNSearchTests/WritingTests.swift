import Foundation
import Synchronization
import Testing
import VNTestSupport

@testable import VNSearch

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

  /// More tasks than the pool has threads wait for one that needs a thread to go on.
  @Test func waitingTasksHoldNoThread() async throws {
    let folder = TemporaryFolder()
    let index = try SearchIndex<Note>(at: folder.path("index"), schema: Self.schema)
    let waiting = ProcessInfo.processInfo.activeProcessorCount + 2
    let (begun, isHeld) = (Counter(), Counter())
    try await withThrowingTaskGroup { group in
      group.addTask {
        try await index.write { writer in
          isHeld.add()
          while begun.value < waiting { await Task.yield() }
          // All of them have had the time to look for the lock.
          try await Task.sleep(for: .milliseconds(50))
          try writer.add(Note(id: 0, text: "đầu"))
        }
      }
      while isHeld.value == 0 { await Task.yield() }
      for id in 1...waiting {
        group.addTask {
          begun.add()
          try await index.write(waiting: 60_000) { try $0.add(Note(id: id, text: "sau")) }
        }
      }
      try await group.waitForAll()
    }
    #expect(try index.count == waiting + 1)
  }

  /// The first of them begins the index anew; what it wrote is not begun anew by the others.
  @Test func waitingTasksReplaceOnce() async throws {
    let folder = TemporaryFolder()
    let old = try SearchIndex<Note>(at: folder.path("index"), schema: Self.schema)
    try old.write { try $0.add(Note(id: 100, text: "cũ")) }
    let index = try SearchIndex<Note>(at: folder.path("index"), schema: Self.schema, replacing: true)
    let (begun, isHeld) = (Counter(), Counter())
    try await withThrowingTaskGroup { group in
      group.addTask {
        try await index.write { writer in
          isHeld.add()
          while begun.value < 3 { await Task.yield() }
          try await Task.sleep(for: .milliseconds(50))
          try writer.add(Note(id: 0, text: "đầu"))
        }
      }
      while isHeld.value == 0 { await Task.yield() }
      for id in 1...2 {
        group.addTask {
          begun.add()
          try await index.write(waiting: 60_000) { try $0.add(Note(id: id, text: "sau")) }
        }
      }
      let thread = Thread {
        begun.add()
        do {
          try index.write(waiting: 60_000) { try $0.add(Note(id: 3, text: "sau")) }
        } catch {
          Issue.record(error)
        }
        begun.add()
      }
      thread.start()
      try await group.waitForAll()
      while begun.value < 4 { try await Task.sleep(for: .milliseconds(1)) }
    }
    #expect(
      try index.search(Query.everything, limit: 10).map { try $0.document.id }.sorted() == [0, 1, 2, 3])
  }

  private final class Counter: Sendable {
    private let count = Atomic(0)
    var value: Int { count.load(ordering: .sequentiallyConsistent) }
    func add() { count.add(1, ordering: .sequentiallyConsistent) }
  }

  @Test func aTaskThatWaitsCanBeCancelled() async throws {
    let folder = TemporaryFolder()
    let index = try SearchIndex<Note>(at: folder.path("index"), schema: Self.schema)
    try await index.write { _ in
      let task = Task { try await index.write(waiting: 600_000) { try $0.add(Note(id: 1, text: "thu")) } }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      let error = await #expect(throws: SearchError.self) { try await index.write(waiting: 20) { _ in } }
      #expect(error?.code == .locked && error?.message.contains("after waiting") == true, "\(error as Any)")
    }
    #expect(try index.count == 0)
  }

  @Test func anIndexThatWasOpenAndIsGoneIsMissed() throws {
    let folder = TemporaryFolder()
    let path = folder.path("index")
    let index = try SearchIndex<Note>(at: path, schema: Self.schema)
    #expect(try !index.refresh() && index.search("thu").isEmpty)
    try index.write { try $0.add(Note(id: 1, text: "thu")) }
    let reader = try SearchIndex<Note>(at: path, schema: Self.schema)
    let written = try SearchIndex<Note>(at: folder.path("written"), schema: Self.schema)
    try written.write { try $0.add(Note(id: 1, text: "thu")) }
    #expect(try reader.count == 1)
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.removeItem(atPath: folder.path("written"))
    func isMissed(_ body: () throws -> Void, line: Int = #line) {
      let error = #expect(throws: SearchError.self, "line \(line)", performing: body)
      #expect(
        error?.code == .noIndex && error?.message.contains("is gone") == true, "line \(line): \(error as Any)"
      )
    }
    // Until it looks, it has what it opened.
    #expect(try reader.search("thu").count == 1)
    for object in [index, reader, written] {
      isMissed { _ = try object.refresh() }
      isMissed { _ = try object.count }
      isMissed { _ = try object.search("thu") }
      isMissed { try object.write { try $0.add(Note(id: 2, text: "xuân")) } }
      isMissed { try object.optimize() }
    }
    #expect(!FileManager.default.fileExists(atPath: path))
    // Another object may begin a new one, with the same numbers of segments; then it is there again.
    let new = try SearchIndex<Note>(at: path, schema: Self.schema)
    try new.write { try $0.add(Note(id: 7, text: "xuân")) }
    #expect(try reader.search("xuân").map { try $0.document.id } == [7])
    #expect(try reader.search("thu").isEmpty && reader.count == 1)
    try reader.write { try $0.add(Note(id: 8, text: "xuân")) }
    #expect(try reader.count == 2)
  }

  @Test func theFieldsDoNotChangeUnderAnObject() throws {
    let folder = TemporaryFolder()
    let path = folder.path("index")
    let other = Schema(.key("id"), .text("text", boost: 2))
    let first = try SearchIndex<Note>(at: path, schema: Self.schema)
    let second = try SearchIndex<Note>(at: path, schema: other)
    try first.write { try $0.add(Note(id: 1, text: "thu")) }
    func isRefused(_ body: () throws -> Void, line: Int = #line) {
      let error = #expect(throws: SearchError.self, "line \(line)", performing: body)
      #expect(error?.code == .incompatibleIndex, "line \(line): \(error as Any)")
      for part in ["(id (key), text (text))", "(id (key), text (text, boost 2.0))"] {
        #expect(error?.message.contains(part) == true, "line \(line): \(error as Any)")
      }
    }
    isRefused { _ = try second.search("thu") }
    isRefused { _ = try second.refresh() }
    isRefused { try second.write { try $0.add(Note(id: 2, text: "xuân")) } }
    // One that begins anew.
    let opened = try SearchIndex<Note>(opening: path)
    let replacing = try SearchIndex<Note>(at: path, schema: other, replacing: true)
    try replacing.write { try $0.add(Note(id: 3, text: "đông")) }
    #expect(try opened.search("thu").count == 1)
    for object in [first, opened] {
      isRefused { _ = try object.refresh() }
      isRefused { _ = try object.search("đông") }
      isRefused { try object.write { try $0.add(Note(id: 2, text: "xuân")) } }
      isRefused { try object.optimize() }
      #expect(object.schema == Self.schema)
    }
    #expect(try second.refresh() || second.count == 1)
    #expect(try second.search("đông").map { try $0.document.id } == [3])
  }

  @Test func lessMemoryThanTheLeastIsTheLeast() {
    #expect(IndexOptions.minimumMemoryBudget == 16 << 20)
    for (given, used) in [(0, 16 << 20), (1 << 20, 16 << 20), (17 << 20, 17 << 20), (.min, 16 << 20)] {
      #expect(IndexOptions(memoryBudget: given).indexing.memoryBudget == used)
    }
  }

  @Test func anIndexWithOtherFieldsIsNotTaken() throws {
    let folder = TemporaryFolder()
    let index = try SearchIndex<Note>(at: folder.path("index"), schema: Self.schema)
    try index.write { try $0.add(Note(id: 1, text: "thu")) }
    do {
      _ = try SearchIndex<Note>(at: folder.path("index"), schema: Schema(.key("id"), .text("body")))
      Issue.record("another schema was taken")
    } catch {
      #expect(
        error.code == .incompatibleIndex && error.description.contains("id (key), text (text)"), "\(error)")
    }
    #expect(throws: SearchError.self) { try SearchIndex<Note>(opening: folder.path("nothing")) }
  }
}
