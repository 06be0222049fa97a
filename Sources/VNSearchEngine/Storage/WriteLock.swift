import Synchronization

/// The right to write to an index folder: a lock on `write.lock` that the kernel takes back when the process ends, in
/// whatever way, so that no lock is ever left behind.
///
/// The file holds the holder's process id in text, for the message to those who are refused, and from the first commit on
/// a second line that there was one: what lies in a folder without commits is then not what a killed first writer left.
/// It is removed by its holder only, with a folder in which nothing was made: whoever locks it then sees that it has no
/// name any more.
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
  static let pause = 10

  /// Takes the lock, waiting for at most `milliseconds`.
  ///
  /// - Parameter waited: How long the caller has waited already, for the message.
  /// - Returns: nil if there is no folder, or no more: a first writer that failed takes the one that it made with it.
  /// - Throws: `locked`, naming the holder's process id, or `inputOutput`.
  init?(
    path: String, waiting milliseconds: Int, after waited: Int = 0, in fileSystem: any FileSystem
  ) throws(SearchError) {
    var waited = waited
    let deadline = waited + milliseconds
    guard let descriptor = try Self.acquire(path, until: deadline, &waited, in: fileSystem) else {
      return nil
    }
    self.descriptor = descriptor
    self.fileSystem = fileSystem
    self.path = path
    hasCommit.store(Self.text(path, in: fileSystem).contains(Self.commitLine), ordering: .relaxed)
    // Always 20 characters, so that a shorter id leaves nothing of a longer one. Only for the message: a full disk must
    // not keep a writer out that may be about to make room.
    let id = String(fileSystem.processID)
    let line = String(repeating: " ", count: max(0, 19 - id.count)) + id + "\n"
    write(line)
  }

  /// Opens and locks the file. One that lost its name meanwhile, with the folder of a first writer that failed, keeps nobody
  /// out: then again.
  private static func acquire(
    _ path: String, until deadline: Int, _ waited: inout Int, in fileSystem: any FileSystem
  ) throws(SearchError) -> FileDescriptor? {
    while true {
      let opened = try fileSystem.retryingIfPresent("open", path) { () throws(SystemCallError) in
        try fileSystem.open(path, .locking)
      }
      guard let descriptor = opened else { return nil }
      do throws(SearchError) {
        try lock(descriptor, path, until: deadline, &waited, in: fileSystem)
        let isUnlinked = try fileSystem.retrying("look at", path) { () throws(SystemCallError) in
          try fileSystem.isUnlinked(descriptor)
        }
        if !isUnlinked { return descriptor }
      } catch {
        release(descriptor, in: fileSystem)
        throw error
      }
      release(descriptor, in: fileSystem)
    }
  }

  private static func lock(
    _ descriptor: FileDescriptor, _ path: String, until deadline: Int, _ waited: inout Int,
    in fileSystem: any FileSystem
  ) throws(SearchError) {
    while true {
      do throws(SystemCallError) {
        return try fileSystem.tryLock(descriptor)
      } catch {
        if error == .interrupted { continue }
        guard error == .wouldBlock else { throw error.during("lock", path) }
        if waited >= deadline { throw Self.locked(path, waited: waited, in: fileSystem) }
        let step = min(Self.pause, deadline - waited)
        fileSystem.sleep(milliseconds: step)
        waited += step
      }
    }
  }

  private static func release(_ descriptor: FileDescriptor, in fileSystem: any FileSystem) {
    do throws(SystemCallError) { try fileSystem.unlock(descriptor) } catch {}
    fileSystem.closeQuietly(descriptor)
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

  deinit { Self.release(descriptor, in: fileSystem) }

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
