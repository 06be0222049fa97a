import Synchronization
import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("A failing call")
struct FaultTests {
  /// What goes wrong at one call, or from it on.
  enum Trouble: String, CaseIterable, Sendable {
    case inputOutput, inputOutputAfterwards, noSpace, diskStaysFull, folderFails, interrupted,
      interruptedTwice
    case short

    /// Whether nobody may notice.
    var isHarmless: Bool { self == .interrupted || self == .interruptedTwice || self == .short }

    /// Whether it can happen to such a call.
    func concerns(_ operation: SimulatedCall.Operation) -> Bool {
      switch self {
      case .inputOutput, .inputOutputAfterwards: true
      case .noSpace, .diskStaysFull: operation.needsSpace
      case .folderFails: operation == .synchronizeDirectory
      case .interrupted, .interruptedTwice: true
      case .short: operation == .write || operation == .read
      }
    }

    func fault(at index: Int, for call: SimulatedCall) -> SimulatedFault? {
      switch self {
      case .inputOutput: call.index == index ? .error(.inputOutput) : nil
      case .inputOutputAfterwards: call.index == index ? .errorAfterwards(.inputOutput) : nil
      case .noSpace: call.index == index ? .error(.noSpace) : nil
      case .diskStaysFull: call.index >= index && call.operation.needsSpace ? .error(.noSpace) : nil
      // Long enough that a commit can neither be made nor taken back, nor looked for.
      case .folderFails:
        index...index + 12 ~= call.index && [.synchronizeDirectory, .unlink].contains(call.operation)
          ? .error(.inputOutput) : nil
      case .interrupted: call.index == index ? .error(.interrupted) : nil
      case .interruptedTwice: index...index + 1 ~= call.index ? .error(.interrupted) : nil
      case .short: index...index + 3 ~= call.index ? .short : nil
      }
    }
  }

  @Test("Nothing committed is lost, the error names the file, and a second attempt succeeds")
  func everyCall() throws {
    var random = SeededGenerator.announced("fault at every call")
    var faults = 0
    var reported = 0
    for _ in 0..<(SeededGenerator.isLong ? 20 : 1) {
      let seed = random.next()
      let calls = try Self.calls(seed)
      for trouble in Trouble.allCases {
        for call in calls where trouble.concerns(call.operation) {
          let errors = try Self.run(seed, trouble, at: call)
          faults += 1
          reported += errors.isEmpty ? 0 : 1
        }
      }
    }
    print("faults: \(faults), reported: \(reported)")
    #expect(reported > faults / 4)
  }

  /// The calls of a run in which nothing goes wrong.
  private static func calls(_ seed: UInt64) throws -> [SimulatedCall] {
    let files = SimulatedFileSystem()
    let calls = Mutex<[SimulatedCall]>([])
    files.setHook { call in
      calls.withLock { $0.append(call) }
      return nil
    }
    var workload = StorageWorkload(seed: seed, files: files, recorder: CommitRecorder())
    try workload.run(steps: 12)
    #expect(workload.errors == [])
    return calls.withLock { $0 }
  }

  private static func run(_ seed: UInt64, _ trouble: Trouble, at call: SimulatedCall) throws -> [SearchError]
  {
    let what: Comment = "seed \(seed), \(trouble) at \(call)"
    let files = SimulatedFileSystem()
    let recorder = CommitRecorder<StorageModel>()
    files.setHook { trouble.fault(at: call.index, for: $0) }
    let errors: [SearchError]
    do {
      var workload = StorageWorkload(seed: seed, files: files, recorder: recorder)
      workload.repair = { files.setHook(nil) }
      try workload.run(steps: 12)
      errors = workload.errors
    } catch {
      Issue.record("\(what): \(error)")
      return []
    }
    files.setHook(nil)

    if trouble.isHarmless {
      #expect(errors == [], what)
    } else if isVital(call) {
      #expect(!errors.isEmpty, what)
    }
    for error in errors {
      #expect([.inputOutput, .outcomeUnknown].contains(error.code) && error.file != nil, what)
      let words = trouble == .noSpace || trouble == .diskStaysFull ? SystemCallError.noSpace : .inputOutput
      #expect(error.message.contains(words.text), what)
    }

    #expect(files.openDescriptorCount == 0, what)
    #expect(files.mappingCount == 0, what)
    do {
      try StorageWorkload.check(files, recorder.possible)
    } catch {
      Issue.record("\(what): \(error)")
    }
    return errors
  }

