import VNSearchEngine
import VNTextAnalysis

/// A query with its weights, by the table and the formulas of the ranking.
struct OraclePlan {
  enum Role { case must, should, mustNot, filter, bonus }

  /// A syllable: which surfaces count, by class of weight.
  struct Syllable {
    var folded: Int
    /// Weights, descending, and the surfaces of each; the twin's are the last.
    var classes: [(weight: Float, surfaces: [Int])]
    /// Every surface counts by this weight.
    var uniform: Float?
    /// The other surfaces add a tenth of their frequency, a half at most.
    var countsRest: Bool
  }

  struct PhraseSyllable {
    var offset: Int
    var folded: Int
    /// The surfaces that the phrase takes; nil: all.
    var accepted: Set<Int>?
  }

  indirect enum Kind {
    case everything
    case syllable(Syllable)
    case pair(Int)
    case phrase([PhraseSyllable], slop: Int)
    case nested([Part], minimum: Int)
    case filter(OracleFilter)
    /// Any of several pairs.
    case pairs([Int])
    case near([[PhraseSyllable]], distance: Int)
    case constant([Part])
    case inField(Int, Kind)
  }

  struct Part {
    var role: Role
    var weight: Float
    var kind: Kind
  }

  let index: OracleIndex
  let postings: OraclePostings
  let ranking: Ranking

  private var scale: Float { ranking.scalesByK1 ? Float(ranking.k1) + 1 : 1 }

  /// The parts of a query in the order in which they are added, and how many optional ones a document needs.
  func parts(of query: OracleQuery) -> (parts: [Part], minimum: Int) {
    switch query {
    case .boolean(let clauses, let minimum):
      return (Self.ordered(parts(clauses, minimum, boost: 1)), Self.minimum(clauses, minimum))
    case .text(let text, let requiresAll):
      return (Self.ordered(parts(analyzed(text), requiresAll: requiresAll, boost: 1)), requiresAll ? 0 : 1)
    case .prefix(let text): return (Self.ordered(unfinished(text, nil, boost: 1)), 1)
    default:
      return ([part(query, .must, boost: 1)].compactMap { $0 }, 0)
    }
  }

  static func minimum(_ clauses: [OracleQuery.Clause], _ minimum: Int?) -> Int {
    if let minimum { return max(0, minimum) }
    return clauses.contains { $0.role == .must || $0.role == .filter }
      || !clauses.contains { $0.role == .should }
      ? 0 : 1
  }

  /// Heaviest first, equal ones as they stand in the query.
  static func ordered(_ parts: [Part]) -> [Part] {
    var sorted: [Part] = []
    for part in parts {
      let place = sorted.firstIndex { $0.weight < part.weight } ?? sorted.count
      sorted.insert(part, at: place)
    }
    return sorted
  }

  private func parts(
    _ clauses: [OracleQuery.Clause], _ minimum: Int?, boost: Float, field: Int? = nil
  ) -> [Part] {
    var parts: [Part] = []
    for clause in clauses {
      switch (clause.role, clause.query) {
      // Optional words beside optional clauses are clauses themselves, unless clauses are counted.
      case (.should, .text(let text, requiresAll: false)) where Self.minimum(clauses, minimum) <= 1:
        parts += self.parts(analyzed(text), requiresAll: false, boost: boost)
      case (.should, .prefix(let text)) where Self.minimum(clauses, minimum) <= 1:
        parts += unfinished(text, field, boost: boost)
      case (.must, .text(let text, requiresAll: true)):
        parts += self.parts(analyzed(text), requiresAll: true, boost: boost)
      default:
        let role: Role =
          switch clause.role {
          case .must: .must
          case .should: .should
          case .mustNot: .mustNot
          case .filter: .filter
          }
        if let part = part(clause.query, role, boost: boost, field: field) { parts.append(part) }
      }
    }
    // All documents but these.
    if !clauses.isEmpty && clauses.allSatisfy({ $0.role == .mustNot }) {
      parts.append(Part(role: .filter, weight: 1, kind: .everything))
    }
    return parts
  }

