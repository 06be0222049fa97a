import VNTextAnalysis

extension QueryPlanner {
  // MARK: Statistics

  /// Looks up the words that a pattern matches.
  func gather(_ pattern: TermPattern, into statistics: inout QueryStatistics) throws(SearchError) {
    if statistics.expansions[pattern] != nil { return }
    var forms: [[UInt8]] = []
    if let matcher = matcher(pattern) {
      forms = try resolver.expand(matcher, limit: limits.expansions, control)
    }
    for folded in forms { try gather(folded, into: &statistics) }
    statistics.expansions[pattern] = Set(forms)
  }

  /// Looks up words of which the last may go on, and what stands behind the last but one.
  func gather(unfinished text: String, into statistics: inout QueryStatistics) throws(SearchError) {
    let (head, last) = unfinished(text)
    try gather(head.syllables, into: &statistics)
    guard let last else { return }
    let pattern = TermPattern.prefix(last)
    try gather(pattern, into: &statistics)
    guard ranking.usesPairs, let first = head.syllables.last?.folded else { return }
    try gatherPairs(first, statistics.expansions[pattern] ?? [], into: &statistics)
  }

  /// The frequencies of all pairs of a form and one of several that are close to each other in the dictionary.
  private func gatherPairs(
    _ first: [UInt8], _ seconds: Set<[UInt8]>, into statistics: inout QueryStatistics
  ) throws(SearchError) {
    let firsts = try resolver.find(first)
    // Those that were counted for another clause are counted again with the others.
    for key in statistics.pairs.keys where key.first == first && seconds.contains(key.second) {
      statistics.pairs[key] = 0
    }
    for (index, segment) in resolver.segments.enumerated() {
      guard let first = firsts[index] else { continue }
      var forms: [Int: [UInt8]] = [:]
      for second in seconds {
        if let entry = try resolver.find(second)[index] { forms[entry.ordinal] = second }
      }
      guard let low = forms.keys.min(), let high = forms.keys.max() else { continue }
      try segment.pairs.forEach(first: first.ordinal, seconds: low...high) { second, list in
        guard let form = forms[second] else { return }
        statistics.pairs[QueryStatistics.PairKey(first: first.folded, second: form), default: 0] +=
          Int(list.documentFrequency)
      }
    }
  }

  private func matcher(_ pattern: TermPattern) -> TermMatcher? {
    TermMatcher(pattern, analyzer: analyzer, diacritics: ranking.diacritics)
  }

  /// The finished words of a text, and the last as it is written; nil if it has no letters.
  private func unfinished(_ text: String) -> (head: AnalyzedText, last: String?) {
    let words = analyzed(text).syllables.filter { !$0.isAlias }
    guard let last = words.last else { return (AnalyzedText(words), nil) }
    return (AnalyzedText(Array(words.dropLast())), String(decoding: last.surface, as: UTF8.self))
  }

  // MARK: Plan

  /// The number of a text field, unless it is the only one.
  func textField(named name: String) -> Int? {
    let fields = resolver.segments.first?.schema.textFields ?? []
    return fields.count > 1 ? fields.firstIndex { $0.name == name } : nil
  }

  /// A part in the field that the clause is restricted to.
  func restricted(_ kind: QueryPlan.Kind) -> QueryPlan.Kind { field.map { .inField($0, kind) } ?? kind }

