/// A plan in one segment: cursors and scorers.
struct PlanInstantiation {
  let segment: Segment
  let index: Int
  let resolver: TermResolver
  let model: ImpactModel
  let unit: Float
  let fieldWeights: [UInt32]
  let ratio: Float
  private let leastNormalizer: Float
  /// Lists opened so far.
  private(set) var opened: [PostingCursor] = []
  /// Those of them that no clause has yet.
  private var spare: [PostingCursor] = []
  /// The only documents that can match, where they are known to be few.
  var candidates: [UInt32]?
  /// Lists that were read without a cursor, and their bytes.
  var scatteredLists = 0
  var scatteredBytes = 0

  init(
    _ segment: Segment, index: Int, resolver: TermResolver, model: ImpactModel, unit: Float,
    fieldWeights: [UInt32]
  ) {
    self.segment = segment
    self.index = index
    self.resolver = resolver
    self.model = model
    self.unit = unit
    self.fieldWeights = fieldWeights
    let statistics = segment.statistics
    ratio = model.largestRatio(
      to: segment.writtenModel, shortest: statistics.shortestCode, longest: statistics.longestCode)
    leastNormalizer = segment.writtenModel.normalizer(
      length: Float(LengthCode.decode(statistics.shortestCode)))
  }

  /// The clauses of a plan's parts; an optional part that the segment lacks is left out, a required one makes nil.
  mutating func clauses(of parts: [QueryPlan.Part]) throws(SearchError) -> [SegmentSearch.Clause]? {
    var clauses: [SegmentSearch.Clause] = []
    for part in parts {
      if let scorer = try scorer(for: part) {
        clauses.append(
          SegmentSearch.Clause(
            scorer: scorer, role: part.role, isListed: candidates != nil && part.isListed))
      } else if part.role == .must || part.role == .filter {
        return nil
      }
    }
    return clauses
  }

  /// Keeps cursors for the clauses that will want their lists.
  mutating func keep(_ cursors: [PostingCursor]) {
    opened += cursors
    spare = cursors
  }

  mutating func cursor(_ list: PostingListMetadata) throws(SearchError) -> PostingCursor {
    if let place = spare.firstIndex(where: { $0.metadata == list }) { return spare.remove(at: place) }
    let cursor = try segment.cursor(list)
    opened.append(cursor)
    return cursor
  }

  /// How this segment answers a part; nil if it cannot match here.
  mutating func scorer(for part: QueryPlan.Part) throws(SearchError) -> BlockScorer? {
    switch part.kind {
    case .everything:
      return EverythingScorer(documentCount: segment.documentCount, weight: part.weight)
    case .filter(let filter):
      return FilterScorer(try SegmentFilter.make(filter, segment), documentCount: segment.documentCount)
    case .pair(let first, let second):
      guard let cursor = try pairCursor(first, second) else { return nil }
      return ListScorer(cursor, weight: part.weight, boundRatio: ratio)
    case .graded(let syllable):
      return try graded(syllable, weight: part.weight)
    case .phrase(let syllables, let slop):
      return try phrase(syllables, slop: slop, weight: part.weight)
    case .nested(let parts, let minimum):
      guard let clauses = try clauses(of: parts), !clauses.isEmpty else { return nil }
      return NestedScorer(clauses: clauses, minimumShouldMatch: minimum, weight: part.weight, unit: unit)
    case .constant(let inner):
      return try scorer(for: inner).map { ConstantScorer($0, weight: part.weight) }
    case .expansion(let expansion): return try expand(expansion, weight: part.weight)
    case .pairs(let first, let seconds, let matcher):
      return try pairs(first, seconds, matcher, weight: part.weight)
    case .near(let operands, let distance):
      return try near(operands, distance: distance, weights: fieldWeights, weight: part.weight)
    case .inField(let field, let kind): return try scorer(for: kind, inField: field, weight: part.weight)
    }
  }

  mutating func pairCursor(_ first: [UInt8], _ second: [UInt8]) throws(SearchError) -> PostingCursor? {
    guard let list = try resolver.find(first, second, segment: index) else { return nil }
    return try pairCursor(list)
  }

  mutating func pairCursor(_ list: PostingListMetadata) throws(SearchError) -> PostingCursor {
    let cursor = try segment.pairCursor(list)
    opened.append(cursor)
    return cursor
  }