  private func part(_ query: OracleQuery, _ role: Role, boost: Float, field: Int? = nil) -> Part? {
    switch query {
    case .constant(let inner, let score):
      return part(inner, .must, boost: 1, field: field).map {
        Part(role: role, weight: boost * Float(score), kind: .constant([$0]))
      }
    case .field(let number, let inner):
      let part = part(inner, role, boost: boost, field: index.fieldWeights.count > 1 ? number : nil)
      return part.map { Self.restricted($0, index.fieldWeights.count > 1 ? number : nil) }
    case .prefix(let text): return nested(unfinished(text, field, boost: boost), 1, role)
    case .pattern(let pattern): return expansion(pattern, role, boost: boost)
    case .near(let texts, let distance): return near(texts, distance, role, boost: boost)
    case .everything: return Part(role: role, weight: boost, kind: .everything)
    // A filter counts nothing in the score.
    case .filter(let filter):
      return Part(role: role == .must ? .filter : role, weight: 0, kind: .filter(filter))
    case .boosted(let inner, let factor):
      return part(inner, role, boost: boost * Float(max(0, factor)), field: field)
    case .text(let text, let requiresAll):
      return nested(parts(analyzed(text), requiresAll: requiresAll, boost: boost), requiresAll ? 0 : 1, role)
    case .boolean(let clauses, let minimum):
      return nested(parts(clauses, minimum, boost: boost, field: field), Self.minimum(clauses, minimum), role)
    case .phrase(let text, let slop): return phrase(text, slop, role, boost: boost)
    }
  }

  private func nested(_ parts: [Part], _ minimum: Int, _ role: Role) -> Part? {
    if parts.isEmpty { return nil }
    let ordered = Self.ordered(parts)
    var weight: Float = 0
    for part in ordered where part.role != .mustNot && part.role != .filter { weight += part.weight }
    return Part(role: role, weight: weight, kind: .nested(ordered, minimum: minimum))
  }

  /// What is asked of a text as a whole.
  private struct Text {
    var tokens: [OracleToken]
    var words: [OracleToken]
    var markedShare: Double
    var hasTone: Bool
  }

  private func analyzed(_ text: String) -> Text { analyzed(index.analyzer.tokens(of: text)) }

  private func analyzed(_ tokens: [OracleToken]) -> Text {
    let words = tokens.filter { !$0.isAlias }
    let forms = index.analyzer.forms
    let marked = words.count { forms[$0.form].isMarked }
    return Text(
      tokens: tokens, words: words, markedShare: words.isEmpty ? 0 : Double(marked) / Double(words.count),
      hasTone: words.contains { Surface.hasTone(forms[$0.form].surface) })
  }

  private func parts(_ text: Text, requiresAll: Bool, boost: Float) -> [Part] {
    var parts: [Part] = []
    var syllables: [(token: OracleToken, count: Int)] = []
    for token in text.tokens {
      if let place = syllables.firstIndex(where: {
        $0.token.form == token.form && $0.token.isAlias == token.isAlias
      }) {
        syllables[place].count += 1
      } else {
        syllables.append((token, 1))
      }
    }
    for (token, count) in syllables {
      let (syllable, documents) = syllable(token.form, text)
      let role: Role = requiresAll ? (token.isAlias ? .bonus : .must) : .should
      parts.append(
        Part(
          role: role, weight: boost * scale * postings.inverseDocumentFrequency(documents) * Float(count),
          kind: .syllable(syllable)))
    }
    guard ranking.usesPairs else { return parts }
    var pairs: [(pair: Int, count: Int)] = []
    let forms = index.analyzer.forms
    for (first, second) in zip(text.words, text.words.dropFirst()) where first.position + 1 == second.position
    {
      let pair = OracleIndex.pair(forms[first.form].folded, forms[second.form].folded)
      if let place = pairs.firstIndex(where: { $0.pair == pair }) {
        pairs[place].count += 1
      } else {
        pairs.append((pair, 1))
      }
    }
    for (pair, count) in pairs {
      guard let list = postings.pairs[pair] else { continue }
      let idf = postings.inverseDocumentFrequency(Double(list.count))
      parts.append(
        Part(
          role: .bonus, weight: boost * Float(ranking.lambda) * scale * idf * Float(count), kind: .pair(pair))
      )
    }
    return parts
  }

