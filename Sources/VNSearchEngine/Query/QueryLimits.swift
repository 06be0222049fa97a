/// How much a query may ask for; more is an error that says so.
///
/// ```swift
/// try index.search(query, limits: QueryLimits(milliseconds: 50))
/// ```
public struct QueryLimits: Sendable, Hashable {
  /// Words, phrases, patterns and conditions that a query may have.
  public var terms: Int
  /// Words of the index that one pattern may match.
  public var expansions: Int
  /// How deep clauses may stand inside one another.
  public var depth: Int
  /// How long a search may take; nil: as long as it needs.
  public var milliseconds: Int?

  /// - Parameters:
  ///   - terms: Words, phrases, patterns and conditions that a query may have.
  ///   - expansions: Words of the index that one pattern may match.
  ///   - depth: How deep clauses may stand inside one another.
  ///   - milliseconds: How long a search may take; nil: as long as it needs.
  public init(terms: Int = 1_024, expansions: Int = 65_536, depth: Int = 100, milliseconds: Int? = nil) {
    self.terms = terms
    self.expansions = expansions
    self.depth = depth
    self.milliseconds = milliseconds
  }
}
