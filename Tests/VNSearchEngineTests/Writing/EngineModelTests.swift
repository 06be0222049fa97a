import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("The engine against a dictionary")
struct EngineModelTests {
  @Test(
    "Random sequences of operations: documents, stored fields, counts, keys and searches equal the model's")
  func sequences() throws {
    var random = SeededGenerator.announced("operation sequences")
    let wanted = SeededGenerator.count(normal: 30, long: 1_200)
    var operations: [String: Int] = [:]
    for sequence in 0..<wanted {
      let seed = random.next()
      let files = SimulatedFileSystem()
      var workload = EngineWorkload(seed: seed, files: files, threads: sequence % 4 == 3 ? 2 : 1)
      do {
        try workload.run(steps: 40)
      } catch {
        Issue.record("sequence \(sequence), seed \(seed): \(error)")
        return
      }
      #expect(workload.errors == [], "seed \(seed)")
      #expect(files.openDescriptorCount == 0 && files.mappingCount == 0, "seed \(seed)")
      operations.merge(workload.operations, uniquingKeysWith: +)
    }
    let list = operations.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
    print("operation sequences: \(wanted), all equal to the model: \(list.joined(separator: ", "))")
  }
}
