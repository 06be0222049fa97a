/// Everything that a search is asked for.
package struct SearchRequest: Sendable {
  package var query: Query
  /// What every document must pass besides.
  package var filter: Filter?
  package var ranking: Ranking
  /// How many documents at most.
  package var limit: Int
  package var sort: Sort
  /// Where the page before ended.
  package var after: SearchCursor?
  /// A field: of documents with the same value the first only.
  package var distinct: String?
  package var facets: [Facet]
  /// Whether to count all matches, at the cost of looking at every one.
  package var countsExactly: Bool
  /// Statistics of a larger collection, if this is a shard of one.
  package var statistics: QueryStatistics?
  /// A score that enough documents elsewhere are known to reach.
  package var threshold: Float
  /// On how many threads segments are searched.
  package var threads: Int
  /// How much the query may ask for.
  package var limits: QueryLimits

  /// Whether it asks for nothing but the best documents by score, or their number.
  var isPlain: Bool { sort.keys.isEmpty && after == nil && distinct == nil && facets.isEmpty }

  package init(
    _ query: Query, filter: Filter? = nil, ranking: Ranking = Ranking(), limit: Int, sort: Sort = .relevance,
    after: SearchCursor? = nil, distinct: String? = nil, facets: [Facet] = [], countsExactly: Bool = false,
    statistics: QueryStatistics? = nil, threshold: Float = 0, threads: Int = 1,
    limits: QueryLimits = QueryLimits()
  ) {
    self.query = query
    self.filter = filter
    self.ranking = ranking
    self.limit = limit
    self.sort = sort
    self.after = after
    self.distinct = distinct
    self.facets = facets
    self.countsExactly = countsExactly
    self.statistics = statistics
    self.threshold = threshold
    self.threads = threads
    self.limits = limits
  }
}
