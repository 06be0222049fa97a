/// Writes a query in the query language, so that it is read as the same query again.
struct QueryPrinter {
  /// A query that stands alone.
  static func print(_ query: Query) -> String {
    switch query.node {
    case .text, .prefix: clause(Query.Clause(.should, query), after: nil).text
    case .boolean(let clauses, let minimum) where !needsGroup(clauses, minimum): list(clauses)
    default: atom(query)
    }
  }

  // MARK: Clauses

  /// Whether a list of clauses would be read as something else without `@`.
  private static func isAmbiguous(_ clauses: [Query.Clause], _ minimum: Int) -> Bool {
    if clauses.isEmpty { return minimum != 0 }
    if clauses.count == 1, clauses[0].role == .must || clauses[0].role == .should { return true }
    guard case .boolean(_, let usual) = Query.boolean(clauses).node else { return true }
    return minimum != usual
  }

  private static func needsGroup(_ clauses: [Query.Clause], _ minimum: Int) -> Bool {
    clauses.isEmpty || isAmbiguous(clauses, minimum)
  }

  /// - Parameter counts: Whether a number of clauses must match: then each word is read as one.
  private static func list(_ clauses: [Query.Clause], counts: Bool = false) -> String {
    var written: [String] = []
    var open: Query.Role?
    for clause in clauses {
      let isText = if case .text(_, requiresAll: false) = clause.query.node { true } else { false }
      let (text, opens) = self.clause(clause, after: counts && isText ? clause.role : open)
      written.append(text)
      open = opens ? clause.role : nil
    }
    return written.joined(separator: " ")
  }

  /// A clause with its sign.
  ///
  /// - Parameter open: The role of the run of words before it, which a bare word would join.
  /// - Returns: And whether the next bare word of the same role would join it.
  private static func clause(_ clause: Query.Clause, after open: Query.Role?) -> (text: String, isOpen: Bool)
  {
    switch (clause.role, clause.query.node) {
    case (.should, .text(let text, requiresAll: false)) where open != .should:
      return (words(text).joined(separator: " "), true)
    case (.should, .prefix(let text)) where open != .should:
      return (words(text).joined(separator: " ") + "*", false)
    case (.must, .text(let text, requiresAll: true)) where open != .must:
      return (words(text).map { "+" + $0 }.joined(separator: " "), true)
    case (let role, _):
      // A word of its own, not one more of the run before it.
      let isBare =
        switch (role, clause.query.node) {
        case (.should, .text), (.should, .prefix), (.must, .text): true
        default: false
        }
      return (sign(role) + (isBare ? group(clause.query) : atom(clause.query)), false)
    }
  }

  private static func sign(_ role: Query.Role) -> String {
    switch role {
    case .must: "+"
    case .should: ""
    case .mustNot: "-"
    case .filter: "#"
    }
  }

  private static func group(_ query: Query) -> String {
    switch query.node {
    case .text(let text, requiresAll: true): "(" + words(text).map { "+" + $0 }.joined(separator: " ") + ")"
    case .text(let text, requiresAll: false): "(" + words(text).joined(separator: " ") + ")"
    case .prefix(let text): "(" + words(text).joined(separator: " ") + "*)"
    default: "(" + print(query) + ")"
    }
  }

  /// A query that something can be written before and behind.
  private static func atom(_ query: Query) -> String {
    switch query.node {
    case .everything: return "*"
    case .text(let text, requiresAll: false):
      let words = words(text)
      return words.count == 1 ? words[0] : group(query)
    case .prefix(let text):
      let words = words(text)
      return words.count == 1 ? words[0] + "*" : group(query)
    case .text: return group(query)
    case .phrase(let text, let slop): return quoted(text) + (slop > 0 ? "~\(slop)" : "")
    case .boolean(let clauses, let minimum):
      let counts = isAmbiguous(clauses, minimum)
      return "(" + list(clauses, counts: counts) + ")" + (counts ? "@\(minimum)" : "")
    case .boosted(let inner, let factor): return atom(inner) + "^" + number(factor)
    case .constant(let inner, let score): return atom(inner) + "^=" + number(score)
    case .field(let name, let inner):
      return word(name) + ":" + (isBoost(inner) ? "(" + atom(inner) + ")" : atom(inner))
    case .pattern(.fuzzy(let word, let edits)): return self.word(word) + "~\(edits)"
    case .pattern(.prefix(let text)): return word(text) + "*"
    case .pattern(.wildcard(let pieces)):
      var text = ""
      for piece in pieces {
        switch piece {
        case .literal(let literal): text += escaped(literal, startsWord: text.isEmpty)
        case .anyLetter: text += "?"
        case .anyLetters: text += "*"
        }
      }
      return text
    case .filter(let filter): return FilterPrinter.print(filter)
    case .near(let texts, let distance):
      return "NEAR(" + texts.map { quoted($0) }.joined(separator: " ") + ", \(distance))"
    }
  }

