import Foundation
import Testing
import VNTestSupport

@testable import vnsearch_cli

/// Bad input: one clear line on standard error with file and line, exit code 1, and the index as it was.
struct BadInputTests {
  struct Case: CustomTestStringConvertible {
    var name: String
    var files: [String: [UInt8]]
    /// What is indexed, beside one good file.
    var path: String
    var message: String
    var arguments: [String] = []
    var testDescription: String { name }
  }

  static let good = "{\"id\":\"new\",\"text\":\"mới\"}\n"

  static let cases: [Case] = [
    Case(
      name: "a missing path", files: [:], path: "none.jsonl", message: "none.jsonl: no such file or folder"),
    Case(
      name: "a folder without text", files: ["d/a.bin": [1]], path: "d",
      message: "d: no file to read in this folder; these are read: \(InputFormat.supported)"),
    Case(
      name: "a file of another kind", files: ["a.pdf": [1]], path: "a.pdf",
      message: "a.pdf: not a kind of file that is read; these are: \(InputFormat.supported)"),
    Case(
      name: "a truncated gzip", files: ["a.jsonl.gz": [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B]],
      path: "a.jsonl.gz",
      message: "a.jsonl.gz: the gzip data is cut off after 11 bytes; fetch it again"),
    Case(
      name: "invalid JSON", files: ["a.jsonl": Array((good + "{\"id\":\"x\",}\n").utf8)], path: "a.jsonl",
      message: "a.jsonl:2: not JSON at byte 10: expected a name in quotes, found \"}\""),
    Case(
      name: "invalid UTF-8",
      files: ["a.jsonl": Array("{\"id\":\"x\",\"text\":\"".utf8) + [0xE1, 0xBB, 0x22, 0x7D]],
      path: "a.jsonl",
      message: "a.jsonl:1: not JSON at byte 20: expected the rest of a UTF-8 character, found \"\"\""),
    Case(
      name: "a text file that is not UTF-8", files: ["a.txt": [0x61, 0x0A, 0xFF]], path: "a.txt",
      message: "a.txt:2: invalid UTF-8 at byte 2 of the file; convert it to UTF-8 first (iconv)"),
    Case(
      name: "a missing field", files: ["a.jsonl": Array("{\"id\":\"x\",\"lead\":\"a\"}".utf8)],
      path: "a.jsonl",
      message:
        "a.jsonl:1: no field \"text\", \"body\" or \"content\" (there are id, lead); name the text with --text"
    ),
    Case(
      name: "a missing column", files: ["a.csv": Array("id,lead\nx,a\n".utf8)], path: "a.csv",
      message:
        "a.csv:1: no column \"text\", \"body\" or \"content\" for the text; columns: id, lead; choose with --text"
    ),
    Case(
      name: "a quote that is never closed", files: ["a.csv": Array("id,text\nx,\"a\n".utf8)], path: "a.csv",
      message: "a.csv:2: the quote that opens column 2 is never closed"),
    Case(
      name: "nothing in it", files: ["a.jsonl": []], path: "a.jsonl",
      message: "no documents in a.jsonl; nothing was changed", arguments: ["alone"]),
    Case(
      name: "a field that the index does not have", files: ["a.jsonl": Array(good.utf8)], path: "a.jsonl",
      message:
        "--text lead does not fit the index, which has the fields id (key), title (text), text (text); use another folder",
      arguments: ["--text", "lead"]),
  ]

