#if os(Linux)
  import Glibc
  import Testing
  import VNTestSupport

  @testable import VNSearchEngine

  @Suite("The engine on a real full disk")
  struct EngineFullDiskTests {
    @Test("Adds until a tmpfs of 4 MB is full: nothing committed is lost, and with room it goes on")
    func tmpfs() throws {
      guard SeededGenerator.isLong else {
        print("full disk of the engine: runs in the long mode only")
        return
      }
      let folder = TemporaryFolder()
      guard unsafe mount("tmpfs", folder.path, "tmpfs", 0, "size=4m") == 0 else {
        print(
          "full disk of the engine: not run, mounting a tmpfs is not allowed: \(SystemCallError(errno).text)")
        return
      }
      defer { unsafe umount(folder.path) }
      var random = SeededGenerator.announced("full disk of the engine")
      let engine = IndexEngine(path: folder.path("index"))
      var model = EngineModel()
      var failures = 0
      var commits = 0
      var next = 0
      while failures < 30 {
        // A writer for each commit, as SearchIndex.write makes.
        var pending = model
        do {
          var options = IndexingOptions()
          options.memoryBudget = random.pick([1, 400_000, 1 << 20])
          options.mergePolicy.factor = 3
          let session = try engine.makeWriter(schema: EngineModel.schema, options: options)
          if failures > 0, model.documents.count > 600 {
            // Make room, as people do.
            for key in model.documents.keys.prefix(model.documents.count / 2) {
              try session.delete(key: key)
              pending.documents[key] = nil
            }
          }
          for _ in 0..<random.below(300) {
            let words = (0..<40).map { _ in random.pick(EngineModel.words) }
            let document = EngineModel.Document(title: Array(words.prefix(3)), body: [words], note: nil)
            try session.add(EngineModel.fields(of: .integer(Int64(next)), document))
            pending.documents[.integer(Int64(next))] = document
            next += 1
          }
          try session.commit()
          commits += 1
          model = pending
        } catch let error as SearchError {
          failures += 1
          #expect(error.code == .inputOutput && error.message.contains("No space left on device"), "\(error)")
        }
        guard commits > 0 else { continue }
        let snapshot = try engine.refresh()
        guard try EngineModel(snapshot) == model else {
          Issue.record("after \(commits) commits and \(failures) failures the index is another")
          return
        }
        if failures > 0, failures % 3 == 0 {
          // Keep a part only; the second commit lets go of the state before the first.
          var kept = model
          do {
            let session = try engine.makeWriter(schema: EngineModel.schema)
            for key in model.documents.keys.shuffled(using: &random).dropFirst(50) {
              try session.delete(key: key)
              kept.documents[key] = nil
            }
            for _ in 0..<2 {
              try session.commit()
              model = kept
            }
          } catch let error as SearchError {
            #expect(error.code == .inputOutput, "\(error)")
            failures += 1
          }
        }
      }
      print("full disk of the engine: \(commits) commits, \(failures) failures, nothing lost")
      #expect(try engine.directory.check() == [])
    }
  }
#endif
