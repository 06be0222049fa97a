import VNTextAnalysis

/// What of a query can be marked in a text: its words, patterns and phrases, each with the field that it asks for.
struct HighlightedWords {
  /// A syllable of the query, with the weights of its text.
  struct Syllable {
    var syllable: AnalyzedText.Syllable
    var weights: SurfaceWeights
    var field: String?
  }

  /// Syllables that stand one after the other.
  struct Phrase {
    var parts: [(offset: UInt32, syllable: Syllable)]
    var field: String?
  }

  private(set) var syllables: [[UInt8]: [Syllable]] = [:]
  private(set) var patterns: [(matcher: TermMatcher, field: String?)] = []
  /// By the folded form of the first syllable.
  private(set) var phrases: [[UInt8]: [Phrase]] = [:]
  private let ranking: Ranking
  private let analyzer: any Analyzer

  /// - Parameter query: Excluded clauses are not marked.
  init(_ query: Query, ranking: Ranking, analyzer: any Analyzer) {
    self.ranking = ranking
    self.analyzer = analyzer
    add(query, field: nil)
  }

  private mutating func add(_ query: Query, field: String?) {
    switch query.node {
    case .everything, .filter: break
    case .text(let text, _): add(AnalyzedText(text, analyzer: analyzer), field)
    case .near(let texts, _):
      for text in texts { add(Query(.phrase(text, slop: 0)), field: field) }
    case .phrase(let text, let slop): add(phrase: AnalyzedText(text, analyzer: analyzer), slop, field)
    case .prefix(let text):
      let words = AnalyzedText(text, analyzer: analyzer).syllables.filter { !$0.isAlias }
      add(AnalyzedText(Array(words.dropLast())), field)
      guard let last = words.last else { break }
      add(.prefix(String(decoding: last.surface, as: UTF8.self)), field)
    case .pattern(let pattern): add(pattern, field)
    case .boosted(let inner, _), .constant(let inner, _): add(inner, field: field)
    case .field(let name, let inner): add(inner, field: name)
    case .boolean(let clauses, _):
      for clause in clauses where clause.role != .mustNot { add(clause.query, field: field) }
    }
  }

  private mutating func add(_ pattern: TermPattern, _ field: String?) {
    if let matcher = TermMatcher(pattern, analyzer: analyzer, diacritics: ranking.diacritics) {
      patterns.append((matcher, field))
    }
  }

  private mutating func add(_ text: AnalyzedText, _ field: String?) {
    let weights = SurfaceWeights(for: text, diacritics: ranking.diacritics)
    for syllable in text.syllables {
      let own = Syllable(syllable: syllable, weights: weights, field: field)
      syllables[syllable.folded, default: []].append(own)
      let twin = unsafe syllable.surface.withUnsafeBufferPointer { unsafe Surface.iyTwin(of: $0) }
      if let twin, ranking.diacritics == .smart {
        var other = own
        other.syllable.surface = twin.surface
        other.syllable.folded = twin.folded
        syllables[twin.folded, default: []].append(other)
      }
    }
  }

  private mutating func add(phrase text: AnalyzedText, _ slop: Int, _ field: String?) {
    let words = text.syllables.filter { !$0.isAlias }
    // Where words may stand apart each is marked wherever it is.
    guard slop == 0, words.count > 1 else { return add(AnalyzedText(words), field) }
    let weights = SurfaceWeights(for: text, diacritics: ranking.diacritics)
    let parts = words.map { word in
      (word.position - words[0].position, Syllable(syllable: word, weights: weights, field: field))
    }
    phrases[words[0].folded, default: []].append(Phrase(parts: parts, field: field))
  }
}
