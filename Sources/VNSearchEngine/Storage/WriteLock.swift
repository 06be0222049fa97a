import Synchronization

/// The right to write to an index folder: a lock on `write.lock` that the kernel takes back when the process ends, in
/// whatever way, so that no lock is ever left behind.
///
/// The file holds the holder's process id in text, for the message to those who are refused, and from the first commit on
/// a second line that there was one: what lies in a folder without commits is then not what a killed first writer left. It
/// is never removed: that would let two writers lock two files of the same name.
/// ```
/// write.lock := process id, 19 characters "\n" ["committed\n"]
/// ```
final class WriteLock: Sendable {
  private let descriptor: FileDescriptor
  private let fileSystem: any FileSystem
  private let path: String
  /// Whether the folder has had a commit.
  private let hasCommit = Atomic(false)
  private static let commitLine = "committed\n"

  /// Whether the folder has had a commit, as far as is known: the file is not synchronised.
  var knowsOfCommit: Bool { hasCommit.load(ordering: .relaxed) }

  /// How long a waiting writer sleeps between two attempts.
  private static let pause = 10

  /// Takes the lock, waiting for at most `milliseconds`.
  ///
  /// - Throws: `locked`, naming the holder's process id, or `inputOutput`.
  init(path: String, waiting milliseconds: Int, in fileSystem: any FileSystem) throws(SearchError) {
    self.fileSystem = fileSystem
    self.path = path
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
    hasCommit.store(Self.text(path, in: fileSystem).contains(Self.commitLine), ordering: .relaxed)
    // Always 20 characters, so that a shorter id leaves nothing of a longer one. Only for the message: a full disk must
    // not keep a writer out that may be about to make room.
    let id = String(fileSystem.processID)
    let line = String(repeating: " ", count: max(0, 19 - id.count)) + id + "\n"
    write(line)
  }

  /// Notes in the file that there is a commit.
  func noteCommit() {
    if !hasCommit.exchange(true, ordering: .relaxed) { write(Self.commitLine) }
  }

  private func write(_ line: String) {
    do throws(SearchError) {
      try unsafe Array(line.utf8).span.bytes.withUnsafeBytes { (bytes) throws(SearchError) in
        try unsafe fileSystem.writeAll(bytes, to: descriptor, path)
      }
    } catch {}
  }

  /// What the file says; nothing if it cannot be read.
  private static func text(_ path: String, in fileSystem: any FileSystem) -> String {
    do throws(SearchError) {
      return String(decoding: try fileSystem.contents(of: path, limit: 64) ?? [], as: UTF8.self)
    } catch {
      return ""
    }
  }

  deinit {
    do throws(SystemCallError) { try fileSystem.unlock(descriptor) } catch {}
    fileSystem.closeQuietly(descriptor)
  }

  private static func locked(_ path: String, waited: Int, in fileSystem: any FileSystem) -> SearchError {
    var holder = "another process"
    let firstLine = text(path, in: fileSystem).prefix { $0 != "\n" }
    if let id = Int(firstLine.filter { !$0.isWhitespace }) {
      holder = id == fileSystem.processID ? "this process (\(id))" : "process \(id)"
    }
    let waiting = waited > 0 ? " after waiting \(waited) ms" : ""
    return SearchError(
      .locked, "\(holder) is writing to this index\(waiting); try again when it has finished", file: path)
  }
}
