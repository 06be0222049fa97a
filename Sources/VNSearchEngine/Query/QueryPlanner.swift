import VNTextAnalysis

/// Turns a query into a plan: which syllables, with which surfaces and weights, which pairs.
///
/// First `gatherStatistics` looks every term up in every segment; then `plan` decides by those numbers, or by numbers
/// of a larger collection that this index is a shard of.
final class QueryPlanner {
  let analyzer: any Analyzer
  let ranking: Ranking
  let resolver: TermResolver
  private let buffers: TokenBufferPool?
  /// The text that was analyzed first: most queries have no other.
  private var firstText: (text: String, analyzed: AnalyzedText)?
  private var texts: [String: AnalyzedText] = [:]
  /// How far patterns are expanded, and whether to go on.
  var limits = QueryLimits()
  var control: SearchControl?
  /// The text field that the clause at work is restricted to.
  var field: Int?
  private(set) var approximate: [[UInt8]] = []

  /// - Parameter buffers: Where to borrow buffers for analysis.
  init(analyzer: any Analyzer, ranking: Ranking, resolver: TermResolver, buffers: TokenBufferPool? = nil) {
    self.analyzer = analyzer
    self.buffers = buffers
    self.ranking = ranking
    self.resolver = resolver
  }

  func analyzed(_ text: String) -> AnalyzedText {
    if let firstText {
      if firstText.text == text { return firstText.analyzed }
      if let known = texts[text] { return known }
    }
    let result = AnalyzedText(text, analyzer: analyzer, buffers: buffers)
    if firstText == nil { firstText = (text, result) } else { texts[text] = result }
    return result
  }

  // MARK: Statistics

  /// Looks up what a query needs and adds it to `statistics`.
  func gatherStatistics(_ query: Query, into statistics: inout QueryStatistics) throws(SearchError) {
    switch query.node {
    case .everything, .filter: break
    case .boosted(let inner, _), .constant(let inner, _), .field(_, let inner):
      try gatherStatistics(inner, into: &statistics)
    case .pattern(let pattern): try gather(pattern, into: &statistics)
    case .prefix(let text): try gather(unfinished: text, into: &statistics)
    case .near(let texts, _):
      for text in texts { try gatherStatistics(Query(.phrase(text, slop: 0)), into: &statistics) }
    case .boolean(let clauses, _):
      for clause in clauses { try gatherStatistics(clause.query, into: &statistics) }
    case .text(let text, _), .phrase(let text, _):
      try gather(analyzed(text).syllables, into: &statistics)
    }
  }

  func gather(
    _ syllables: [AnalyzedText.Syllable], into statistics: inout QueryStatistics
  ) throws(SearchError) {
    statistics.terms.reserveCapacity(statistics.terms.count + syllables.count)
    resolver.reserveCapacity(syllables.count)
    for syllable in syllables {
      try gather(syllable.folded, into: &statistics)
      if ranking.diacritics == .smart, let twin = twin(of: syllable) {
        try gather(twin.folded, into: &statistics)
      }
    }
    if !ranking.usesPairs { return }
    for (first, second) in Self.adjacent(syllables) {
      let key = QueryStatistics.PairKey(first: first, second: second)
      if statistics.pairs[key] != nil { continue }
      statistics.pairs[key] = try resolver.documentFrequency(first, second)
    }
  }

  func gather(_ folded: [UInt8], into statistics: inout QueryStatistics) throws(SearchError) {
    if statistics.terms.contains(folded) { return }
    var term = QueryStatistics.Term()
    if !resolver.withSurfaces {
      term.documentFrequency = try resolver.documentFrequency(folded)
      statistics.terms.set(folded, term)
      return
    }
    for entry in try resolver.find(folded) {
      guard let entry else { continue }
      term.documentFrequency += Int(entry.list.documentFrequency)
      let isFirst = term.surfaces.count == 0
      if isFirst { term.surfaces.reserveCapacity(entry.surfaces.count) }
      for surface in entry.surfaces {
        let key = QueryStatistics.SurfaceKey(bytes: surface.bytes, isBare: surface.isBare)
        let documents = Int(surface.list.documentFrequency)
        // One segment names each surface once.
        if isFirst { term.surfaces.append(documents, of: key) } else { term.surfaces.add(documents, to: key) }
      }
    }
    statistics.terms.set(folded, term)
  }

  private func twin(of syllable: AnalyzedText.Syllable) -> (surface: [UInt8], folded: [UInt8])? {
    unsafe syllable.surface.withUnsafeBufferPointer { unsafe Surface.iyTwin(of: $0) }
  }

