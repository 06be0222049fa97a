extension Query {
  /// The query with the words of its required phrases in place of the phrases, any of them; nil if it requires none,
  /// or asks for nothing else.
  ///
  /// In a question, what stands in quotes may stand nowhere word for word: then its words are better than no answer.
  /// Who asks for a phrase alone wants that or nothing.
  package func relaxingPhrases(of text: String) -> (query: Query, phrases: [String])? {
    guard case .boolean(let clauses, _) = node else { return nil }
    var phrases: [String] = []
    var others: [Clause] = []
    for clause in clauses {
      if clause.role == .must, case .phrase(let phrase, slop: 0) = clause.query.node {
        phrases.append(phrase)
      } else {
        others.append(clause)
      }
    }
    if phrases.isEmpty || !others.contains(where: { $0.role == .must || $0.role == .should }) { return nil }
    let isOnlyText = others.allSatisfy { clause in
      if clause.role == .should, case .text(_, requiresAll: false) = clause.query.node { return true }
      return false
    }
    // Nothing but words and phrases: all of the text, so that pairs across a quotation mark count.
    if isOnlyText { return (.text(text), phrases) }
    return (.boolean(others + phrases.map { Clause(.should, .text($0)) }), phrases)
  }
}
