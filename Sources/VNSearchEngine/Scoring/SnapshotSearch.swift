import Synchronization
import VNTextAnalysis

/// One search over the segments of a snapshot.
struct SnapshotSearch {
  let segments: [Segment]
  let live: [LiveDocuments?]
  let analyzer: any Analyzer
  let unit: Float
  let fieldWeights: [UInt32]
  let schema: Schema
  /// The orders of keywords that are known already.
  var orders = KeywordOrders()
  /// Where to borrow buffers for the analysis of queries.
  var buffers: TokenBufferPool?
  var limits = QueryLimits()
  /// When to give up; nil: never.
  var control: SearchControl?

  struct Result {
    var hits: [TopCollector.Hit] = []
    /// For each hit its values in the columns that it is sorted by, as a cursor keeps them.
    var sortValues: [[SortCollector.Value]] = []
    var sortColumns: [SortColumn] = []
    /// Exact if `isExact`, else at least so many documents match.
    var total: Int
    var isExact: Bool
    var facets: [FacetCounts] = []
    var approximate: [[UInt8]] = []
    var counters = SearchCounters()
  }

  /// The query with fields as the schema has them.
  ///
  /// - Throws: `invalidQuery` if it is over a limit or asks for a field that there is not, or the ranking is none.
  func resolved(_ query: Query, for ranking: Ranking) throws(SearchError) -> Query {
    try ranking.check()
    var resolver = QueryResolver(schema: schema, limits: limits)
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

  /// A segment's search.
  private struct Work {
    let segment: Int
    let search: SegmentSearch
  }

  /// What the dictionaries alone know of a search that asks for nothing but hits or a count; nil if that is not enough.
  private func knownResult(
    _ request: SearchRequest, _ query: Query, _ planner: QueryPlanner
  ) throws(SearchError) -> Result? {
    // Where surfaces are told apart, a search also reports which words it had to take for others.
    if planner.resolver.withSurfaces || !request.isPlain { return nil }
    if request.limit == 0 && request.countsExactly && request.filter == nil
      && live.allSatisfy({ $0 == nil }), let count = try planner.knownCount(query)
    {
      return Result(total: count, isExact: true)
    }
    if try planner.cannotMatch(query) {
      return Result(
        total: 0, isExact: request.countsExactly || (request.limit > 0 && request.threshold <= 0))
    }
    return nil
  }

  /// Finds the best documents.
  ///
  /// - Parameters:
  ///   - after: Where the page before ended, by the columns of the sort.
  ///   - isBefore: Which of two documents with equal scores comes first.
  func run(
    _ request: SearchRequest, after: ([SortColumn]) throws(SearchError) -> CursorPlace? = { _ in nil },
    isBefore: @escaping (TopCollector.Hit, TopCollector.Hit) -> Bool
  ) throws(SearchError) -> Result {
    let ranking = request.ranking
    let query = try resolved(request.query, for: ranking)
    let planner = makePlanner(ranking, query)
    let resolver = planner.resolver
    if let known = try knownResult(request, query, planner) { return known }
    let statistics =
      if let given = request.statistics { given } else {
        try self.statistics(for: query, planner: planner)
      }
    try control?.check()
    let plan = planner.plan(query, filter: request.filter, statistics)
    let model = ImpactModel(
      k1: Float(ranking.k1), b: Float(ranking.b), averageLength: statistics.averageLength)
    var sort: [SortColumn] = []
    for key in request.sort.keys { sort.append(try SortColumn(key, self)) }
    var groups: DocumentGroups?
    if let field = request.distinct { groups = try DocumentGroups(field: field, self) }
    let cursor = try after(sort)
    func makeCollectors() throws(SearchError) -> SearchCollectors {
      try SearchCollectors(request, self, sort: sort, groups: groups, after: cursor, isBefore: isBefore)
    }
    let collectors = try makeCollectors()
    var counters = SearchCounters()

    var work: [Work] = []
    var opened: [PostingCursor] = []
    for (index, segment) in segments.enumerated() {
      var instantiation = PlanInstantiation(
        segment, index: index, resolver: resolver, model: model, unit: unit, fieldWeights: fieldWeights)
      let clauses = try instantiation.clauses(of: plan)
      opened += instantiation.opened
      counters.listsOpened += instantiation.scatteredLists
      counters.bytesRead += instantiation.scatteredBytes
      guard let clauses, !clauses.isEmpty else { continue }
      // What so many documents reach says nothing if some of them are not wanted.
      let takesAll = live[index] == nil && cursor == nil && groups == nil
      let isDisjunction =
        plan.minimumShouldMatch <= 1 && takesAll
        && clauses.allSatisfy { $0.role == .should || $0.role == .bonus }
      if isDisjunction && request.limit > 0 {
        collectors.top?.raise(to: instantiation.guaranteed(clauses, count: request.limit))
      }
      let search = SegmentSearch(
        segment, index: index, clauses: clauses, minimumShouldMatch: plan.minimumShouldMatch, model: model,
        unit: unit, live: live[index], candidates: instantiation.candidates)
      search.control = control
      work.append(Work(segment: index, search: search))
    }
    if request.threads > 1 && work.count > 1 {
      try collect(work, into: collectors, threads: request.threads, makeCollectors)
    } else {
      for item in work {
        try collectors.collect(item.search, segment: item.segment, segments[item.segment])
      }
    }
    if let reason = control?.reason { throw reason }
    for item in work { counters.add(item.search.scratch.counters) }
    counters.listsOpened += opened.count
    for cursor in opened { counters.bytesRead += cursor.bytesRead }
    let hits = collectors.hits()
    let isExact = collectors.countsExactly
    let isWhole = hits.count < request.limit && request.threshold <= 0 && cursor == nil && groups == nil
    return Result(
      hits: hits.map { $0.hit }, sortValues: hits.map { $0.values }, sortColumns: sort,
      total: isExact ? collectors.exactTotal : hits.count, isExact: isExact || isWhole,
      facets: try collectors.facetCounts(), approximate: plan.approximate, counters: counters)
  }

  /// Searches each segment on one of several threads, with collectors of its own, and merges those in order.
  private func collect(
    _ work: [Work], into collectors: SearchCollectors, threads: Int,
    _ makeCollectors: () throws(SearchError) -> SearchCollectors
  ) throws(SearchError) {
    var parts: [SearchCollectors] = []
    for _ in work {
      let own = try makeCollectors()
      if let top = collectors.top { own.top?.raise(to: top.threshold) }
      parts.append(own)
    }
    let failures = Guarded<[Int: SearchError]>([:])
    let own = parts
    ParallelWork.forEach(work.count, threads: threads) { index in
      do throws(SearchError) {
        try own[index].collect(
          work[index].search, segment: work[index].segment, segments[work[index].segment])
      } catch {
        failures.withLock { $0[index] = error }
      }
    }
    if let first = failures.withLock({ $0.min { $0.key < $1.key } }) { throw first.value }
    for part in parts { collectors.merge(part) }
  }

  /// The columns of a field in all segments, and the order of its keywords.
  ///
  /// - Throws: `invalidQuery` if the schema has no such column; `corruptIndex`.
  func columns(
    named name: String, needsOrder: Bool = true
  ) throws(SearchError) -> ([LoadedColumn], KeywordOrder?) {
    let number = try schema.columnNumber(of: name)
    var columns: [LoadedColumn] = []
    for segment in segments { columns.append(try segment.column(named: name)) }
    guard needsOrder, schema.fields[number].kind == .keyword else { return (columns, nil) }
    return (columns, try orders.order(ofField: number, columns))
  }

  /// Calls `body` with the matches of each sub-block: the segment, its first document, one bit for each match.
  func forEachMatch(
    _ query: Query, ranking: Ranking, _ body: (_ segment: Int, _ first: Int, _ mask: UInt64) -> Void
  ) throws(SearchError) {
    let query = try resolved(query, for: ranking)
    let planner = makePlanner(ranking, query)
    let resolver = planner.resolver
    let statistics = try self.statistics(for: query, planner: planner)
    let plan = planner.plan(query, statistics)
    let model = ImpactModel(
      k1: Float(ranking.k1), b: Float(ranking.b), averageLength: statistics.averageLength)
    for (index, segment) in segments.enumerated() {
      var instantiation = PlanInstantiation(
        segment, index: index, resolver: resolver, model: model, unit: unit, fieldWeights: fieldWeights)
      guard let clauses = try instantiation.clauses(of: plan), !clauses.isEmpty else { continue }
      SegmentSearch(
        segment, index: index, clauses: clauses, minimumShouldMatch: plan.minimumShouldMatch, model: model,
        unit: unit, live: live[index], candidates: instantiation.candidates
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
    bytesRead += other.bytesRead
    positionsRead += other.positionsRead
  }
}