  /// The pairs of a text in its order; a repeated pair comes again.
  static func adjacent(_ syllables: [AnalyzedText.Syllable]) -> [(first: [UInt8], second: [UInt8])] {
    let words = syllables.filter { !$0.isAlias }
    return zip(words, words.dropFirst()).compactMap { first, second in
      first.position + 1 == second.position ? (first.folded, second.folded) : nil
    }
  }

  // MARK: Plan

  /// Decides roles, weights and order of a query's parts.
  ///
  /// - Parameter filter: What every document must pass besides.
  func plan(_ query: Query, filter: Filter? = nil, _ statistics: QueryStatistics) -> QueryPlan {
    approximate = []
    var parts: [QueryPlan.Part] = []
    var minimum = 1
    switch query.node {
    case .boolean(let clauses, let minimumShouldMatch):
      parts = self.parts(clauses, minimumShouldMatch, statistics, boost: 1)
      minimum = Self.attainable(minimumShouldMatch, parts)
    case .text(let text, let requiresAll):
      parts = self.parts(of: analyzed(text), requiresAll: requiresAll, statistics, boost: 1)
      minimum = requiresAll ? 0 : 1
    case .prefix(let text):
      parts = self.parts(unfinished: text, statistics, boost: 1)
    default:
      parts = [part(query, role: .must, statistics, boost: 1)].compactMap { $0 }
      minimum = 0
    }
    // A query without any word finds nothing, whatever passes.
    if let filter, !parts.isEmpty {
      // Beside what is required, nothing optional need match: the query alone decides that.
      if !parts.contains(where: { $0.role == .must || $0.role == .filter }) { minimum = max(1, minimum) }
      parts.append(QueryPlan.Part(role: .filter, weight: 0, kind: .filter(filter)))
    }
    return QueryPlan(parts: Self.ordered(parts), minimumShouldMatch: minimum, approximate: approximate)
  }

  /// How many optional parts must match; where there are fewer, one more than there are says as much as any number.
  private static func attainable(_ minimum: Int, _ parts: [QueryPlan.Part]) -> Int {
    max(0, min(minimum, parts.count { $0.role == .should } + 1))
  }

  /// Heaviest first: the order in which contributions are added, the same in every segment.
  private static func ordered(_ parts: [QueryPlan.Part]) -> [QueryPlan.Part] {
    parts.enumerated().sorted { left, right in
      left.element.weight != right.element.weight
        ? left.element.weight > right.element.weight : left.offset < right.offset
    }.map { $0.element }
  }

  private func parts(
    _ clauses: [Query.Clause], _ minimumShouldMatch: Int, _ statistics: QueryStatistics, boost: Float
  ) -> [QueryPlan.Part] {
    var parts: [QueryPlan.Part] = []
    for clause in clauses {
      let role: ClauseRole =
        switch clause.role {
        case .must: .must
        case .should: .should
        case .mustNot: .mustNot
        case .filter: .filter
        }
      // Optional words beside optional clauses are clauses themselves, unless clauses are counted: pruning sees through
      // them.
      if role == .should, minimumShouldMatch <= 1,
        case .text(let text, requiresAll: false) = clause.query.node
      {
        parts += self.parts(of: analyzed(text), requiresAll: false, statistics, boost: boost)
      } else if role == .should, minimumShouldMatch <= 1, case .prefix(let text) = clause.query.node {
        parts += self.parts(unfinished: text, statistics, boost: boost)
      } else if role == .must, case .text(let text, requiresAll: true) = clause.query.node {
        parts += self.parts(of: analyzed(text), requiresAll: true, statistics, boost: boost)
      } else if let part = part(clause.query, role: role, statistics, boost: boost) {
        parts.append(part)
      }
    }
    if !clauses.isEmpty, clauses.allSatisfy({ $0.role == .mustNot }) {
      parts.append(QueryPlan.Part(role: .filter, weight: 1, kind: .everything))
    }
    return parts
  }

