/// What a document has of the words of a query.
extension Explainer {
  /// The occurrences of a folded form in the document: positions, and which surface stands at each.
  private func occurrences(
    _ folded: [UInt8]
  ) throws(SearchError) -> (entry: TermDictionary.Entry, positions: [UInt32], surfaces: [Int])? {
    guard let entry = try resolver.find(folded)[segmentIndex] else { return nil }
    let cursor = try segment.cursor(entry.list)
    let local = ordinal & (DocumentGrid.windowSize - 1)
    guard cursor.prepare(window: ordinal >> DocumentGrid.windowShift),
      cursor.mask(of: local >> 6) &>> UInt64(local & 63) & 1 == 1
    else { return nil }
    let positions = IntegerBuffer()
    let surfaces = IntegerBuffer()
    try segment.positions(of: entry).read(
      ordinal: cursor.ordinal(ofDocument: local), positions: positions, surfaces: surfaces)
    return unsafe (entry, Array(positions.values), surfaces.values.map { Int($0) })
  }

  private func field(of position: UInt32) -> Int {
    var field = 0
    while field + 1 < search.fieldWeights.count && position >= fieldStarts[field + 1] { field += 1 }
    return field
  }

  func named(_ fields: [Int]) -> [String: Int] {
    var named: [String: Int] = [:]
    for (field, count) in fields.enumerated() where count > 0 { named[fieldNames[field]] = count }
    return named
  }

  func weighted(_ fields: [Int]) -> Float {
    let units = zip(fields, search.fieldWeights).reduce(0) { $0 + $1.0 * Int($1.1) }
    return Float(units) * search.unit
  }

  /// The surfaces of the document that count for a syllable.
  ///
  /// - Parameter isCounted: Which positions count; nil: all.
  func surfaces(
    of graded: QueryPlan.GradedSyllable, at isCounted: ((UInt32) -> Bool)? = nil
  ) throws(SearchError) -> [Explanation.SurfaceCount] {
    var result: [Explanation.SurfaceCount] = []
    for folded in [graded.folded] + (graded.twin.map { [$0.folded] } ?? []) {
      guard let found = try occurrences(folded) else { continue }
      for (index, surface) in found.entry.surfaces.enumerated() {
        var fields = [Int](repeating: 0, count: fieldNames.count)
        for (position, which) in zip(found.positions, found.surfaces)
        where which == index && isCounted?(position) ?? true {
          fields[field(of: position)] += 1
        }
        guard fields.contains(where: { $0 > 0 }), let (match, weight) = weight(surface, folded, graded) else {
          continue
        }
        let key = QueryStatistics.SurfaceKey(bytes: surface.bytes, isBare: surface.isBare)
        result.append(
          Explanation.SurfaceCount(
            text: String(decoding: surface.bytes, as: UTF8.self), match: match, weight: weight,
            documentFrequency: statistics.terms[folded]?.surfaces[key] ?? 0, frequency: weighted(fields),
            fields: named(fields)))
      }
    }
    return result.sorted { ($1.weight, $0.text) < ($0.weight, $1.text) }
  }

  /// What a surface counts; nil if nothing.
  private func weight(
    _ surface: TermDictionary.Surface, _ folded: [UInt8], _ graded: QueryPlan.GradedSyllable
  ) -> (SurfaceMatch, Float)? {
    if let twin = graded.twin, folded == twin.folded {
      return surface.bytes == twin.surface && !surface.isBare ? (.twin, SurfaceWeights.twin) : nil
    }
    let match = graded.weights.match(of: surface.bytes, isBare: surface.isBare, for: graded.syllable)
    let weight = graded.weights.weight(of: surface, for: graded.syllable)
    if weight == 0 { return nil }
    if let uniform = graded.uniformWeight, uniform < weight || weight < SurfaceWeights.counting {
      return (.fallback, uniform)
    }
    return (match, weight)
  }

