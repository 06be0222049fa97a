import Synchronization

extension DirectoryWriter {
  /// Makes a state of the index the newest one, so that it survives a kill and a power cut from the moment this returns.
  ///
  /// Every file was synchronised when it was finished. Then: synchronise the folder (their names) → write
  /// `commit-<generation>.tmp` → `fdatasync` → rename → synchronise the folder (the commit's name). Then files that only
  /// older commits need are removed, except those that an open snapshot needs.
  ///
  /// If it throws, the index is at the commit before, and stays at it after a power cut; only with `outcomeUnknown`, if the
  /// operating system refuses to undo the rename or to make the undoing durable, it may be at the new one: never at
  /// anything between. The files of the new commit stay, and the call may be repeated with the same or another state; or
  /// ``settle()`` finds out.
  ///
  /// - Parameter draft: The state; its generation is ignored.
  /// - Returns: The commit as it was written, with generation and next segment number.
  /// - Throws: `inputOutput`; `outcomeUnknown`, also if a commit before ended so and this one failed early; `corruptIndex`
  ///   if a file of the state is missing or of another length.
  @discardableResult
  package func commit(_ draft: Commit) throws(SearchError) -> Commit {
    try state.withLock { (state) throws(SearchError) in
      do throws(SearchError) {
        return try commit(draft, &state)
      } catch {
        throw state.doubtful.isEmpty ? error : error.leavingOutcomeUnknown
      }
    }
  }

  private func commit(_ draft: Commit, _ state: inout State) throws(SearchError) -> Commit {
    var commit = draft
    commit.generation = state.nextGeneration
    commit.nextSegmentID = max(draft.nextSegmentID, unusedSegmentID, state.kept.first?.nextSegmentID ?? 0)
    try checkFiles(of: commit, known: state.kept.first)
    // Also if this fails: a name that was used once is not used again.
    state.nextGeneration += 1
    try write(commit, &state)
    keep(commit, &state)
    lock.noteCommit()
    return commit
  }

  /// Finds out where the index stands after commits that ended with `outcomeUnknown`, and stands there: at the newest of
  /// them that is in the folder, which readers may have seen, or else at the commit before them. Does nothing after others.
  ///
  /// - Throws: `outcomeUnknown` for as long as the folder cannot be synchronised or read; it may be repeated.
  package func settle() throws(SearchError) {
    try state.withLock { (state) throws(SearchError) in
      guard !state.doubtful.isEmpty else { return }
      do throws(SearchError) {
        // First: what is seen afterwards is what a power cut leaves.
        try directory.fileSystem.synchronizeDirectory(at: directory.path)
        let generations = Set(try directory.commitGenerations() ?? [])
        if let commit = state.doubtful.last(where: { generations.contains($0.generation) }) {
          state.doubtful.removeAll { $0.generation == commit.generation }
          keep(commit, &state)
        } else {
          state.garbage.formUnion(state.doubtful.flatMap(\.fileNames))
          state.doubtful = []
          collectGarbage(&state)
        }
      } catch {
        throw error.leavingOutcomeUnknown
      }
    }
  }

  /// Takes over a commit that is in the synchronised folder.
  private func keep(_ commit: Commit, _ state: inout State) {
    // No commit is doubtful any more: this one is newer than those that are in the folder.
    let outdated = state.kept.dropFirst() + state.doubtful
    state.doubtful = []
    state.base = nil
    state.garbage.formUnion(outdated.flatMap(\.fileNames))
    state.garbage.formUnion(state.replaced)
    state.replaced = []
    state.kept = [commit] + state.kept.prefix(1)
    collectGarbage(&state)
  }

  /// Says what is wrong before it is made durable: the state's new files must exist with the recorded lengths.
  private func checkFiles(of commit: Commit, known: Commit?) throws(SearchError) {
    let knownNames = Set(known?.fileNames ?? [])
    for segment in commit.segments {
      for entry in segment.files {
        let name = segment.fileName(entry.kind)
        if knownNames.contains(name) { continue }
        let path = directory.path(name)
        let length = try directory.fileSystem.length(of: path)
        guard let length, UInt64(length) == entry.length else {
          let found = length.map { "has \($0) bytes" } ?? "is missing"
          throw SearchError(
            .corruptIndex, "a file of the new commit \(found), not \(entry.length) bytes", file: path)
        }
      }
    }
  }

  private func write(_ commit: Commit, _ state: inout State) throws(SearchError) {
    let fileSystem = directory.fileSystem
    let path = directory.path(commit.fileName)
    let temporaryName = IndexFileName.unfinishedCommit(generation: commit.generation).text
    let temporaryPath = directory.path(temporaryName)

    try fileSystem.synchronizeDirectory(at: directory.path)
    let file = try OutputFile(
      creating: temporaryPath, kind: .commit, owner: commit.generation, in: fileSystem)
    try file.append(commit.encoded())
    _ = try file.finish()
    do throws(SearchError) {
      try fileSystem.renameFile(temporaryPath, to: path)
      try fileSystem.synchronizeDirectory(at: directory.path)
    } catch {
      undo(commit, temporaryName, &state)
      throw error
    }
  }

  /// Takes back a commit whose rename may or may not have happened and may or may not be on disk.
  private func undo(_ commit: Commit, _ temporaryName: String, _ state: inout State) {
    let fileSystem = directory.fileSystem
    // Until the removal is on disk, its files stay as well: if the name comes back, it comes back whole.
    state.doubtful.append(commit)
    do throws(SearchError) {
      try fileSystem.removeFile(directory.path(commit.fileName))
      try fileSystem.synchronizeDirectory(at: directory.path)
      state.doubtful.removeLast()
    } catch {}
    state.garbage.insert(temporaryName)
    collectGarbage(&state)
  }
}
