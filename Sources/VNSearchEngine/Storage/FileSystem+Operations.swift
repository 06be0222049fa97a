/// The system calls as the rest of `Storage/` uses them: never interrupted, never short, failures with a name.
extension FileSystem {
  /// Runs one call again for as long as a signal interrupts it, and names operation and file when it fails.
  package func retrying<Value>(
    _ operation: String, _ path: String, _ call: () throws(SystemCallError) -> Value
  ) throws(SearchError) -> Value {
    while true {
      do throws(SystemCallError) {
        return try call()
      } catch {
        if error != .interrupted { throw error.during(operation, path) }
      }
    }
  }

  /// Runs one call again for as long as a signal interrupts it; `nil` where the file does not exist.
  func retryingIfPresent<Value>(
    _ operation: String, _ path: String, _ call: () throws(SystemCallError) -> Value
  ) throws(SearchError) -> Value? {
    while true {
      do throws(SystemCallError) {
        return try call()
      } catch {
        if error == .noSuchFile { return nil }
        if error != .interrupted { throw error.during(operation, path) }
      }
    }
  }

  /// Writes all bytes, however many calls it takes.
  func writeAll(
    _ bytes: UnsafeRawBufferPointer, to descriptor: FileDescriptor, _ path: String
  ) throws(SearchError) {
    var rest = unsafe bytes
    while rest.count > 0 {
      let count = try retrying("write", path) { () throws(SystemCallError) in
        try unsafe write(descriptor, rest)
      }
      // A regular file never takes nothing without an error; believing it would loop for ever.
      if count <= 0 { throw SystemCallError.inputOutput.during("write", path) }
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[min(count, rest.count)...])
    }
  }

  /// Closes a descriptor. It is closed even if a signal interrupts the call, so that is no failure.
  func closeFile(_ descriptor: FileDescriptor, _ path: String) throws(SearchError) {
    do throws(SystemCallError) {
      try close(descriptor)
    } catch {
      if error != .interrupted { throw error.during("close", path) }
    }
  }

  /// Closes a descriptor whose content no longer matters.
  func closeQuietly(_ descriptor: FileDescriptor) {
    do throws(SystemCallError) { try close(descriptor) } catch {}
  }

  /// The bytes of a small file; `nil` if it does not exist.
  ///
  /// Reads at most `limit` bytes, so that a damaged or foreign file cannot fill the memory.
  package func contents(of path: String, limit: Int = 1 << 30) throws(SearchError) -> [UInt8]? {
    let opened = try retryingIfPresent("open", path) { () throws(SystemCallError) in try open(path, .reading)
    }
    guard let descriptor = opened else { return nil }
    defer { closeQuietly(descriptor) }
    let size = try length(descriptor, path)
    guard size <= limit else {
      throw SearchError(.corruptIndex, "the file is larger (\(size) bytes) than it can be", file: path)
    }
    var bytes = [UInt8](repeating: 0, count: size)
    var filled = 0
    while filled < size {
      let count = try retrying("read", path) { () throws(SystemCallError) -> Int in
        var span = bytes.mutableSpan
        return try unsafe span.withUnsafeMutableBytes { (buffer) throws(SystemCallError) -> Int in
          try unsafe read(descriptor, into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
        }
      }
      if count <= 0 { break }
      filled += count
    }
    if filled < size { bytes.removeLast(size - filled) }
    return bytes
  }

  /// The length of a file; `nil` if it does not exist.
  package func length(of path: String) throws(SearchError) -> Int? {
    let opened = try retryingIfPresent("open", path) { () throws(SystemCallError) in try open(path, .reading)
    }
    guard let descriptor = opened else { return nil }
    defer { closeQuietly(descriptor) }
    return try length(descriptor, path)
  }

  /// The length of an open file.
  ///
  /// - Throws: `corruptIndex` if it is no regular file: an index has no others.
  func length(_ descriptor: FileDescriptor, _ path: String) throws(SearchError) -> Int {
    while true {
      do throws(SystemCallError) {
        return try size(descriptor)
      } catch {
        if error == .notARegularFile {
          throw SearchError(
            .corruptIndex, "this is not a regular file, as every file of an index is", file: path)
        }
        if error != .interrupted { throw error.during("read the size", path) }
      }
    }
  }

  /// Makes the names in a directory survive a power cut.
  package func synchronizeDirectory(at path: String) throws(SearchError) {
    let descriptor = try retrying("open the directory", path) { () throws(SystemCallError) in
      try open(path, .directory)
    }
    defer { closeQuietly(descriptor) }
    try retrying("synchronise the directory", path) { () throws(SystemCallError) in
      try synchronizeDirectory(descriptor)
    }
  }

  /// Renames a file, replacing the one that has the new name.
  package func renameFile(_ path: String, to newPath: String) throws(SearchError) {
    try retrying("rename to \(newPath)", path) { () throws(SystemCallError) in try rename(path, to: newPath) }
  }

  /// Removes a file; a file that is already gone is no failure.
  package func removeFile(_ path: String) throws(SearchError) {
    _ = try retryingIfPresent("remove", path) { () throws(SystemCallError) in try unlink(path) }
  }

  /// Makes a directory that survives a power cut; one that is already there is no failure.
  ///
  /// - Returns: Whether it was missing.
  @discardableResult
  package func makeDirectoryIfMissing(_ path: String) throws(SearchError) -> Bool {
    var isMade = false
    while true {
      do throws(SystemCallError) {
        try makeDirectory(path)
        isMade = true
        break
      } catch {
        if error == .fileExists { break }
        if error != .interrupted { throw error.during("make the directory", path) }
      }
    }
    // Also for one that was there: whoever made it may have been cut off before this.
    try synchronizeDirectory(at: parent(of: path))
    return isMade
  }

  /// The directory that holds a path: "a/b" → "a", "/a" → "/", "a" → ".".
  private func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
