import VNTestSupport

@testable import VNSearchEngine

/// A random writer on the real engine, and beside it a model of what must be in the index.
///
/// When an operation fails it does what a program does: rolls back, or ends and opens the index again.
struct EngineWorkload {
  static let folder = "index"

  /// What was done, by kind.
  private(set) var operations: [String: Int] = [:]
  /// The failures that operations reported.
  private(set) var errors: [SearchError] = []

  private let seed: UInt64
  private var random: SeededGenerator
  private let files: SimulatedFileSystem
  private let recorder: CommitRecorder<EngineModel>
  private var engine: IndexEngine
  private var session: IndexWriterSession?
  private var options: IndexingOptions
  private var committed = EngineModel()
  private var pending = EngineModel()
  private var snapshots: [(IndexSnapshot, EngineModel)] = []
  private var number: UInt8 = 0
  /// Whether a commit was begun and failed, with nothing done since.
  private var mayRepeatCommit = false

  init(
    seed: UInt64, files: SimulatedFileSystem = SimulatedFileSystem(),
    recorder: CommitRecorder<EngineModel> = CommitRecorder(), threads: Int = 1
  ) {
    self.seed = seed
    random = SeededGenerator(seed: seed)
    self.files = files
    self.recorder = recorder
    engine = IndexEngine(path: Self.folder, fileSystem: files)
    options = IndexingOptions(threads: threads)
  }

  mutating func run(steps: Int) throws {
    try recovering { try $0.reopen() }
    for _ in 0..<steps { try recovering { try $0.step() } }
    try recovering { try $0.commit(optimizing: false) }
    while !snapshots.isEmpty { try closeSnapshot() }
    session = nil
    engine = IndexEngine(path: Self.folder, fileSystem: files)
  }

  private mutating func step() throws {
    switch random.below(30) {
    case 0..<9: try add()
    case 9..<11: try deleteByKey()
    case 11: try deleteByQuery()
    case 12..<19: try commit(optimizing: false)
    case 19: try commit(optimizing: true)
    case 20..<22: try rollBack()
    case 22..<24: try reopen()
    case 24..<27: try openSnapshot()
    default: try closeSnapshot()
    }
  }

  private mutating func count(_ operation: String) { operations[operation, default: 0] += 1 }

  // MARK: Operations

  private mutating func words() -> [String] {
    (0..<random.below(6)).map { _ in EngineModel.words[min(random.below(24), random.below(30))] }
  }

  private mutating func randomText() -> String {
    String(decoding: (0..<70_000).map { _ in UInt8(33 + random.below(90)) }, as: UTF8.self)
  }

  private mutating func add() throws {
    for _ in 0..<(1 + random.below(8)) {
      let key = DocumentKey.string("k\(random.below(40))")
      var document = EngineModel.Document(title: words(), body: [], note: nil)
      for _ in 0..<random.below(3) {
        let text = words()
        if !text.isEmpty { document.body.append(text) }
      }
      if random.chance(0.3) { document.note = .integer(Int64(random.below(1000))) }
      // Now and then a document that does not compress, so that files have several pages.
      if random.chance(0.02) { document.note = .string(randomText()) }
      count(pending.documents[key] == nil ? "add" : "update")
      try writer().add(EngineModel.fields(of: key, document))
      pending.documents[key] = document
    }
  }

  private mutating func deleteByKey() throws {
    count("delete by key")
    let key = DocumentKey.string("k\(random.below(40))")
    try writer().delete(key: key)
    pending.documents[key] = nil
  }

  private mutating func deleteByQuery() throws {
    count("delete by query")
    let word = random.pick(EngineModel.words)
    let found = try writer().delete(matching: .text(word, requiresAll: true), ranking: .plain())
    let matching = pending.documents.filter { $0.value.contains(word) }
    for key in matching.keys { pending.documents[key] = nil }
    guard found == matching.count else {
      throw CrashHarness.Failure("deleted \(found) documents with \(word), not \(matching.count)")
    }
  }

  private mutating func commit(optimizing: Bool) throws {
    count(optimizing ? "optimize" : "commit")
    if random.chance(0.3) {
      number &+= 1
      pending.payload = [number]
    }
    try commitPending(optimizing: optimizing)
    if random.chance(0.5) {
      let snapshot = try engine.refresh()
      try committed.check(snapshot, &random)
      if optimizing && snapshot.segments.count > 1 { throw CrashHarness.Failure("optimizing left segments") }
    }
  }

  private mutating func commitPending(optimizing: Bool) throws {
    let writer = try writer()
    let model = pending
    do {
      mayRepeatCommit = true
      _ = try recorder.committing(model) {
        try writer.commit(userPayload: model.payload, optimizing: optimizing)
      }
      mayRepeatCommit = false
    } catch let error as SearchError {
      // Whoever opens the index now finds what was there before, unless the error says that nobody knows, or that only
      // the merging after the commit failed.
      if error.message.hasPrefix("everything is committed") { committed = model }
      if error.code != .outcomeUnknown, let snapshot = try? engine.refresh(),
        try EngineModel(snapshot) != committed
      {
        throw CrashHarness.Failure("a failed commit left other contents: \(error)")
      }
      throw error
    }
    committed = pending
  }

  private mutating func rollBack() throws {
    count("rollback")
    let writer = try writer()
    try writer.rollback()
    try standWhereItStands(writer)
  }

