import VNTextAnalysis

/// One search over the segments of a snapshot.
struct SnapshotSearch {
  let segments: [Segment]
  let live: [LiveDocuments?]
  let analyzer: any Analyzer
  let unit: Float
  let fieldWeights: [UInt32]
  /// Where to borrow buffers for the analysis of queries.
  var buffers: TokenBufferPool?
  var limits = QueryLimits()
  /// When to give up; nil: never.
  var control: SearchControl?

  struct Result {
    var hits: [TopCollector.Hit]
    /// Exact if `isExact`, else at least so many documents match.
    var total: Int
    var isExact: Bool
    var approximate: [[UInt8]]
    var counters: SearchCounters
  }

  /// The query with fields as the schema has them.
  ///
  /// - Throws: `invalidQuery` if it is over a limit or asks for a field that there is not.
  func resolved(_ query: Query) throws(SearchError) -> Query {
    var resolver = QueryResolver(schema: segments.first?.schema, limits: limits)
    return try resolver.resolve(query)
  }

  private func makePlanner(_ ranking: Ranking, _ query: Query) -> QueryPlanner {
    // Where marks mean nothing, few queries ask for surfaces.
    let withSurfaces = ranking.diacritics != .folded || query.asksForSurfaces
    let planner = QueryPlanner(
      analyzer: analyzer, ranking: ranking, resolver: TermResolver(segments, withSurfaces: withSurfaces),
      buffers: buffers)
    planner.limits = limits
    planner.control = control
    return planner
  }

  /// The numbers that ranking a query needs, of these segments alone.
  func statistics(for query: Query, planner: QueryPlanner) throws(SearchError) -> QueryStatistics {
    var statistics = QueryStatistics()
    for segment in segments {
      statistics.documentCount += Int(segment.statistics.documentsWithText)
      statistics.totalLength += Int(segment.statistics.totalLength)
    }
    try planner.gatherStatistics(query, into: &statistics)
    return statistics
  }

  /// Finds the best documents.
  ///
  /// - Parameters:
  ///   - filter: What every document must pass besides.
  ///   - given: Statistics of a larger collection, if this is a shard of one.
  ///   - threshold: A score that enough documents elsewhere are known to reach.
  ///   - countsExactly: Whether to count all matches, at the cost of looking at every one.
  func run(
    _ query: Query, filter: Filter? = nil, ranking: Ranking, limit: Int, given: QueryStatistics? = nil,
    threshold: Float = 0, countsExactly: Bool = false,
    isBefore: @escaping (TopCollector.Hit, TopCollector.Hit) -> Bool
  ) throws(SearchError) -> Result {
    let query = try resolved(query)
    let planner = makePlanner(ranking, query)
    let resolver = planner.resolver
    let statistics = if let given { given } else { try self.statistics(for: query, planner: planner) }
    try control?.check()
    let plan = planner.plan(query, filter: filter, statistics)
    let model = ImpactModel(
      k1: Float(ranking.k1), b: Float(ranking.b), averageLength: statistics.averageLength)
    let collector = TopCollector(limit: limit, threshold: threshold, isBefore: isBefore)
    var counters = SearchCounters()
    var total = 0

    var searches: [SegmentSearch] = []
    for (index, segment) in segments.enumerated() {
      var instantiation = PlanInstantiation(
        segment, index: index, resolver: resolver, model: model, unit: unit, fieldWeights: fieldWeights)
      guard let clauses = try instantiation.clauses(of: plan.parts), !clauses.isEmpty else { continue }
      counters.listsOpened += instantiation.listsOpened
      let isDisjunction =
        plan.minimumShouldMatch <= 1 && live[index] == nil
        && clauses.allSatisfy { $0.role == .should || $0.role == .bonus }
      if isDisjunction && limit > 0 {
        collector.raise(to: instantiation.guaranteed(clauses, count: limit))
      }
      let search = SegmentSearch(
        segment, index: index, clauses: clauses, minimumShouldMatch: plan.minimumShouldMatch, model: model,
        unit: unit, live: live[index])
      search.control = control
      searches.append(search)
    }
    for search in searches {
      if countsExactly { total += search.count() }
      if limit > 0 { search.collect(into: collector) }
      counters.add(search.scratch.counters)
    }
    if let reason = control?.reason { throw reason }
    let hits = collector.sorted()
    return Result(
      hits: hits, total: countsExactly ? total : hits.count,
      isExact: countsExactly || (hits.count < limit && threshold <= 0),
      approximate: plan.approximate, counters: counters)
  }

  /// Calls `body` with the matches of each sub-block: the segment, its first document, one bit for each match.
  func forEachMatch(
    _ query: Query, ranking: Ranking, _ body: (_ segment: Int, _ first: Int, _ mask: UInt64) -> Void
  ) throws(SearchError) {
    let query = try resolved(query)
    let planner = makePlanner(ranking, query)
    let resolver = planner.resolver
    let statistics = try self.statistics(for: query, planner: planner)
    let plan = planner.plan(query, statistics)
    let model = ImpactModel(
      k1: Float(ranking.k1), b: Float(ranking.b), averageLength: statistics.averageLength)
    for (index, segment) in segments.enumerated() {
      var instantiation = PlanInstantiation(
        segment, index: index, resolver: resolver, model: model, unit: unit, fieldWeights: fieldWeights)
      guard let clauses = try instantiation.clauses(of: plan.parts), !clauses.isEmpty else { continue }
      SegmentSearch(
        segment, index: index, clauses: clauses, minimumShouldMatch: plan.minimumShouldMatch, model: model,
        unit: unit, live: live[index]
      ).forEachMatch { first, mask in body(index, first, mask) }
    }
  }
}

extension SearchCounters {
  mutating func add(_ other: SearchCounters) {
    documentsScored += other.documentsScored
    subBlocksVisited += other.subBlocksVisited
    subBlocksAbandoned += other.subBlocksAbandoned
    listsOpened += other.listsOpened
    positionsRead += other.positionsRead
  }
}