  /// The weight of a surface for a syllable of a text.
  private func weight(_ surface: OracleIndex.SurfaceKey, _ form: OracleForm, _ text: Text) -> Float {
    let isExact = surface.surface == form.surface
    switch ranking.diacritics {
    case .folded: return 1
    case .strict: return isExact ? 1 : 0
    case .smart: break
    }
    if isExact { return 1 }
    if !form.isMarked { return text.markedShare < 0.6 || surface.isBare ? 1 : 0.1 }
    if surface.isBare { return 0.8 }
    let isRefined = Surface.relation(ofQuery: form.surface, toIndexed: surface.surface) == .refined
    return isRefined && !text.hasTone && text.words.count >= 2 ? 0.9 : 0.1
  }

  /// What counts for a syllable, and in about how many documents that is.
  private func syllable(_ number: Int, _ text: Text) -> (Syllable, Double) {
    let form = index.analyzer.forms[number]
    let documents = postings.terms[form.folded]?.count ?? 0
    var syllable = Syllable(
      folded: form.folded, classes: [], uniform: nil, countsRest: ranking.diacritics == .smart)
    if ranking.diacritics == .folded {
      syllable.uniform = 1
      return (syllable, Double(documents))
    }
    var frequencies: [Int] = []
    for surface in postings.surfacesOfTerm[form.folded] ?? [] {
      let weight = weight(index.surfaceKeys[surface], form, text)
      if weight < 0.5 { continue }
      frequencies.append(postings.surfaces[surface]!.count)
      if let place = syllable.classes.firstIndex(where: { $0.weight == weight }) {
        syllable.classes[place].surfaces.append(surface)
      } else {
        syllable.classes.append((weight, [surface]))
      }
    }
    syllable.classes.sort { $0.weight > $1.weight }
    if ranking.diacritics == .smart, let twin = Surface.iyTwin(of: form.surface) {
      let key = OracleIndex.SurfaceKey(
        folded: index.analyzer.folded(twin.folded), surface: twin.surface, isBare: false)
      let surface = index.surface(key)
      if let list = postings.surfaces[surface] {
        frequencies.append(list.count)
        syllable.classes.append((0.95, [surface]))
      }
    }
    if frequencies.isEmpty {
      if ranking.diacritics == .smart && documents > 0 { syllable.uniform = 0.3 }
      return (syllable, Double(documents))
    }
    return (syllable, postings.union(frequencies))
  }

  // MARK: Patterns

  /// The surface of a word as it is indexed.
  private func canonical(_ text: String) -> String {
    let forms = index.analyzer.tokens(of: text).filter { !$0.isAlias }.map {
      index.analyzer.forms[$0.form].surface
    }
    return forms.count == 1 ? forms[0] : (Surface.joined(forms)?.surface ?? "")
  }

  private var marks: OraclePattern.Marks {
    switch ranking.diacritics {
    case .smart: .smart
    case .strict: .strict
    case .folded: .folded
    }
  }

  /// All surfaces of the collection that a pattern matches, as one term.
  private func expansion(_ pattern: OraclePattern, _ role: Role, boost: Float) -> Part? {
    var classes: [Float: [Int]] = [:]
    var frequencies: [Int] = []
    for (surface, list) in postings.surfaces {
      let key = index.surfaceKeys[surface]
      let weight = pattern.weight(key.surface, isBare: key.isBare, marks) { canonical($0) }
      if weight == 0 { continue }
      classes[weight, default: []].append(surface)
      frequencies.append(list.count)
    }
    let syllable = Syllable(
      folded: -1, classes: classes.sorted { $0.key > $1.key }.map { ($0.key, $0.value) }, uniform: nil,
      countsRest: false)
    let idf = postings.inverseDocumentFrequency(postings.union(frequencies))
    return Part(role: role, weight: boost * scale * idf, kind: .syllable(syllable))
  }

