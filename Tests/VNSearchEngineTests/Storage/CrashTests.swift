import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("A crash at any call")
struct CrashTests {
  @Test("A returned commit survives; the index is at it or at the one in flight")
  func everyCall() throws {
    var random = SeededGenerator.announced("crash at every call")
    var report = CrashHarness.Report()
    while report.crashPoints < (SeededGenerator.isLong ? 20_000 : 150), report.failures.isEmpty {
      let seed = random.next()
      report += try CrashHarness.run(
        seed: seed,
        workload: { files, recorder in
          var workload = StorageWorkload(seed: seed, files: files, recorder: recorder)
          try workload.run(steps: 20)
        },
        check: StorageWorkload.check)
    }
    print("crash points: \(report.crashPoints), disks opened: \(report.reopenings)")
    #expect(report.failures == [])
  }
}
