import Foundation

/// `corpus/` as the tests see it, read without the engine and without the command's readers.
struct Corpus: Sendable {
  struct Document: Sendable {
    let id: String
    let file: String
    /// `nil` for text files.
    let title: String?
    let body: String

    /// All there is to read.
    var text: String { (title.map { $0 + "\n" } ?? "") + body }
  }

  /// One line of `documents.trec`.
  struct Entry: Sendable {
    let language: String
    let kind: String
    let forms: Set<String>
  }

  struct Query: Sendable {
    let id: String
    let text: String
  }

  struct Judgment: Sendable {
    let query: String
    let document: String
    let grade: Int
  }

  struct FormatError: Error {
    let file: String
    let line: Int
  }

  private(set) var documents: [Document] = []
  private(set) var list: [String: Entry] = [:]
  private(set) var queries: [Query] = []
  private(set) var judgments: [Judgment] = []

  /// `corpus/` of the checkout this file belongs to.
  static var defaultFolder: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("corpus", isDirectory: true)
  }

  /// The corpus of this checkout, read once.
  static let shared = Result { try Corpus(folder: defaultFolder) }

  init(folder: URL) throws {
    try readDocuments(in: folder)
    for row in try Self.rows(of: folder.appendingPathComponent("documents.trec"), columns: 4) {
      list[row[0]] = Entry(
        language: row[1], kind: row[2], forms: Set(row[3].split(separator: ",").map(String.init)))
    }
    queries = try Self.rows(of: folder.appendingPathComponent("queries.trec"), columns: 2)
      .map { Query(id: $0[0], text: $0[1]) }
    judgments = try Self.rows(of: folder.appendingPathComponent("qrels.trec"), columns: 4)
      .map { Judgment(query: $0[0], document: $0[2], grade: Int($0[3]) ?? -1) }
  }

  private mutating func readDocuments(in folder: URL) throws {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    for name in names where name != "README.md" {
      let url = folder.appendingPathComponent(name)
      switch url.pathExtension {
      case "txt", "md":
        let text = try String(contentsOf: url, encoding: .utf8)
        let heading = text.unicodeScalars.prefix { $0 != "\n" }.drop { $0 == "#" || $0 == " " }
        let title = url.pathExtension == "md" ? String(heading) : nil
        documents.append(Document(id: "corpus/" + name, file: name, title: title, body: text))
      case "jsonl":
        for (number, line) in try Self.lines(of: url).enumerated() {
          guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
            throw FormatError(file: name, line: number + 1)
          }
          try add(object, file: name, line: number + 1)
        }
      case "json":
        let objects = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [[String: Any]] ?? []
        for (number, object) in objects.enumerated() { try add(object, file: name, line: number + 1) }
      case "csv", "tsv":
        let comma = url.pathExtension == "csv"
        let rows = Self.table(try String(contentsOf: url, encoding: .utf8), separator: comma ? "," : "\t")
        guard let header = rows.first else { throw FormatError(file: name, line: 1) }
        for (number, row) in rows.dropFirst().enumerated() {
          guard row.count == header.count else { throw FormatError(file: name, line: number + 2) }
          try add(Dictionary(uniqueKeysWithValues: zip(header, row)), file: name, line: number + 2)
        }
      default: break
      }
    }
  }

  private mutating func add(_ fields: [String: Any], file: String, line: Int) throws {
    guard let id = fields["id"] as? String, let title = fields["title"] as? String,
      let text = fields["text"] as? String
    else { throw FormatError(file: file, line: line) }
    documents.append(Document(id: id, file: file, title: title, body: text))
  }

  /// Rows of a table with quoted cells; by scalars, since a tone after a quote would join it.
  private static func table(_ text: String, separator: Unicode.Scalar) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell = String.UnicodeScalarView()
    var isQuoted = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": isQuoted.toggle()
      case separator where !isQuoted:
        row.append(String(cell))
        cell = String.UnicodeScalarView()
      case "\n" where !isQuoted:
        row.append(String(cell))
        cell = String.UnicodeScalarView()
        rows.append(row)
        row = []
      default: cell.append(scalar)
      }
    }
    return rows
  }

  private static func lines(of url: URL) throws -> [String] {
    try String(contentsOf: url, encoding: .utf8).unicodeScalars.split(separator: "\n").map(String.init)
  }

  private static func rows(of url: URL, columns: Int) throws -> [[String]] {
    try lines(of: url).enumerated().map { number, line in
      let row = line.unicodeScalars.split(separator: "\t").map(String.init)
      guard row.count == columns else { throw FormatError(file: url.lastPathComponent, line: number + 1) }
      return row
    }
  }
}

extension Corpus.Document {
  /// Grave, acute, tilde, hook above, dot below.
  static let tones: Set<Unicode.Scalar> = ["\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"]
  /// Circumflex, breve, horn.
  private static let shapes: Set<Unicode.Scalar> = ["\u{302}", "\u{306}", "\u{31B}"]
  /// đ, Đ and the eths that stand for them.
  private static let strokes: Set<Unicode.Scalar> = ["\u{111}", "\u{110}", "\u{D0}", "\u{F0}"]

  /// The share of words, those with a digit aside, that carry a Vietnamese mark.
  var markedShare: Double {
    let words = text.decomposedStringWithCanonicalMapping.unicodeScalars
      .split { $0.properties.isWhitespace || $0.properties.isPatternSyntax }
      .filter { word in !word.contains { ("0"..."9").contains($0) } }
    let marked = words.count { word in
      word.contains {
        Self.tones.contains($0) || Self.shapes.contains($0) || "đĐÐð".unicodeScalars.contains($0)
      }
    }
    return words.isEmpty ? 0 : Double(marked) / Double(words.count)
  }

  /// Whether a word of the document ends with one of these rimes.
  func holds(anyOf rimes: [String]) -> Bool {
    let words = text.precomposedStringWithCanonicalMapping.split { !$0.isLetter }
    return words.contains { word in !word.hasPrefix("q") && rimes.contains { word.hasSuffix($0) } }
  }
}
