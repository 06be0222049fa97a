import VNTextAnalysis

/// Puts synonyms beside the words of a query.
struct SynonymExpansion {
  /// A word, and where it is in its text's UTF-8.
  private struct Word {
    var surface: String
    var folded: String
    var isMarked: Bool
    var range: Range<Int>
  }

  /// The words of a text, and the joined forms that stand beside some of them: `tphcm` beside `tp` and `hcm`.
  private struct Words {
    var all: [Word] = []
    /// By the number of the first word that one stands for; `count` words in all.
    var joined: [Int: [(word: Word, count: Int)]] = [:]

    /// The same, the words that have a joined form as that; nil if none has.
    var joinedUp: [Word]? {
      if joined.isEmpty { return nil }
      var words: [Word] = []
      var place = 0
      while place < all.count {
        let longest = joined[place]?.max { $0.count < $1.count }
        words.append(longest?.word ?? all[place])
        place += longest?.count ?? 1
      }
      return words
    }
  }

  private struct Rule {
    var words: [Word]
    var to: [String]
  }

  /// Some words of a text that have synonyms.
  private struct Match {
    var words: Range<Int>
    var to: [String]
  }

  private let analyzer: any Analyzer
  /// By the letters of the first word, the longest first.
  private var rules: [String: [Rule]] = [:]

  init(_ synonyms: Synonyms, analyzer: any Analyzer) {
    self.analyzer = analyzer
    for rule in synonyms.rules {
      let words = Self.words(of: rule.from, analyzer)
      if rule.to.isEmpty { continue }
      for words in [words.all] + (words.joinedUp.map { [$0] } ?? []) {
        guard let first = words.first else { continue }
        rules[first.folded, default: []].append(Rule(words: words, to: rule.to))
      }
    }
  }

  private static func words(of text: String, _ analyzer: any Analyzer) -> Words {
    let buffer = TokenBuffer()
    analyzer.analyze(text, into: buffer)
    let surfaces = buffer.surfaces
    let folded = buffer.foldedForms
    return unsafe buffer.withTokens { tokens in
      var words = Words()
      var joined: [Word] = []
      for index in tokens.indices {
        let token = unsafe tokens[index]
        let word = Word(
          surface: surfaces[index], folded: folded[index], isMarked: buffer.form(token.form).isMarked,
          range: Int(token.start)..<Int(token.end))
        if token.isAlias { joined.append(word) } else { words.all.append(word) }
      }
      for word in joined {
        guard let first = words.all.firstIndex(where: { $0.range.lowerBound == word.range.lowerBound }),
          let last = words.all.lastIndex(where: { $0.range.upperBound == word.range.upperBound }),
          last > first
        else { continue }
        words.joined[first, default: []].append((word, last - first + 1))
      }
      return words
    }
  }

  // MARK: Queries

  func expand(_ query: Query) -> Query {
    switch query.node {
    case .text(let text, let requiresAll): return expand(text, requiresAll: requiresAll, query)
    case .phrase(let text, let slop): return expand(phrase: text, slop, query)
    case .prefix(let text): return expand(unfinished: text, query)
    case .boolean(let clauses, let minimum):
      return Query(
        .boolean(clauses.map { Query.Clause($0.role, expand($0.query)) }, minimumShouldMatch: minimum))
    case .boosted(let inner, let factor): return Query(.boosted(expand(inner), factor))
    case .constant(let inner, let score): return Query(.constant(expand(inner), score))
    case .field(let name, let inner): return Query(.field(name, expand(inner)))
    case .everything, .filter, .pattern, .near: return query
    }
  }

  private func expand(_ text: String, requiresAll: Bool, _ query: Query) -> Query {
    let found = Self.words(of: text, analyzer)
    let (words, matches) = (found.all, self.matches(found))
    if matches.isEmpty { return query }
    if !requiresAll {
      return .any(of: [query] + matches.flatMap(\.to).map { .phrase($0) })
    }
    // The words between, and for each match one of its versions.
    var clauses: [Query] = []
    var place = 0
    func append(upTo end: Int) {
      if place < end { clauses.append(.text(Self.part(place..<end, words, text), requiresAll: true)) }
    }
    for match in matches {
      append(upTo: match.words.lowerBound)
      let own = Query.text(Self.part(match.words, words, text), requiresAll: true)
      clauses.append(.any(of: [own] + match.to.map { .phrase($0) }))
      place = match.words.upperBound
    }
    append(upTo: words.count)
    return clauses.count == 1 ? clauses[0] : .all(of: clauses)
  }

  private func expand(phrase text: String, _ slop: Int, _ query: Query) -> Query {
    let found = Self.words(of: text, analyzer)
    let words = found.all
    var versions = [query]
    for match in matches(found) {
      for other in match.to {
        let parts = [
          Self.part(0..<match.words.lowerBound, words, text), other,
          Self.part(match.words.upperBound..<words.count, words, text),
        ]
        versions.append(.phrase(parts.filter { !$0.isEmpty }.joined(separator: " "), slop: slop))
      }
    }
    return versions.count == 1 ? query : .any(of: versions)
  }

  private func expand(unfinished text: String, _ query: Query) -> Query {
    // Nobody knows what the last word becomes.
    let words = Self.words(of: text, analyzer)
    let matches = self.matches(words, count: max(0, words.all.count - 1))
    return matches.isEmpty ? query : .any(of: [query] + matches.flatMap(\.to).map { .phrase($0) })
  }

  // MARK: Matches

  /// The matches from left to right, the longest at each place.
  ///
  /// - Parameter count: How many words are looked at; nil: all.
  private func matches(_ words: Words, count: Int? = nil) -> [Match] {
    let count = count ?? words.all.count
    var matches: [Match] = []
    var place = 0
    while place < count {
      var longest = place
      var to: [String] = []
      let first = [words.all[place]] + (words.joined[place] ?? []).map(\.word)
      for rule in first.flatMap({ rules[$0.folded] ?? [] }) {
        guard let end = end(of: rule.words[...], words, from: place, count), end >= longest else { continue }
        if end > longest { to = [] }
        longest = end
        for other in rule.to where !to.contains(other) { to.append(other) }
      }
      if longest > place { matches.append(Match(words: place..<longest, to: to)) }
      place = max(longest, place + 1)
    }
    return matches
  }

  /// Behind which word a rule's words end that begin at `place`, the farthest; nil if they are not there.
  private func end(of rule: ArraySlice<Word>, _ words: Words, from place: Int, _ count: Int) -> Int? {
    guard let wanted = rule.first else { return place }
    guard place < count else { return nil }
    var farthest: Int?
    for (word, length) in [(words.all[place], 1)] + (words.joined[place] ?? []) {
      guard place + length <= count,
        word.isMarked ? wanted.surface == word.surface : wanted.folded == word.folded,
        let end = end(of: rule.dropFirst(), words, from: place + length, count)
      else { continue }
      farthest = max(farthest ?? end, end)
    }
    return farthest
  }

  /// The text of some words, as it is written.
  private static func part(_ range: Range<Int>, _ words: [Word], _ text: String) -> String {
    if range.isEmpty { return "" }
    let bytes = Array(text.utf8)
    return String(
      decoding: bytes[
        words[range.lowerBound].range.lowerBound..<words[range.upperBound - 1].range.upperBound],
      as: UTF8.self)
  }
}