  func frequency(of surfaces: [Explanation.SurfaceCount]) -> Float {
    var full: Float = 0
    var rest: Float = 0
    for surface in surfaces {
      let share = surface.weight * surface.frequency
      if surface.weight >= SurfaceWeights.counting || surface.match == .fallback {
        full += share
      } else {
        rest += share
      }
    }
    return full + min(GradedScorer.restCap, rest)
  }

  // MARK: Pairs

  /// The frequency of a pair in the document, boosts included.
  func pairFrequency(_ first: [UInt8], _ second: [UInt8]) throws(SearchError) -> Float {
    guard let list = try resolver.find(first, second)[segmentIndex] else { return 0 }
    let cursor = try segment.pairCursor(list)
    let local = ordinal & (DocumentGrid.windowSize - 1)
    guard cursor.prepare(window: ordinal >> DocumentGrid.windowShift) else { return 0 }
    _ = unsafe cursor.frequencies(of: local >> 6, into: scratch.frequencies)
    return unsafe Float(scratch.frequencies[local & 63]) * search.unit
  }

  /// How often two folded forms stand side by side in each field.
  func pairFields(_ first: [UInt8], _ second: [UInt8]) throws(SearchError) -> [Int] {
    var fields = [Int](repeating: 0, count: fieldNames.count)
    guard let left = try occurrences(first), let right = try occurrences(second) else { return fields }
    let followers = Set(right.positions)
    for position in left.positions where followers.contains(position + 1) { fields[field(of: position)] += 1 }
    return fields
  }

  // MARK: Phrases

  /// The syllables of a phrase: each has the part of the phrase's weight that its rarity makes, and so of its
  /// contribution. Only what stands in the phrase is counted, where its words may not be moved.
  func phraseParts(
    _ syllables: [QueryPlan.PhraseSyllable], slop: Int, field: Int?, of phrase: Explanation.Part
  ) throws(SearchError) -> [Explanation.Part] {
    let rarities = syllables.map { statistics.inverseDocumentFrequency($0.documents) }
    let sum = rarities.reduce(0, +)
    let starts = slop == 0 ? try self.starts(syllables) : nil
    var parts: [Explanation.Part] = []
    for (syllable, rarity) in zip(syllables, rarities) {
      guard let graded = syllable.graded else { return [] }
      let share = sum > 0 ? rarity / sum : 0
      let surfaces = try self.surfaces(of: graded) { position in
        if let field, self.field(of: position) != field { return false }
        return starts.map { position >= syllable.offset && $0.contains(position - syllable.offset) } ?? true
      }
      parts.append(
        Explanation.Part(
          kind: .syllable, text: String(decoding: syllable.surface, as: UTF8.self), count: 1,
          documentFrequency: syllable.documents, weight: share * phrase.weight, frequency: phrase.frequency,
          contribution: share * phrase.contribution,
          surfaces: surfaces.filter { surface in
            syllable.accepted?.contains { $0.bytes.elementsEqual(surface.text.utf8) } ?? true
          }))
    }
    return parts
  }

  /// Where a phrase begins in the document.
  private func starts(_ syllables: [QueryPlan.PhraseSyllable]) throws(SearchError) -> Set<UInt32> {
    var starts: Set<UInt32>?
    for syllable in syllables {
      guard let found = try occurrences(syllable.folded) else { return [] }
      var own: Set<UInt32> = []
      for (position, which) in zip(found.positions, found.surfaces) where position >= syllable.offset {
        guard found.entry.surfaces.indices.contains(which) else { continue }
        let surface = found.entry.surfaces[which]
        let key = QueryStatistics.SurfaceKey(bytes: surface.bytes, isBare: surface.isBare)
        if syllable.accepted?.contains(key) ?? true { own.insert(position - syllable.offset) }
      }
      starts = starts?.intersection(own) ?? own
    }
    return starts ?? []
  }
}