  /// A pattern as one term: the weighted sum of the frequencies of all that it matches.
  func expansion(
    of pattern: TermPattern, role: ClauseRole, _ statistics: QueryStatistics, boost: Float
  ) -> QueryPlan.Part? {
    guard let matcher = matcher(pattern) else { return nil }
    var forms: [QueryPlan.Expansion.Form] = []
    var weights: Set<Float> = []
    var frequencies: [Int] = []
    var found: [(folded: [UInt8], surfaces: [(QueryStatistics.SurfaceKey, Float)])] = []
    for folded in statistics.expansions[pattern] ?? [] {
      if matcher.acceptsAllSurfaces {
        guard let documents = statistics.terms[folded]?.surfaces.documents, !documents.isEmpty else {
          continue
        }
        frequencies += documents
        forms.append(QueryPlan.Expansion.Form(folded: folded, classes: nil))
        continue
      }
      var surfaces: [(QueryStatistics.SurfaceKey, Float)] = []
      for (key, documents) in statistics.terms[folded]?.surfaces ?? [:] {
        let weight = matcher.weight(of: key.bytes, isBare: key.isBare)
        if weight == 0 { continue }
        weights.insert(weight)
        frequencies.append(documents)
        surfaces.append((key, weight))
      }
      if !surfaces.isEmpty { found.append((folded, surfaces)) }
    }
    let classWeights = forms.isEmpty ? weights.sorted(by: >) : [1]
    let numbers = Dictionary(uniqueKeysWithValues: zip(classWeights, classWeights.indices))
    for (folded, surfaces) in found.sorted(by: { $0.folded.lexicographicallyPrecedes($1.folded) }) {
      var classes: [QueryStatistics.SurfaceKey: Int] = [:]
      for (key, weight) in surfaces { classes[key] = numbers[weight] }
      forms.append(QueryPlan.Expansion.Form(folded: folded, classes: classes))
    }
    if matcher.acceptsAllSurfaces { forms.sort { $0.folded.lexicographicallyPrecedes($1.folded) } }
    let documents = statistics.union(frequencies)
    return QueryPlan.Part(
      role: role, weight: boost * scale * statistics.inverseDocumentFrequency(documents),
      kind: restricted(
        .expansion(
          QueryPlan.Expansion(
            forms: forms, classWeights: classWeights, text: Query(.pattern(pattern)).description))),
      documents: documents)
  }

  /// The parts of words of which the last may go on: the words, the last's expansion, and its pairs.
  func parts(
    unfinished text: String, _ statistics: QueryStatistics, boost: Float
  ) -> [QueryPlan.Part] {
    let (head, last) = unfinished(text)
    var parts = self.parts(of: head, requiresAll: false, statistics, boost: boost)
    guard let last,
      let expansion = expansion(of: .prefix(last), role: .should, statistics, boost: boost)
    else { return parts }
    parts.append(expansion)
    // In one field positions decide who stands beside whom, and there are too many to ask.
    guard ranking.usesPairs, field == nil, let first = head.syllables.last?.folded else { return parts }
    var seconds: [[UInt8]] = []
    var frequencies: [Int] = []
    for second in statistics.expansions[.prefix(last)] ?? [] {
      let documents = statistics.pairs[QueryStatistics.PairKey(first: first, second: second)] ?? 0
      if documents == 0 { continue }
      seconds.append(second)
      frequencies.append(documents)
    }
    if seconds.isEmpty { return parts }
    let documents = statistics.union(frequencies)
    parts.append(
      QueryPlan.Part(
        role: .bonus,
        weight: boost * Float(ranking.lambda) * scale * statistics.inverseDocumentFrequency(documents),
        kind: .pairs(first: first, seconds: seconds.sorted { $0.lexicographicallyPrecedes($1) }),
        documents: documents))
    return parts
  }

  /// Words and phrases close to each other; those without a word are left out.
  func near(
    _ texts: [String], within distance: Int, role: ClauseRole, _ statistics: QueryStatistics, boost: Float
  ) -> QueryPlan.Part? {
    let analyzed = texts.map { self.analyzed($0) }.filter { text in
      text.syllables.contains { !$0.isAlias }
    }
    if analyzed.count < 2 {
      let text = texts.first { text in self.analyzed(text).syllables.contains { !$0.isAlias } }
      return text.flatMap { phrase($0, slop: 0, role: role, statistics, boost: boost) }
    }
    var operands: [[QueryPlan.PhraseSyllable]] = []
    var weight: Float = 0
    for text in analyzed {
      let (syllables, own) = phraseSyllables(text, statistics)
      operands.append(syllables)
      weight += own
    }
    return QueryPlan.Part(
      role: role, weight: boost * scale * weight,
      kind: restricted(.near(operands, distance: distance)))
  }

  /// What matches a query, each with one score.
  func constant(
    _ query: Query, _ score: Float, role: ClauseRole, _ statistics: QueryStatistics
  ) -> QueryPlan.Part? {
    part(query, role: .must, statistics, boost: 1).map {
      QueryPlan.Part(role: role, weight: score, kind: .constant($0))
    }
  }
}

extension PairDictionary {
  /// Calls `body` with the pairs of a first term whose second is in a range.
  ///
  /// - Complexity: O(pairs in the range + 16).
  func forEach(
    first: Int, seconds: ClosedRange<Int>, _ body: (_ second: Int, _ list: PostingListMetadata) -> Void
  ) throws(SearchError) {
    try forEach(first: first, from: seconds.lowerBound) { second, list in
      if second > seconds.upperBound { return false }
      body(second, list)
      return true
    }
  }
}
