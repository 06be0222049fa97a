#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The error number that a system call left, before anybody has said which file it was about.
///
/// ``FileSystem`` throws it; everything above throws ``SearchError`` with the operation and the file named.
package struct SystemCallError: Error, Sendable, Hashable {
  /// The value of `errno`.
  package let number: Int32

  package init(_ number: Int32) { self.number = number }

  package static let interrupted = SystemCallError(EINTR)
  package static let wouldBlock = SystemCallError(EWOULDBLOCK)
  package static let noSuchFile = SystemCallError(ENOENT)
  package static let notADirectory = SystemCallError(ENOTDIR)
  package static let fileExists = SystemCallError(EEXIST)
  package static let inputOutput = SystemCallError(EIO)
  package static let noSpace = SystemCallError(ENOSPC)
  package static let badDescriptor = SystemCallError(EBADF)

  /// The file is a folder, a pipe or a device. No system call's own: `FileSystem.size(_:)` says so.
  package static let notARegularFile = SystemCallError(-1)

  /// The operating system's words for it: "No space left on device".
  package var text: String {
    if self == .notARegularFile { return "not a regular file" }
    guard let words = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: words)
  }

  /// This failure as what the caller of a storage operation sees.
  ///
  /// - Parameters:
  ///   - operation: What was tried, as a verb: "write", "rename to commit-7".
  ///   - path: The file that it was tried on.
  package func during(_ operation: String, _ path: String) -> SearchError {
    SearchError(.inputOutput, "cannot \(operation): \(text)", file: path)
  }
}