  /// After a rollback the writer stands exactly where a reader does that opens the index now.
  private mutating func standWhereItStands(_ writer: IndexWriterSession) throws {
    let snapshot = writer.commit == nil && recorder.possible.acknowledged == nil ? nil : try engine.refresh()
    let contents = try snapshot.map { try EngineModel($0) }
    guard snapshot?.commit == writer.commit, recorder.possible.allows(contents) else {
      throw CrashHarness.Failure("the writer stands elsewhere after a rollback")
    }
    committed = contents ?? EngineModel()
    pending = committed
  }

  private mutating func reopen() throws {
    count("reopen")
    session = nil
    engine = IndexEngine(path: Self.folder, fileSystem: files)
    pending = committed
    // Before the first commit there is no index yet.
    if recorder.possible.acknowledged == nil && recorder.possible.begun.isEmpty { return }
    do {
      // After a failed commit the folder may be at it.
      committed = try EngineModel(engine.refresh())
      guard recorder.possible.allows(committed) else { throw CrashHarness.Failure("opened another state") }
    } catch let error as SearchError where error.code == .noIndex {
      guard recorder.possible.acknowledged == nil else { throw error }
      committed = EngineModel()
    }
    pending = committed
  }

  private mutating func openSnapshot() throws {
    guard recorder.possible.acknowledged != nil else { return }
    count("snapshot")
    let snapshot = try engine.refresh()
    let model = try EngineModel(snapshot)
    guard recorder.possible.allows(model) else { throw CrashHarness.Failure("a reader saw another state") }
    snapshots.append((snapshot, model))
  }

  private mutating func closeSnapshot() throws {
    guard !snapshots.isEmpty else { return }
    let (snapshot, model) = snapshots.remove(at: random.below(snapshots.count))
    try model.check(snapshot, &random)
    let missing = Set(snapshot.commit.fileNames).subtracting(files.names(in: Self.folder))
    // The snapshots of another engine, before a reopening, keep the content of their files, not the names.
    if snapshot.files.directory === engine.directory && !missing.isEmpty {
      throw CrashHarness.Failure("\(missing) were removed under an open snapshot")
    }
  }

  private mutating func writer() throws -> IndexWriterSession {
    if let session { return session }
    // From one segment for each document to one for each commit.
    options.memoryBudget = random.pick([0, 740_000, 2 << 20]) * options.threads
    options.mergePolicy.factor = 2 + random.below(4)
    // From every thread at once to mostly the first alone.
    options.bytesForOneThread = [0, 300, 1 << 20][(options.memoryBudget + options.mergePolicy.factor) % 3]
    let made = try engine.makeWriter(schema: EngineModel.schema, options: options)
    session = made
    return made
  }

  private mutating func recovering(_ operation: (inout Self) throws -> Void) throws {
    do {
      try operation(&self)
      return
    } catch let error as SearchError {
      errors.append(error)
    }
    for attempt in 0... {
      // Not from the workload's own numbers, so that a seed repeats what it did before.
      var choice = SeededGenerator(seed: seed &+ UInt64(errors.count))
      do {
        if mayRepeatCommit, choice.chance(0.3) {
          count("commit again")
          try commitPending(optimizing: false)
        } else if random.chance(0.5), let session {
          mayRepeatCommit = false
          count("rollback after a failure")
          try session.rollback()
          try standWhereItStands(session)
        } else {
          mayRepeatCommit = false
          try reopen()
        }
        return
      } catch let error as SearchError {
        errors.append(error)
        if attempt == 20 { throw error }
      }
    }
  }
}

extension EngineWorkload {
  /// Checks a disk after a crash: what is in the index is possible, nothing is damaged or left behind, and one can go on.
  @Sendable static func check(
    _ files: SimulatedFileSystem, _ possible: CommitRecorder<EngineModel>.Possible
  ) throws {
    var random = SeededGenerator(seed: UInt64(files.usedBytes))
    let engine = IndexEngine(path: folder, fileSystem: files)
    var contents: EngineModel?
    do {
      let snapshot = try engine.refresh()
      contents = try EngineModel(snapshot)
      guard possible.allows(contents) else {
        throw CrashHarness.Failure("contents are neither the last commit's nor those of one in flight")
      }
      try contents?.check(snapshot, &random)
      let damage = try engine.directory.check()
      if !damage.isEmpty { throw CrashHarness.Failure("damage: \(damage)") }
    } catch let error as SearchError where error.code == .noIndex {
      guard possible.allows(nil) else { throw error }
    }

    let session = try engine.makeWriter(schema: EngineModel.schema)
    let names = Set(files.names(in: folder))
    let expected = Set(session.neededFileNames + ["write.lock"])
    guard names == expected else {
      throw CrashHarness.Failure(
        "left behind \(names.subtracting(expected).sorted()), removed \(expected.subtracting(names).sorted())"
      )
    }
    var model = contents ?? EngineModel()
    let document = EngineModel.Document(title: ["hà", "nội"], body: [["mùa", "thu"]], note: nil)
    for key in ["k1", "after"] as [DocumentKey] {
      try session.add(EngineModel.fields(of: key, document))
      model.documents[key] = document
    }
    try session.commit()
    try model.check(engine.refresh(), &random)
  }
}
