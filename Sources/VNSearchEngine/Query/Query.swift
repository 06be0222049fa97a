/// What is searched for.
///
/// ```swift
/// Query(userInput: "\"Phú Trọng\" Hà Nội")                       // whatever a person types
/// try Query(parsing: "title:\"hà nội\"^2 AND (thu OR xuân)")      // the query language
/// Query.all(of: [.text("hà nội"), .phrase("mùa thu")])            // built in code
/// ```
///
/// A query's `description` is itself in the query language: parsed, it is the same query again.
public struct Query: Sendable, Hashable {
  /// How a clause of a boolean query takes part.
  public enum Role: String, Sendable, Hashable, Codable {
    /// A document without it does not match.
    case must
    /// Raises the score; at least `minimumShouldMatch` of these must match.
    case should
    /// A document with it does not match.
    case mustNot
    /// As `must`, without a part in the score.
    case filter
  }

  /// A clause of a boolean query.
  public struct Clause: Sendable, Hashable, Codable {
    /// How it takes part.
    public var role: Role
    /// What it looks for.
    public var query: Query

    /// Creates a clause: `Clause(.must, .text("hà nội"))`.
    public init(_ role: Role, _ query: Query) {
      self.role = role
      self.query = query
    }
  }

  indirect enum Node: Sendable, Hashable, Codable {
    case everything
    case text(String, requiresAll: Bool)
    case phrase(String, slop: Int)
    case boolean([Clause], minimumShouldMatch: Int)
    case boosted(Query, Double)
    case filter(Filter)
    case constant(Query, Double)
    case field(String, Query)
    /// Words of which the last may go on.
    case prefix(String)
    case pattern(TermPattern)
    case near([String], distance: Int)
  }

  var node: Node

  /// More than a document has positions.
  static let mostSlop = 1_000_000_000

  init(_ node: Node) { self.node = node }

  /// Every document, with a score of 1, or what it is boosted by.
  public static var everything: Query { Query(.everything) }

  /// Any of the words of a text, ranked by how many and how well; all of them if `requiresAll`.
  ///
  /// An empty text matches nothing.
  public static func text(_ text: String, requiresAll: Bool = false) -> Query {
    text.isEmpty
      ? Query(.boolean([], minimumShouldMatch: 0)) : Query(.text(text, requiresAll: requiresAll))
  }

  /// The syllables of a text one after the other; `slop` lets them stand apart or change places by so many positions, a
  /// thousand million at most.
  public static func phrase(_ text: String, slop: Int = 0) -> Query {
    Query(.phrase(text, slop: min(max(slop, 0), mostSlop)))
  }

  /// The documents that pass a filter, each with a score of 0.
  public static func filter(_ filter: Filter) -> Query { Query(.filter(filter)) }

  /// Documents that match by their clauses.
  ///
  /// Where every clause is a `mustNot`, all other documents match.
  ///
  /// - Parameters:
  ///   - clauses: What must, should and must not match.
  ///   - minimumShouldMatch: How many `should` clauses must match; by default one if there is nothing that must, else
  ///     none.
  public static func boolean(_ clauses: [Clause], minimumShouldMatch: Int? = nil) -> Query {
    let hasMust = clauses.contains { $0.role == .must || $0.role == .filter }
    let hasShould = clauses.contains { $0.role == .should }
    return Query(
      .boolean(clauses, minimumShouldMatch: max(0, minimumShouldMatch ?? (hasMust || !hasShould ? 0 : 1))))
  }

  /// Documents that match all of the queries.
  public static func all(of queries: [Query]) -> Query { .boolean(queries.map { Clause(.must, $0) }) }

  /// Documents that match any of the queries.
  public static func any(of queries: [Query]) -> Query { .boolean(queries.map { Clause(.should, $0) }) }

  /// The same query, counting `factor` times in the score; 0 to a million.
  public func boosted(by factor: Double) -> Query { Query(.boosted(self, Self.bounded(factor))) }

  /// A number that a score may be multiplied with.
  static func bounded(_ factor: Double) -> Double { factor > 0 ? min(factor, 1_000_000) : 0 }
}
