extension QueryParser {
  /// Whether a value without quotes ends before a character.
  static func endsValue(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "(", ")", "[", "]", "{", "}", "^": true
    default: scalar.properties.isWhitespace || isQuote(scalar)
    }
  }

  /// A comparison or a range behind the name of a field; nil if something else is there.
  mutating func condition(_ name: String) throws(QuerySyntaxError) -> Filter? {
    switch peek {
    case "[", "{": return Filter(field: name, try range())
    case "=": return Filter(field: name, try equality())
    case ">":
      place += 1
      let bound = try bound()
      return Filter(field: name, .range(from: bound, to: nil))
    case "<":
      place += 1
      let bound = try bound()
      return Filter(field: name, .range(from: nil, to: bound))
    default: return nil
    }
  }

  private mutating func bound() throws(QuerySyntaxError) -> ColumnFilter.Bound {
    let isIncluded = peek == "="
    if isIncluded { place += 1 }
    return ColumnFilter.Bound(try value("a value to compare with"), isIncluded: isIncluded)
  }

  private mutating func equality() throws(QuerySyntaxError) -> ColumnFilter {
    place += 1
    if peek == "*" {
      place += 1
      return .exists
    }
    guard peek == "(" else { return .anyOf([try value("a value, \"*\" or values in parentheses")]) }
    place += 1
    var values: [FieldValue] = []
    skipSpaces()
    while let next = peek, next != ")" {
      values.append(try value("a value or \")\""))
      skipSpaces()
    }
    guard peek == ")" else { throw unexpected("\")\"") }
    place += 1
    return .anyOf(values)
  }

  private mutating func range() throws(QuerySyntaxError) -> ColumnFilter {
    let includesFirst = peek == "["
    place += 1
    skipSpaces()
    let from = try end("the lower end of a range, or \"*\"", includesFirst)
    skipSpaces()
    guard isOperator("TO") else { throw unexpected("TO") }
    place += 2
    skipSpaces()
    let value = try openValue("the upper end of a range, or \"*\"")
    skipSpaces()
    guard peek == "]" || peek == "}" else { throw unexpected("\"]\" or \"}\"") }
    let includesLast = peek == "]"
    place += 1
    return .range(from: from, to: value.map { ColumnFilter.Bound($0, isIncluded: includesLast) })
  }

  private mutating func end(_ what: String, _ isIncluded: Bool) throws(QuerySyntaxError) -> ColumnFilter
    .Bound?
  {
    try openValue(what).map { ColumnFilter.Bound($0, isIncluded: isIncluded) }
  }

  private mutating func openValue(_ what: String) throws(QuerySyntaxError) -> FieldValue? {
    if peek == "*" {
      place += 1
      return nil
    }
    return try value(what)
  }

  private mutating func value(_ what: String) throws(QuerySyntaxError) -> FieldValue {
    // `a:==b` is no habit to encourage: such a value is written in quotes.
    if peek == "=" { throw unexpected(what) }
    if let next = peek, Self.isQuote(next) { return .string(try quoted()) }
    var text = String.UnicodeScalarView()
    while let next = peek, !Self.endsValue(next) {
      text.append(next)
      place += 1
    }
    if text.isEmpty { throw unexpected(what) }
    return FilterPrinter.bare(String(text))
  }

  /// `FILTER(…)`, the inside of which is `ALL(…)`, `ANY(…)`, `NOT …` or a condition on a field.
  mutating func filter() throws(QuerySyntaxError) -> Query {
    place += 7
    let filter = try filterExpression(depth: 0)
    skipSpaces()
    guard peek == ")" else { throw unexpected("\")\"") }
    place += 1
    return .filter(filter)
  }

  private mutating func filterExpression(depth: Int) throws(QuerySyntaxError) -> Filter {
    if depth > Self.mostNested { throw unexpected("no more than \(Self.mostNested) levels of nesting") }
    skipSpaces()
    if isOperator("NOT") {
      place += 3
      return try !filterExpression(depth: depth + 1)
    }
    for word in ["ALL(", "ANY("] where matches(word) {
      place += 4
      var filters: [Filter] = []
      skipSpaces()
      while let next = peek, next != ")" {
        filters.append(try filterExpression(depth: depth + 1))
        skipSpaces()
      }
      guard peek == ")" else { throw unexpected("a condition or \")\"") }
      place += 1
      return word == "ALL(" ? .all(of: filters) : .any(of: filters)
    }
    let start = place
    let pieces = try pieces()
    guard pieces.count == 1, case .literal(let name) = pieces[0], peek == ":" else {
      place = start
      throw unexpected("a condition on a field, as in price:>=10")
    }
    place += 1
    let valuePlace = place
    guard let filter = try condition(name) else { throw unexpected("a comparison or a range") }
    try check(.filter(filter), of: name, at: start, valuePlace)
    return filter
  }
}
