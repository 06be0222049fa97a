import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Independent pieces of work on several threads.
enum ParallelWork {
  /// `forEach` does not return before its threads have ended, so `body` outlives them.
  private final class Job: @unchecked Sendable {
    let count: Int
    let body: (Int) -> Void
    let next = Atomic(0)

    init(_ count: Int, _ body: @escaping (Int) -> Void) {
      self.count = count
      self.body = body
    }

    func run() {
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= count { return }
        body(index)
      }
    }
  }

  /// Calls `body` with 0 ..< count on up to so many threads, this one included; returns when all are done.
  ///
  /// Where no thread can be started, this one does it all. Different numbers must touch different things.
  static func forEach(_ count: Int, threads: Int, _ body: (Int) -> Void) {
    withoutActuallyEscaping(body) { run(Job(count, $0), threads: min(threads, count)) }
  }

  private static func run(_ job: Job, threads: Int) {
    var helpers: [pthread_t] = []
    for _ in 1..<max(1, threads) {
      var thread = pthread_t()
      let context = unsafe Unmanaged.passRetained(job)
      let result = unsafe pthread_create(
        &thread, nil,
        { context in
          unsafe Unmanaged<Job>.fromOpaque(context!).takeRetainedValue().run()
          return nil
        }, unsafe context.toOpaque())
      if result != 0 {
        unsafe context.release()
        break
      }
      helpers.append(thread)
    }
    job.run()
    for thread in helpers { pthread_join(thread, nil) }
  }
}