  /// Words, of which the last is a beginning: the words, all that it can become, and their pairs.
  private func unfinished(_ text: String, _ field: Int?, boost: Float) -> [Part] {
    let words = index.analyzer.tokens(of: text).filter { !$0.isAlias }
    guard let last = words.last else { return [] }
    let head = Array(words.dropLast())
    var parts = self.parts(analyzed(head), requiresAll: false, boost: boost)
    let beginning = index.analyzer.forms[last.form].surface
    if let part = expansion(.wildcard(beginning + "*"), .should, boost: boost) { parts.append(part) }
    guard ranking.usesPairs, field == nil, let before = head.last else { return parts }
    let first = index.analyzer.forms[before.form].folded
    var pairs: Set<Int> = []
    for surface in postings.surfaces.keys {
      let key = index.surfaceKeys[surface]
      let pair = OracleIndex.pair(first, key.folded)
      let matches =
        OraclePattern.wildcard(beginning + "*").weight(key.surface, isBare: true, .folded) { $0 } > 0
      if matches && postings.pairs[pair] != nil { pairs.insert(pair) }
    }
    if pairs.isEmpty { return parts }
    let documents = postings.union(pairs.map { postings.pairs[$0]!.count })
    parts.append(
      Part(
        role: .bonus,
        weight: boost * Float(ranking.lambda) * scale * postings.inverseDocumentFrequency(documents),
        kind: .pairs(pairs.sorted())))
    return parts
  }

  private func near(_ texts: [String], _ distance: Int, _ role: Role, boost: Float) -> Part? {
    let texts = texts.filter { !analyzed($0).words.isEmpty }
    if texts.count == 1 { return phrase(texts[0], 0, role, boost: boost) }
    if texts.isEmpty { return nil }
    var operands: [[PhraseSyllable]] = []
    var weight: Float = 0
    for text in texts {
      let (syllables, idf) = phraseSyllables(analyzed(text))
      operands.append(syllables)
      weight += idf
    }
    return Part(role: role, weight: boost * scale * weight, kind: .near(operands, distance: distance))
  }

  /// The same part, in one field.
  private static func restricted(_ part: Part, _ field: Int?) -> Part {
    guard let field else { return part }
    var part = part
    switch part.kind {
    case .nested(let parts, let minimum):
      part.kind = .nested(parts.map { restricted($0, field) }, minimum: minimum)
    case .constant(let parts): part.kind = .constant(parts.map { restricted($0, field) })
    case .syllable, .pair, .phrase, .near: part.kind = .inField(field, part.kind)
    case .everything, .filter, .pairs, .inField: break
    }
    return part
  }

  private func phrase(_ string: String, _ slop: Int, _ role: Role, boost: Float) -> Part? {
    let text = analyzed(string)
    if text.words.isEmpty { return nil }
    let (syllables, idf) = phraseSyllables(text)
    if text.words.count == 1 {
      return Part(
        role: role, weight: boost * scale * idf, kind: .syllable(syllable(text.words[0].form, text).0))
    }
    return Part(role: role, weight: boost * scale * idf, kind: .phrase(syllables, slop: slop))
  }

  private func phraseSyllables(_ text: Text) -> (syllables: [PhraseSyllable], idf: Float) {
    var idf: Float = 0
    var syllables: [PhraseSyllable] = []
    for word in text.words {
      let (syllable, documents) = syllable(word.form, text)
      idf += postings.inverseDocumentFrequency(documents)
      // A twin is another folded form: a phrase does not take it.
      let surfaces = syllable.classes.flatMap(\.surfaces).filter {
        index.surfaceKeys[$0].folded == syllable.folded
      }
      syllables.append(
        PhraseSyllable(
          offset: word.position - text.words[0].position, folded: syllable.folded,
          accepted: syllable.uniform == nil ? Set(surfaces) : nil))
    }
    return (syllables, idf)
  }
}
