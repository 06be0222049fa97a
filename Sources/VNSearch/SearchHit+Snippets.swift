public import VNSearchEngine

extension SearchHit {
  /// The words of the document that the query matched, as they are indexed: canonical and in small letters.
  ///
  /// Those that weigh most come first. Computed when asked for, at about the cost of a search in one block of documents.
  public var matchedTerms: [String] {
    get throws(SearchError) { try snapshot.matchedTerms(query, ranking: ranking, at: location) }
  }

  /// The passage of a stored text field that shows best why the document matches; empty if it has none.
  ///
  /// ```swift
  /// let html = try hit.snippet(of: "body").highlighted(escape: Snippet.htmlEscaped)
  /// ```
  ///
  /// - Parameters:
  ///   - field: The field's name.
  ///   - length: About how many characters it may have.
  public func snippet(of field: String, length: Int = 160) throws(SearchError) -> Snippet {
    try snippets(of: field, count: 1, length: length)[0]
  }

  /// The best passages of a stored text field, in its order; its beginning if the query matched elsewhere.
  ///
  /// - Parameters:
  ///   - field: The field's name.
  ///   - count: How many at most; there is at least one.
  ///   - length: About how many characters each may have.
  public func snippets(of field: String, count: Int, length: Int = 160) throws(SearchError) -> [Snippet] {
    let text = Self.text(try storedFields[field])
    return highlighter.snippets(of: text, field: field, count: count, length: length)
  }

  /// For each of several fields that has a match its best passage; the first field's beginning if none has.
  public func snippets(
    of fields: [String], length: Int = 160
  ) throws(SearchError) -> [(field: String, snippet: Snippet)] {
    let stored = try storedFields
    let highlighter = highlighter
    let all = fields.map { field in
      (field: field, snippet: highlighter.snippet(of: Self.text(stored[field]), field: field, length: length))
    }
    let matching = all.filter { !$0.snippet.matches.isEmpty }
    return matching.isEmpty ? Array(all.prefix(1)) : matching
  }

  private var highlighter: Highlighter {
    Highlighter(query, ranking: ranking, analyzer: snapshot.analyzer, approximate: approximateWords)
  }

  private static func text(_ value: FieldValue?) -> String {
    switch value {
    case .string(let text): text
    case .array(let values): values.compactMap(\.stringValue).joined(separator: "\n")
    default: ""
    }
  }
}
