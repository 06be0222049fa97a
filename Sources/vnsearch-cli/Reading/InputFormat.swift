/// What a file holds, told by its name.
enum InputFormat: Equatable {
  /// One document: the whole file.
  case text
  /// One document: the whole file, titled by its first heading.
  case markdown
  /// One JSON object a line.
  case jsonLines
  /// An array of objects, or objects one after the other.
  case json
  /// Rows of columns under a header; `tab` for .tsv.
  case delimited(tab: Bool)

  /// The extensions that are read, for messages.
  static let supported = ".txt, .md, .jsonl, .ndjson, .json, .csv, .tsv, each also with .gz"

  /// The format of a file of this name, `.gz` set aside; `nil` if the extension is not one that is read.
  init?(fileName: String) {
    var name = fileName.lowercased()[...]
    if name.hasSuffix(".gz") { name = name.dropLast(3) }
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    switch name[name.index(after: dot)...] {
    case "txt", "text": self = .text
    case "md", "markdown": self = .markdown
    case "jsonl", "ndjson": self = .jsonLines
    case "json": self = .json
    case "csv": self = .delimited(tab: false)
    case "tsv": self = .delimited(tab: true)
    default: return nil
    }
  }
}
