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

  struct Result {
    var hits: [TopCollector.Hit]
    /// Exact if `isExact`, else at least so many documents match.
    var total: Int
    var isExact: Bool
    var approximate: [[UInt8]]
    var counters: SearchCounters
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
    let resolver = TermResolver(segments, withSurfaces: ranking.diacritics != .folded)
    let planner = QueryPlanner(analyzer: analyzer, ranking: ranking, resolver: resolver, buffers: buffers)
    let statistics = if let given { given } else { try self.statistics(for: query, planner: planner) }
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
      searches.append(
        SegmentSearch(
          segment, index: index, clauses: clauses, minimumShouldMatch: plan.minimumShouldMatch, model: model,
          unit: unit, live: live[index]))
    }
    for search in searches {
      if countsExactly { total += search.count() }
      if limit > 0 { search.collect(into: collector) }
      counters.add(search.scratch.counters)
    }
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
    let resolver = TermResolver(segments, withSurfaces: ranking.diacritics != .folded)
    let planner = QueryPlanner(analyzer: analyzer, ranking: ranking, resolver: resolver, buffers: buffers)
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
