/// Makes a query fit an index: checks its limits, and says for each field that it names what is asked of it.
///
/// A clause in a field that is kept as a column becomes a filter; one in a text field stays.
struct QueryResolver {
  /// nil where there is nothing to search.
  let schema: Schema?
  let limits: QueryLimits
  private var terms = 0
  private var depth = 0
  private var isInField = false

  init(schema: Schema?, limits: QueryLimits) {
    self.schema = schema
    self.limits = limits
  }

  mutating func resolve(_ query: Query) throws(SearchError) -> Query {
    depth += 1
    defer { depth -= 1 }
    if depth > limits.depth { throw Self.tooDeep(limits) }
    switch query.node {
    case .everything: return query
    case .text(let text, _), .phrase(let text, _), .prefix(let text):
      try count(words: text)
      return query
    case .pattern:
      try count(1)
      return query
    case .near(let texts, _):
      for text in texts { try count(words: text) }
      return query
    case .filter(let filter):
      try count(1)
      if isInField { throw nested() }
      try Self.checkDepth(of: filter, limits)
      if let schema {
        try filter.forEachField { (name, condition) throws(SearchError) in
          try schema.checkFilter(of: name, condition)
        }
      }
      return query
    case .boolean(let clauses, let minimum):
      var resolved: [Query.Clause] = []
      for clause in clauses { resolved.append(Query.Clause(clause.role, try resolve(clause.query))) }
      return Query(.boolean(resolved, minimumShouldMatch: minimum))
    case .boosted(let inner, let factor): return Query(.boosted(try resolve(inner), factor))
    case .constant(let inner, let score): return Query(.constant(try resolve(inner), score))
    case .field(let name, let inner): return try resolve(inner, inField: name)
    }
  }

  private mutating func resolve(_ inner: Query, inField name: String) throws(SearchError) -> Query {
    if isInField { throw nested() }
    isInField = true
    defer { isInField = false }
    let resolved = try resolve(inner)
    guard let schema else { return resolved }
    guard let field = schema.field(named: name) else {
      let names = schema.fields.filter { $0.kind != .stored }.map(\.name)
      throw SearchError(
        .invalidQuery,
        "there is no field \"\(name)\" to search; there are \(names.joined(separator: ", ")); a colon in a word is "
          + "written \"\\:\"")
    }
    if field.kind == .text {
      if case .everything = inner.node {
        throw SearchError(
          .invalidQuery,
          "whether \"\(name)\" has any text is not known; this can be asked of fields that are columns")
      }
      return resolved.inField(name)
    }
    guard field.kind.isColumn || field.kind == .key else {
      throw SearchError(
        .invalidQuery, "field \"\(name)\" is of kind \(field.kind), which is not searched")
    }
    let conditions = try values(inner, of: field)
    try check(conditions, schema)
    return conditions
  }

  /// Checks the values of conditions that words were made to.
  private func check(_ query: Query, _ schema: Schema) throws(SearchError) {
    switch query.node {
    case .filter(let filter):
      try filter.forEachField { (name, condition) throws(SearchError) in
        try schema.checkFilter(of: name, condition)
      }
    case .boolean(let clauses, _): for clause in clauses { try check(clause.query, schema) }
    case .boosted(let inner, _), .constant(let inner, _): try check(inner, schema)
    default: break
    }
  }

  /// - Throws: `invalidQuery` if a filter is nested deeper than is allowed.
  static func checkDepth(of filter: Filter, _ limits: QueryLimits) throws(SearchError) {
    if !filter.isNested(atMost: limits.depth) { throw tooDeep(limits) }
  }

  private static func tooDeep(_ limits: QueryLimits) -> SearchError {
    SearchError(
      .invalidQuery, "the query is nested deeper than \(limits.depth) levels; make it flatter, or allow more")
  }

  private func nested() -> SearchError {
    SearchError(.invalidQuery, "a field is asked for inside of another field")
  }

  private mutating func count(_ count: Int) throws(SearchError) {
    terms += count
    if terms > limits.terms {
      throw SearchError(
        .invalidQuery, "the query has more than \(limits.terms) words; ask for less, or allow more terms")
    }
  }

  private mutating func count(words text: String) throws(SearchError) {
    var words = 0
    var isInWord = false
    for scalar in text.unicodeScalars {
      // Below U+0085 only these are white; asking Unicode's data takes longer.
      let isWhite =
        scalar.value < 0x85
        ? scalar.value == 0x20 || (0x09...0x0D).contains(scalar.value) : scalar.properties.isWhitespace
      if !isWhite && !isInWord { words += 1 }
      isInWord = !isWhite
    }
    try count(max(1, words))
  }

  // MARK: Columns

  /// Words as values of a column.
  private func values(_ query: Query, of field: Schema.Field) throws(SearchError) -> Query {
    func filter(_ condition: ColumnFilter) -> Query { .filter(Filter(field: field.name, condition)) }
    func refusal(_ what: String) -> SearchError {
      SearchError(
        .invalidQuery, "\(what) cannot be looked for in \"\(field.name)\", a field of kind \(field.kind)")
    }
    switch query.node {
    case .everything: return filter(.exists)
    case .text(let text, let requiresAll):
      let words = text.unicodeScalars.split { $0.properties.isWhitespace }.map {
        FieldValue.string(String(String.UnicodeScalarView($0)))
      }
      if requiresAll && words.count > 1 { return .all(of: words.map { filter(.anyOf([$0])) }) }
      return filter(.anyOf(words))
    case .phrase(let text, let slop):
      if slop > 0 { throw refusal("a phrase with words that may be moved") }
      return filter(.anyOf([.string(text)]))
    case .prefix(let text):
      if field.kind != .keyword { throw refusal("a beginning") }
      let last = ColumnFilter.Bound(.string(text + "\u{10FFFF}"))
      return filter(.range(from: ColumnFilter.Bound(.string(text)), to: last))
    case .boolean(let clauses, let minimum):
      var resolved: [Query.Clause] = []
      for clause in clauses {
        resolved.append(Query.Clause(clause.role, try values(clause.query, of: field)))
      }
      return Query(.boolean(resolved, minimumShouldMatch: minimum))
    case .boosted(let inner, let factor): return Query(.boosted(try values(inner, of: field), factor))
    case .constant(let inner, let score): return Query(.constant(try values(inner, of: field), score))
    case .pattern: throw refusal("a pattern")
    case .near: throw refusal("NEAR")
    case .filter, .field: throw nested()
    }
  }
}
