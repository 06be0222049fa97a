import Synchronization
import VNTestSupport

@testable import VNSearchEngine

/// The contents of an index as storage sees them.
struct StorageModel: Sendable, Hashable {
  var payload: [UInt8] = []
  /// Name → bytes of the files of all segments.
  var files: [String: [UInt8]] = [:]

  init(payload: [UInt8] = []) { self.payload = payload }

  /// What a snapshot holds.
  init(_ snapshot: CommitSnapshot) throws {
    payload = snapshot.commit.userPayload
    for (name, file) in snapshot.files {
      var reader = file.reader()
      files[name] = try reader.readBytes(reader.remaining)
    }
  }
}

/// A random writer: segments, deletions, merges, commits, roll-backs, snapshots, restarts. It does what the engine will do
/// when an operation fails: give up what it was making, and try again.
struct StorageWorkload {
  static let folder = "index"

  private struct Segment {
    var entry: SegmentEntry
    var contents: [String: [UInt8]] = [:]
  }

  /// The failures that operations reported.
  private(set) var errors: [SearchError] = []
  /// Runs before the last attempt of an operation that fails: somebody makes room on the disk.
  var repair: () -> Void = {}

  private var random: SeededGenerator
  private let files: SimulatedFileSystem
  private let directory: IndexDirectory
  private let recorder: CommitRecorder<StorageModel>
  private var writer: DirectoryWriter!
  private var committed: [Segment] = []
  private var segments: [Segment] = []
  private var snapshots: [(CommitSnapshot, StorageModel)] = []
  private var payloadNumber: UInt32 = 0

  init(seed: UInt64, files: SimulatedFileSystem, recorder: CommitRecorder<StorageModel>) {
    random = SeededGenerator(seed: seed)
    self.files = files
    self.recorder = recorder
    directory = IndexDirectory(path: Self.folder, fileSystem: files)
  }

  mutating func run(steps: Int) throws {
    try restart()
    for _ in 0..<steps {
      switch random.below(18) {
      case 0..<5: try addSegment()
      case 5, 6: try deleteDocuments()
      case 7, 8: try merge()
      case 9..<13: try commit()
      case 13: rollBack()
      case 14, 15: try openSnapshot()
      case 16: try closeSnapshot()
      default: try restart()
      }
    }
    try commit()
    while !snapshots.isEmpty { try closeSnapshot() }
    writer = nil
  }

  /// Tries up to three times.
  private mutating func attempt<Value>(_ operation: (inout Self) throws -> Value) throws -> Value {
    for number in 1... {
      do {
        return try operation(&self)
      } catch let error as SearchError {
        errors.append(error)
        if number == 3 { throw error }
        if number == 2 { repair() }
      }
    }
    throw CrashHarness.Failure("unreachable")
  }

  private mutating func randomBytes() -> [UInt8] {
    let page = FileFrame.pageLength - FileFrame.headerLength
    return switch random.below(24) {
    case 0: []
    case 1: random.bytes(page + random.below(3) - 1)
    case 2: random.bytes(random.below(3 * page))
    default: random.bytes(random.below(1500))
    }
  }

  /// Writes one file, in pieces.
  private mutating func write(
    _ kind: FileKind, segment: UInt64, generation: UInt64 = 0, _ bytes: [UInt8]
  ) throws -> FileEntry {
    let file = try writer.makeFile(kind, segment: segment, generation: generation)
    let middle = bytes.count / 3
    try file.append(Array(bytes[..<middle]))
    try file.append(Array(bytes[middle...]))
    return try file.finish()
  }

  private mutating func makeSegment() throws -> Segment {
    var segment = Segment(entry: SegmentEntry(id: writer.makeSegmentID(), documentCount: 10, files: []))
    let kinds = FileKind.allCases.filter { $0 != .commit && $0 != .deletes }.shuffled(using: &random)
    do {
      for kind in kinds.prefix(1 + random.below(3)) {
        let bytes = randomBytes()
        segment.entry.files.append(try write(kind, segment: segment.entry.id, bytes))
        segment.contents[segment.entry.fileName(kind)] = bytes
      }
    } catch {
      writer.discard([segment.entry])
      throw error
    }
    return segment
  }

  private mutating func addSegment() throws {
    segments.append(try attempt { try $0.makeSegment() })
  }

  private mutating func deleteDocuments() throws {
    guard !segments.isEmpty else { return }
    let index = random.below(segments.count)
    segments[index] = try attempt { workload in
      var segment = workload.segments[index]
      // Never the same name twice, also after a failure.
      workload.payloadNumber += 1
      let oldName = segment.entry.fileName(.deletes)
      segment.entry.deleteGeneration += UInt64(workload.payloadNumber)
      segment.entry.deletedCount = 1
      let bytes = workload.randomBytes()
      let entry = try workload.write(
        .deletes, segment: segment.entry.id, generation: segment.entry.deleteGeneration, bytes)
      segment.entry.files.removeAll { $0.kind == .deletes }
      segment.entry.files.append(entry)
      segment.contents[oldName] = nil
      segment.contents[segment.entry.fileName(.deletes)] = bytes
      return segment
    }
  }

