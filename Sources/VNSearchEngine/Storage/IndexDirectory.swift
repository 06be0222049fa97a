import Synchronization

/// The folder of one index: finds the commit to read, lets one writer in, and knows which files are in use.
///
/// Opening takes the newest commit that validates — its own checksums hold, its files exist with the recorded lengths and
/// checksums in their footers — else the one before; two are kept. Snapshots of one `IndexDirectory` keep their files'
/// names in the folder; snapshots of others, in this process or another, keep the files' content only.
///
/// ```swift
/// let directory = IndexDirectory(path: "articles.vnindex", fileSystem: POSIXFileSystem())
/// let snapshot = try directory.openNewestCommit()
/// let writer = try directory.openWriter(creating: true)
/// ```
package final class IndexDirectory: Sendable {
  /// The folder.
  package let path: String
  /// The door to system calls.
  package let fileSystem: any FileSystem
  /// How many open snapshots of this object need each name.
  private let uses = Guarded<[String: Int]>([:])

  /// Touches nothing yet.
  package init(path: String, fileSystem: any FileSystem = POSIXFileSystem()) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
    self.fileSystem = fileSystem
  }

  /// The path of a file in the folder.
  package func path(_ name: String) -> String { path == "/" ? "/" + name : path + "/" + name }

  /// The files of an index in the folder, foreign ones left out; `nil` if there is no such folder.
  func names() throws(SearchError) -> [IndexFileName]? { try allNames()?.compactMap { IndexFileName($0) } }

  /// All names in the folder; `nil` if there is no such folder.
  func allNames() throws(SearchError) -> [String]? {
    while true {
      do throws(SystemCallError) {
        return try fileSystem.list(path)
      } catch {
        if error == .noSuchFile || error == .notADirectory { return nil }
        if error != .interrupted { throw error.during("list the folder", path) }
      }
    }
  }

  /// The generations of the commits in the folder, newest first; `nil` if there is no such folder.
  func commitGenerations() throws(SearchError) -> [UInt64]? {
    guard let names = try names() else { return nil }
    return names.compactMap { name -> UInt64? in
      if case .commit(let generation) = name { generation } else { nil }
    }.sorted(by: >)
  }

  /// Marks names as needed by an open snapshot.
  func retain(_ names: [String]) {
    uses.withLock { uses in
      for name in names { uses[name, default: 0] += 1 }
    }
  }

  /// Ends what ``retain(_:)`` began.
  func release(_ names: [String]) {
    uses.withLock { uses in
      for name in names {
        guard let count = uses[name] else { continue }
        uses[name] = count > 1 ? count - 1 : nil
      }
    }
  }

  /// Removes the folder if it holds nothing but the lock, which the caller must have.
  func removeIfEmpty() {
    do throws(SearchError) {
      guard try allNames() == [IndexFileName.lock.text] else { return }
      try fileSystem.removeFile(path(IndexFileName.lock.text))
      try fileSystem.retrying("remove", path) { () throws(SystemCallError) in
        try fileSystem.removeDirectory(path)
      }
    } catch {
      // An empty folder is no harm.
    }
  }

  /// Removes the files that no snapshot needs.
  ///
  /// - Returns: The names that are still there: in use, or not removable now.
  func removeUnused(_ names: Set<String>) -> Set<String> {
    // Removing under the lock: a snapshot that opens meanwhile either finds a file gone, and takes a newer commit, or
    // has its name in `uses` before the file could go. Commits go first, so that none is left without its files.
    uses.withLock { uses in
      var left: Set<String> = []
      for name in names.sorted() {
        if uses[name] == nil {
          do throws(SearchError) { try fileSystem.removeFile(path(name)) } catch { left.insert(name) }
        } else {
          left.insert(name)
        }
      }
      return left
    }
  }
}
