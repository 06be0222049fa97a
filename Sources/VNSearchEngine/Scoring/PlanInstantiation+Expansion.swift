extension PlanInstantiation {
  /// The words of a pattern as one term; nil if the segment has none of them.
  mutating func expand(
    _ expansion: QueryPlan.Expansion, weight: Float
  ) throws(SearchError) -> BlockScorer? {
    var lists: [UnionScorer.List] = []
    for form in expansion.forms {
      guard let entry = try resolver.find(form.folded, segment: index) else { continue }
      if form.classes == nil {
        lists.append(UnionScorer.List(cursor: try cursor(entry.list), weightClass: 0))
        continue
      }
      let classes = entry.surfaces.map { surface in
        form.weightClass(of: QueryStatistics.SurfaceKey(bytes: surface.bytes, isBare: surface.isBare))
      }
      // Where all surfaces count alike, their list in common says the same.
      if let first = classes[0], classes.allSatisfy({ $0 == first }) {
        lists.append(UnionScorer.List(cursor: try cursor(entry.list), weightClass: first))
        continue
      }
      for (surface, weightClass) in zip(entry.surfaces, classes) {
        guard let weightClass else { continue }
        lists.append(UnionScorer.List(cursor: try cursor(surface.list), weightClass: weightClass))
      }
    }
    return union(lists, classWeights: expansion.classWeights, weight: weight)
  }

  /// A form with any of several behind it, as one term.
  mutating func pairs(
    _ first: [UInt8], _ seconds: [[UInt8]], weight: Float
  ) throws(SearchError) -> BlockScorer? {
    var lists: [UnionScorer.List] = []
    for second in seconds {
      guard let cursor = try pairCursor(first, second) else { continue }
      lists.append(UnionScorer.List(cursor: cursor, weightClass: 0))
    }
    return union(lists, classWeights: [1], weight: weight)
  }

  private func union(_ lists: [UnionScorer.List], classWeights: [Float], weight: Float) -> BlockScorer? {
    if lists.isEmpty { return nil }
    if lists.count == 1 && classWeights[lists[0].weightClass] == 1 {
      return ListScorer(lists[0].cursor, weight: weight, boundRatio: ratio)
    }
    return UnionScorer(
      lists: lists, classWeights: classWeights, weight: weight, boundRatio: ratio, unit: unit,
      impacts: segment.impactTable)
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
      for form in expansion.forms {
        guard let entry = try resolver.find(form.folded, segment: index) else { continue }
        forms.append(
          try self.form(entry) { surface in
            form.weightClass(of: surface).map { .counts(weightClass: $0) } ?? .ignored
          })
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
