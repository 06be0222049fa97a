extension Filter {
  /// Reads a filter as a person types it.
  ///
  /// | text | documents in which |
  /// |---|---|
  /// | `price>=1000000`, `price<5` | a value compares so |
  /// | `category=sách`, `category!=sách` | a value is this one; none is |
  /// | `category=sách\|báo` | a value is one of these |
  /// | `date=2024-01..2024-06`, `price=..5`, `price=5..` | a value is from one to the other, ends included |
  /// | `author=*`, `author!=*` | there is a value; there is none |
  /// | `!price>5` | what follows is not so |
  ///
  /// A value in double quotes is taken as it is: `title="a|b"`. Blanks around names, signs and values mean nothing.
  ///
  /// - Throws: ``SearchError/Code/invalidQuery`` with the place and what was expected. Whether the field exists and can have
  ///   the value is found out by the search.
  public init(parsing text: String) throws(SearchError) {
    var rest = Substring(text)
    func failure(_ expected: String) -> SearchError {
      let place = text.unicodeScalars.count - rest.unicodeScalars.count + 1
      let found = rest.isEmpty ? "the end" : "\"\(rest.prefix(20))\""
      return SearchError(
        .invalidQuery, "filter \"\(text)\": expected \(expected) at character \(place), found \(found)")
    }
    func skipBlanks() { rest = rest.drop { $0.isWhitespace } }

    skipBlanks()
    var isNegated = false
    while rest.first == "!" {
      isNegated.toggle()
      rest.removeFirst()
      skipBlanks()
    }
    let name = Self.trimmed(rest.prefix { !"=<>!".contains($0) })
    if name.isEmpty { throw failure("the name of a field") }
    rest = rest.drop { !"=<>!".contains($0) }
    guard let sign = [">=", "<=", "!=", "=", ">", "<"].first(where: { rest.hasPrefix($0) }) else {
      throw failure("one of = != > >= < <=")
    }
    rest.removeFirst(sign.count)
    if rest.first == "=" { throw failure("a value; one that begins so is written in double quotes") }
    skipBlanks()
    if rest.isEmpty { throw failure("a value") }
    let field = Filter.field(name)
    let filter: Filter
    switch sign {
    case ">=": filter = field.isAtLeast(try Self.value(rest, failure))
    case "<=": filter = field.isAtMost(try Self.value(rest, failure))
    case ">": filter = field.isAbove(try Self.value(rest, failure))
    case "<": filter = field.isBelow(try Self.value(rest, failure))
    default:
      var filters: [Filter] = []
      for part in Self.alternatives(rest) { filters.append(try Self.equality(part, name, failure)) }
      filter = filters.count == 1 ? filters[0] : .any(of: filters)
    }
    self = isNegated != (sign == "!=") ? !filter : filter
  }

  /// The parts between bars that are not in quotes.
  private static func alternatives(_ text: Substring) -> [Substring] {
    var isQuoted = false
    return text.split(omittingEmptySubsequences: false) { character in
      if character == "\"" { isQuoted.toggle() }
      return character == "|" && !isQuoted
    }
  }

  private static func equality(
    _ text: Substring, _ name: String, _ failure: (String) -> SearchError
  ) throws(SearchError) -> Filter {
    let trimmed = trimmed(text)
    if trimmed == "*" { return Filter.field(name).exists }
    if !trimmed.hasPrefix("\""), let dots = firstDots(trimmed) {
      let low = trimmed[..<dots]
      let high = trimmed[trimmed.index(dots, offsetBy: 2)...]
      if low.isEmpty && high.isEmpty { throw failure("a value before or behind ..") }
      return Filter(
        field: name,
        .range(
          from: low.isEmpty ? nil : ColumnFilter.Bound(try value(low, failure)),
          to: high.isEmpty ? nil : ColumnFilter.Bound(try value(high, failure))))
    }
    return Filter.field(name).is(try value(text, failure))
  }

  private static func firstDots(_ text: String) -> String.Index? {
    text.indices.first { text[$0...].hasPrefix("..") }
  }

  private static func value(
    _ text: Substring, _ failure: (String) -> SearchError
  ) throws(SearchError) -> FieldValue {
    let text = trimmed(text)
    if text.isEmpty { throw failure("a value") }
    if text.hasPrefix("\"") {
      guard text.count >= 2, text.hasSuffix("\"") else { throw failure("a closing quote") }
      return .string(String(text.dropFirst().dropLast()))
    }
    return .string(text)
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    var text = text[...]
    while text.first?.isWhitespace == true { text = text.dropFirst() }
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return String(text)
  }
}
