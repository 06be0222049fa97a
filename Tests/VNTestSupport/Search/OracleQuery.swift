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
    }
  }
}
