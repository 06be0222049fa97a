public import VNTextAnalysis

/// Words and names that mean the same, for queries.
///
/// ```swift
/// let synonyms = try Synonyms(parsing: """
///   TP.HCM, thành phố Hồ Chí Minh, Sài Gòn
///   UBND => ủy ban nhân dân
///   """)
/// try index.search(Query(userInput: "khách sạn tphcm").expanded(by: synonyms))
/// ```
///
/// A line is a group of synonyms with commas between; or, with `=>`, what is replaced and what also counts for it, but
/// not the other way round. A line that begins with `#` says nothing. Words are compared as the analyzer makes them, so
/// case and writing of tones are of no account; a word of a query without marks stands for any with its letters, and
/// what is joined is the same as its parts: `TP.HCM` and `TPHCM`.
public struct Synonyms: Sendable, Hashable {
  /// What may stand in a query, and what counts as much.
  struct Rule: Sendable, Hashable {
    var from: String
    var to: [String]
  }

  let rules: [Rule]

  /// Reads the lines of a file.
  ///
  /// - Throws: ``SearchError/Code/invalidInput`` with the line that is neither a group nor a replacement.
  public init(parsing text: String) throws(SearchError) {
    var rules: [Rule] = []
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let line = Self.trimmed(line)
      if line.isEmpty || line.hasPrefix("#") { continue }
      func fault(_ what: String) -> SearchError {
        SearchError(.invalidInput, "line \(number + 1) of the synonyms \(what): \"\(line)\"")
      }
      let sides = line.split(separator: "=>", omittingEmptySubsequences: false).map { Self.entries($0) }
      switch sides.count {
      case 1:
        if sides[0].count < 2 { throw fault("has only one entry; a comma parts it from the next") }
        for entry in sides[0] { rules.append(Rule(from: entry, to: sides[0].filter { $0 != entry })) }
      case 2:
        if sides[0].isEmpty || sides[1].isEmpty { throw fault("has nothing on one side of \"=>\"") }
        for entry in sides[0] { rules.append(Rule(from: entry, to: sides[1].filter { $0 != entry })) }
      default: throw fault("has more than one \"=>\"")
      }
    }
    self.rules = rules
  }

  /// Groups of synonyms.
  public init(groups: [[String]]) {
    rules = groups.flatMap { group in
      group.map { entry in Rule(from: entry, to: group.filter { $0 != entry }) }
    }
  }

  private static func entries(_ side: some StringProtocol) -> [String] {
    side.split(separator: ",").map { trimmed($0) }.filter { !$0.isEmpty }
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    var rest = text[...]
    while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
    while rest.last?.isWhitespace == true { rest = rest.dropLast() }
    return String(rest)
  }
}

extension Query {
  /// The query with the synonyms of its words beside them.
  ///
  /// In a text each synonym of some of its words counts like one more of them, as a phrase; where all words are
  /// required either will do; a phrase has versions with the synonym in its place. Patterns stay as they are.
  ///
  /// - Parameters:
  ///   - synonyms: Words and phrases that stand for each other.
  ///   - analyzer: The index's.
  public func expanded(by synonyms: Synonyms, analyzer: any Analyzer = VietnameseAnalyzer()) -> Query {
    SynonymExpansion(synonyms, analyzer: analyzer).expand(self)
  }
}
