import Synchronization

/// Runs a workload on a simulated disk and crashes it at every call.
///
/// One run of the workload is enough: before each call, the harness takes the disks that a crash at that moment would
/// leave, one for each policy, and lets the test look at them. The workload may be anything that works on a
/// ``SimulatedFileSystem`` and tells the recorder of its commits, up to the whole engine. It may use several threads: the
/// others wait at their next call while one is crashed.
///
/// ```swift
/// let report = try CrashHarness.run(seed: 1) { files, recorder in
///   try writeSomeCommits(files, recorder)
/// } check: { files, possible in
///   guard possible.allows(try contents(files)) else { throw CrashHarness.Failure("wrong contents") }
/// }
/// ```
package enum CrashHarness {
  /// Why what was found after a crash is wrong.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
  }

  /// What a run came to.
  package struct Report: Sendable {
    /// The calls at which the machine was crashed.
    package var crashPoints = 0
    /// The disks that were opened: crash points × policies.
    package var reopenings = 0
    /// What was wrong, the first few cases.
    package var failures: [String] = []

    package init() {}

    package static func += (sum: inout Report, report: Report) {
      sum.crashPoints += report.crashPoints
      sum.reopenings += report.reopenings
      sum.failures += report.failures
    }
  }

  /// Crashes `workload` at every call.
  ///
  /// - Parameters:
  ///   - seed: Decides what survives.
  ///   - policies: What crashes do.
  ///   - faults: What goes wrong besides, call by call.
  ///   - stride: Crashes at every `stride`-th call only.
  ///   - workload: Makes commits through the recorder.
  ///   - check: Throws if an index on such a disk is not as it must be.
  package static func run<Model: Sendable & Equatable>(
    seed: UInt64, policies: [CrashPolicy] = CrashPolicy.all, faults: SimulatedFileSystem.Hook? = nil,
    stride: Int = 1,
    workload: (SimulatedFileSystem, CommitRecorder<Model>) throws -> Void,
    check: @escaping @Sendable (SimulatedFileSystem, CommitRecorder<Model>.Possible) throws -> Void
  ) throws -> Report {
    let files = SimulatedFileSystem()
    let recorder = CommitRecorder<Model>()
    let report = Mutex(Report())
    let failureLimit = 5

    // What is possible must not change between asking for it and taking the disk.
    let gate = Mutex(())
    @Sendable func crash(_ moment: String, _ index: Int) {
      if report.withLock({ $0.failures.count >= failureLimit }) { return }
      let possible = recorder.possible
      report.withLock { $0.crashPoints += 1 }
      for (number, policy) in policies.enumerated() {
        let diskSeed = seed &* 1_000_003 &+ UInt64(index * policies.count + number)
        let disk = files.afterCrash(policy, seed: diskSeed)
        report.withLock { $0.reopenings += 1 }
        do {
          try check(disk, possible)
        } catch {
          report.withLock {
            $0.failures.append("seed \(seed), crash before \(moment), policy \(policy): \(error)")
          }
        }
      }
    }

    files.setHook { call in
      gate.withLock { _ in
        if call.index % stride == 0 { crash("\(call)", call.index) }
      }
      return faults?(call)
    }
    defer { files.setHook(nil) }
    try workload(files, recorder)
    crash("the end", files.callCount)
    return report.withLock { $0 }
  }
}
