extension QueryParser {
  var isAtEnd: Bool { place >= scalars.count }

  /// The next character; nil at the end.
  var peek: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  mutating func skipSpaces() {
    while let next = peek, next.properties.isWhitespace { place += 1 }
  }

  /// Whether a quotation mark: straight, curly, low or pointed.
  static func isQuote(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\"", "\u{201C}", "\u{201D}", "\u{201E}", "\u{AB}", "\u{BB}": true
    default: false
    }
  }

  /// Whether a word ends before a character, unless that is escaped.
  static func endsWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "(", ")", "[", "]", "{", "}", "^", ":", "~": true
    default: scalar.properties.isWhitespace || isQuote(scalar)
    }
  }

  /// Whether a character has a meaning of its own at the beginning of a word.
  static func isSign(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "+", "-", "#", "<", ">", "=": true
    default: false
    }
  }

  /// Words with a meaning of their own, where they stand alone in capital letters.
  static let keywords: Set<String> = ["AND", "OR", "NOT", "NEAR", "TO", "FILTER", "&&", "||"]

  func matches(_ text: String) -> Bool {
    var index = place
    for scalar in text.unicodeScalars {
      if index >= scalars.count || scalars[index] != scalar { return false }
      index += 1
    }
    return true
  }

  /// Whether one of these words stands here alone.
  func isOperator(_ words: String...) -> Bool {
    words.contains { word in
      guard matches(word) else { return false }
      let end = place + word.unicodeScalars.count
      return end >= scalars.count || scalars[end].properties.isWhitespace || scalars[end] == "("
        || scalars[end] == ")"
    }
  }

  /// Takes one of two spellings of an operator.
  mutating func takeOperator(_ word: String, _ symbol: String) -> Bool {
    skipSpaces()
    for spelling in [word, symbol] where isOperator(spelling) {
      place += spelling.unicodeScalars.count
      return true
    }
    return false
  }

  /// The text between two quotation marks.
  mutating func quoted() throws(QuerySyntaxError) -> String {
    let start = place
    place += 1
    var text = String.UnicodeScalarView()
    while let next = peek {
      place += 1
      if Self.isQuote(next) { return String(text) }
      if next == "\\", let escaped = peek {
        place += 1
        text.append(escaped)
      } else {
        text.append(next)
      }
    }
    place = start
    throw unexpected("a phrase with a quotation mark at its end")
  }

  mutating func number(_ what: String) throws(QuerySyntaxError) -> Double {
    let start = place
    var digits = ""
    while let next = peek {
      let isExponentSign = (next == "+" || next == "-") && (digits.last == "e" || digits.last == "E")
      guard
        (next >= "0" && next <= "9") || next == "." || isExponentSign
          || ((next == "e" || next == "E") && !digits.isEmpty)
      else { break }
      digits.unicodeScalars.append(next)
      place += 1
    }
    guard let value = Double(digits), value.isFinite else {
      place = start
      throw unexpected("a number: \(what)")
    }
    return value
  }

  mutating func integer(_ what: String) throws(QuerySyntaxError) -> Int {
    let start = place
    var value = 0
    while let next = peek, next >= "0" && next <= "9" {
      value = min(value * 10 + Int(next.value - 48), 1_000_000_000)
      place += 1
    }
    if place == start { throw unexpected("a number: \(what)") }
    return value
  }

  /// Makes sure that a number is not only the first half of something.
  func endNumber() throws(QuerySyntaxError) {
    if let next = peek, !Self.endsWord(next) { throw unexpected("a space behind a number") }
  }

  /// An error here.
  func unexpected(_ expected: String) -> QuerySyntaxError {
    var found = "the end"
    if place < scalars.count {
      var end = place + 1
      while end < scalars.count && end - place < 20 && !Self.endsWord(scalars[end]) { end += 1 }
      if Self.endsWord(scalars[place]) { end = place + 1 }
      found = "\"" + String(String.UnicodeScalarView(scalars[place..<end])) + "\""
    }
    return QuerySyntaxError(
      query: text, scalarOffset: min(place, scalars.count), found: found, expected: expected)
  }
}
