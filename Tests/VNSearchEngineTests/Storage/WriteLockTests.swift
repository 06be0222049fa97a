import Synchronization
import Testing
import VNTestSupport

@testable import VNSearchEngine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("The writer's lock")
struct WriteLockTests {
  private static func makeIndex(_ folder: TemporaryFolder) throws -> IndexDirectory {
    let directory = IndexDirectory(path: folder.path("index"))
    try directory.openWriter(creating: true).commit(Commit(analyzerIdentity: "vn1", schema: []))
    return directory
  }

  @Test("A second writer of this process is refused, by name; readers are not; afterwards it may write")
  func sameProcess() throws {
    let folder = TemporaryFolder()
    let directory = try Self.makeIndex(folder)
    var writer: DirectoryWriter? = try directory.openWriter()
    for other in [directory, IndexDirectory(path: directory.path)] {
      let error = #expect(throws: SearchError.self) { try other.openWriter() }
      #expect(error?.code == .locked)
      #expect(error?.message.hasPrefix("this process (\(getpid())) is writing to this index") == true)
      #expect(error?.file == directory.path("write.lock"))
      #expect(try other.openNewestCommit().commit.generation == 1)
    }
    withExtendedLifetime(writer) {}
    writer = nil
    _ = try directory.openWriter()
  }

  @Test("A writer that waits is let in, or says how long it waited")
  func waiting() throws {
    let files = SimulatedFileSystem()
    let directory = IndexDirectory(path: "index", fileSystem: files)
    var writer: DirectoryWriter? = try directory.openWriter(creating: true)
    let error = #expect(throws: SearchError.self) { try directory.openWriter(creating: true, waiting: 95) }
    #expect(error?.code == .locked && error?.message.contains("after waiting 95 ms") == true)
    #expect(files.sleptMilliseconds == 95)
    withExtendedLifetime(writer) {}
    writer = nil
    _ = try directory.openWriter(creating: true, waiting: 95)
    #expect(files.sleptMilliseconds == 95)
  }

  @Test("A writer that made a folder and nothing in it removes it; one that found it leaves it")
  func emptyFolder() throws {
    let files = SimulatedFileSystem()
    let directory = IndexDirectory(path: "index", fileSystem: files)
    for _ in 0..<2 {
      let writer = try directory.openWriter(creating: true)
      try writer.makeFile(.terms, segment: writer.makeSegmentID()).discard()
      #expect(files.names(in: "index") == ["write.lock"])
    }
    #expect(files.names(in: "") == [])
    try files.makeDirectory("index")
    _ = try directory.openWriter(creating: true)
    #expect(files.names(in: "index") == ["write.lock"])
    try directory.openWriter(creating: true).commit(Commit(analyzerIdentity: "vn1", schema: []))
    #expect(files.names(in: "index") == ["commit-1", "write.lock"])
  }

  @Test("A lock that lost its name while a writer waited for it is none: the writer takes the new one")
  func removedLock() throws {
    let files = SimulatedFileSystem()
    let directory = IndexDirectory(path: "index", fileSystem: files)
    try directory.openWriter(creating: true).commit(Commit(analyzerIdentity: "vn1", schema: []))
    let removals = Guarded(0)
    files.setHook { call in
      if call.operation == .lock,
        removals.withLock({
          $0 += 1; return $0 < 3
        })
      {
        files.remove("index/write.lock")
      }
      return nil
    }
    let writer = try directory.openWriter()
    files.setHook(nil)
    #expect(removals.withLock { $0 } == 3)
    #expect(throws: SearchError.self) { try directory.openWriter() }
    withExtendedLifetime(writer) {}
    #expect(files.openDescriptorCount == 1)
  }

  @Test("The lock file holds the process id in 20 characters, whatever was in it")
  func processID() throws {
    let files = SimulatedFileSystem()
    let directory = IndexDirectory(path: "index", fileSystem: files)
    try directory.openWriter(creating: true).commit(Commit(analyzerIdentity: "vn1", schema: []))
    files.setBytes(of: "index/write.lock", to: Array("         4294967295\n".utf8))
    let writer = try directory.openWriter()
    let line = String(repeating: " ", count: 15) + "4711\n"
    #expect(files.bytes(of: "index/write.lock") == Array(line.utf8))
    let error = #expect(throws: SearchError.self) { try directory.openWriter() }
    #expect(error?.message.hasPrefix("this process (4711) is writing") == true)
    withExtendedLifetime(writer) {}
  }

