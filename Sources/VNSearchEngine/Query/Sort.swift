/// In which order a search gives its documents: by relevance, or by the values of fields.
///
/// ```swift
/// try index.search("hà nội", sort: .by("published", .descending))
/// try index.search("hà nội", sort: .by("category").then(by: "price", .descending, missing: .first))
/// ```
///
/// Documents that are equal in all fields are ordered by their score, best first, then by their key. Fields are those kept
/// as columns. Keywords are in the alphabetical order of Vietnamese (ICU's collation for `vi`), all other kinds in that
/// of their values. Of a document with several values the first in the direction counts: the smallest ascending, the
/// largest descending.
public struct Sort: Sendable, Hashable, Codable {
  /// Which end comes first.
  public enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
    /// The smallest first; keywords from a to y.
    case ascending
    /// The largest first.
    case descending
  }

  /// Where documents without a value are, whatever the direction.
  public enum MissingPlace: String, Sendable, Hashable, Codable, CaseIterable {
    /// Before all others.
    case first
    /// Behind all others.
    case last
  }

  /// One field to sort by.
  public struct Key: Sendable, Hashable, Codable {
    /// The name of a field that is kept as a column.
    public var field: String
    /// Which end comes first.
    public var direction: Direction
    /// Where documents without a value are.
    public var missing: MissingPlace

    /// Creates a key of a sort.
    ///
    /// - Parameters:
    ///   - field: The name of a field that is kept as a column.
    ///   - direction: Which end comes first.
    ///   - missing: Where documents without a value are.
    public init(_ field: String, _ direction: Direction = .ascending, missing: MissingPlace = .last) {
      self.field = field
      self.direction = direction
      self.missing = missing
    }
  }

  /// The fields, the most important one first; none: by relevance.
  public var keys: [Key]

  /// Creates an order by these fields, the most important one first.
  public init(keys: [Key]) { self.keys = keys }

  /// By score, best first.
  public static let relevance = Sort(keys: [])

  /// By the values of a field.
  ///
  /// - Parameters:
  ///   - field: The name of a field that is kept as a column.
  ///   - direction: Which end comes first.
  ///   - missing: Where documents without a value are.
  public static func by(
    _ field: String, _ direction: Direction = .ascending, missing: MissingPlace = .last
  ) -> Sort {
    Sort(keys: [Key(field, direction, missing: missing)])
  }

  /// The same order; what is equal in it, by another field.
  public func then(
    by field: String, _ direction: Direction = .ascending, missing: MissingPlace = .last
  ) -> Sort {
    Sort(keys: keys + [Key(field, direction, missing: missing)])
  }
}
