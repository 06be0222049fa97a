public import Foundation

/// The documents that benchmarks read: each one the UTF-8 of a text.
public enum Texts {
  /// Reads the file named by the environment variable `VNSEARCH_REAL_TEXT` (JSON lines with `title` and `text`, or
  /// plain text of one document a line); without it the JSON lines of the repository's `corpus/`, repeated.
  public static func load(limit: Int = .max) throws -> [[UInt8]] {
    if let path = ProcessInfo.processInfo.environment["VNSEARCH_REAL_TEXT"] {
      return try read(URL(fileURLWithPath: path), limit: limit)
    }
    let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../corpus").standardized
    var documents: [[UInt8]] = []
    for file in try FileManager.default.contentsOfDirectory(at: corpus, includingPropertiesForKeys: nil)
      .sorted(by: { $0.path < $1.path }) where file.pathExtension == "jsonl"
    {
      documents += try read(file, limit: .max)
    }
    let size = documents.reduce(0) { $0 + $1.count }
    guard size > 0 else { return [] }
    let once = documents
    for _ in 0..<max(0, min(limit, 8 << 20) / size) { documents += once }
    return documents
  }

  /// Reads up to `limit` bytes of texts from a file.
  public static func read(_ file: URL, limit: Int) throws -> [[UInt8]] {
    struct Document: Decodable {
      var title: String?
      var text: String?
      var body: String?
    }
    let data = [UInt8](try Data(contentsOf: file))
    var documents: [[UInt8]] = []
    var size = 0
    let decoder = JSONDecoder()
    for line in data.split(separator: 0x0A) where size < limit {
      var text: [UInt8]
      if line.first == UInt8(ascii: "{") {
        guard let document = try? decoder.decode(Document.self, from: Data(line)) else { continue }
        text =
          Array((document.title.map { $0 + "\n" } ?? "").utf8)
          + Array((document.text ?? document.body ?? "").utf8)
      } else {
        text = Array(line)
      }
      size += text.count
      documents.append(text)
    }
    return documents
  }
}
