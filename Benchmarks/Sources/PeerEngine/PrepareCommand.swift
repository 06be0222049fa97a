import BenchmarkTexts
import VNSearch
import VNTextAnalysis

/// Makes what all engines read from a collection and from files of queries.
///
/// ```
/// FOLDER/corpusA.tsv   number TAB folded tokens        this project's analysis without aliases
/// FOLDER/corpusB.tsv   number TAB raw text             title and text, blanks for tabs and new lines
/// FOLDER/queries.tsv   set TAB distinct folded tokens TAB folded tokens in order TAB raw text
/// FOLDER/stats.json    documents, tokens, bytes of both, queries by set
/// ```
struct PrepareCommand {
  private let corpus: String
  private let folder: String
  private let maximumDocuments: Int
  private let maximumQueries: Int
  private let queryFiles: [String]
  private let buffer = TokenBuffer()
  private let analyzer = VietnameseAnalyzer()

  init(_ arguments: [String]) {
    corpus = arguments[2]
    folder = arguments[3]
    maximumDocuments = Int(arguments[4]) ?? .max
    maximumQueries = Int(arguments[5]) ?? .max
    queryFiles = Array(arguments[6...])
  }

  func run() throws {
    let folded = try LineFile(folder + "/corpusA.tsv")
    let raw = try LineFile(folder + "/corpusB.tsv")
    var count = 0
    var tokens = 0
    try JSONLines.forEach(of: corpus) { title, text in
      let document = Self.oneLine(title.isEmpty ? text : title + " " + text)
      let words = self.words(of: document)
      tokens += words.count
      try folded.write("\(count)\t\(words.joined(separator: " "))\n")
      try raw.write("\(count)\t\(document)\n")
      count += 1
      return count < maximumDocuments
    }
    let queries = try LineFile(folder + "/queries.tsv")
    var sets: [String] = []
    for path in queryFiles {
      let name = path.split(separator: "/").last.map { $0.hasSuffix(".txt") ? $0.dropLast(4) : $0 } ?? ""
      var written = 0
      try PeerEngine.forEachLine(of: path) { line in
        guard written < maximumQueries else { return }
        let query = Self.oneLine(String(decoding: line, as: UTF8.self))
        let words = self.words(of: query)
        if words.isEmpty { return }
        var seen: Set<String> = []
        let distinct = words.filter { seen.insert($0).inserted }
        try queries.write(
          "\(name)\t\(distinct.joined(separator: " "))\t\(words.joined(separator: " "))\t\(query)\n")
        written += 1
      }
      sets.append("\"\(name)\":\(written)")
    }
    try PeerEngine.write(
      "{\"documents\":\(count),\"tokens\":\(tokens),\"bytesA\":\(folded.bytes),\"bytesB\":\(raw.bytes),"
        + "\"queries\":{\(sets.joined(separator: ","))}}\n", to: folder + "/stats.json")
    try folded.close()
    try raw.close()
    try queries.close()
  }

  private func words(of text: String) -> [String] {
    var text = text
    return text.withUTF8 { utf8 in
      analyzer.analyze(utf8, into: buffer)
      defer { buffer.removeTokens() }
      return buffer.withTokens { tokens in
        tokens.lazy.filter { !$0.isAlias }.map { token in
          buffer.withBytes(of: token.form) { String(decoding: $1, as: UTF8.self) }
        }
      }
    }
  }

  private static func oneLine(_ text: String) -> String {
    String(decoding: text.utf8.map { $0 < 32 ? 32 : $0 }, as: UTF8.self)
  }
}
