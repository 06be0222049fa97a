import Foundation
import Testing
import VNTestSupport

#if os(Linux)
  /// What only shows on a terminal, in a pipe that is closed, and after Ctrl-C.
  struct TerminalTests {
    /// 3,000 documents of about 1 kB: enough for the progress line to appear in a debug build.
    static func makeArticles(_ inputs: InputFolder, count: Int = 3000) throws {
      let text = String(repeating: "Hương hoa sữa trên đường Nguyễn Du, Hà Nội. ", count: 20)
      try inputs.write(
        "many.jsonl", (0..<count).map { "{\"id\":\"m\($0)\",\"text\":\"\(text) \($0)\"}\n" }.joined())
    }

    /// Runs the command on a pseudo-terminal and returns what it wrote there, both streams.
    static func onTerminal(_ arguments: String, in folder: String, environment: [String: String] = [:]) throws
      -> String
    {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/script")
      process.arguments = ["-qec", "stty cols 60; \(BuiltCommand.path) \(arguments)", "/dev/null"]
      process.currentDirectoryURL = URL(filePath: folder)
      var variables = ProcessInfo.processInfo.environment
      variables["NO_COLOR"] = nil
      variables["TERM"] = "xterm"
      variables["VNSEARCH_INDEX"] = nil
      process.environment = variables.merging(environment) { _, new in new }
      let output = Pipe()
      process.standardInput = FileHandle(forReadingAtPath: "/dev/null")
      process.standardOutput = output
      process.standardError = output
      try process.run()
      let data = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return String(decoding: data, as: UTF8.self)
    }

    static let hasScript = FileManager.default.isExecutableFile(atPath: "/usr/bin/script")

    @Test(.enabled(if: hasScript, "needs script(1) for a pseudo-terminal"))
    func progressAndBoldOnATerminal() throws {
      let inputs = InputFolder()
      try Self.makeArticles(inputs)
      let indexing = try Self.onTerminal("index many.jsonl --index i", in: inputs.folder.path)
      let updates = indexing.components(separatedBy: "\r\u{1B}[K").dropFirst()
      #expect(updates.count >= 2, "\(indexing)")
      let first = try #require(updates.first)
      #expect(
        first.contains(" documents · ") && first.contains(" MB/s · ") && first.contains(" %"), "\(first)")
      // Never longer than the terminal is wide, and gone at the end.
      #expect(updates.dropLast().allSatisfy { $0.count < 60 })
      #expect(updates.last?.hasPrefix("i: 3,000 documents added in ") == true, "\(updates.last ?? "")")
      let query = try Self.onTerminal("query 'hoa sua' --limit 1 --index i", in: inputs.folder.path)
      #expect(query.contains("\u{1B}[1mhoa\u{1B}[22m \u{1B}[1msữa\u{1B}[22m"), "\(query)")
      let plain = try Self.onTerminal(
        "query 'hoa sua' --limit 1 --index i", in: inputs.folder.path, environment: ["NO_COLOR": "1"])
      #expect(plain.contains("hoa sữa") && !plain.contains("\u{1B}"), "\(plain)")
      // In a pipe there is no line at all.
      let piped = try BuiltCommand.run(["index", "many.jsonl", "--index", "j"], in: inputs.folder.path)
      #expect(piped.status == 0 && piped.errors == "" && piped.lines.count == 1)
    }

    /// Ctrl-C, once the command has begun to read: the index stays as it was, and the exit code is that of the signal.
    @Test(arguments: [SIGINT, SIGTERM]) func interruption(signal: Int32) throws {
      let inputs = try CommandTests.makeIndex()
      let process = try BuiltCommand.make(["index", "-", "--index", "i"], in: inputs.folder.path)
      let (input, output, errors) = (Pipe(), Pipe(), Pipe())
      process.standardInput = input
      process.standardOutput = output
      process.standardError = errors
      let before = try FileManager.default.contentsOfDirectory(atPath: inputs.path("i")).sorted()
      try process.run()
      // Many more documents than a pipe holds: when they are written, the command is at work. Then a signal, before
      // the end of its input.
      let line = Array("{\"id\":\"new\",\"text\":\"mới\"}\n".utf8)
      try input.fileHandleForWriting.write(contentsOf: Array(repeatElement(line, count: 10_000).joined()))
      kill(process.processIdentifier, signal)
      Thread.sleep(forTimeInterval: 0.2)
      try? input.fileHandleForWriting.close()
      process.waitUntilExit()
      let message = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(process.terminationReason == .exit && process.terminationStatus == 128 + signal, "\(message)")
      #expect(message == "vnsearch: interrupted; nothing was changed\n")
      #expect(try FileManager.default.contentsOfDirectory(atPath: inputs.path("i")).sorted() == before)
      let stats = try BuiltCommand.run(["stats", "--json", "--index", "i"], in: inputs.folder.path)
      #expect(stats.output.contains("\"documents\":3,"))
    }

    /// `vnsearch query … | head -1`: no complaint, and nothing temporary stays behind.
    @Test func aPipeThatIsClosed() throws {
      let inputs = InputFolder()
      try Self.makeArticles(inputs, count: 300)
      try inputs.write("tmp/.keep", "")
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = [
        "-c", "{ '\(BuiltCommand.path)' query hoa --in many.jsonl --limit 300; echo $? >status; } | true",
      ]
      process.currentDirectoryURL = URL(filePath: inputs.folder.path)
      process.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": inputs.path("tmp")]) {
        _, new in new
      }
      let errors = Pipe()
      process.standardError = errors
      try process.run()
      let message = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(message == "")
      #expect(try String(contentsOfFile: inputs.path("status"), encoding: .utf8) == "141\n")
      #expect(try FileManager.default.contentsOfDirectory(atPath: inputs.path("tmp")) == [".keep"])
    }
  }
#endif
