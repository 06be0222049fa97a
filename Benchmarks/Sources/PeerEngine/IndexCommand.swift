import VNSearch
import VNTextAnalysis

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Indexes a corpus into one segment.
struct IndexCommand {
  private let corpus: String
  private let output: String
  private let threads: Int
  private let report: String
  private let mode: String

  init(_ arguments: [String]) {
    corpus = arguments[2]
    output = arguments[3]
    threads = Int(arguments[4]) ?? 1
    report = arguments[6]
    mode = arguments[7]
  }

  func run() throws {
    let start = PeerEngine.now()
    let index = try SearchIndex<FieldDocument>(
      at: output, schema: Schema(.key("id"), .text("text", stored: false)),
      analyzer: mode == "A" ? BlankAnalyzer() : VietnameseAnalyzer(),
      options: IndexOptions(memoryBudget: 1 << 30, threads: threads))
    var count = 0
    try index.write { writer in
      let draft = DocumentDraft()
      try PeerEngine.forEachLine(of: corpus) { line in
        guard let tab = line.firstIndex(of: 9) else {
          throw PeerEngine.Failure("line \(count + 1) has no tab")
        }
        draft.removeAll()
        guard let number = Int64(String(decoding: line[..<tab], as: UTF8.self)) else {
          throw PeerEngine.Failure("line \(count + 1) has no number")
        }
        try draft.add(.integer(number), to: 0)
        draft.add(utf8: UnsafeBufferPointer(rebasing: line[(tab + 1)...]), to: 1)
        try writer.add(draft)
        count += 1
      }
    }
    let added = PeerEngine.now()
    try index.optimize()
    let merged = PeerEngine.now()
    var bytes = 0
    if let directory = opendir(output) {
      while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        var info = stat()
        if stat(output + "/" + name, &info) == 0, info.st_mode & S_IFMT == S_IFREG {
          bytes += Int(info.st_size)
        }
      }
      closedir(directory)
    }
    try PeerEngine.write(
      "{\"version\":\"VNSearch\",\"docs\":\(count),\"add_s\":\(added - start),\"merge_s\":\(merged - added),"
        + "\"bytes\":\(bytes)}\n", to: report)
  }
}
