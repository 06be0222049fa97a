/// Scores one document once more, part by part, by the same scorers as a search.
struct Explainer {
  let search: SnapshotSearch
  let fieldNames: [String]
  let segment: Segment
  let segmentIndex: Int
  let ordinal: Int
  private let resolver: TermResolver
  private let plan: QueryPlan
  private let statistics: QueryStatistics
  private let model: ImpactModel
  private let normalizer: Float
  private let fieldStarts: [UInt32]
  private let scratch: ScoringScratch

  init(
    _ search: SnapshotSearch, fieldNames: [String], segment index: Int, ordinal: Int, query: Query,
    ranking: Ranking,
    statistics given: QueryStatistics?
  ) throws(SearchError) {
    self.search = search
    self.fieldNames = fieldNames
    segment = search.segments[index]
    segmentIndex = index
    self.ordinal = ordinal
    resolver = TermResolver(search.segments)
    let query = try search.resolved(query)
    let planner = QueryPlanner(analyzer: search.analyzer, ranking: ranking, resolver: resolver)
    statistics = if let given { given } else { try search.statistics(for: query, planner: planner) }
    plan = planner.plan(query, statistics)
    model = ImpactModel(k1: Float(ranking.k1), b: Float(ranking.b), averageLength: statistics.averageLength)
    let code = unsafe segment.lengths.codes[ordinal]
    normalizer = model.normalizer(length: Float(LengthCode.decode(code)))
    fieldStarts = segment.lengths.fieldStarts(document: ordinal)
    scratch = ScoringScratch(unit: search.unit)
  }

  /// The explanation; nil if the document does not match.
  func explanation() throws(SearchError) -> Explanation? {
    var instantiation = PlanInstantiation(
      segment, index: segmentIndex, resolver: resolver, model: model, unit: search.unit,
      fieldWeights: search.fieldWeights)
    guard let parts = try explain(plan.parts, plan.minimumShouldMatch, &instantiation) else { return nil }
    let code = unsafe segment.lengths.codes[ordinal]
    return Explanation(
      score: parts.reduce(0) { $0 + $1.contribution },
      length: Double(LengthCode.decode(code)) * Double(search.unit),
      averageLength: Double(statistics.averageLength) * Double(search.unit),
      normalizer: normalizer, documentCount: statistics.documentCount, parts: parts)
  }

  /// The parts that the document has; nil if they do not make it match.
  private func explain(
    _ parts: [QueryPlan.Part], _ minimum: Int, _ instantiation: inout PlanInstantiation
  ) throws(SearchError) -> [Explanation.Part]? {
    var found: [Explanation.Part] = []
    var optional = 0
    var hasRequired = false
    for part in parts {
      let isRequired = part.role == .must || part.role == .filter
      hasRequired = hasRequired || isRequired
      guard let contribution = try contribution(of: part, &instantiation) else {
        if isRequired { return nil }
        continue
      }
      if part.role == .mustNot { return nil }
      if part.role == .should { optional += 1 }
      if part.role == .filter { continue }
      found.append(try describe(part, contribution, &instantiation))
    }
    let needed = hasRequired ? minimum : max(1, minimum)
    return optional >= needed ? found : nil
  }

  /// What a part adds to the document's score, by the scorer that a search uses; nil if the document lacks it.
  private func contribution(
    of part: QueryPlan.Part, _ instantiation: inout PlanInstantiation
  ) throws(SearchError) -> Float? {
    guard let scorer = try instantiation.scorer(for: part) else { return nil }
    let local = ordinal & (DocumentGrid.windowSize - 1)
    guard scorer.prepare(window: ordinal >> DocumentGrid.windowShift) else { return nil }
    unsafe scratch.scores.update(repeating: 0, count: 64)
    unsafe scratch.normalizers.update(repeating: normalizer, count: 64)
    unsafe scratch.graded.update(repeating: -1, count: 64)
    scratch.needed = -.greatestFiniteMagnitude
    let mask = scorer.score(local >> 6, scratch)
    return mask &>> UInt64(local & 63) & 1 == 1 ? unsafe scratch.scores[local & 63] : nil
  }

