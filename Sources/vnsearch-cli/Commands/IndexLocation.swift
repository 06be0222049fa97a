import VNSearch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the index is: as the user says, else as the environment says, else near this folder.
enum IndexLocation {
  /// The folder that holds the index of a project, as `.git` does.
  static let folderName = ".vnsearch"
  static let variable = "VNSEARCH_INDEX"

  /// The index to read.
  static func existing(_ given: String?) throws(InputError) -> String {
    if let path = named(given) {
      if Platform.isFolder(path) == false {
        throw InputError(
          .everything,
          "this is a file, not the folder of an index; make an index of it with 'vnsearch index', or search it with "
            + "'vnsearch query --in'", file: path)
      }
      return path
    }
    var folder = ""
    for _ in 0..<64 {
      let path = folder + folderName
      if holdsIndex(path) { return path }
      let here = identity(folder.isEmpty ? "." : folder)
      folder += "../"
      // At the root, "above" is the same folder again.
      if identity(folder) == here { break }
    }
    throw InputError(
      .everything,
      "no index: make one with 'vnsearch index PATH…', or name one with --index or $\(variable)")
  }

  /// Says when an index is older than what was committed last.
  static func warnOfDamage(in index: PlainIndex) throws(SearchError) {
    for error in try index.snapshot().damage {
      writeToStandardError(
        "vnsearch: an older state of the index is read, as the newest is damaged: \(error); see 'vnsearch check'"
      )
    }
  }

  /// The index to write; it may not exist yet.
  static func toWrite(_ given: String?) -> String { named(given) ?? folderName }

  private static func named(_ given: String?) -> String? {
    if let given { return given }
    guard let path = environment(variable), !path.isEmpty else { return nil }
    return path
  }

  /// Whether a folder has a commit: what a first `index` left that failed hides no index above it.
  private static func holdsIndex(_ path: String) -> Bool {
    (Platform.names(in: path) ?? []).contains { name in
      if case .commit = IndexFileName(name) { return true }
      return false
    }
  }

  private static func identity(_ path: String) -> [UInt64]? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return [UInt64(truncatingIfNeeded: status.st_dev), UInt64(truncatingIfNeeded: status.st_ino)]
  }
}
