import Synchronization

/// The one writer of an index folder, for as long as it lives: hands out new files and makes them part of the index.
///
/// Any task may make files and segment numbers; commits happen one after the other.
///
/// ```swift
/// let writer = try directory.openWriter(creating: true)
/// let id = writer.makeSegmentID()
/// let file = try writer.makeFile(.lengths, segment: id)
/// try file.append(lengths)
/// let segment = SegmentEntry(id: id, documentCount: 3, files: [try file.finish()])
/// let commit = try writer.commit(Commit(analyzerIdentity: "vn1", schema: schema, segments: [segment]))
/// ```
package final class DirectoryWriter: Sendable {
  /// The folder.
  package let directory: IndexDirectory
  let lock: WriteLock
  /// Whether the folder was made for this writer.
  private let madeFolder: Bool
  private let nextSegmentID: Atomic<UInt64>
  let state: Guarded<State>

  /// What changes with a commit.
  struct State {
    /// What this writer found, until its first commit.
    var base: CommitSnapshot?
    /// The newest commit and the one before it: what is kept.
    var kept: [Commit]
    /// Commits that failed so late that a power cut may bring them back: their files stay until a later one succeeds.
    var doubtful: [Commit] = []
    /// The generation of the next commit; no commit in the folder, however unfinished, has had it.
    var nextGeneration: UInt64
    /// The files of an index that the first commit replaces.
    var replaced: Set<String> = []
    /// Names that nothing needs, or only open snapshots.
    var garbage: Set<String>
  }

  init(
    directory: IndexDirectory, lock: WriteLock, madeFolder: Bool, nextSegmentID: UInt64, state: State
  ) {
    self.directory = directory
    self.madeFolder = madeFolder
    self.lock = lock
    self.nextSegmentID = Atomic(nextSegmentID)
    self.state = Guarded(state)
  }

  deinit {
    let isUnused = state.withLock { state in
      collectGarbage(&state)
      return state.kept.isEmpty && state.doubtful.isEmpty
    }
    if madeFolder && isUnused { directory.removeIfEmpty() }
  }

  /// The state that this writer found; `nil` in a new folder, and after the first commit, so that the files of a state
  /// that nobody reads need not stay.
  package var base: CommitSnapshot? { state.withLock { $0.base } }

  /// The newest commit of the folder.
  package var current: Commit? { state.withLock { $0.kept.first } }

  /// The files of the newest commit and the one before it.
  package var neededFileNames: [String] { state.withLock { $0.kept.flatMap(\.fileNames) } }

  /// A segment number that none has had.
  package func makeSegmentID() -> UInt64 {
    nextSegmentID.add(1, ordering: .relaxed).oldValue
  }

  /// A delete generation that no segment has had, and above all that this segment has had: from the same row of numbers
  /// as segments, so that a name that was used before a failure is not used again.
  package func makeDeleteGeneration() -> UInt64 { makeSegmentID() }

  /// The lowest number that ``makeSegmentID()`` has not handed out.
  var unusedSegmentID: UInt64 { nextSegmentID.load(ordering: .relaxed) }

  /// Creates a file.
  ///
  /// - Parameters:
  ///   - kind: What it will hold.
  ///   - segment: The segment that it belongs to.
  ///   - generation: For `deletes`, the segment's delete generation (> 0); else left out.
  package func makeFile(
    _ kind: FileKind, segment: UInt64, generation: UInt64 = 0
  ) throws(SearchError) -> OutputFile {
    let name = IndexFileName.segment(id: segment, kind: kind, generation: generation)
    return try OutputFile(
      creating: directory.path(name.text), kind: kind, owner: segment, in: directory.fileSystem)
  }

  /// Opens a finished file of a segment that need not be committed yet: for a merge, or to search what was just written.
  package func openFile(_ kind: FileKind, of segment: SegmentEntry) throws(SearchError) -> MappedFile {
    let name = segment.fileName(kind)
    guard let entry = segment.files.first(where: { $0.kind == kind }) else {
      throw SearchError(
        .corruptIndex, "segment \(segment.id) has no \(kind.name) file", file: directory.path(name))
    }
    return try directory.openFile(name, kind: kind, segment: segment.id, expecting: entry)
  }

  /// Removes files that will not be committed: of a batch that was rolled back, of segments merged before a commit.
  ///
  /// Names that a kept commit or an open snapshot needs stay until they are not needed.
  package func discard(_ segments: [SegmentEntry]) {
    state.withLock { state in
      state.garbage.formUnion(segments.flatMap(\.fileNames))
      collectGarbage(&state)
    }
  }

  /// Removes the files of a segment that could not be completed, whichever there are.
  package func discard(segment id: UInt64) {
    state.withLock { state in
      for kind in FileKind.allCases where kind != .commit && kind != .deletes {
        state.garbage.insert(IndexFileName.segment(id: id, kind: kind, generation: 0).text)
      }
      collectGarbage(&state)
    }
  }

  /// Removes what nothing needs any more, after snapshots were closed. ``commit(_:)`` does it as well.
  package func collectGarbage() {
    state.withLock { collectGarbage(&$0) }
  }

  func collectGarbage(_ state: inout State) {
    let needed = Set((state.kept + state.doubtful).flatMap(\.fileNames))
    state.garbage.subtract(needed)
    state.garbage = directory.removeUnused(state.garbage)
  }
}
