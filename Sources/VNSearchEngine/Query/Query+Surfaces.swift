extension Query {
  /// Whether any part tells surfaces apart whatever the ranking: patterns, and words in one field by their positions.
  var asksForSurfaces: Bool {
    switch node {
    case .everything, .text, .phrase, .filter, .near: false
    case .prefix, .pattern, .field: true
    case .boosted(let inner, _), .constant(let inner, _): inner.asksForSurfaces
    case .boolean(let clauses, _): clauses.contains { $0.query.asksForSurfaces }
    }
  }
}
