import VNSearch

/// Writes what a search found, for people or for programs.
struct HitWriter {
  private let output: OutputStream
  private let titleField: String?
  private let textFields: [String]
  private let otherFields: [String]
  private let dateFields: Set<String>
  private let bold: (open: String, close: String)

  /// - Parameter title: the field shown as title; `nil`: the schema tells.
  init(schema: Schema, title: String? = nil, output: OutputStream) {
    self.output = output
    let titleField = title ?? IndexFields.titleField(of: schema)?.name
    self.titleField = titleField
    textFields = schema.textFields.filter { $0.isStored && $0.name != titleField }.map(\.name)
    otherFields = schema.fields.filter { $0.isStored && $0.kind != .key && $0.kind != .text }.map(\.name)
    dateFields = Set(schema.fields.filter { $0.kind == .date }.map(\.name))
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
      let values = others.map { ($0, spelled(stored[$0] ?? .null, field: $0)) }
      members.append(("fields", .object(Dictionary(values) { first, _ in first })))
    }
    if !approximate.isEmpty { members.append(("approximate", .array(approximate.map { .string($0) }))) }
    if explains { members.append(("explanation", try hit.explanation.fieldValue)) }
    var writer = JSONWriter()
    writer.append(members: members)
    try output.writeLine(String(decoding: writer.bytes, as: UTF8.self))
  }

  /// One JSON object: how many documents match, the facets, what the search did, the cursor of the next page.
  ///
  /// - Parameter suggestion: The query with the marks that it may have lost.
  func writeJSONSummary(
    of results: SearchResults<[String: FieldValue]>, suggestion: String? = nil
  ) throws {
    let facets = results.facets.map { facet -> (String, FieldValue) in
      let values = facet.values.map { value -> FieldValue in
        var members: [String: FieldValue] = ["count": .integer(Int64(value.count))]
        members["value"] = spelled(value.value, field: facet.field)
        if let end = value.end { members["end"] = spelled(end, field: facet.field) }
        return .object(members)
      }
      return (facet.field, .array(values))
    }
    var writer = JSONWriter()
    writer.append(members: [
      ("total", .integer(Int64(results.total))), ("exact", .bool(results.isTotalExact)),
      ("facets", .object(Dictionary(facets) { first, _ in first })),
      ("suggestion", suggestion.map { .string($0) } ?? .null),
      ("counters", Self.value(results.counters)),
      ("next", results.next.map { .string($0.description) } ?? .null),
    ])
    try output.writeLine(String(decoding: writer.bytes, as: UTF8.self))
  }

  private static func value(_ counters: SearchCounters) -> FieldValue {
    [
      "documentsScored": .integer(Int64(counters.documentsScored)),
      "subBlocksVisited": .integer(Int64(counters.subBlocksVisited)),
      "subBlocksAbandoned": .integer(Int64(counters.subBlocksAbandoned)),
      "bytesRead": .integer(Int64(counters.bytesRead)),
      "listsOpened": .integer(Int64(counters.listsOpened)),
      "positionsRead": .integer(Int64(counters.positionsRead)),
    ]
  }

  /// The facets, a line for each value, and the option for the next page.
  func writeFacets(of results: SearchResults<[String: FieldValue]>) throws {
    for facet in results.facets {
      try output.writeLine("\(facet.field):")
      let width = facet.values.map { grouped($0.count).count }.max() ?? 0
      for value in facet.values {
        var name = singleLine(text(value.value, field: facet.field))
        if let end = value.end {
          name += " to " + singleLine(text(end, field: facet.field))
        } else if facet.values.contains(where: { $0.end != nil }) {
          name += " and more"
        }
        try output.writeLine("  " + grouped(value.count).leftPadded(to: width) + "  " + name)
      }
    }
    if let next = results.next { try output.writeLine("next page: --after \(next)") }
  }

  /// Dates as ISO 8601, all else as it is.
  private func spelled(_ value: FieldValue, field: String) -> FieldValue {
    guard dateFields.contains(field) else { return value }
    switch value {
    case .array(let values): return .array(values.map { spelled($0, field: field) })
    default: return value.numberValue.map { .string(Timestamp(seconds: $0).description) } ?? value
    }
  }

  private func text(_ value: FieldValue, field: String) -> String {
    switch spelled(value, field: field) {
    case .string(let text): text.isEmpty ? "\"\"" : text
    case .integer(let number): String(number)
    case .number(let number): Int64(exactly: number).map { String($0) } ?? String(number)
    case .bool(let value): value ? "true" : "false"
    case .null, .array, .object: "less"
    }
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