  func part(
    _ query: Query, role: ClauseRole, _ statistics: QueryStatistics, boost: Float
  ) -> QueryPlan.Part? {
    switch query.node {
    case .everything:
      return QueryPlan.Part(role: role, weight: boost, kind: .everything)
    case .filter(let filter):
      return QueryPlan.Part(role: role == .must ? .filter : role, weight: 0, kind: .filter(filter))
    case .boosted(let inner, let factor):
      return part(inner, role: role, statistics, boost: boost * Float(factor))
    case .phrase(let text, let slop):
      return phrase(text, slop: slop, role: role, statistics, boost: boost)
    case .text(let text, let requiresAll):
      let parts = self.parts(of: analyzed(text), requiresAll: requiresAll, statistics, boost: boost)
      return nested(parts, minimum: requiresAll ? 0 : 1, role: role)
    case .prefix(let text):
      return nested(parts(unfinished: text, statistics, boost: boost), minimum: 1, role: role)
    case .pattern(let pattern):
      return expansion(of: pattern, role: role, statistics, boost: boost)
    case .near(let texts, let distance):
      return near(texts, within: distance, role: role, statistics, boost: boost)
    case .constant(let inner, let score):
      return constant(inner, boost * Float(score), role: role, statistics)
    case .field(let name, let inner):
      let outer = field
      field = textField(named: name)
      defer { field = outer }
      return part(inner, role: role, statistics, boost: boost)
    case .boolean(let clauses, let minimum):
      return nested(self.parts(clauses, minimum, statistics, boost: boost), minimum: minimum, role: role)
    }
  }

  func nested(_ parts: [QueryPlan.Part], minimum: Int, role: ClauseRole) -> QueryPlan.Part? {
    // A clause without any word says nothing: "-…" or an empty string.
    if parts.isEmpty { return nil }
    let ordered = Self.ordered(parts)
    let weight = ordered.reduce(Float(0)) { $0 + ($1.role == .mustNot || $1.role == .filter ? 0 : $1.weight) }
    return QueryPlan.Part(
      role: role, weight: weight, kind: .nested(ordered, minimumShouldMatch: Self.attainable(minimum, parts)))
  }

  var scale: Float { ranking.scalesByK1 ? Float(ranking.k1) + 1 : 1 }

  func parts(
    of analyzed: AnalyzedText, requiresAll: Bool, _ statistics: QueryStatistics, boost: Float
  ) -> [QueryPlan.Part] {
    let weights = SurfaceWeights(for: analyzed, diacritics: ranking.diacritics)
    var parts: [QueryPlan.Part] = []
    for (syllable, count) in Self.counted(analyzed.syllables) {
      let (graded, documents) = grade(syllable, weights, statistics)
      let idf = statistics.inverseDocumentFrequency(documents)
      let role: ClauseRole = syllable.isAlias ? .bonus : (requiresAll ? .must : .should)
      // In a text of one alias only (`C++`), nothing else could match.
      parts.append(
        QueryPlan.Part(
          role: role == .bonus && !requiresAll ? .should : role,
          weight: boost * scale * idf * Float(count), kind: restricted(.graded(graded)), count: count,
          documents: documents))
    }
    if ranking.usesPairs {
      var pairCounts: [QueryStatistics.PairKey: Int] = [:]
      var pairs: [QueryStatistics.PairKey] = []
      for (first, second) in Self.adjacent(analyzed.syllables) {
        let key = QueryStatistics.PairKey(first: first, second: second)
        if pairCounts.updateValue((pairCounts[key] ?? 0) + 1, forKey: key) == nil { pairs.append(key) }
      }
      for pair in pairs {
        let documents = statistics.pairs[pair] ?? 0
        if documents == 0 { continue }
        let idf = statistics.inverseDocumentFrequency(Double(documents))
        parts.append(
          QueryPlan.Part(
            role: .bonus, weight: boost * Float(ranking.lambda) * scale * idf * Float(pairCounts[pair] ?? 1),
            kind: restricted(.pair(first: pair.first, second: pair.second)), count: pairCounts[pair] ?? 1,
            documents: Double(documents)))
      }
    }
    return parts
  }

  /// The distinct syllables in their order, and how often each comes: a repeated one counts again.
  private static func counted(_ syllables: [AnalyzedText.Syllable]) -> [(
    syllable: AnalyzedText.Syllable, count: Int
  )] {
    var counted: [(syllable: AnalyzedText.Syllable, count: Int)] = []
    counted.reserveCapacity(syllables.count)
    // Looking through a few is faster than hashing; a text of a thousand words is hashed.
    var places: [AnalyzedText.Syllable: Int] = [:]
    for var syllable in syllables {
      syllable.position = 0
      syllable.range = 0..<0
      let known =
        counted.count < 24
        ? counted.firstIndex { $0.syllable == syllable }
        : places[syllable] ?? counted.prefix(24).firstIndex { $0.syllable == syllable }
      if let known {
        counted[known].count += 1
      } else {
        if counted.count >= 24 { places[syllable] = counted.count }
        counted.append((syllable, 1))
      }
    }
    return counted
  }

