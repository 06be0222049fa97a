extension IndexDirectory {
  /// How often opening begins again when a writer in another process is faster. Each time needs two new commits.
  private static let attemptLimit = 100

  /// Opens the newest commit that validates.
  ///
  /// - Parameter previous: A snapshot of this directory that is open already: files that both need are shared, and if it
  ///   is still the newest state, it is returned itself.
  /// - Throws: `noIndex` if the folder has no commit; `corruptIndex` with file and offset if it has commits but none
  ///   validates; `incompatibleIndex` if the newest is of another format version; `inputOutput`.
  /// - Complexity: reads the commit, and of every file a few KB at its ends.
  package func openNewestCommit(reusing previous: CommitSnapshot? = nil) throws(SearchError) -> CommitSnapshot
  {
    guard let snapshot = try openNewestCommitIfAny(reusing: previous) else {
      throw SearchError(
        .noIndex,
        "there is no index here; one begins with the first documents that are written (the command: vnsearch index --index "
          + "\(path) FILE...)", file: path)
    }
    return snapshot
  }

  /// Opens the newest commit that validates; `nil` if the folder has no commit, or is missing.
  func openNewestCommitIfAny(reusing previous: CommitSnapshot? = nil) throws(SearchError) -> CommitSnapshot? {
    guard var generations = try commitGenerations(), !generations.isEmpty else { return nil }
    for attempt in 1... {
      var damage: [SearchError] = []
      for generation in generations {
        do throws(SearchError) {
          if let snapshot = try open(generation, damage: damage, reusing: previous) { return snapshot }
        } catch {
          guard error.code == .corruptIndex else { throw error }
          damage.append(error)
        }
      }
      // Nothing opened. If a writer has moved on meanwhile, its newer commit is whole.
      let newGenerations = try commitGenerations() ?? []
      if newGenerations == generations || attempt == Self.attemptLimit {
        throw damage.first
          ?? SearchError(.corruptIndex, "no commit of the index can be opened", file: path)
      }
      if newGenerations.isEmpty { return nil }
      generations = newGenerations
    }
    return nil
  }

  /// Reads one commit; `nil` if its file is gone.
  func readCommit(_ generation: UInt64) throws(SearchError) -> (commit: Commit, checksum: UInt32)? {
    let path = path(IndexFileName.commit(generation: generation).text)
    guard let bytes = try fileSystem.contents(of: path) else { return nil }
    let commit = try Commit(file: bytes, generation: generation, path: path)
    return (commit, CRC32C.checksum(bytes))
  }

  /// Opens one commit with all its files; `nil` if the commit's own file is gone.
  ///
  /// - Throws: `corruptIndex` if it does not validate.
  func open(
    _ generation: UInt64, damage: [SearchError], reusing previous: CommitSnapshot?
  ) throws(SearchError) -> CommitSnapshot? {
    guard let (commit, checksum) = try readCommit(generation) else { return nil }
    if let previous, previous.commit.generation == generation, previous.checksum == checksum, damage.isEmpty {
      return previous
    }
    let needed = commit.fileNames
    // Before the files are opened: see removeUnused(_:).
    retain(needed)
    do throws(SearchError) {
      var files: [String: MappedFile] = [:]
      for segment in commit.segments {
        for entry in segment.files {
          let name = segment.fileName(entry.kind)
          if let open = previous?.files[name], open.entry == entry {
            files[name] = open
          } else {
            files[name] = try openFile(name, kind: entry.kind, segment: segment.id, expecting: entry)
          }
        }
      }
      return CommitSnapshot(
        commit: commit, checksum: checksum, damage: damage, files: files, directory: self)
    } catch {
      release(needed)
      throw error
    }
  }

  /// Maps a file of a segment.
  ///
  /// - Throws: `corruptIndex` if it is missing or not what `expecting` says.
  func openFile(
    _ name: String, kind: FileKind, segment: UInt64, expecting entry: FileEntry
  ) throws(SearchError) -> MappedFile {
    let path = path(name)
    let file = try MappedFile.open(path, kind: kind, owner: segment, expecting: entry, in: fileSystem)
    guard let file else {
      throw SearchError(.corruptIndex, "a file that the commit needs is missing", file: path)
    }
    return file
  }
}
