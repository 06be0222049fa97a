#if os(Linux)
  import Glibc
  import Testing
  import VNTestSupport

  @testable import VNSearchEngine

  @Suite("The engine on a real full disk")
  struct EngineFullDiskTests {
    @Test("Adds until a tmpfs of 2 MB is full: nothing committed is lost, and with room it goes on")
    func tmpfs() throws {
      let folder = TemporaryFolder()
      guard mountDisk(at: folder.path) else {
        print(
          "full disk of the engine: not run, mounting a tmpfs is not allowed: \(SystemCallError(errno).text)")
        return
      }
      defer { unmountDisk(at: folder.path) }
      var workload = FullDiskWorkload(
        path: folder.path("index"), random: SeededGenerator.announced("full disk of the engine"))
      let wanted = SeededGenerator.count(normal: 4, long: 60)
      while workload.failures < wanted { try workload.step() }
      print(
        "full disk of the engine: \(workload.commits) commits, \(workload.failures) failures, nothing lost")
      #expect(workload.commits > 0)
    }
  }

  /// Adds documents until there is no room, makes some, and goes on; a model knows what must be there.
  private struct FullDiskWorkload {
    private(set) var commits = 0
    private(set) var failures = 0
    private var random: SeededGenerator
    private let engine: IndexEngine
    private var model = EngineModel()
    private var next = 0

    init(path: String, random: SeededGenerator) {
      engine = IndexEngine(path: path)
      self.random = random
    }

    mutating func step() throws {
      // A writer for each commit, as SearchIndex.write makes.
      var pending = model
      do {
        try add(&pending)
        model = pending
        commits += 1
      } catch {
        try fail(error)
      }
      if commits % 4 == 1 { try check() }
    }

    private mutating func add(_ pending: inout EngineModel) throws {
      var options = IndexingOptions()
      options.memoryBudget = random.pick([1 << 20, 2 << 20, 4 << 20])
      options.mergePolicy.factor = 3
      let session = try engine.makeWriter(schema: EngineModel.schema, options: options)
      for _ in 0..<100 + random.below(400) {
        let key = DocumentKey.integer(Int64(next))
        next += 1
        let document = makeDocument()
        try session.add(EngineModel.fields(of: key, document))
        pending.documents[key] = document
      }
      try session.commit()
    }

    private mutating func makeDocument() -> EngineModel.Document {
      var words: [String] = []
      for _ in 0..<40 { words.append(random.pick(EngineModel.words)) }
      // What does not compress, so that the disk is full soon.
      let note = String(decoding: random.bytes(300).map { 33 + $0 % 90 }, as: UTF8.self)
      return EngineModel.Document(title: Array(words.prefix(3)), body: [words], note: .string(note))
    }

    private mutating func fail(_ error: any Error) throws {
      guard let error = error as? SearchError else { throw error }
      failures += 1
      #expect(error.code == .inputOutput, "\(error)")
      #expect(error.message.contains(SystemCallError.noSpace.text), "\(error)")
      if commits > 0 {
        try check()
        try makeRoom()
      }
    }

    /// Deletes most documents, as people do; the second commit lets go of the state before the first.
    private mutating func makeRoom() throws {
      var kept = model
      do throws(SearchError) {
        let session = try engine.makeWriter(schema: EngineModel.schema)
        for key in model.documents.keys.sorted(by: { $0.isOrdered(before: $1) }).dropFirst(50) {
          try session.delete(key: key)
          kept.documents[key] = nil
        }
        try session.commit()
        model = kept
        try session.commit(optimizing: true)
        try session.commit()
      } catch {
        #expect(error.code == .inputOutput, "\(error)")
      }
    }

    /// What is in the index is what was committed, and whole.
    private mutating func check() throws {
      let snapshot = try engine.refresh()
      try model.check(snapshot, &random)
      #expect(try engine.directory.check() == [])
    }
  }

  private func mountDisk(at path: String) -> Bool {
    unsafe mount("tmpfs", path, "tmpfs", 0, "size=2m") == 0
  }

  private func unmountDisk(at path: String) {
    // 2 is MNT_DETACH: a mapping that is still open must not keep it.
    _ = unsafe umount2(path, 2)
  }
#endif
