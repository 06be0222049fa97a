/// A query of a test collection.
public struct EvaluationQuery: Sendable, Hashable {
  /// What the judgments call it.
  public var id: String
  /// What is asked.
  public var text: String

  /// Creates a query.
  public init(id: String, text: String) {
    self.id = id
    self.text = text
  }

  /// Reads queries, one a line: its id, a tab, the query. Empty lines are passed over.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8, line ends LF or CRLF.
  ///   - file: The name for errors.
  /// - Throws: `SearchError.Code.invalidInput` with the line, also for an id that comes twice.
  public static func parse(_ bytes: [UInt8], file: String? = nil) throws(SearchError) -> [EvaluationQuery] {
    var queries: [EvaluationQuery] = []
    var seen: Set<String> = []
    for (line, number) in TextLines(bytes) {
      guard let tab = line.firstIndex(of: 0x09) else {
        throw TextLines.error("a query must be an id, a tab and the text; there is no tab", number, file)
      }
      let id = try TextLines.string(line[..<tab], number, file)
      let text = try TextLines.string(line[(tab + 1)...], number, file)
      if id.isEmpty { throw TextLines.error("the query has no id before the tab", number, file) }
      if !seen.insert(id).inserted { throw TextLines.error("the query \"\(id)\" comes twice", number, file) }
      queries.append(EvaluationQuery(id: id, text: text))
    }
    return queries
  }
}
