/// Scores one document once more, part by part, by the same scorers as a search.
struct Explainer {
  let search: SnapshotSearch
  let fieldNames: [String]
  let segment: Segment
  let segmentIndex: Int
  let ordinal: Int
  let resolver: TermResolver
  private let plan: QueryPlan
  let statistics: QueryStatistics
  private let model: ImpactModel
  private let normalizer: Float
  let fieldStarts: [UInt32]
  let scratch: ScoringScratch

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
    let query = try search.resolved(query, for: ranking)
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
      if case .inField(let field, .phrase(let syllables, let slop)) = part.kind {
        result.parts = try phraseParts(syllables, slop: slop, field: field, of: result)
      }
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
    case .phrase(let syllables, let slop):
      result.kind = .phrase
      result.text = text(of: part.kind)
      result.frequency = phraseFrequency
      result.parts = try phraseParts(syllables, slop: slop, field: nil, of: result)
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
    case .pairs(let first, _, _): String(decoding: first, as: UTF8.self) + " …"
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
}
