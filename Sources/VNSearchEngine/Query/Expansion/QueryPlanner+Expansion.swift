import VNTextAnalysis

extension QueryPlanner {
  // MARK: Statistics

  /// Looks up the words that a pattern matches.
  func gather(_ pattern: TermPattern, into statistics: inout QueryStatistics) throws(SearchError) {
    if statistics.expansions[pattern] != nil { return }
    guard let matcher = matcher(pattern) else {
      statistics.expansions[pattern] = MatchedWords()
      return
    }
    statistics.expansions[pattern] = try resolver.expand(
      pattern, matcher, limit: limits.expansions, control
    ).words
  }

  /// Looks up words of which the last may go on, and what stands behind the last but one.
  func gather(unfinished text: String, into statistics: inout QueryStatistics) throws(SearchError) {
    let (head, last) = unfinished(text)
    try gather(head.syllables, into: &statistics)
    guard let last else { return }
    let pattern = TermPattern.prefix(last)
    try gather(pattern, into: &statistics)
    guard ranking.usesPairs, let first = head.syllables.last?.folded, let matcher = matcher(pattern) else {
      return
    }
    try gatherPairs(first, pattern, matcher, into: &statistics)
  }

  /// The frequencies of all pairs of a form and one that a pattern matches.
  private func gatherPairs(
    _ first: [UInt8], _ pattern: TermPattern, _ matcher: TermMatcher, into statistics: inout QueryStatistics
  ) throws(SearchError) {
    let firsts = try resolver.find(first)
    let expansion = try resolver.expand(pattern, matcher, limit: limits.expansions, control)
    // Those that were counted for another clause are counted again with the others.
    for key in statistics.pairs.keys where key.first == first && matcher.matches(folded: key.second) {
      statistics.pairs[key] = 0
    }
    for (index, matches) in expansion.segments.enumerated() {
      guard let entry = firsts[index] else { continue }
      try resolver.segments[index].pairs.forEach(first: entry.ordinal, seconds: matches.ordinals) {
        place, list in
        let key = QueryStatistics.PairKey(first: first, second: matches.words.folded(place))
        statistics.pairs[key, default: 0] += Int(list.documentFrequency)
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
    var weights: [Float] = []
    var frequencies: [Int] = []
    for surface in statistics.expansions[pattern]?.surfaces ?? [] {
      if weights.last != surface.weight && !weights.contains(surface.weight) {
        weights.append(surface.weight)
      }
      frequencies.append(surface.documents)
    }
    let documents = statistics.union(frequencies)
    return QueryPlan.Part(
      role: role, weight: boost * scale * statistics.inverseDocumentFrequency(documents),
      kind: restricted(
        .expansion(
          QueryPlan.Expansion(
            pattern: pattern, matcher: matcher, classWeights: weights.sorted(by: >),
            text: Query(.pattern(pattern)).description))),
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
    let pattern = TermPattern.prefix(last)
    guard let matcher = matcher(pattern) else { return parts }
    var frequencies: [Int] = []
    for (key, documents) in statistics.pairs
    where key.first == first && documents > 0 && matcher.matches(folded: key.second) {
      frequencies.append(documents)
    }
    if frequencies.isEmpty { return parts }
    let documents = statistics.union(frequencies)
    parts.append(
      QueryPlan.Part(
        role: .bonus,
        weight: boost * Float(ranking.lambda) * scale * statistics.inverseDocumentFrequency(documents),
        kind: .pairs(first: first, seconds: pattern, matcher),
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
  /// Calls `body` with the pairs of a first term whose second is one of several, ascending: its place among them.
  ///
  /// - Complexity: O(pairs in the range of the seconds + seconds + 16).
  func forEach(
    first: Int, seconds: [Int], _ body: (_ place: Int, _ list: PostingListMetadata) -> Void
  ) throws(SearchError) {
    guard let low = seconds.first, let high = seconds.last else { return }
    var place = 0
    try forEach(first: first, seconds: low...high) { second, list in
      while place < seconds.count && seconds[place] < second { place += 1 }
      if place < seconds.count && seconds[place] == second { body(place, list) }
    }
  }

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
