import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("A crash of the engine at any call")
struct EngineCrashTests {
  private let steps = SeededGenerator.isLong ? 20 : 8

  @Test("A returned commit survives; the index is at it or at the one in flight; nothing is left behind")
  func everyCall() throws {
    var random = SeededGenerator.announced("crash of the engine at every call")
    let wanted = SeededGenerator.count(normal: 60, long: 10_000)
    var report = CrashHarness.Report()
    while report.crashPoints < wanted, report.failures.isEmpty {
      let seed = random.next()
      report += try CrashHarness.run(
        seed: seed,
        // Every call of a short run in the long mode; a sample of one otherwise.
        stride: SeededGenerator.isLong ? 1 : 29,
        workload: { [steps] files, recorder in
          var workload = EngineWorkload(seed: seed, files: files, recorder: recorder)
          try workload.run(steps: steps)
          #expect(workload.errors == [], "seed \(seed)")
        },
        check: EngineWorkload.check)
    }
    print("crash points of the engine: \(report.crashPoints), disks opened: \(report.reopenings)")
    #expect(report.failures == [])
  }

  @Test("A crash at any call after failures loses nothing")
  func crashesAfterFaults() throws {
    var random = SeededGenerator.announced("crashes of the engine after faults")
    let wanted = SeededGenerator.count(normal: 50, long: 5_000)
    let kinds: [SimulatedFault] = [
      .error(.inputOutput), .errorAfterwards(.inputOutput), .error(.noSpace), .short, .error(.interrupted),
    ]
    var report = CrashHarness.Report()
    while report.crashPoints < wanted, report.failures.isEmpty {
      let seed = random.next()
      report += try CrashHarness.run(
        seed: seed,
        // Decided by the call's number alone, so that a seed repeats a run.
        faults: { call in
          var random = SeededGenerator(seed: seed &+ UInt64(call.index))
          return random.chance(0.02) ? random.pick(kinds) : nil
        },
        stride: SeededGenerator.isLong ? 1 : 29,
        workload: { [steps] files, recorder in
          var workload = EngineWorkload(seed: seed, files: files, recorder: recorder)
          do { try workload.run(steps: steps) } catch is SearchError {}
        },
        check: EngineWorkload.check)
    }
    print(
      "crash points of the engine after faults: \(report.crashPoints), disks opened: \(report.reopenings)")
    #expect(report.failures == [])
  }
}