  mutating func graded(
    _ syllable: QueryPlan.GradedSyllable, weight: Float
  ) throws(SearchError) -> BlockScorer? {
    let entry = try resolver.find(syllable.folded, segment: index)
    if let uniform = syllable.uniformWeight {
      guard let entry else { return nil }
      let cursor = try cursor(entry.list)
      if uniform == 1 { return ListScorer(cursor, weight: weight, boundRatio: ratio) }
      return GradedScorer(
        components: [GradedScorer.Component(cursor: cursor, weightClass: 0)], classWeights: [uniform],
        ownClasses: 1,
        folded: nil, weight: weight, boundRatio: ratio, unit: unit, leastFrequency: leastFrequency,
        leastNormalizer: leastNormalizer)
    }
    var components: [GradedScorer.Component] = []
    var ownCount = 0
    if let entry {
      for surface in entry.surfaces {
        let key = QueryStatistics.SurfaceKey(bytes: surface.bytes, isBare: surface.isBare)
        guard let weighted = syllable.surfaces.first(where: { $0.key == key }) else { continue }
        components.append(
          GradedScorer.Component(cursor: try cursor(surface.list), weightClass: weighted.weightClass))
        ownCount += 1
      }
    }
    let ownClasses = syllable.classWeights.count - (syllable.twin == nil ? 0 : 1)
    if let twin = syllable.twin, let other = try resolver.find(twin.folded, segment: index) {
      for surface in other.surfaces where surface.bytes == twin.surface && !surface.isBare {
        components.append(
          GradedScorer.Component(
            cursor: try cursor(surface.list), weightClass: syllable.classWeights.count - 1))
      }
    }
    // Where every surface of the segment counts, there is no rest to read.
    var folded: PostingCursor?
    if syllable.countsRest, let entry, ownCount < entry.surfaceCount { folded = try cursor(entry.list) }
    if components.isEmpty && folded == nil { return nil }
    if components.count == 1 && folded == nil && syllable.classWeights[components[0].weightClass] == 1 {
      return ListScorer(components[0].cursor, weight: weight, boundRatio: ratio)
    }
    return GradedScorer(
      components: components, classWeights: syllable.classWeights, ownClasses: ownClasses, folded: folded,
      weight: weight, boundRatio: ratio, unit: unit, leastFrequency: leastFrequency,
      leastNormalizer: leastNormalizer)
  }

  var leastFrequency: Float { Float(fieldWeights.min() ?? 1) * unit }

  /// - Parameter weights: Units of an occurrence in each text field, 0 where it does not count; nil: the schema's.
  mutating func phrase(
    _ syllables: [QueryPlan.PhraseSyllable], slop: Int, weight: Float, weights: [UInt32]? = nil
  ) throws(SearchError) -> BlockScorer? {
    // Most phrases that do not occur lack a pair: found out before any list is opened.
    var pairLists: [PostingListMetadata] = []
    if slop == 0 {
      for (first, second) in zip(syllables, syllables.dropFirst()) where first.offset + 1 == second.offset {
        guard let list = try resolver.find(first.folded, second.folded, segment: index) else { return nil }
        pairLists.append(list)
      }
    }
    guard let pairs = try openTogether(pairLists) else { return nil }
    var cursors: [[UInt8]: PostingCursor] = [:]
    guard let parts = try phraseParts(syllables, &cursors) else { return nil }
    let suffices =
      weights == nil && parts.count == 2 && pairs.count == 1 && parts.allSatisfy(\.accepted.isEmpty)
    return PhraseScorer(
      parts: parts, pairs: pairs, pairSuffices: suffices, slop: slop, lengths: segment.lengths,
      fieldWeights: weights ?? fieldWeights, weight: weight, boundRatio: ratio, unit: unit)
  }

  /// Opens lists of pairs, the rarest first; nil, with the others left closed, as soon as it is known that no document has all.
  private mutating func openTogether(_ lists: [PostingListMetadata]) throws(SearchError) -> [PostingCursor]? {
    var (cursors, documents) = resolver.takeBegun(lists, segment: index)
    opened += cursors
    let others = lists.filter { list in !cursors.contains { $0.metadata == list } }
    for list in others.sorted(by: { $0.documentFrequency < $1.documentFrequency }) {
      let cursor = try pairCursor(list)
      cursors.append(cursor)
      if cursors.count == 1 {
        documents = cursor.decodedDocuments
      } else if let known = documents {
        let left = known.filter { cursor.contains($0) }
        if left.isEmpty { return nil }
        documents = left
      }
    }
    return cursors
  }

  /// The syllables of a phrase in this segment; nil if it lacks one.
  ///
  /// - Parameter cursors: One for each folded form; those that are needed are added.
  mutating func phraseParts(
    _ syllables: [QueryPlan.PhraseSyllable], _ cursors: inout [[UInt8]: PostingCursor]
  ) throws(SearchError) -> [PhraseScorer.Part]? {
    var parts: [PhraseScorer.Part] = []
    for syllable in syllables {
      guard let entry = try resolver.find(syllable.folded, segment: index) else { return nil }
      var accepted: [Bool] = []
      if let wanted = syllable.accepted {
        accepted = entry.surfaces.map { surface in
          wanted.contains(QueryStatistics.SurfaceKey(bytes: surface.bytes, isBare: surface.isBare))
        }
        if !accepted.contains(true) { return nil }
        if !accepted.contains(false) { accepted = [] }
      }
      let cursor: PostingCursor
      if let known = cursors[syllable.folded] { cursor = known } else { cursor = try self.cursor(entry.list) }
      cursors[syllable.folded] = cursor
      parts.append(
        PhraseScorer.Part(
          offset: syllable.offset, cursor: cursor, positions: try segment.positions(of: entry),
          accepted: accepted))
    }
    return parts
  }

  /// A score that at least `count` documents reach: what one optional part alone guarantees.
  func guaranteed(_ clauses: [SegmentSearch.Clause], count: Int) -> Float {
    let statistics = segment.statistics
    let least = model.leastRatio(
      to: segment.writtenModel, shortest: statistics.shortestCode, longest: statistics.longestCode)
    return clauses.reduce(0) { best, clause in
      clause.role == .should ? max(best, clause.scorer.guaranteed(count: count, leastRatio: least)) : best
    }
  }
}
