import Synchronization
import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("Several threads that write one index")
struct LaneTests {
  private static let schema = Schema(.text("text"), .stored("number"))

  private static func options(threads: Int) -> IndexingOptions {
    var options = IndexingOptions(threads: threads)
    options.bytesForOneThread = 0
    return options
  }

  private static func add(_ count: Int, to session: IndexWriterSession) throws {
    for number in 0..<count {
      try session.add([(0, .string("mùa thu hà nội \(number)")), (1, .integer(Int64(number)))])
    }
  }

  /// Counts who has come, and makes everybody wait until all have.
  private final class MeetingPoint: Sendable {
    private let arrived = Mutex(0)
    private let expected: Int

    init(_ expected: Int) { self.expected = expected }

    var isComplete: Bool { arrived.withLock { $0 >= expected } }

    /// Gives up after half a minute, so that a test that fails ends.
    func wait(sleeping sleep: () -> Void) {
      arrived.withLock { $0 += 1 }
      let end = ContinuousClock.now + .seconds(30)
      while !isComplete && ContinuousClock.now < end { sleep() }
    }
  }

  @Test("A commit writes the segments of all threads at the same time")
  func parallelFlush() throws {
    let files = SimulatedFileSystem()
    let session = try IndexEngine(path: "index", fileSystem: files).makeWriter(
      schema: Self.schema, options: Self.options(threads: 3))
    try Self.add(30, to: session)
    let meeting = MeetingPoint(3)
    files.setHook { call in
      if call.operation == .create && call.path.hasSuffix(".terms") {
        meeting.wait { POSIXFileSystem().sleep(milliseconds: 1) }
      }
      return nil
    }
    let commit = try session.commit()
    #expect(meeting.isComplete)
    #expect(commit.segments.map(\.documentCount) == [10, 10, 10])
  }

  @Test("When the memory of one thread is full, those that have half of theirs in use write, too")
  func flushRound() throws {
    let engine = IndexEngine(path: "index", fileSystem: SimulatedFileSystem())
    let directory = try engine.directory.openWriter(creating: true)
    let layout = SchemaLayout(Self.schema)
    let round = FlushRound()
    func makeBuilder() -> SegmentBuilder {
      SegmentBuilder(directory: directory, layout: layout, analyzer: engine.analyzer)
    }
    let budget = 4 * makeBuilder().memory
    let lanes = (0..<3).map { _ in
      IndexingLane(
        directory: directory, layout: layout, builder: makeBuilder(), memoryBudget: budget,
        policy: MergePolicy(), mergesInBackground: false, mergeTurn: nil, flushRound: round)
    }
    defer { for lane in lanes { lane.discard() } }
    let draft = DocumentDraft()
    try draft.add(.string("mùa thu hà nội"), to: 0)
    func fill(_ lane: IndexingLane) throws -> Int {
      let before = lane.segments.count
      var count = 0
      while lane.segments.count == before && count < 100_000 {
        try lane.add(draft)
        count += 1
      }
      return count
    }
    let count = try fill(lanes[0])
    #expect(count > 1_000)
    // A round that is over asks nothing of those that come later.
    for _ in 0..<(count / 4 * 3) { try lanes[1].add(draft) }
    try lanes[2].add(draft)
    #expect(lanes.map(\.segments.count) == [1, 0, 0])
    #expect(try fill(lanes[0]) == count)
    try lanes[1].add(draft)
    try lanes[2].add(draft)
    #expect(lanes.map(\.segments.count) == [2, 1, 0])
    #expect(try fill(lanes[2]) == count - 2)
  }

  @Test("Documents stand thread by thread, each in the order in which it came, whoever was faster")
  func order() throws {
    var random = SeededGenerator.announced("order of documents of several threads")
    for _ in 0..<(SeededGenerator.isLong ? 300 : 5) {
      let seed = random.next()
      let files = SimulatedFileSystem()
      files.setHook { call in
        var random = SeededGenerator(seed: seed &+ UInt64(call.index))
        if random.chance(0.05) { POSIXFileSystem().sleep(milliseconds: 1) }
        return nil
      }
      let engine = IndexEngine(path: "index", fileSystem: files)
      var options = Self.options(threads: 3)
      options.memoryBudget = 3 * (740_000 + random.below(60_000))
      options.mergePolicy.factor = 2 + random.below(3)
      let session = try engine.makeWriter(schema: Self.schema, options: options)
      let count = 1_000 + random.below(2_000)
      try Self.add(count, to: session)
      try session.commit()
      let snapshot = try engine.refresh()
      var found: [Int64?] = []
      for (segment, reader) in snapshot.segments.enumerated() {
        for ordinal in 0..<reader.documentCount {
          let fields = try snapshot.storedFields(
            at: IndexSnapshot.Location(segment: segment, ordinal: ordinal))
          found.append(fields.first { $0.number == 1 }?.value.integerValue)
        }
      }
      // The first document goes to the second thread.
      let expected = (0..<3).flatMap { lane in (0..<count).filter { ($0 + 1) % 3 == lane }.map { Int64($0) } }
      #expect(found == expected, "seed \(seed)")
    }
  }
}
