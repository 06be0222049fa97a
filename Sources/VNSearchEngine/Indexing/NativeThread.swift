#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A thread of the operating system that runs one closure: for work that keeps a core busy for seconds, which tasks
/// should not.
@safe final class NativeThread: @unchecked Sendable {
  /// Set by `init`, cleared by `join()`; both are called by the thread's owner alone.
  private var thread: pthread_t?

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts a thread.
  ///
  /// - Throws: `inputOutput` if the operating system gives none.
  init(_ run: @escaping @Sendable () -> Void) throws(SearchError) {
    var thread = pthread_t()
    let body = unsafe Unmanaged.passRetained(Body(run))
    let result = unsafe pthread_create(
      &thread, nil,
      { context in
        #if canImport(Darwin)
          unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        #else
          unsafe Unmanaged<Body>.fromOpaque(context!).takeRetainedValue().run()
        #endif
        return nil
      }, unsafe body.toOpaque())
    guard result == 0 else {
      unsafe body.release()
      throw SearchError(.inputOutput, "cannot start a thread: \(SystemCallError(result).text)")
    }
    #if canImport(Darwin)
      unsafe self.thread = thread
    #else
      self.thread = thread
    #endif
  }

  /// Waits until the closure has returned.
  func join() {
    if let thread { pthread_join(thread, nil) }
    thread = nil
  }
}
