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

  enum Kind {
    case everything
    case syllable(Syllable)
    case pair(Int)
    case phrase([PhraseSyllable], slop: Int)
    case nested([Part], minimum: Int)
    case filter(OracleFilter)
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
      return (Self.ordered(parts(text, requiresAll: requiresAll, boost: 1)), requiresAll ? 0 : 1)
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

  private func parts(_ clauses: [OracleQuery.Clause], _ minimum: Int?, boost: Float) -> [Part] {
    var parts: [Part] = []
    for clause in clauses {
      switch (clause.role, clause.query) {
      // Optional words beside optional clauses are clauses themselves, unless clauses are counted.
      case (.should, .text(let text, requiresAll: false)) where Self.minimum(clauses, minimum) <= 1:
        parts += self.parts(text, requiresAll: false, boost: boost)
      case (.must, .text(let text, requiresAll: true)):
        parts += self.parts(text, requiresAll: true, boost: boost)
      default:
        let role: Role =
          switch clause.role {
          case .must: .must
          case .should: .should
          case .mustNot: .mustNot
          case .filter: .filter
          }
        if let part = part(clause.query, role, boost: boost) { parts.append(part) }
      }
    }
    // All documents but these.
    if !clauses.isEmpty && clauses.allSatisfy({ $0.role == .mustNot }) {
      parts.append(Part(role: .filter, weight: 1, kind: .everything))
    }
    return parts
  }

  private func part(_ query: OracleQuery, _ role: Role, boost: Float) -> Part? {
    switch query {
    case .everything: return Part(role: role, weight: boost, kind: .everything)
    // A filter counts nothing in the score.
    case .filter(let filter):
      return Part(role: role == .must ? .filter : role, weight: 0, kind: .filter(filter))
    case .boosted(let inner, let factor): return part(inner, role, boost: boost * Float(max(0, factor)))
    case .text(let text, let requiresAll):
      return nested(parts(text, requiresAll: requiresAll, boost: boost), requiresAll ? 0 : 1, role)
    case .boolean(let clauses, let minimum):
      return nested(parts(clauses, minimum, boost: boost), Self.minimum(clauses, minimum), role)
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

  private func analyzed(_ text: String) -> Text {
    let tokens = index.analyzer.tokens(of: text)
    let words = tokens.filter { !$0.isAlias }
    let forms = index.analyzer.forms
    let marked = words.count { forms[$0.form].isMarked }
    return Text(
      tokens: tokens, words: words, markedShare: words.isEmpty ? 0 : Double(marked) / Double(words.count),
      hasTone: words.contains { Surface.hasTone(forms[$0.form].surface) })
  }

  private func parts(_ string: String, requiresAll: Bool, boost: Float) -> [Part] {
    let text = analyzed(string)
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

  private func phrase(_ string: String, _ slop: Int, _ role: Role, boost: Float) -> Part? {
    let text = analyzed(string)
    guard let first = text.words.first else { return nil }
    var idf: Float = 0
    var syllables: [PhraseSyllable] = []
    for word in text.words {
      let (syllable, documents) = syllable(word.form, text)
      idf += postings.inverseDocumentFrequency(documents)
      if text.words.count == 1 {
        return Part(role: role, weight: boost * scale * idf, kind: .syllable(syllable))
      }
      // A twin is another folded form: a phrase does not take it.
      let surfaces = syllable.classes.flatMap(\.surfaces).filter {
        index.surfaceKeys[$0].folded == syllable.folded
      }
      syllables.append(
        PhraseSyllable(
          offset: word.position - first.position, folded: syllable.folded,
          accepted: syllable.uniform == nil ? Set(surfaces) : nil))
    }
    return Part(role: role, weight: boost * scale * idf, kind: .phrase(syllables, slop: slop))
  }
}
