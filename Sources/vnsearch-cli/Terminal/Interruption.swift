import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whether the user pressed Ctrl-C while the index is being changed.
///
/// The first Ctrl-C is noted and the work stops at the next document, with nothing changed; a second one ends
/// the process at once, which leaves the index as it was, too.
enum Interruption {
  /// The signal that came; 0: none.
  private static let signal = Atomic<Int32>(0)

  static var isRequested: Bool { signal.load(ordering: .relaxed) != 0 }

  /// From now on Ctrl-C (and SIGTERM) asks for an orderly end.
  static func catchSignals() {
    // Touched here, so that the handler does not run a lazy initializer.
    signal.store(0, ordering: .relaxed)
    var action = sigaction()
    action.setHandler { Interruption.signal.store($0, ordering: .relaxed) }
    action.sa_flags = Int32(bitPattern: UInt32(truncatingIfNeeded: SA_RESETHAND))
    unsafe sigaction(SIGINT, &action, nil)
    unsafe sigaction(SIGTERM, &action, nil)
    // A parent may have handed down a mask that blocks them.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGINT)
    unsafe sigaddset(&signals, SIGTERM)
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// The exit code of a process that the signal ended, as shells count: 130 for SIGINT, 143 for SIGTERM.
  static var exitCode: Int32 { 128 + signal.load(ordering: .relaxed) }
}

extension sigaction {
  fileprivate mutating func setHandler(_ handler: @escaping @convention(c) (Int32) -> Void) {
    #if canImport(Glibc)
      unsafe __sigaction_handler.sa_handler = handler
    #else
      unsafe __sigaction_u.__sa_handler = handler
    #endif
  }
}
