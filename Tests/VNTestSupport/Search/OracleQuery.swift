package import VNSearchEngine

/// A query that the oracle and the engine both understand.
package indirect enum OracleQuery: Sendable, CustomStringConvertible {
  package struct Clause: Sendable {
    package var role: Query.Role
    package var query: OracleQuery
    package init(_ role: Query.Role, _ query: OracleQuery) {
      self.role = role
      self.query = query
    }
  }

  case everything
  case text(String, requiresAll: Bool)
  case phrase(String, slop: Int)
  case boolean([Clause], minimumShouldMatch: Int?)
  case boosted(OracleQuery, Double)
  case filter(OracleFilter)
  case constant(OracleQuery, Double)
  /// A clause in the text field of this number.
  case field(Int, OracleQuery)
  case prefix(String)
  case pattern(OraclePattern)
  case near([String], distance: Int)

  /// The same query for an index with so many text fields.
  package func fitted(to fieldCount: Int) -> OracleQuery {
    switch self {
    case .field(let number, let inner): .field(number % fieldCount, inner)
    case .boosted(let inner, let factor): .boosted(inner.fitted(to: fieldCount), factor)
    case .constant(let inner, let score): .constant(inner.fitted(to: fieldCount), score)
    case .boolean(let clauses, let minimum):
      .boolean(
        clauses.map { Clause($0.role, $0.query.fitted(to: fieldCount)) }, minimumShouldMatch: minimum)
    default: self
    }
  }

  /// The engine's query.
  package var query: Query {
    switch self {
    case .everything: .everything
    case .text(let text, let requiresAll): .text(text, requiresAll: requiresAll)
    case .phrase(let text, let slop): .phrase(text, slop: slop)
    case .boolean(let clauses, let minimum):
      .boolean(clauses.map { Query.Clause($0.role, $0.query.query) }, minimumShouldMatch: minimum)
    case .boosted(let inner, let factor): inner.query.boosted(by: factor)
    case .filter(let filter): .filter(filter.filter)
    case .constant(let inner, let score): inner.query.constantScore(score)
    case .field(let number, let inner): inner.query.inField("text\(number)")
    case .prefix(let text): .prefix(text)
    case .pattern(.wildcard(let text)): .wildcard(text)
    case .pattern(.fuzzy(let word, let edits)): .fuzzy(word, edits: edits)
    case .near(let texts, let distance): .near(texts, within: distance)
    }
  }

  package var description: String {
    switch self {
    case .everything: return "*"
    case .text(let text, let requiresAll): return requiresAll ? "all(\(text))" : "any(\(text))"
    case .phrase(let text, let slop): return "\"\(text)\"~\(slop)"
    case .boolean(let clauses, let minimum):
      let inner = clauses.map { "\($0.role.rawValue) \($0.query)" }.joined(separator: ", ")
      return "(\(inner); min \(minimum.map { "\($0)" } ?? "-"))"
    case .boosted(let inner, let factor): return "\(inner)^\(factor)"
    case .filter(let filter): return "[\(filter)]"
    case .constant(let inner, let score): return "\(inner)^=\(score)"
    case .field(let number, let inner): return "text\(number):\(inner)"
    case .prefix(let text): return "(\(text)*)"
    case .pattern(let pattern): return "\(pattern)"
    case .near(let texts, let distance): return "near(\(texts), \(distance))"
    }
  }
}
