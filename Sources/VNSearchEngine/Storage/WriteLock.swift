/// The right to write to an index folder: a lock on `write.lock` that the kernel takes back when the process ends, in
/// whatever way, so that no lock is ever left behind.
///
/// The file holds the holder's process id in text, for the message to those who are refused. It is never removed: that
/// would let two writers lock two files of the same name.
final class WriteLock: Sendable {
  private let descriptor: FileDescriptor
  private let fileSystem: any FileSystem

  /// How long a waiting writer sleeps between two attempts.
  private static let pause = 10

  /// Takes the lock, waiting for at most `milliseconds`.
  ///
  /// - Throws: `locked`, naming the holder's process id, or `inputOutput`.
  init(path: String, waiting milliseconds: Int, in fileSystem: any FileSystem) throws(SearchError) {
    self.fileSystem = fileSystem
    let descriptor = try fileSystem.retrying("open", path) { () throws(SystemCallError) in
      try fileSystem.open(path, .locking)
    }
    self.descriptor = descriptor
    var waited = 0
    while true {
      do throws(SystemCallError) {
        try fileSystem.tryLock(descriptor)
        break
      } catch {
        if error == .interrupted { continue }
        guard error == .wouldBlock else { throw error.during("lock", path) }
        if waited >= milliseconds { throw Self.locked(path, waited: waited, in: fileSystem) }
        let step = min(Self.pause, milliseconds - waited)
        fileSystem.sleep(milliseconds: step)
        waited += step
      }
    }
    // Always 20 characters, so that a shorter id leaves nothing of a longer one. Only for the message: a full disk must
    // not keep a writer out that may be about to make room.
    let id = String(fileSystem.processID)
    let line = String(repeating: " ", count: max(0, 19 - id.count)) + id + "\n"
    do throws(SearchError) {
      try unsafe Array(line.utf8).span.bytes.withUnsafeBytes { (bytes) throws(SearchError) in
        try unsafe fileSystem.writeAll(bytes, to: descriptor, path)
      }
    } catch {}
  }

  deinit {
    do throws(SystemCallError) { try fileSystem.unlock(descriptor) } catch {}
    fileSystem.closeQuietly(descriptor)
  }

  private static func locked(_ path: String, waited: Int, in fileSystem: any FileSystem) -> SearchError {
    var holder = "another process"
    do throws(SearchError) {
      let text = String(decoding: try fileSystem.contents(of: path, limit: 64) ?? [], as: UTF8.self)
      if let id = Int(text.filter { !$0.isWhitespace }) {
        holder = id == fileSystem.processID ? "this process (\(id))" : "process \(id)"
      }
    } catch {}
    let waiting = waited > 0 ? " after waiting \(waited) ms" : ""
    return SearchError(
      .locked, "\(holder) is writing to this index\(waiting); try again when it has finished", file: path)
  }
}
