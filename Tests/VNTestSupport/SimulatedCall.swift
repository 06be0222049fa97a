/// One call to ``SimulatedFileSystem``, as its hook sees it before it happens.
package struct SimulatedCall: Sendable, CustomStringConvertible {
  /// Which system call.
  package enum Operation: String, Sendable, CaseIterable {
    case open, create, close, write, read, size, map, synchronizeData
    case synchronizeDirectory, makeDirectory, removeDirectory, list, lock, unlock, isUnlinked, rename, unlink

    /// Whether it needs room on the disk, so that it can fail with "no space left on device".
    package var needsSpace: Bool {
      switch self {
      case .create, .write, .synchronizeData, .synchronizeDirectory, .rename, .makeDirectory: true
      case .open, .close, .read, .size, .map, .lock, .unlock, .isUnlinked, .unlink, .removeDirectory, .list:
        false
      }
    }
  }

  /// How many calls came before.
  package let index: Int
  package let operation: Operation
  /// The file it is about.
  package let path: String

  package var description: String { "call \(index) (\(operation.rawValue) \(path))" }
}
