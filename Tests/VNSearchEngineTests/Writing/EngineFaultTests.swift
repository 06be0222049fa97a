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
    let concerned = calls.withLock { $0 }.filter { trouble.concerns($0.operation) }
    let stride = SeededGenerator.isLong ? 1 : max(1, concerned.count / 40)
    var faults = 0
    var reported = 0
    var unknown = 0
    for (place, call) in concerned.enumerated() where place % stride == stride / 2 {
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
        for error in workload.errors {
          #expect([.inputOutput, .outcomeUnknown].contains(error.code) && error.file != nil, what)
        }
        unknown += workload.errors.contains { $0.code == .outcomeUnknown } ? 1 : 0
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
      "faults of the engine, \(trouble): \(faults) of \(concerned.count) calls, reported \(reported), "
        + "with an unknown outcome \(unknown)"
    )
    #expect(trouble.isHarmless == (reported == 0))
  }
}
