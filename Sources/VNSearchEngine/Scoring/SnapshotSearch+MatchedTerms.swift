extension SnapshotSearch {
  /// The words of a document that a query matched, as they are indexed, those first that weigh most.
  ///
  /// - Parameters:
  ///   - segment: The document's segment.
  ///   - ordinal: The document in it.
  /// - Complexity: about that of a search in one chunk.
  func matchedTerms(
    _ query: Query, ranking: Ranking, segment index: Int, ordinal: Int
  ) throws(SearchError) -> [String] {
    let query = try resolved(query, for: ranking)
    let planner = QueryPlanner(
      analyzer: analyzer, ranking: ranking, resolver: TermResolver(segments), buffers: buffers)
    let statistics = try self.statistics(for: query, planner: planner)
    let plan = planner.plan(query, statistics)
    let model = ImpactModel(
      k1: Float(ranking.k1), b: Float(ranking.b), averageLength: statistics.averageLength)
    var matched = MatchedTerms(
      instantiation: PlanInstantiation(
        segments[index], index: index, resolver: planner.resolver, model: model, unit: unit,
        fieldWeights: fieldWeights), ordinal: ordinal)
    for part in plan.parts { try matched.add(part) }
    return matched.terms
  }
}

/// Collects the words of a document that the parts of a plan match.
private struct MatchedTerms {
  var instantiation: PlanInstantiation
  let ordinal: Int
  var terms: [String] = []
  private let scratch: ScoringScratch

  init(instantiation: PlanInstantiation, ordinal: Int) {
    self.instantiation = instantiation
    self.ordinal = ordinal
    scratch = ScoringScratch(unit: instantiation.unit)
    unsafe scratch.normalizers.update(repeating: 1, count: 64)
    unsafe scratch.scores.update(repeating: 0, count: 64)
  }

  private var window: Int { ordinal >> DocumentGrid.windowShift }
  private var local: Int { ordinal & (DocumentGrid.windowSize - 1) }

  mutating func add(_ part: QueryPlan.Part) throws(SearchError) {
    if part.role == .mustNot || part.role == .bonus { return }
    guard let scorer = try instantiation.scorer(for: part), scorer.prepare(window: window),
      scorer.matches(local >> 6, scratch) &>> UInt64(local & 63) & 1 == 1
    else { return }
    try add(part.kind)
  }

  private mutating func add(_ kind: QueryPlan.Kind) throws(SearchError) {
    switch kind {
    case .graded(let syllable):
      try add(syllable.folded) { surface in
        syllable.uniformWeight != nil || syllable.countsRest
          || syllable.surfaces.contains { $0.key == surface }
      }
      if let twin = syllable.twin {
        try add(twin.folded) { $0.bytes == twin.surface && !$0.isBare }
      }
    case .expansion(let expansion):
      let entries = try instantiation.resolver.entries(
        of: expansion.pattern, expansion.matcher, segment: instantiation.index)
      for entry in entries { try add(entry) { expansion.weightClass(of: $0) != nil } }
    case .phrase(let syllables, _): try add(syllables)
    case .near(let operands, _): for operand in operands { try add(operand) }
    case .nested(let parts, _): for part in parts { try add(part) }
    case .constant(let part): try add(part)
    case .inField(_, let kind): try add(kind)
    case .pair, .pairs, .everything, .filter: break
    }
  }

  private mutating func add(_ syllables: [QueryPlan.PhraseSyllable]) throws(SearchError) {
    for syllable in syllables {
      try add(syllable.folded) { surface in syllable.accepted?.contains(surface) ?? true }
    }
  }

  private mutating func add(
    _ folded: [UInt8], _ counts: (QueryStatistics.SurfaceKey) -> Bool
  ) throws(SearchError) {
    guard let entry = try instantiation.resolver.find(folded)[instantiation.index] else { return }
    try add(entry, counts)
  }

  private mutating func add(
    _ entry: TermDictionary.Entry, _ counts: (QueryStatistics.SurfaceKey) -> Bool
  ) throws(SearchError) {
    for surface in entry.surfaces
    where counts(QueryStatistics.SurfaceKey(bytes: surface.bytes, isBare: surface.isBare)) {
      let cursor = try instantiation.cursor(surface.list)
      guard cursor.prepare(window: window), cursor.frequency(ofDocument: local) > 0 else { continue }
      let text = String(decoding: surface.bytes, as: UTF8.self)
      if !terms.contains(text) { terms.append(text) }
    }
  }
}