  @Test("A writer that waits for a first one that fails makes the folder itself that this one takes away")
  func firstWriterFails() async throws {
    let folder = TemporaryFolder()
    let directory = IndexDirectory(path: folder.path("index"))
    var first: DirectoryWriter? = try directory.openWriter(creating: true)
    withExtendedLifetime(first) {}
    let waiting = Task.detached { () -> Bool in
      do {
        withExtendedLifetime(try directory.openWriter(creating: true, waiting: 30_000)) {}
        return true
      } catch {
        Issue.record(error)
        return false
      }
    }
    try await Task.sleep(for: .milliseconds(50))
    first = nil
    #expect(await waiting.value)
    // And where nothing may be made, there is none.
    #expect(throws: SearchError.self) { try directory.openWriter() }
  }

  #if os(Linux)
    @Test("Another process is kept out, keeps this one out by its id, and leaves no lock when it is killed")
    func otherProcess() throws {
      let folder = TemporaryFolder()
      let directory = try Self.makeIndex(folder)
      let lock = directory.path("write.lock")
      // What a writer does, in a shell: lock the file, say who holds it.
      // With "-n" it gives up at once; else it waits, as this process looks at the lock again and again.
      func script(_ option: String) -> String {
        "exec 9<>\(lock); flock \(option) 9 || exit 7; printf '%19s\\n' $$ >\(lock); exec sleep 60"
      }

      var writer: DirectoryWriter? = try directory.openWriter()
      let refused = Self.spawn(script("-n"))
      #expect(Self.exitCode(refused) == 7)
      withExtendedLifetime(writer) {}
      writer = nil

      let holder = Self.spawn(script("-w 30"))
      defer { kill(holder, SIGKILL) }
      var error: SearchError?
      for _ in 0..<500 {
        do {
          _ = try directory.openWriter()
        } catch {
          if error.message.hasPrefix("process \(holder) ") { break }
        }
        usleep(10_000)
      }
      error = #expect(throws: SearchError.self) { try directory.openWriter() }
      #expect(error?.code == .locked)
      #expect(error?.message.hasPrefix("process \(holder) is writing to this index") == true)

      kill(holder, SIGKILL)
      #expect(Self.exitCode(holder) == nil)
      _ = try directory.openWriter()
    }

    @Test("A child process that is being started when a writer ends does not keep its lock")
    func startingProcess() throws {
      let folder = TemporaryFolder()
      let directory = try Self.makeIndex(folder)
      var writer: DirectoryWriter? = try directory.openWriter()
      // From its start until it runs its program, a child has copies of all descriptors. So has `dup`.
      let originals = (3..<256).filter { (descriptor: Int32) in
        var target = [CChar](repeating: 0, count: 4096)
        let length = unsafe readlink("/proc/self/fd/\(descriptor)", &target, target.count)
        guard length > 0 else { return false }
        let path = String(decoding: target[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path == directory.path("write.lock")
      }
      let copies = originals.map { dup($0) }
      defer { for copy in copies { close(copy) } }
      #expect(copies.count == 1)
      withExtendedLifetime(writer) {}
      writer = nil
      _ = try directory.openWriter()
    }

    /// Starts a shell.
    private static func spawn(_ script: String) -> pid_t {
      var process: pid_t = 0
      var arguments: [UnsafeMutablePointer<CChar>?] = unsafe [
        strdup("sh"), strdup("-c"), strdup(script), nil,
      ]
      defer { unsafe arguments.forEach { unsafe free($0) } }
      let result = unsafe posix_spawn(&process, "/bin/sh", nil, nil, &arguments, environ)
      #expect(result == 0)
      return process
    }

    /// Waits for a process to end; `nil` if a signal ended it.
    private static func exitCode(_ process: pid_t) -> Int32? {
      var status: Int32 = 0
      unsafe waitpid(process, &status, 0)
      return status & 0x7F == 0 ? status >> 8 & 0xFF : nil
    }
  #endif
}
