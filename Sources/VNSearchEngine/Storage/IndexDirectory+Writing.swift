extension IndexDirectory {
  /// Becomes the writer of this folder and removes what a killed writer left.
  ///
  /// - Parameters:
  ///   - creating: Whether a missing folder or index is to be made; the index exists with the first commit.
  ///   - replacing: Whether to begin anew, whatever the folder holds: the old index, which may be damaged or of another
  ///     version, is not opened, and removed after the first commit.
  ///   - milliseconds: How long to wait for another writer to finish.
  ///   - waited: How long the caller has waited already, for the message.
  /// - Throws: `locked`, naming the other writer's process id; `noIndex`; `corruptIndex` if the newest commit does not
  ///   validate: nothing is written on top of an older one, or if all commits are gone; `incompatibleIndex`; `inputOutput`.
  package func openWriter(
    creating: Bool = false, replacing: Bool = false, waiting milliseconds: Int = 0, after waited: Int = 0
  ) throws(SearchError) -> DirectoryWriter {
    if !creating && !replacing, try commitGenerations()?.isEmpty ?? true {
      // So that asking for what is not there leaves no lock file.
      _ = try openNewestCommit()
    }
    let (lock, madeFolder) = try lockFolder(
      making: creating || replacing, waiting: milliseconds, after: waited)
    if replacing {
      let names = try names() ?? []
      // Whatever they hold: one that is left would be taken for a damaged commit of the new index.
      let commits = names.filter { if case .commit = $0 { true } else { false } }.map(\.text)
      return DirectoryWriter(
        directory: self, lock: lock, madeFolder: madeFolder, nextSegmentID: Self.nextSegmentID(nil, names),
        state: DirectoryWriter.State(
          kept: [], nextGeneration: Self.nextGeneration(nil, names),
          replaced: try removable(names.filter { $0 != .lock }).union(commits), garbage: []))
    }
    // A commit of which its writer could not tell whether it is on disk: from here on it is, or is not there.
    try fileSystem.synchronizeDirectory(at: path)
    let base = creating ? try openNewestCommitIfAny() : try openNewestCommit()
    if let base, let damage = base.damage.first { throw Self.refusal(of: damage, base.commit.generation) }
    let names = try names() ?? []
    let kept = try base.map { (base) throws(SearchError) in try keptCommits(base, names) } ?? []
    if base == nil && lock.knowsOfCommit && names.contains(where: \.isOfSegment) { throw missingCommits() }
    let needed = Set(kept.flatMap(\.fileNames) + [IndexFileName.lock.text])
    let garbage = removeUnused(try removable(names.filter { !needed.contains($0.text) }))
    return DirectoryWriter(
      directory: self, lock: lock, madeFolder: madeFolder,
      nextSegmentID: Self.nextSegmentID(base?.commit, names),
      state: DirectoryWriter.State(
        base: base, kept: kept, nextGeneration: Self.nextGeneration(base?.commit, names), garbage: garbage))
  }

  /// Takes the lock, in a folder that is made if it is missing.
  private func lockFolder(
    making: Bool, waiting milliseconds: Int, after waited: Int
  ) throws(SearchError) -> (lock: WriteLock, madeFolder: Bool) {
    // Whoever made it may have failed and removed it meanwhile.
    for _ in 0..<100 {
      let madeFolder = making ? try fileSystem.makeDirectoryIfMissing(path) : false
      let lock = try WriteLock(
        path: path(IndexFileName.lock.text), waiting: milliseconds, after: waited, in: fileSystem)
      if let lock { return (lock, madeFolder) }
      if !making { _ = try openNewestCommit() }
    }
    throw SearchError(.inputOutput, "the folder is not there, and cannot be made", file: path)
  }

  /// Why no index is begun where segments of one are that was committed: they would be removed.
  private func missingCommits() -> SearchError {
    SearchError(
      .corruptIndex,
      "the files of an index are here, but not its commits (commit-1 and so on), so nothing is written. Restore the newest; "
        + "or begin anew without what is here: `replacing: true`, or the command vnsearch index --rebuild",
      file: path)
  }

  /// Why nothing is written on top of an older commit: what the damaged one has would be gone for good.
  private static func refusal(of damage: SearchError, _ generation: UInt64) -> SearchError {
    SearchError(
      .corruptIndex,
      "the newest commit cannot be opened (\(damage.message)), so nothing is written; commit \(generation) before it can be "
        + "searched. Restore the file; or, to go on from commit \(generation) without what came later, remove the newer "
        + "commit files; or begin anew: `replacing: true`, or the command vnsearch index --rebuild",
      file: damage.file, offset: damage.offset)
  }

  /// The opened commit and the newest readable one before it.
  private func keptCommits(
    _ base: CommitSnapshot, _ names: [IndexFileName]
  ) throws(SearchError) -> [Commit] {
    let older = names.compactMap { name -> UInt64? in
      if case .commit(let generation) = name, generation < base.commit.generation { generation } else { nil }
    }
    for generation in older.sorted(by: >) {
      do throws(SearchError) {
        if let (commit, _) = try readCommit(generation) { return [base.commit, commit] }
      } catch {
        // One that cannot be read cannot be gone back to.
        guard error.code == .corruptIndex || error.code == .incompatibleIndex else { throw error }
      }
    }
    return [base.commit]
  }

  /// A number above all that were ever used in the folder, even by files that could not be removed.
  private static func nextSegmentID(_ commit: Commit?, _ names: [IndexFileName]) -> UInt64 {
    let used = names.map { name -> UInt64 in
      if case .segment(let id, _, let generation) = name { max(id, generation) + 1 } else { 1 }
    }
    return max(commit?.nextSegmentID ?? 1, used.max() ?? 1)
  }

  private static func nextGeneration(_ commit: Commit?, _ names: [IndexFileName]) -> UInt64 {
    let used = names.map { name -> UInt64 in
      switch name {
      case .commit(let generation), .unfinishedCommit(let generation): generation + 1
      case .segment, .lock: 1
      }
    }
    return max((commit?.generation ?? 0) + 1, used.max() ?? 1)
  }
}