  private func describe(
    _ part: QueryPlan.Part, _ contribution: Float, _ instantiation: inout PlanInstantiation
  ) throws(SearchError) -> Explanation.Part {
    var result = Explanation.Part(
      kind: .everything, text: "", count: part.count, documentFrequency: part.documents, weight: part.weight,
      frequency: nil, contribution: contribution)
    let local = ordinal & 63
    let phraseFrequency =
      unsafe scratch.graded[local] >= 0
      ? scratch.graded[local] : Float(scratch.frequencies[local]) * search.unit
    switch part.kind {
    case .everything, .filter: break
    case .expansion, .pairs, .near, .inField:
      result.kind = .expansion
      result.text = text(of: part.kind)
      result.frequency = phraseFrequency
    case .constant(let inner):
      result.kind = .clause
      result.parts = try explain([inner], 0, &instantiation) ?? []
    case .graded(let syllable):
      result.kind = .syllable
      result.text = String(decoding: syllable.syllable.surface, as: UTF8.self)
      result.surfaces = try surfaces(of: syllable)
      result.frequency = frequency(of: result.surfaces)
    case .pair(let first, let second):
      result.kind = .pair
      result.text = String(decoding: first + [0x20] + second, as: UTF8.self)
      let frequency = try pairFrequency(first, second)
      result.frequency = frequency
      // Joined forms stand at positions too but are in no pair: then the places do not add up and are left out.
      let fields = try pairFields(first, second)
      if weighted(fields) == frequency { result.fields = named(fields) }
    case .phrase(let syllables, _):
      result.kind = .phrase
      result.text = syllables.map { String(decoding: $0.surface, as: UTF8.self) }.joined(separator: " ")
      result.frequency = phraseFrequency
    case .nested(let parts, let minimum):
      result.kind = .clause
      result.parts = try explain(parts, minimum, &instantiation) ?? []
    }
    return result
  }

  /// The words of the query that a part is about.
  private func text(of kind: QueryPlan.Kind) -> String {
    switch kind {
    case .expansion(let expansion): expansion.text
    case .pairs(let first, _): String(decoding: first, as: UTF8.self) + " …"
    case .graded(let syllable): String(decoding: syllable.syllable.surface, as: UTF8.self)
    case .pair(let first, let second): String(decoding: first + [0x20] + second, as: UTF8.self)
    case .phrase(let syllables, _):
      syllables.map { String(decoding: $0.surface, as: UTF8.self) }.joined(separator: " ")
    case .near(let operands, _):
      operands.map { text(of: .phrase($0, slop: 0)) }.joined(separator: " … ")
    case .inField(let field, let kind): fieldNames[field] + ":" + text(of: kind)
    case .nested, .everything, .filter, .constant: ""
    }
  }

  // MARK: Surfaces

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

  private func named(_ fields: [Int]) -> [String: Int] {
    var named: [String: Int] = [:]
    for (field, count) in fields.enumerated() where count > 0 { named[fieldNames[field]] = count }
    return named
  }

  private func weighted(_ fields: [Int]) -> Float {
    let units = zip(fields, search.fieldWeights).reduce(0) { $0 + $1.0 * Int($1.1) }
    return Float(units) * search.unit
  }

  private func surfaces(of graded: QueryPlan.GradedSyllable) throws(SearchError) -> [Explanation.SurfaceCount]
  {
    var result: [Explanation.SurfaceCount] = []
    for folded in [graded.folded] + (graded.twin.map { [$0.folded] } ?? []) {
      guard let found = try occurrences(folded) else { continue }
      for (index, surface) in found.entry.surfaces.enumerated() {
        var fields = [Int](repeating: 0, count: fieldNames.count)
        for (position, which) in zip(found.positions, found.surfaces) where which == index {
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

  private func frequency(of surfaces: [Explanation.SurfaceCount]) -> Float {
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
  private func pairFrequency(_ first: [UInt8], _ second: [UInt8]) throws(SearchError) -> Float {
    guard let list = try resolver.find(first, second)[segmentIndex] else { return 0 }
    let cursor = try segment.pairCursor(list)
    let local = ordinal & (DocumentGrid.windowSize - 1)
    guard cursor.prepare(window: ordinal >> DocumentGrid.windowShift) else { return 0 }
    _ = unsafe cursor.frequencies(of: local >> 6, into: scratch.frequencies)
    return unsafe Float(scratch.frequencies[local & 63]) * search.unit
  }

  /// How often two folded forms stand side by side in each field.
  private func pairFields(_ first: [UInt8], _ second: [UInt8]) throws(SearchError) -> [Int] {
    var fields = [Int](repeating: 0, count: fieldNames.count)
    guard let left = try occurrences(first), let right = try occurrences(second) else { return fields }
    let followers = Set(right.positions)
    for position in left.positions where followers.contains(position + 1) { fields[field(of: position)] += 1 }
    return fields
  }
}
