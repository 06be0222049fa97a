import Synchronization

/// Keeps tests that choose kernels, which is a choice for the whole process, apart from each other.
package enum KernelVariants {
  private static let lock = Mutex(())

  /// Runs `body` while no other test chooses kernels.
  package static func exclusively<Value, Failure: Error>(
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try lock.withLock { (_) throws(Failure) in try body() }
  }
}
