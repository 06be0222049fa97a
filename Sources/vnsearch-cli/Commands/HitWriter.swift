import VNSearch

/// Writes what a search found, for people or for programs.
struct HitWriter {
  private let output: OutputStream
  private let titleField: String?
  private let textFields: [String]
  private let otherFields: [String]
  private let bold: (open: String, close: String)

  /// - Parameter title: the field shown as title; `nil`: the schema tells.
  init(schema: Schema, title: String? = nil, output: OutputStream) {
    self.output = output
    let titleField = title ?? IndexFields.titleField(of: schema)?.name
    self.titleField = titleField
    textFields = schema.textFields.filter { $0.isStored && $0.name != titleField }.map(\.name)
    otherFields = schema.fields.filter { $0.isStored && $0.kind != .key && $0.kind != .text }.map(\.name)
    bold = output.isStyled ? ("\u{1B}[1m", "\u{1B}[22m") : ("", "")
  }

  /// `rank  score  id  title`, and the snippet on a line of its own.
  ///
  /// - Parameter explains: Whether to say why the document has its score.
  func writeText(_ hit: SearchHit<[String: FieldValue]>, explains: Bool = false) throws {
    var line = "\(hit.rank)".leftPadded(to: 2) + "  " + decimal(Double(hit.score), 3)
    if let key = try hit.key { line += "  " + singleLine(key.description) }
    if let titleField {
      let title = marked(try hit.snippet(of: titleField, length: 300))
      if !title.isEmpty { line += "  " + title }
    }
    try output.writeLine(line)
    let snippet = marked(try snippet(of: hit))
    if !snippet.isEmpty { try output.writeLine("    " + snippet) }
    if explains {
      for line in try hit.explanation.description.split(separator: "\n") {
        try output.writeLine("    " + line)
      }
    }
  }

  /// One JSON object.
  ///
  /// - Parameters:
  ///   - approximate: Words of the query that no document has as spelled.
  ///   - explains: Whether to say why the document has its score.
  func writeJSON(
    _ hit: SearchHit<[String: FieldValue]>, approximate: [String] = [], explains: Bool = false
  ) throws {
    let stored = try hit.storedFields
    let snippet = try snippet(of: hit)
    var members: [(name: String, value: FieldValue)] = [
      ("rank", .integer(Int64(hit.rank))),
      // Through the decimal spelling: a float's digits as a double would be noise.
      ("score", .number(Double("\(hit.score)") ?? Double(hit.score))),
      ("id", try hit.key?.fieldValue ?? .null),
      ("title", titleField.flatMap { stored[$0] } ?? .null),
      ("snippet", .string(snippet.text)),
      (
        "matches",
        .array(
          snippet.matches.map { .array([.integer(Int64($0.lowerBound)), .integer(Int64($0.upperBound))]) })
      ),
    ]
    let others = otherFields.filter { stored[$0] != nil }
    if !others.isEmpty {
      let values = others.map { ($0, stored[$0] ?? .null) }
      members.append(("fields", .object(Dictionary(values) { first, _ in first })))
    }
    if !approximate.isEmpty { members.append(("approximate", .array(approximate.map { .string($0) }))) }
    if explains { members.append(("explanation", try hit.explanation.fieldValue)) }
    var writer = JSONWriter()
    writer.append(members: members)
    try output.writeLine(String(decoding: writer.bytes, as: UTF8.self))
  }

  /// How many documents match.
  func writeSummary(of results: SearchResults<[String: FieldValue]>) throws {
    if results.hits.isEmpty {
      try output.writeLine("no document matches")
    } else if results.total > results.hits.count {
      let least = results.isTotalExact ? "" : "at least "
      try output.writeLine("\(results.hits.count) of \(least)\(grouped(results.total)) documents")
    }
  }

  /// The passage of the first text field that has a match in it; else the beginning of the first.
  private func snippet(of hit: SearchHit<[String: FieldValue]>) throws -> Snippet {
    var first: Snippet?
    for field in textFields {
      let snippet = try hit.snippet(of: field)
      if !snippet.matches.isEmpty { return snippet }
      if first == nil, !snippet.text.isEmpty { first = snippet }
    }
    return try first ?? hit.snippet(of: titleField ?? "")
  }

  private func marked(_ snippet: Snippet) -> String {
    snippet.highlighted(open: bold.open, close: bold.close) { singleLine($0, trims: false) }.trimmedBlanks
  }
}

extension String {
  func leftPadded(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }

  fileprivate var trimmedBlanks: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
