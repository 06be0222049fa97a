import Synchronization
import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("A failing call of the engine")
struct EngineFaultTests {
  @Test(
    "Nothing committed is lost, the error names the file, and the writer goes on",
    arguments: FaultTests.Trouble.allCases)
  func everyCall(_ trouble: FaultTests.Trouble) throws {
    var random = SeededGenerator.announced("\(trouble) at every call of the engine")
    let seed = random.next()
    let steps = 10
    let calls = Mutex<[SimulatedCall]>([])
    let whole = SimulatedFileSystem()
    whole.setHook { call in
      calls.withLock { $0.append(call) }
      return nil
    }
    var workload = EngineWorkload(seed: seed, files: whole)
    try workload.run(steps: steps)
    #expect(workload.errors == [])

    // Every call in the long mode; a sample otherwise.
    let stride = SeededGenerator.isLong ? 1 : 31
    var faults = 0
    var reported = 0
    for call in calls.withLock({ $0 }) where trouble.concerns(call.operation) && call.index % stride == 0 {
      faults += 1
      let files = SimulatedFileSystem()
      let recorder = CommitRecorder<EngineModel>()
      files.setHook { trouble.fault(at: call.index, for: $0) }
      let what: Comment = "seed \(seed), \(trouble) at \(call)"
      do {
        var workload = EngineWorkload(seed: seed, files: files, recorder: recorder)
        do {
          try workload.run(steps: steps)
        } catch is SearchError where trouble == .diskStaysFull {
          // Whoever tries again on a full disk fails again.
        }
        files.setHook(nil)
        reported += workload.errors.isEmpty ? 0 : 1
        if trouble.isHarmless { #expect(workload.errors == [], what) }
        for error in workload.errors { #expect(error.code == .inputOutput && error.file != nil, what) }
      } catch {
        Issue.record("\(what): \(error)")
        return
      }
      #expect(files.openDescriptorCount == 0 && files.mappingCount == 0, what)
      do {
        try EngineWorkload.check(files, recorder.possible)
      } catch {
        Issue.record("\(what): \(error)")
        return
      }
    }
    print(
      "faults of the engine, \(trouble): \(faults) of \(calls.withLock { $0.count }) calls, reported \(reported)"
    )
    #expect(trouble.isHarmless == (reported == 0))
  }
}
