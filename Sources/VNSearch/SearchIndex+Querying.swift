public import VNSearchEngine

extension SearchIndex {
  /// Finds the best documents for a query from an async function, away from its actor.
  ///
  /// ```swift
  /// let task = Task { try await index.results(for: Query(userInput: text, isFinished: false)) }
  /// task.cancel()                                       // when the next letter is typed
  /// ```
  ///
  /// The search looks between blocks of documents whether its task was cancelled.
  ///
  /// - Parameters: those of the index's `search`.
  /// - Throws: `CancellationError` if the task is cancelled; `SearchError`.
  @concurrent
  public func results(
    for query: Query, filter: Filter? = nil, sort: Sort = .relevance, facets: [Facet] = [],
    distinctBy field: String? = nil, after cursor: SearchCursor? = nil, limit: Int = 10,
    ranking: Ranking = Ranking(), countsExactly: Bool = false, limits: QueryLimits = QueryLimits()
  ) async throws -> SearchResults<Document> {
    try Task.checkCancellation()
    do throws(SearchError) {
      return try search(
        query, filter: filter, sort: sort, facets: facets, distinctBy: field, after: cursor, limit: limit,
        ranking: ranking, countsExactly: countsExactly, limits: limits)
    } catch {
      if error.code == .cancelled { throw CancellationError() }
      throw error
    }
  }

  /// Completes what a person types to frequent words and pairs of words of the index.
  ///
  /// ```swift
  /// try index.suggest(prefix: "ha n").map(\.text)      // ["hà nội", "hà nam", …]
  /// ```
  ///
  /// A word before the last decides with which marks the last is spelled; marks that are typed are kept. A space at the
  /// end asks for the next word.
  ///
  /// - Parameters:
  ///   - text: The text up to the cursor; its last word may be unfinished.
  ///   - limit: How many suggestions at most.
  /// - Complexity: the first call after a commit reads the whole dictionary; others cost O(words that begin so).
  public func suggest(prefix text: String, limit: Int = 10) throws(SearchError) -> [Suggestion] {
    try snapshot().suggest(prefix: text, limit: limit)
  }
}

extension Snapshot {
  /// Completes what a person types to frequent words and pairs of words of the index.
  public func suggest(prefix text: String, limit: Int = 10) throws(SearchError) -> [Suggestion] {
    try snapshot?.suggest(text, limit: limit) ?? []
  }
}
