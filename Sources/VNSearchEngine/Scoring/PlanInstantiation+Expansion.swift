extension PlanInstantiation {
  /// A list of a union, and the class of its weight.
  private typealias WeightedList = (list: PostingListMetadata, weightClass: Int)

  /// The words of a pattern as one term; nil if the segment has none of them.
  mutating func expand(
    _ expansion: QueryPlan.Expansion, weight: Float
  ) throws(SearchError) -> BlockScorer? {
    let matches = try resolver.expand(expansion.pattern, expansion.matcher).segments[index]
    var lists: [WeightedList] = []
    lists.reserveCapacity(matches.lists.count)
    for (list, own) in matches.lists {
      if let weightClass = expansion.weightClass(of: own) { lists.append((list, weightClass)) }
    }
    return try union(lists, ofPairs: false, classWeights: expansion.classWeights, weight: weight)
  }

  /// A form with any behind it that a pattern matches, as one term.
  mutating func pairs(
    _ first: [UInt8], _ seconds: TermPattern, _ matcher: TermMatcher, weight: Float
  ) throws(SearchError) -> BlockScorer? {
    guard let entry = try resolver.find(first, segment: index) else { return nil }
    let ordinals = try resolver.expand(seconds, matcher).segments[index].ordinals
    var lists: [WeightedList] = []
    try segment.pairs.forEach(first: entry.ordinal, seconds: ordinals) { _, list in lists.append((list, 0)) }
    return try union(lists, ofPairs: true, classWeights: [1], weight: weight)
  }

  private mutating func union(
    _ lists: [WeightedList], ofPairs: Bool, classWeights: [Float], weight: Float
  ) throws(SearchError) -> BlockScorer? {
    if lists.isEmpty { return nil }
    if lists.count == 1 && classWeights[lists[0].weightClass] == 1 {
      let cursor = ofPairs ? try pairCursor(lists[0].list) : try cursor(lists[0].list)
      return ListScorer(cursor, weight: weight, boundRatio: ratio)
    }
    var cursors: [(cursor: PostingCursor, weightClass: Int)] = []
    var postings: [ScatteredPostings.Posting] = []
    for (list, weightClass) in lists {
      if list.kind == .chunked {
        cursors.append((ofPairs ? try pairCursor(list) : try cursor(list), weightClass))
        continue
      }
      scatteredLists += 1
      scatteredBytes += Int(list.length)
      try segment.forEachPosting(of: list, ofPairs: ofPairs) { document, frequency in
        postings.append(
          ScatteredPostings.Posting(
            document: document, frequency: frequency, weightClass: Int32(weightClass)))
      }
    }
    let scattered = ScatteredPostings(
      postings, chunks: DocumentGrid.chunkCount(documents: segment.documentCount))
    return UnionScorer(
      cursors: cursors, scattered: scattered, classWeights: classWeights, weight: weight, boundRatio: ratio,
      unit: unit, impacts: segment.impactTable)
  }

  // MARK: Fields

  /// A part that counts in one field only.
  mutating func scorer(
    for kind: QueryPlan.Kind, inField field: Int, weight: Float
  ) throws(SearchError) -> BlockScorer? {
    var weights = fieldWeights.map { _ in UInt32(0) }
    weights[field] = fieldWeights[field]
    switch kind {
    case .graded(let syllable):
      guard let inner = try graded(syllable, weight: weight) else { return nil }
      let classWeights = syllable.uniformWeight.map { [$0] } ?? syllable.classWeights
      return inField(inner, field, try forms(of: syllable), classWeights, weight: weight)
    case .expansion(let expansion):
      guard let inner = try expand(expansion, weight: weight) else { return nil }
      var forms: [FieldScorer.Form] = []
      for entry in try resolver.entries(of: expansion.pattern, expansion.matcher, segment: index) {
        let form = try self.form(entry) { surface in
          expansion.weightClass(of: surface).map { .counts(weightClass: $0) } ?? .ignored
        }
        if form.uses.contains(where: { if case .ignored = $0 { false } else { true } }) { forms.append(form) }
      }
      return inField(inner, field, forms, expansion.classWeights, weight: weight)
    case .pair(let first, let second):
      return try phrase(Self.syllables(first, second), slop: 0, weight: weight, weights: weights)
    case .phrase(let syllables, let slop):
      return try phrase(syllables, slop: slop, weight: weight, weights: weights)
    case .near(let operands, let distance):
      return try near(operands, distance: distance, weights: weights, weight: weight)
    case .nested, .everything, .filter, .pairs, .constant, .inField: return nil
    }
  }

  private static func syllables(_ first: [UInt8], _ second: [UInt8]) -> [QueryPlan.PhraseSyllable] {
    [
      QueryPlan.PhraseSyllable(offset: 0, surface: first, folded: first, accepted: nil),
      QueryPlan.PhraseSyllable(offset: 1, surface: second, folded: second, accepted: nil),
    ]
  }

  private func inField(
    _ inner: BlockScorer, _ field: Int, _ forms: [FieldScorer.Form], _ classWeights: [Float], weight: Float
  ) -> BlockScorer {
    FieldScorer(
      inner, forms: forms, classWeights: classWeights, field: field, fieldWeight: fieldWeights[field],
      lengths: segment.lengths, weight: weight, boundRatio: inner.boundRatio, unit: unit)
  }

  private mutating func form(
    _ entry: TermDictionary.Entry, _ use: (QueryStatistics.SurfaceKey) -> FieldScorer.Use
  ) throws(SearchError) -> FieldScorer.Form {
    FieldScorer.Form(
      cursor: try cursor(entry.list), positions: try segment.positions(of: entry),
      uses: entry.surfaces.map { use(QueryStatistics.SurfaceKey(bytes: $0.bytes, isBare: $0.isBare)) })
  }

  /// What each surface of a syllable's forms counts.
  private mutating func forms(
    of syllable: QueryPlan.GradedSyllable
  ) throws(SearchError) -> [FieldScorer.Form] {
    var forms: [FieldScorer.Form] = []
    if let entry = try resolver.find(syllable.folded, segment: index) {
      forms.append(
        try form(entry) { surface in
          if syllable.uniformWeight != nil { return .counts(weightClass: 0) }
          if let own = syllable.surfaces.first(where: { $0.key == surface }) {
            return .counts(weightClass: own.weightClass)
          }
          return syllable.countsRest ? .rest : .ignored
        })
    }
    if syllable.uniformWeight == nil, let twin = syllable.twin,
      let entry = try resolver.find(twin.folded, segment: index)
    {
      forms.append(
        try form(entry) { surface in
          surface.bytes == twin.surface && !surface.isBare
            ? .counts(weightClass: syllable.classWeights.count - 1) : .ignored
        })
    }
    return forms
  }

  // MARK: Proximity

  mutating func near(
    _ operands: [[QueryPlan.PhraseSyllable]], distance: Int, weights: [UInt32], weight: Float
  ) throws(SearchError) -> BlockScorer? {
    var cursors: [[UInt8]: PostingCursor] = [:]
    var parts: [[PhraseScorer.Part]] = []
    for operand in operands {
      guard let own = try phraseParts(operand, &cursors) else { return nil }
      parts.append(own)
    }
    return NearScorer(
      operands: parts, distance: distance, lengths: segment.lengths, fieldWeights: weights, weight: weight,
      boundRatio: ratio, unit: unit)
  }
}