  /// Which surfaces of the collection count for a syllable, and in about how many documents they are.
  private func grade(
    _ syllable: AnalyzedText.Syllable, _ weights: SurfaceWeights, _ statistics: QueryStatistics
  ) -> (QueryPlan.GradedSyllable, Double) {
    var result = QueryPlan.GradedSyllable(
      syllable: syllable, weights: weights, surfaces: [], classWeights: [], twin: nil,
      countsRest: ranking.diacritics == .smart, uniformWeight: nil)
    if ranking.diacritics == .folded {
      result.uniformWeight = 1
      return (result, Double(statistics.terms.documentFrequency(of: syllable.folded) ?? 0))
    }
    let term = statistics.terms[syllable.folded] ?? QueryStatistics.Term()
    var counting: [(QueryStatistics.SurfaceKey, Float)] = []
    var frequencies: [Int] = []
    for (key, documents) in term.surfaces {
      let surface = TermDictionary.Surface(
        bytes: key.bytes, isBare: key.isBare, list: PostingListMetadata(kind: .single, documentFrequency: 0))
      let weight = weights.weight(of: surface, for: syllable)
      if weight >= SurfaceWeights.counting {
        counting.append((key, weight))
        frequencies.append(documents)
      }
    }
    var twinDocuments = 0
    if ranking.diacritics == .smart, let twin = twin(of: syllable), let other = statistics.terms[twin.folded]
    {
      twinDocuments =
        other.surfaces[QueryStatistics.SurfaceKey(bytes: twin.surface, isBare: false)] ?? 0
      if twinDocuments > 0 {
        result.twin = (twin.folded, twin.surface)
        frequencies.append(twinDocuments)
      }
    }
    if frequencies.isEmpty {
      if ranking.diacritics == .smart && term.documentFrequency > 0 {
        approximate.append(syllable.surface)
        result.uniformWeight = SurfaceWeights.fallback
      }
      return (result, Double(term.documentFrequency))
    }
    if twinDocuments == 0 && counting.count == term.surfaces.count && counting.allSatisfy({ $0.1 == 1 }) {
      result.uniformWeight = 1
      return (result, statistics.union(frequencies))
    }
    result.classWeights = Array(Set(counting.map { $0.1 })).sorted(by: >)
    result.surfaces = counting.map { key, weight in
      QueryPlan.WeightedSurface(key: key, weightClass: result.classWeights.firstIndex(of: weight) ?? 0)
    }
    if result.twin != nil { result.classWeights.append(SurfaceWeights.twin) }
    return (result, statistics.union(frequencies))
  }

  func phrase(
    _ text: String, slop: Int, role: ClauseRole, _ statistics: QueryStatistics, boost: Float
  ) -> QueryPlan.Part? {
    let analyzed = analyzed(text)
    let syllables = analyzed.syllables.filter { !$0.isAlias }
    guard let first = syllables.first else { return nil }
    let weights = SurfaceWeights(for: analyzed, diacritics: ranking.diacritics)
    if syllables.count == 1 {
      let (graded, documents) = grade(first, weights, statistics)
      return QueryPlan.Part(
        role: role, weight: boost * scale * statistics.inverseDocumentFrequency(documents),
        kind: restricted(.graded(graded)),
        documents: documents)
    }
    let (parts, weight) = phraseSyllables(analyzed, statistics)
    return QueryPlan.Part(
      role: role, weight: boost * scale * weight, kind: restricted(.phrase(parts, slop: slop)))
  }

  /// The syllables of a phrase, and the sum of their inverse document frequencies.
  func phraseSyllables(
    _ analyzed: AnalyzedText, _ statistics: QueryStatistics
  ) -> (syllables: [QueryPlan.PhraseSyllable], weight: Float) {
    let weights = SurfaceWeights(for: analyzed, diacritics: ranking.diacritics)
    let syllables = analyzed.syllables.filter { !$0.isAlias }
    var weight: Float = 0
    var parts: [QueryPlan.PhraseSyllable] = []
    parts.reserveCapacity(syllables.count)
    for syllable in syllables {
      let (graded, documents) = grade(syllable, weights, statistics)
      weight += statistics.inverseDocumentFrequency(documents)
      parts.append(
        QueryPlan.PhraseSyllable(
          offset: syllable.position - syllables[0].position, surface: syllable.surface,
          folded: syllable.folded,
          accepted: graded.uniformWeight != nil ? nil : Set(graded.surfaces.map(\.key)), graded: graded,
          documents: documents))
    }
    return (parts, weight)
  }
}
