import Synchronization
import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("Readers beside a writer of the engine")
struct EngineConcurrencyTests {
  /// What the readers wait for.
  private final class End: Sendable {
    let isReached = Guarded(false)
  }

  /// Round n replaces twelve documents by ones with the word `n`, deletes one of them again and adds another.
  private static func write(_ round: Int, _ session: IndexWriterSession) throws {
    for number in 0..<12 {
      try session.add([
        (0, .string("k\(number)")), (1, .string("vòng \(round)")), (2, .string("mùa thu hà nội \(number)")),
        (3, .integer(Int64(round))),
      ])
    }
    try session.delete(key: "k\(round % 12)")
    if round % 3 == 0 { try session.delete(matching: .text("mùa", requiresAll: true)) }
    try session.add([(0, .string("last")), (1, .string("vòng \(round)")), (3, .integer(Int64(round)))])
    try session.commit(userPayload: [UInt8(truncatingIfNeeded: round)], optimizing: round % 7 == 0)
  }

  /// Checks that a snapshot is one round, whole.
  private static func round(_ snapshot: IndexSnapshot) throws -> Int {
    let location = try #require(try snapshot.find(key: "last"))
    let fields = try snapshot.storedFields(at: location)
    let round = Int(try #require(fields.first { $0.number == 3 }?.value.integerValue))
    #expect(snapshot.commit.userPayload == [UInt8(truncatingIfNeeded: round)])
    let count = round % 3 == 0 ? 1 : 12
    #expect(snapshot.documentCount == count)
    let hits = try snapshot.search(
      .text("vòng \(round)", requiresAll: true), ranking: .plain(), limit: 100, countsExactly: true)
    #expect(hits.total == count && hits.hits.count == count)
    for hit in hits.hits {
      #expect(
        try snapshot.storedFields(at: hit.location).first { $0.number == 3 }?.value == .integer(Int64(round)))
    }
    return round
  }

  @Test(
    "Eight readers see whole commits while a writer adds, deletes, commits and merges; a snapshot never changes"
  )
  func readers() async throws {
    let folder = TemporaryFolder()
    let engine = IndexEngine(path: folder.path("index"))
    var options = IndexingOptions(threads: 2)
    options.mergePolicy.factor = 3
    // A flush after some documents, so that merges run beside the writer.
    options.memoryBudget = 1
    options.bytesForOneThread = 0
    let session = try engine.makeWriter(schema: EngineModel.schema, options: options)
    try Self.write(1, session)
    let rounds = SeededGenerator.isLong ? 400 : 25
    let end = End()
    let path = folder.path("index")
    let opened = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<8 {
        group.addTask {
          // Half of them as another process would.
          let reading = number % 2 == 0 ? engine : IndexEngine(path: path)
          var kept: [(IndexSnapshot, Int)] = []
          var last = 0
          var count = 0
          while !end.isReached.withLock({ $0 }) {
            let snapshot = try reading.refresh()
            let round = try Self.round(snapshot)
            #expect(round >= last)
            if kept.count < 5, round != last { kept.append((snapshot, round)) }
            last = round
            count += 1
            await Task.yield()
          }
          for (snapshot, round) in kept { #expect(try Self.round(snapshot) == round) }
          return count
        }
      }
      for round in 2...rounds {
        try Self.write(round, session)
        await Task.yield()
      }
      end.isReached.withLock { $0 = true }
      return try await group.reduce(0, +)
    }
    print("snapshots opened and searched beside \(rounds) commits of the engine: \(opened)")
    #expect(session.mergeFailure == nil)
    #expect(try engine.directory.check() == [])
  }

  @Test("Searches on four threads of their own beside a writer, some of them cancelled, some out of time")
  func searchesOnSeveralThreads() async throws {
    let folder = TemporaryFolder()
    let engine = IndexEngine(path: folder.path("index"))
    var options = IndexingOptions(threads: 2)
    options.bytesForOneThread = 0
    let session = try engine.makeWriter(schema: EngineModel.schema, options: options)
    for round in 1...5 { try Self.fill(round, session) }
    let rounds = SeededGenerator.isLong ? 60 : 8
    let end = End()
    let counts = try await withThrowingTaskGroup(of: (whole: Int, cancelled: Int, late: Int).self) { group in
      for number in 0..<8 {
        group.addTask {
          var counts = (whole: 0, cancelled: 0, late: 0)
          while !end.isReached.withLock({ $0 }) {
            let snapshot = try engine.refresh()
            switch number % 4 {
            case 0: counts.cancelled += try await Self.isCancelled(snapshot) ? 1 : 0
            case 1: counts.late += try Self.isLate(snapshot) ? 1 : 0
            default:
              try Self.compare(snapshot)
              counts.whole += 1
            }
            await Task.yield()
          }
          return counts
        }
      }
      for round in 6..<6 + rounds {
        try Self.fill(round, session)
        await Task.yield()
      }
      end.isReached.withLock { $0 = true }
      return try await group.reduce((0, 0, 0)) { ($0.0 + $1.whole, $0.1 + $1.cancelled, $0.2 + $1.late) }
    }
    print("searches on four threads: \(counts.0) whole, \(counts.1) cancelled, \(counts.2) out of time")
    #expect(counts.0 > 0 && counts.1 > 0 && counts.2 > 0)
  }

  /// A commit of its own, so that there are several segments, of documents that replace some of the round before.
  private static func fill(_ round: Int, _ session: IndexWriterSession) throws {
    for number in 0..<400 {
      try session.add([
        (0, .string("k\(number + round * 200)")), (1, .string("vòng \(round)")),
        (2, .string("mùa thu hà nội \(number) \(EngineModel.words[number % EngineModel.words.count])")),
      ])
    }
    try session.commit(optimizing: round % 9 == 0)
  }

  private static func onFourThreads(_ query: Query) -> SearchRequest {
    var request = SearchRequest(query, limit: 20)
    request.threads = 4
    return request
  }

  private static func compare(_ snapshot: IndexSnapshot) throws {
    let query = Query.text("hà nội mùa thu café")
    let one = try snapshot.search(query, limit: 20)
    let four = try snapshot.search(onFourThreads(query))
    #expect(one.hits.map(\.location) == four.hits.map(\.location))
    #expect(one.hits.map(\.score) == four.hits.map(\.score))
  }

  /// Whether a search was ended because its task was cancelled meanwhile.
  private static func isCancelled(_ snapshot: IndexSnapshot) async throws -> Bool {
    let task = Task {
      for _ in 0..<10_000 {
        do throws(SearchError) {
          _ = try snapshot.search(onFourThreads(.text("hà nội mùa thu")))
        } catch {
          return error.code
        }
      }
      return SearchError.Code.invalidQuery
    }
    try await Task.sleep(for: .milliseconds(1))
    task.cancel()
    return await task.value == .cancelled
  }

  private static func isLate(_ snapshot: IndexSnapshot) throws -> Bool {
    let error = #expect(throws: SearchError.self) {
      var request = onFourThreads(.text("hà nội mùa thu"))
      request.limits.milliseconds = 0
      _ = try snapshot.search(request)
    }
    return error?.code == .timeLimit
  }
}
