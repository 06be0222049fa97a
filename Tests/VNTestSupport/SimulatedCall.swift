package import VNSearchEngine

/// One call to ``SimulatedFileSystem``, as its hook sees it before it happens.
package struct SimulatedCall: Sendable, CustomStringConvertible {
  /// Which system call.
  package enum Operation: String, Sendable, CaseIterable {
    case open, create, close, write, read, size, map, synchronizeData, synchronizeDirectory, lock, rename,
      unlink
    case makeDirectory, list

    /// Whether it needs room on the disk, so that it can fail with "no space left on device".
    package var needsSpace: Bool {
      switch self {
      case .create, .write, .synchronizeData, .synchronizeDirectory, .rename, .makeDirectory: true
      case .open, .close, .read, .size, .map, .lock, .unlink, .list: false
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

/// What goes wrong with a call.
package enum SimulatedFault: Sendable, Hashable {
  /// It fails and does nothing. A failed synchronisation of a file makes later ones do nothing, too; `close` closes.
  case error(SystemCallError)
  /// It does its work and then fails, as over a network.
  case errorAfterwards(SystemCallError)
  /// A write takes half of the bytes, rounded up; other calls work.
  case short
}
