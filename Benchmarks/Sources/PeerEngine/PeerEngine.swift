import VNSearch
import VNTextAnalysis

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The system call, beside `PeerEngine.write`.
private func posixWrite(_ descriptor: Int32, _ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}

/// VNSearch as an engine of a comparison: indexes numbered lines and times sets of queries.
///
/// ```
/// vnsearch-engine prepare CORPUS.jsonl FOLDER MAXIMUM-DOCUMENTS MAXIMUM-QUERIES QUERIES.txt…
/// vnsearch-engine index CORPUS.tsv OUT THREADS POSITIONS REPORT MODE
/// vnsearch-engine search INDEX QUERIES.tsv OUT MODE OPERATIONS BUDGET WARM PASSES DUMP
/// ```
/// CORPUS: `number TAB text` a line. MODE A: tokens are what stands between blanks, plain BM25 (k1 1.2, b .75) over
/// them; MODE B: raw text, this project's analysis and default ranking, query analysis inside the clock.
/// QUERIES: `set TAB distinct tokens TAB tokens in order TAB raw text`. OPERATIONS: or10, or100, and10, phrase10,
/// count_or, count_and, …: a verb and how many documents. REPORT and OUT are JSON.
@main
struct PeerEngine {
  static func main() {
    do {
      let arguments = CommandLine.arguments
      switch arguments.dropFirst().first {
      case "prepare" where arguments.count >= 7: try PrepareCommand(arguments).run()
      case "index" where arguments.count == 8: try IndexCommand(arguments).run()
      case "search" where arguments.count == 11: try SearchCommand(arguments).run()
      default:
        complain(
          "usage: vnsearch-engine prepare CORPUS.jsonl FOLDER DOCUMENTS QUERIES QUERIES.txt…\n"
            + "       vnsearch-engine index CORPUS OUT THREADS POSITIONS REPORT MODE\n"
            + "       vnsearch-engine search INDEX QUERIES OUT MODE OPS BUDGET WARM PASSES DUMP")
        exit(64)
      }
    } catch {
      complain("vnsearch-engine: \(error)")
      exit(1)
    }
  }

  /// Writes a line to standard error.
  private static func complain(_ message: String) {
    var message = message + "\n"
    message.withUTF8 { bytes in _ = posixWrite(2, bytes.baseAddress, bytes.count) }
  }

  static func openIndex(_ path: String, mode: String) throws -> SearchIndex<FieldDocument> {
    try SearchIndex(
      at: path, schema: Schema(.key("id"), .text("text", stored: false)),
      analyzer: mode == "A" ? BlankAnalyzer() : VietnameseAnalyzer(),
      options: IndexOptions(memoryBudget: 1 << 30))
  }

  /// Seconds on a clock that only goes forward.
  static func now() -> Double { Double(nanoseconds()) / 1e9 }

  static func nanoseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }

  /// Calls `body` with each line of a file, without its end.
  static func forEachLine(of path: String, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
    guard let file = fopen(path, "r") else { throw Failure("cannot open \(path)") }
    defer { fclose(file) }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    while true {
      var count = getline(&line, &capacity, file)
      if count <= 0 { return }
      guard let line else { return }
      if line[count - 1] == 10 { count -= 1 }
      try line.withMemoryRebound(to: UInt8.self, capacity: count) { bytes in
        try body(UnsafeBufferPointer(start: bytes, count: count))
      }
    }
  }

  static func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw Failure("cannot write \(path)") }
    defer { fclose(file) }
    fputs(text, file)
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }
}
