/// One commit with all its files open: a fixed state of the index for as long as this object lives.
///
/// All files are mapped at opening, so whatever a writer removes later, in this process or another, the snapshot reads on.
/// Writers of the same ``IndexDirectory`` also leave the names in the folder until the snapshot is gone.
package final class CommitSnapshot: Sendable {
  /// The commit.
  package let commit: Commit
  /// The checksum of the commit's file; two commits of one generation, of which one was undone, differ in it.
  package let checksum: UInt32
  /// Why newer commits in the folder could not be opened. Empty unless the index is damaged: a kill or a power cut leaves
  /// no such commits.
  package let damage: [SearchError]
  /// The open files by name.
  let files: [String: MappedFile]

  let directory: IndexDirectory

  init(
    commit: Commit, checksum: UInt32, damage: [SearchError], files: [String: MappedFile],
    directory: IndexDirectory
  ) {
    self.commit = commit
    self.checksum = checksum
    self.damage = damage
    self.files = files
    self.directory = directory
  }

  deinit { directory.release(commit.fileNames) }

  /// A segment's file of one kind; `nil` if the segment has none.
  package func file(_ kind: FileKind, of segment: SegmentEntry) -> MappedFile? {
    files[segment.fileName(kind)]
  }

  /// A segment's file of one kind, which it must have.
  ///
  /// - Throws: `corruptIndex` if the segment has no such file.
  package func requiredFile(_ kind: FileKind, of segment: SegmentEntry) throws(SearchError) -> MappedFile {
    guard let file = file(kind, of: segment) else {
      throw SearchError(
        .corruptIndex, "segment \(segment.id) has no \(kind.name) file", file: directory.path(commit.fileName)
      )
    }
    return file
  }

  /// Checks every byte of every file.
  ///
  /// - Returns: The damage, one error per file at most, each with the first damaged offset; commits newer than this one
  ///   that could not be opened come first.
  /// - Complexity: reads the whole index.
  package func verify() -> [SearchError] {
    damage + verify(except: [])
  }

  /// Checks every byte of the files of other names.
  func verify(except verified: Set<String>) -> [SearchError] {
    var found: [SearchError] = []
    for name in files.keys.sorted() where !verified.contains(name) {
      do throws(SearchError) { try files[name]?.verify() } catch { found.append(error) }
    }
    return found
  }
}