  private mutating func merge() throws {
    guard segments.count >= 2 else { return }
    let start = random.below(segments.count - 1)
    let merged = try attempt { try $0.makeSegment() }
    let inputs = Array(segments[start...start + 1])
    segments.replaceSubrange(start...start + 1, with: [merged])
    let committedIDs = Set(committed.map(\.entry.id))
    writer.discard(inputs.map(\.entry).filter { !committedIDs.contains($0.id) })
  }

  private mutating func commit() throws {
    payloadNumber += 1
    var payload = ByteWriter()
    payload.append(payloadNumber)
    var model = StorageModel(payload: payload.bytes)
    for segment in segments { model.files.merge(segment.contents) { first, _ in first } }
    let draft = Commit(
      analyzerIdentity: "vn1", schema: [1], segments: segments.map(\.entry), userPayload: payload.bytes)
    try attempt { workload in
      _ = try workload.recorder.committing(model) { try workload.writer.commit(draft) }
    }
    committed = segments
  }

  private mutating func rollBack() {
    let committedIDs = Set(committed.map(\.entry.id))
    writer.discard(segments.map(\.entry).filter { !committedIDs.contains($0.id) })
    segments = committed
  }

  private mutating func openSnapshot() throws {
    guard recorder.possible.acknowledged != nil else { return }
    let snapshot = try attempt { workload in
      try workload.directory.openNewestCommit(reusing: workload.snapshots.last?.0)
    }
    let model = try StorageModel(snapshot)
    guard recorder.possible.allows(model) else { throw CrashHarness.Failure("a reader saw another state") }
    snapshots.append((snapshot, model))
  }

  private mutating func closeSnapshot() throws {
    guard !snapshots.isEmpty else { return }
    let (snapshot, model) = snapshots.remove(at: random.below(snapshots.count))
    guard try StorageModel(snapshot) == model else { throw CrashHarness.Failure("a snapshot changed") }
    let missing = Set(model.files.keys).subtracting(files.names(in: Self.folder))
    guard missing.isEmpty else {
      throw CrashHarness.Failure("\(missing) were removed under an open snapshot")
    }
  }

  /// A writer ends without a commit and another begins.
  private mutating func restart() throws {
    writer = nil
    writer = try attempt { try $0.directory.openWriter(creating: true) }
    // After failed commits the folder may be at one of them.
    let contents = try writer.base.map { try StorageModel($0) }
    guard recorder.possible.allows(contents) else { throw CrashHarness.Failure("a writer saw another state") }
    committed = []
    for entry in writer.base?.commit.segments ?? [] {
      var segment = Segment(entry: entry)
      for name in entry.fileNames { segment.contents[name] = contents?.files[name] }
      committed.append(segment)
    }
    segments = committed
  }
}

extension StorageWorkload {
  /// Checks a disk after a crash: the contents are possible, nothing is damaged, and a writer can go on.
  @Sendable static func check(
    _ files: SimulatedFileSystem, _ possible: CommitRecorder<StorageModel>.Possible
  ) throws {
    let directory = IndexDirectory(path: folder, fileSystem: files)
    let snapshot = try directory.openNewestCommitIfAny()
    let contents = try snapshot.map { try StorageModel($0) }
    guard possible.allows(contents) else {
      throw CrashHarness.Failure("contents are neither the last commit's nor those of one in flight")
    }
    if let damage = snapshot?.verify(), !damage.isEmpty { throw CrashHarness.Failure("damage: \(damage)") }

    let writer = try directory.openWriter(creating: true)
    guard writer.base?.commit == snapshot?.commit else {
      throw CrashHarness.Failure("the writer sees another state")
    }
    let kept = writer.state.withLock { $0.kept }
    let names = Set(files.names(in: folder))
    let expected = Set(kept.flatMap(\.fileNames) + ["write.lock"])
    guard names == expected else {
      throw CrashHarness.Failure(
        "left behind \(names.subtracting(expected).sorted()), removed \(expected.subtracting(names).sorted())"
      )
    }

    let id = writer.makeSegmentID()
    let file = try writer.makeFile(.terms, segment: id)
    try file.append([1, 2, 3])
    let entry = SegmentEntry(id: id, documentCount: 1, files: [try file.finish()])
    var draft = Commit(analyzerIdentity: "vn1", schema: [1], userPayload: [255])
    draft.segments = (snapshot?.commit.segments ?? []) + [entry]
    let commit = try writer.commit(draft)
    let after = try directory.openNewestCommit()
    var expectedContents = contents ?? StorageModel()
    expectedContents.payload = [255]
    expectedContents.files[entry.fileName(.terms)] = [1, 2, 3]
    guard after.commit == commit, try StorageModel(after) == expectedContents else {
      throw CrashHarness.Failure("a commit after the crash is not what is read back")
    }
  }
}