  /// Whether the failure of a call may not go unnoticed: it makes committed bytes durable.
  private static func isVital(_ call: SimulatedCall) -> Bool {
    switch call.operation {
    case .create, .write, .synchronizeData, .rename, .synchronizeDirectory: call.path != "index/write.lock"
    default: false
    }
  }

  @Test("A crash at any call after failures loses nothing")
  func crashesAfterFaults() throws {
    var random = SeededGenerator.announced("crashes after faults")
    var report = CrashHarness.Report()
    while report.crashPoints < (SeededGenerator.isLong ? 10_000 : 150), report.failures.isEmpty {
      let seed = random.next()
      let kinds: [SimulatedFault] = [
        .error(.inputOutput), .errorAfterwards(.inputOutput), .error(.noSpace), .short, .error(.interrupted),
      ]
      report += try CrashHarness.run(
        seed: seed,
        // Decided by the call's number alone, so that a seed repeats a run; often enough that repairs meet failures.
        faults: { call in
          var random = SeededGenerator(seed: seed &+ UInt64(call.index))
          return random.chance(0.05) ? random.pick(kinds) : nil
        },
        workload: { files, recorder in
          var workload = StorageWorkload(seed: seed, files: files, recorder: recorder)
          // The hook crashes as well, so it stays; three failures in a row end the run.
          do { try workload.run(steps: 20) } catch is SearchError {}
        },
        check: StorageWorkload.check)
    }
    print("crash points after faults: \(report.crashPoints), disks opened: \(report.reopenings)")
    #expect(report.failures == [])
  }

