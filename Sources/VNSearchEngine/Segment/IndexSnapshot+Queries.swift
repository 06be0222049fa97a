extension IndexSnapshot {
  /// Completions of a text to frequent words and pairs of words, the most frequent first.
  package func suggest(_ text: String, limit: Int) throws(SearchError) -> [Suggestion] {
    try suggester.suggest(text, limit: limit, segments: segments, analyzer: analyzer)
  }

  /// The words of a document that a query matched, as they are indexed.
  package func matchedTerms(
    _ query: Query, ranking: Ranking = Ranking(), at location: Location
  ) throws(SearchError) -> [String] {
    try search.matchedTerms(query, ranking: ranking, segment: location.segment, ordinal: location.ordinal)
  }
}