  @Test(arguments: cases) func leavesTheIndexAsItWas(bad: Case) throws {
    let inputs = InputFolder()
    try inputs.write("first.jsonl", CommandTests.articles)
    try inputs.write("good.jsonl", Self.good)
    for (name, bytes) in bad.files { try inputs.write(name, bytes) }
    let folder = inputs.folder.path
    #expect(try BuiltCommand.run(["index", "first.jsonl", "--index", "i"], in: folder).status == 0)
    let before = try FileManager.default.contentsOfDirectory(atPath: inputs.path("i")).sorted()
    let paths = bad.arguments == ["alone"] ? [bad.path] : ["good.jsonl", bad.path]
    let options = bad.arguments == ["alone"] ? [] : bad.arguments
    let result = try BuiltCommand.run(["index"] + paths + ["--index", "i"] + options, in: folder)
    #expect(result.status == 1 && !result.isSignalled)
    #expect(result.errors == "vnsearch: \(bad.message)\n")
    #expect(result.output == "")
    #expect(try FileManager.default.contentsOfDirectory(atPath: inputs.path("i")).sorted() == before)
    #expect(
      try BuiltCommand.run(["stats", "--json", "--index", "i"], in: folder).output.contains(
        "\"documents\":3,"))
    #expect(try BuiltCommand.run(["check", "--deep", "--index", "i"], in: folder).status == 0)
  }

  @Test func skipsWhatCannotBeRead() throws {
    let inputs = InputFolder()
    try inputs.write("a.jsonl", "{\"id\":1,\"text\":\"a\"}\n{\n\n{\"id\":2}\n{\"id\":3,\"text\":\"c\"}\n")
    try inputs.write("b.jsonl.gz", [0x1F, 0x8B, 8])
    let result = try BuiltCommand.run(
      ["index", "a.jsonl", "b.jsonl.gz", "--index", "i", "--on-error", "skip"], in: inputs.folder.path)
    #expect(result.status == 0)
    #expect(
      result.errorLines == [
        "vnsearch: skipped: a.jsonl:2: not JSON at byte 1: expected a name in quotes, found the end of the input",
        "vnsearch: skipped: a.jsonl:4: no field \"text\", \"body\" or \"content\" (there are id); name the text with --text",
        "vnsearch: skipped: b.jsonl.gz: the gzip data is cut off after 3 bytes; fetch it again",
        "vnsearch: 3 skipped",
      ])
    #expect(result.output.contains("2 documents added"))
  }

  @Test func placesThatAreNoIndex() throws {
    let inputs = InputFolder()
    try inputs.write("a.jsonl", Self.good)
    try inputs.write("d/notes.txt", "x")
    let folder = inputs.folder.path
    for command in ["query x", "stats", "check", "delete --id 1", "run --queries a.jsonl"] {
      for place in ["none", "d", "a.jsonl"] {
        let words = command.split(separator: " ").map(String.init)
        let result = try BuiltCommand.run(words + ["--index", place], in: folder)
        #expect(result.status == 1 && result.errorLines.count == 1, "\(command) \(place): \(result.errors)")
        #expect(result.errors.contains(place) || command.hasPrefix("run"), "\(result.errors)")
      }
    }
    let occupied = try BuiltCommand.run(["index", "a.jsonl", "--index", "d"], in: folder)
    #expect(
      occupied.errors
        == "vnsearch: d: this folder holds other files and no index; name another with --index\n")
    let file = try BuiltCommand.run(["index", "a.jsonl", "--index", "a.jsonl"], in: folder)
    #expect(file.errors == "vnsearch: a.jsonl: a file, not an index; name a folder with --index\n")
    #expect(occupied.status == 1 && file.status == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: inputs.path("d")) == ["notes.txt"])
  }

  #if os(Linux)
    /// Other systems take no such names.
    @Test func aNameThatIsNotUTF8() throws {
      let inputs = InputFolder()
      try inputs.write("d/a.jsonl", Self.good)
      let name =
        Array("\(inputs.path("d"))/b".utf8.map { CChar(bitPattern: $0) }) + [CChar(bitPattern: 0xE9), 0]
      let descriptor = unsafe open(name, O_WRONLY | O_CREAT, 0o600)
      try #require(descriptor >= 0)
      close(descriptor)
      let result = try BuiltCommand.run(["index", "d"], in: inputs.folder.path)
      #expect(result.status == 1 && result.output == "")
      #expect(result.errors == "vnsearch: d/b\u{FFFD}: a name that is not UTF-8; rename it\n")
    }
  #endif

  @Test func aFirstIndexThatFailsLeavesNoFolder() throws {
    let inputs = InputFolder()
    try inputs.write("a.jsonl", Self.good + "{\"id\":1\n")
    for place in [[], ["--index", "i"], ["--index", "j", "--threads", "2", "--memory", "16"]] {
      let result = try BuiltCommand.run(["index", "a.jsonl"] + place, in: inputs.folder.path)
      #expect(result.status == 1 && result.errors.hasPrefix("vnsearch: a.jsonl:"), "\(result)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: inputs.folder.path) == ["a.jsonl"])
  }

  /// Names that an index would give, of files that it did not make, and the other way round.
  @Test func filesBesideAnIndex() throws {
    let inputs = InputFolder()
    try inputs.write("a.jsonl", Self.good)
    try inputs.write("d/s1.terms", "của tôi")
    let folder = inputs.folder.path
    func index(_ place: String, _ options: String...) throws -> BuiltCommand.Result {
      try BuiltCommand.run(["index", "a.jsonl", "--index", place] + options, in: folder)
    }
    func names(_ place: String) throws -> Set<String> {
      try Set(FileManager.default.contentsOfDirectory(atPath: inputs.path(place)))
    }
    for options in [[], ["--rebuild"]] {
      let result = try BuiltCommand.run(["index", "a.jsonl", "--index", "d"] + options, in: folder)
      #expect(
        result.errors
          == "vnsearch: d: this folder holds other files and no index; name another with --index\n")
      #expect(try names("d") == ["s1.terms"])
    }

    // A damaged index beside a stranger's files is built again; they stay.
    #expect(try index("i").status == 0)
    try inputs.write("i/notes.txt", "của tôi")
    try inputs.write("i/s77.keys", "của tôi")
    let commit = inputs.path("i/commit-1")
    var bytes = try #require(FileManager.default.contents(atPath: commit))
    bytes[70] ^= 1
    try inputs.write("i/commit-1", Array(bytes))
    #expect(try index("i").status == 1)
    let rebuilt = try index("i", "--rebuild")
    #expect(rebuilt.status == 0, "\(rebuilt.errors)")
    #expect(try BuiltCommand.run(["check", "--deep", "--index", "i"], in: folder).status == 0)
    #expect(try names("i").isSuperset(of: ["notes.txt", "s77.keys", "commit-2"]))
    #expect(try !names("i").contains("commit-1"))

    // Without its commits, an index is not written over.
    try FileManager.default.removeItem(atPath: inputs.path("i/commit-2"))
    try FileManager.default.removeItem(atPath: inputs.path("i/notes.txt"))
    try FileManager.default.removeItem(atPath: inputs.path("i/s77.keys"))
    let before = try names("i")
    let refused = try index("i")
    #expect(refused.status == 1 && refused.errorLines.count == 1 && refused.errors.contains("--rebuild"))
    #expect(try names("i") == before)
    #expect(try index("i", "--rebuild").status == 0)
  }

  @Test func damageIsFound() throws {
    let inputs = try CommandTests.makeIndex()
    let name = try #require(
      FileManager.default.contentsOfDirectory(atPath: inputs.path("i")).first { $0.hasSuffix(".postings") })
    let path = inputs.path("i/\(name)")
    var bytes = Array(try Data(contentsOf: URL(filePath: path)))
    bytes[bytes.count / 2] ^= 1
    try Data(bytes).write(to: URL(filePath: path))
    let check = try BuiltCommand.run(["check", "--deep", "--index", inputs.path("i")])
    #expect(
      check.status == 1 && check.errorLines.count == 1 && check.errors.contains(name), "\(check.errors)")
  }

  /// A disk that cannot be written: a folder without permission does not stop root, a full one stops everybody.
  @Test func aDiskThatCannotBeWritten() throws {
    let inputs = InputFolder()
    try inputs.write("a.jsonl", Self.good)
    let result = try BuiltCommand.run(["index", inputs.path("a.jsonl"), "--index", "/proc/vnsearch-index"])
    #expect(result.status == 1 && result.errorLines.count == 1, "\(result.errors)")
    #expect(result.errors.contains("/proc/vnsearch-index"))
    let full = try BuiltCommand.make(["analyze", "a"])
    let errors = Pipe()
    full.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    full.standardError = errors
    try full.run()
    full.waitUntilExit()
    #expect(full.terminationStatus == 1)
    #expect(
      String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        == "vnsearch: cannot write the output: no space left on device\n")
  }

  @Test(arguments: [
    ["query"], ["query", ""], ["query", "x", "--limit", "0"], ["index"], ["index", "a", "--memory", "1"],
    ["nothing"],
    ["query", "x", "--diacritics", "loose"], ["index", "a", "--on-error", "maybe"], ["delete"], ["eval"],
    ["index", "a", "--id", "x", "--text", "x"], ["query", "x", "--in", "a", "--index", "b"],
    ["query", "x", "--b", "2"],
  ])
  func wrongUsageIs64(arguments: [String]) throws {
    let result = try BuiltCommand.run(arguments)
    #expect(result.status == 64 && result.output == "" && result.errors.hasPrefix("Error: "), "\(result)")
  }

  /// A line of 100 MB: refused with its place, in bounded memory, and passed over with `--on-error skip`.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["VNSEARCH_LONG"] != nil, "set VNSEARCH_LONG=1"))
  func aLineOf100MB() throws {
    let inputs = InputFolder()
    var bytes = Array("{\"id\":1,\"text\":\"".utf8)
    bytes += [UInt8](repeating: 0x61, count: 100_000_000)
    bytes += Array("\"}\n{\"id\":2,\"text\":\"b\"}\n".utf8)
    try inputs.write("a.jsonl", bytes)
    let stop = try BuiltCommand.run(["index", "a.jsonl", "--index", "i"], in: inputs.folder.path)
    #expect(stop.errors == "vnsearch: a.jsonl:1: longer than 64 MB, the limit for one document; split it\n")
    let skip = try BuiltCommand.run(
      ["index", "a.jsonl", "--index", "i", "--on-error", "skip"], in: inputs.folder.path)
    #expect(skip.status == 0 && skip.output.contains("1 document added"))
  }
}