  /// An index with one commit, and a second commit that fails at some calls after its rename.
  private static func failingCommit(
    _ files: SimulatedFileSystem, failing failures: Set<Int>, of operation: SimulatedCall.Operation,
    _ fault: SimulatedFault
  ) throws -> (DirectoryWriter, SegmentEntry) {
    let writer = try IndexDirectory(path: "index", fileSystem: files).openWriter(creating: true)
    try writer.commit(Commit(analyzerIdentity: "vn1", schema: [], userPayload: [1]))
    let id = writer.makeSegmentID()
    let file = try writer.makeFile(.terms, segment: id)
    try file.append([7])
    let segment = SegmentEntry(id: id, documentCount: 1, files: [try file.finish()])
    let calls = Counter()
    files.setHook { call in
      call.operation == operation && failures.contains(calls.next()) ? fault : nil
    }
    let error = #expect(throws: SearchError.self) {
      try writer.commit(Commit(analyzerIdentity: "vn1", schema: [], segments: [segment], userPayload: [2]))
    }
    #expect(error?.code == (failures.count == 1 ? .inputOutput : .outcomeUnknown))
    files.setHook(nil)
    return (writer, segment)
  }

  /// 1, 2, 3, …
  private final class Counter: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
      value.withLock { value in
        value += 1
        return value
      }
    }
  }

  @Test(
    "A commit that throws is taken back, also if its rename happened",
    arguments: [
      (SimulatedCall.Operation.synchronizeDirectory, SimulatedFault.error(.inputOutput), 2),
      (.synchronizeDirectory, .errorAfterwards(.inputOutput), 2), (.rename, .error(.inputOutput), 1),
      (.rename, .errorAfterwards(.inputOutput), 1),
    ])
  func takenBack(_ operation: SimulatedCall.Operation, _ fault: SimulatedFault, _ number: Int) throws {
    let files = SimulatedFileSystem()
    let (writer, segment) = try Self.failingCommit(files, failing: [number], of: operation, fault)
    for seed in 0..<20 {
      for policy in CrashPolicy.all {
        let disk = files.afterCrash(policy, seed: UInt64(seed))
        let snapshot = try IndexDirectory(path: "index", fileSystem: disk).openNewestCommit()
        #expect(snapshot.commit.userPayload == [1] && snapshot.damage == [], "\(policy) \(seed)")
      }
    }
    #expect(try writer.directory.openNewestCommit().commit.userPayload == [1])
    #expect(files.names(in: "index") == ["commit-1", "s1.terms", "write.lock"])
    let commit = try writer.commit(
      Commit(analyzerIdentity: "vn1", schema: [], segments: [segment], userPayload: [3]))
    #expect(commit.generation == 3)
    #expect(try writer.directory.openNewestCommit().commit == commit)
  }

  @Test("A commit that could not be taken back for certain keeps its files until the next one")
  func doubtful() throws {
    let files = SimulatedFileSystem()
    // The folder is not synchronised after the rename, nor after the rename is undone.
    let (writer, segment) = try Self.failingCommit(
      files, failing: [2, 3], of: .synchronizeDirectory, .error(.inputOutput))
    writer.discard([segment])
    #expect(files.names(in: "index") == ["commit-1", "s1.terms", "write.lock"])
    var payloads: Set<[UInt8]> = []
    for seed in 0..<50 {
      let disk = files.afterCrash(.reordered, seed: UInt64(seed))
      let snapshot = try IndexDirectory(path: "index", fileSystem: disk).openNewestCommit()
      #expect(snapshot.damage == [] && snapshot.verify() == [])
      payloads.insert(snapshot.commit.userPayload)
    }
    #expect(payloads == [[1], [2]], "a power cut may bring it back, but whole")
    try writer.commit(Commit(analyzerIdentity: "vn1", schema: [], userPayload: [3]))
    #expect(files.names(in: "index") == ["commit-1", "commit-3", "write.lock"])
  }

  @Test(
    "A writer finds out whether a doubtful commit is there, stands at it, and cannot be misled",
    arguments: [false, true])
  func settled(_ isThere: Bool) throws {
    let files = SimulatedFileSystem()
    let (writer, segment) = try Self.failingCommit(
      files, failing: [2, 3], of: .synchronizeDirectory, .errorAfterwards(.inputOutput))
    // The removal of the commit's name was not synchronised; put back, it is as if the removal had failed.
    if isThere {
      let commit = Commit(
        generation: 2, analyzerIdentity: "vn1", schema: [], segments: [segment], nextSegmentID: 2,
        userPayload: [2])
      let file = try OutputFile(creating: "index/commit-2", kind: .commit, owner: 2, in: files)
      try file.append(commit.encoded())
      _ = try file.finish()
    }
    for operation in [SimulatedCall.Operation.synchronizeDirectory, .list] {
      files.setHook { $0.operation == operation ? .error(.inputOutput) : nil }
      let error = #expect(throws: SearchError.self) { try writer.settle() }
      #expect(error?.code == .outcomeUnknown && error?.file == "index")
    }
    files.setHook(nil)
    try writer.settle()
    #expect(writer.current?.userPayload == (isThere ? [2] : [1]))
    #expect(try writer.directory.openNewestCommit().commit == writer.current)
    writer.discard([segment])
    #expect(files.names(in: "index").contains("s1.terms") == isThere)
    for policy in CrashPolicy.all {
      let snapshot = try IndexDirectory(path: "index", fileSystem: files.afterCrash(policy, seed: 1))
        .openNewestCommit()
      #expect(snapshot.commit == writer.current && snapshot.verify() == [], "\(policy)")
    }
    #expect(try writer.commit(Commit(analyzerIdentity: "vn1", schema: [])).generation == 3)
  }

  @Test("On a full disk a commit fails, what was committed stays, and with room it succeeds")
  func fullDisk() throws {
    let files = SimulatedFileSystem()
    let directory = IndexDirectory(path: "index", fileSystem: files)
    let writer = try directory.openWriter(creating: true)
    try writer.commit(Commit(analyzerIdentity: "vn1", schema: [], userPayload: [1]))
    let used = files.usedBytes
    files.setCapacity(used + 100_000)

    let error = #expect(throws: SearchError.self) {
      let file = try writer.makeFile(.postings, segment: writer.makeSegmentID())
      try file.append([UInt8](repeating: 7, count: 300_000))
      _ = try file.finish()
    }
    #expect(error?.message == "cannot write: No space left on device")
    #expect(error?.file == "index/s1.postings")
    #expect(files.usedBytes == used, "the unfinished file gives its room back")
    #expect(try directory.openNewestCommit().commit.userPayload == [1])
    try writer.commit(Commit(analyzerIdentity: "vn1", schema: [], userPayload: [2]))
    #expect(try directory.openNewestCommit().commit.userPayload == [2])
  }
}
