#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One file to read, found but not opened yet.
struct InputFile {
  /// The path as the user gave it, or below the folder that the user gave; `-` for standard input.
  var path: String
  var format: InputFormat
  /// Bytes on disk; 0 for standard input and pipes.
  var size: Int

  static let standardInput = InputFile(path: "-", format: .jsonLines, size: 0)

  var isStandardInput: Bool { path == "-" }

  /// What messages call it.
  var displayName: String { isStandardInput ? "standard input" : path }
}

extension InputFile {
  /// The files that `paths` name: files as they are, folders with all that is readable below them, sorted by
  /// name, hidden files and folders left out.
  ///
  /// Other kinds of files in a folder are passed over; named outright, they are an error. Symbolic links are
  /// followed; a folder that contains itself is visited once.
  static func find(_ paths: [String]) throws(InputError) -> [InputFile] {
    var found: [InputFile] = []
    for path in paths {
      if path == "-" {
        found.append(.standardInput)
        continue
      }
      let status = try fileStatus(path)
      if status.isFolder {
        let before = found.count
        var visited: [FileIdentity] = []
        try findFiles(under: path, visited: &visited, into: &found)
        if found.count == before {
          throw InputError(
            .everything, "no file to read in this folder; these are read: \(InputFormat.supported)",
            file: path)
        }
      } else {
        guard let format = InputFormat(fileName: lastComponent(path)) else {
          throw InputError(
            .everything, "not a kind of file that is read; these are: \(InputFormat.supported)", file: path)
        }
        found.append(InputFile(path: path, format: format, size: status.size))
      }
    }
    return found
  }

  private struct FileIdentity: Equatable {
    var device: UInt64
    var number: UInt64
  }

  private struct FileStatus {
    var isFolder: Bool
    var size: Int
    var identity: FileIdentity
  }

  private static func fileStatus(_ path: String) throws(InputError) -> FileStatus {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      let code = errno
      // What the operating system gave as something else than UTF-8 has become another name.
      let missing = isRepaired(path) ? "a name that is not UTF-8; rename it" : "no such file or folder"
      throw InputError(.everything, code == ENOENT ? missing : systemMessage(code), file: path)
    }
    let kind = status.st_mode & mode_t(S_IFMT)
    return FileStatus(
      isFolder: kind == mode_t(S_IFDIR), size: kind == mode_t(S_IFREG) ? Int(status.st_size) : 0,
      identity: FileIdentity(
        device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(truncatingIfNeeded: status.st_ino)))
  }

  /// Whether a name may be that of a file whose own is not UTF-8.
  private static func isRepaired(_ name: String) -> Bool { name.unicodeScalars.contains("\u{FFFD}") }

  private static func findFiles(
    under folder: String, visited: inout [FileIdentity], into found: inout [InputFile]
  ) throws(InputError) {
    let identity = try fileStatus(folder).identity
    if visited.contains(identity) { return }
    visited.append(identity)
    defer { visited.removeLast() }
    for name in try names(in: folder) {
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      var status = stat()
      // A dangling link or a file that went away meanwhile is nobody's mistake: pass over it.
      guard unsafe stat(path, &status) == 0 else {
        if isRepaired(name) { _ = try fileStatus(path) }
        continue
      }
      let kind = status.st_mode & mode_t(S_IFMT)
      if kind == mode_t(S_IFDIR) {
        try findFiles(under: path, visited: &visited, into: &found)
      } else if kind == mode_t(S_IFREG), let format = InputFormat(fileName: name) {
        found.append(InputFile(path: path, format: format, size: Int(status.st_size)))
      }
    }
  }

  /// The names in a folder that do not begin with a dot, in byte order, the same on every machine.
  private static func names(in folder: String) throws(InputError) -> [String] {
    guard let names = Platform.names(in: folder) else {
      throw InputError(.everything, systemMessage(errno), file: folder)
    }
    return names.filter { !$0.hasPrefix(".") }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  static func lastComponent(_ path: String) -> String {
    String(path.split(separator: "/").last ?? "")
  }
}

/// What the system says of an error number, beginning in lower case.
func systemMessage(_ code: Int32) -> String {
  let text = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  guard let first = text.first else { return "error \(code)" }
  // "I/O error" and the like stay as they are.
  if text.dropFirst().first?.isUppercase == true || text.dropFirst().first == "/" { return text }
  return first.lowercased() + text.dropFirst()
}
