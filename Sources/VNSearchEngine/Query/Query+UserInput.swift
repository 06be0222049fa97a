extension Query {
  /// Takes whatever a person types; nothing is an error.
  ///
  /// Words are searched as ``text(_:requiresAll:)``; what stands in double quotes (straight, curly or pointed) must occur
  /// as a phrase; an open quote reaches to the end. Every other character separates words, as in documents.
  ///
  /// - Parameters:
  ///   - userInput: The text.
  ///   - isFinished: Whether the last word is typed to its end; if not, it matches whatever it can become, as in
  ///     ``prefix(_:)``.
  ///   - requiresAll: Whether a document must have every word, not only the phrases. The last word is then taken as
  ///     finished.
  public init(userInput: String, isFinished: Bool = true, requiresAll: Bool = false) {
    var phrases: [String] = []
    var words = ""
    var quoted: String?
    for character in userInput.unicodeScalars {
      if QueryParser.isQuote(character) {
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
    let text =
      isFinished || requiresAll ? Query.text(words, requiresAll: requiresAll) : Query.prefix(words)
    if phrases.isEmpty {
      self = text
    } else {
      var clauses = phrases.map { Clause(.must, .phrase($0)) }
      if words.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) {
        clauses.append(Clause(requiresAll ? .must : .should, text))
      }
      self = .boolean(clauses, minimumShouldMatch: 0)
    }
  }
}
