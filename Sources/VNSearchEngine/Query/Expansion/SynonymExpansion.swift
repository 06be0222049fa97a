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
      guard let first = words.first, !rule.to.isEmpty else { continue }
      rules[first.folded, default: []].append(Rule(words: words, to: rule.to))
    }
    for key in rules.keys { rules[key]?.sort { $0.words.count > $1.words.count } }
  }

  private static func words(of text: String, _ analyzer: any Analyzer) -> [Word] {
    let buffer = TokenBuffer()
    analyzer.analyze(text, into: buffer)
    let surfaces = buffer.surfaces
    let folded = buffer.foldedForms
    return unsafe buffer.withTokens { tokens in
      var words: [Word] = []
      for index in tokens.indices {
        let token = unsafe tokens[index]
        if token.isAlias { continue }
        words.append(
          Word(
            surface: surfaces[index], folded: folded[index], isMarked: buffer.form(token.form).isMarked,
            range: Int(token.start)..<Int(token.end)))
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
    let words = Self.words(of: text, analyzer)
    let matches = self.matches(words)
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
    let words = Self.words(of: text, analyzer)
    var versions = [query]
    for match in matches(words) {
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
    let matches = self.matches(Array(Self.words(of: text, analyzer).dropLast()))
    return matches.isEmpty ? query : .any(of: [query] + matches.flatMap(\.to).map { .phrase($0) })
  }

  // MARK: Matches

  /// The matches from left to right, the longest at each place.
  private func matches(_ words: [Word]) -> [Match] {
    var matches: [Match] = []
    var place = 0
    while place < words.count {
      let fitting = (rules[words[place].folded] ?? []).filter { fits($0.words, words, at: place) }
      guard let longest = fitting.first?.words.count else {
        place += 1
        continue
      }
      var to: [String] = []
      for rule in fitting where rule.words.count == longest {
        for other in rule.to where !to.contains(other) { to.append(other) }
      }
      matches.append(Match(words: place..<(place + longest), to: to))
      place += longest
    }
    return matches
  }

  private func fits(_ rule: [Word], _ words: [Word], at place: Int) -> Bool {
    guard place + rule.count <= words.count else { return false }
    return zip(rule, words[place...]).allSatisfy { wanted, word in
      word.isMarked ? wanted.surface == word.surface : wanted.folded == word.folded
    }
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
