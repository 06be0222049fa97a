extension Query {
  /// Takes whatever a person types; nothing is an error.
  ///
  /// Words are searched as `text`; what stands in double quotes (straight or curly) must occur as a phrase; an open
  /// quote reaches to the end. Every other character separates words, as in documents.
  public init(userInput: String) {
    var phrases: [String] = []
    var words = ""
    var quoted: String?
    for character in userInput.unicodeScalars {
      if "\"\u{201C}\u{201D}\u{201E}\u{00AB}\u{00BB}".unicodeScalars.contains(character) {
        if let phrase = quoted {
          phrases.append(phrase)
          quoted = nil
        } else {
          quoted = ""
        }
        words.append(" ")
      } else if quoted != nil {
        quoted?.unicodeScalars.append(character)
      } else {
        words.unicodeScalars.append(character)
      }
    }
    if let quoted { phrases.append(quoted) }
    phrases.removeAll { phrase in !phrase.unicodeScalars.contains { !$0.properties.isWhitespace } }
    if phrases.isEmpty {
      self = .text(words)
    } else {
      var clauses = phrases.map { Clause(.must, .phrase($0)) }
      if words.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) {
        clauses.append(Clause(.should, .text(words)))
      }
      self = .boolean(clauses, minimumShouldMatch: 0)
    }
  }
}