  private static func isBoost(_ query: Query) -> Bool {
    switch query.node {
    case .boosted, .constant: true
    default: false
    }
  }

  // MARK: Words

  private static func number(_ value: Double) -> String {
    let text = String(value)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  static func quoted(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\\" || QueryParser.isQuote(scalar) { result.append("\\") }
      result.append(scalar)
    }
    return "\"" + String(result) + "\""
  }

  /// The words of a text between single spaces; the whole text as one word if there are other spaces.
  private static func words(_ text: String) -> [String] {
    let scalars = Array(text.unicodeScalars)
    let words = scalars.split(separator: " ", omittingEmptySubsequences: false)
    if words.contains(where: \.isEmpty) { return [word(text)] }
    return words.map { word(String(String.UnicodeScalarView($0))) }
  }

  static func word(_ text: String) -> String {
    (QueryParser.keywords.contains(text) ? "\\" : "") + escaped(text, startsWord: true)
  }

  private static func escaped(_ text: String, startsWord: Bool) -> String {
    var result = String.UnicodeScalarView()
    if startsWord && text.unicodeScalars.starts(with: "NEAR/".unicodeScalars) { result.append("\\") }
    for (index, scalar) in text.unicodeScalars.enumerated() {
      if QueryParser.endsWord(scalar) || scalar == "*" || scalar == "?" || scalar == "\\"
        || (index == 0 && startsWord && QueryParser.isSign(scalar))
      {
        result.append("\\")
      }
      result.append(scalar)
    }
    return String(result)
  }
}

extension Query: CustomStringConvertible {
  /// The query in the query language; `Query(parsing:)` makes the same query of it.
  public var description: String { QueryPrinter.print(self) }

  /// Reads a query in the query language.
  ///
  /// | written | finds |
  /// |---|---|
  /// | `hà nội` | documents with any of the words, those with more of them and side by side first |
  /// | `"hà nội"`, `"hà nội"~3` | the phrase; the phrase with words moved by up to 3 places |
  /// | `+hà -nội #thu` | `hà` must be there, `nội` must not; `thu` must but does not count |
  /// | `hà AND nội`, `hà OR nội`, `NOT hà`, `(…)` | both, either, not; AND before OR |
  /// | `title:hà`, `title:"hà nội"`, `title:(…)` | in one field |
  /// | `nguy*`, `h?a`, `nguyn~1` | words that begin so; of that shape; with one letter more, less or other |
  /// | `hà^2`, `hà^=1` | counts twice; counts 1 in every document |
  /// | `NEAR("hà nội" thu, 5)`, `hà NEAR/5 thu` | with at most 5 words between, in any order |
  /// | `(a b c)@2` | at least two of the three |
  /// | `\+`, `\:`, `\AND` | the character or word itself |
  ///
  /// - Throws: ``QuerySyntaxError``, which says where, what stands there and what could.
  public init(parsing text: String) throws(QuerySyntaxError) {
    var parser = QueryParser(text)
    self = try parser.parse()
  }

  /// Reads a query in the query language for an index with these fields.
  ///
  /// As ``init(parsing:)``, and what a search would refuse is refused with its place: a field that there is not, a value
  /// that its field cannot have.
  ///
  /// ```swift
  /// do { _ = try Query(parsing: "hà price:>rẻ", for: index.schema) } catch { print(error) }
  /// // a query cannot be answered: a filter asks for "rẻ", which no field of kind integer can have
  /// //   hà price:>rẻ
  /// //            ^
  /// ```
  ///
  /// - Parameters:
  ///   - text: The query.
  ///   - schema: The fields of the index.
  /// - Throws: ``QuerySyntaxError``.
  /// - Complexity: O(length of the text).
  public init(parsing text: String, for schema: Schema) throws(QuerySyntaxError) {
    var parser = QueryParser(text, schema: schema)
    self = try parser.parse()
  }
}
