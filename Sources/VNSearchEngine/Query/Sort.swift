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
    case ascending
    case descending
  }

  /// Where documents without a value are, whatever the direction.
  public enum MissingPlace: String, Sendable, Hashable, Codable, CaseIterable {
    case first
    case last
  }

  /// One field to sort by.
  public struct Key: Sendable, Hashable, Codable {
    public var field: String
    public var direction: Direction
    public var missing: MissingPlace

    public init(_ field: String, _ direction: Direction = .ascending, missing: MissingPlace = .last) {
      self.field = field
      self.direction = direction
      self.missing = missing
    }
  }

  /// The fields, the most important one first; none: by relevance.
  public var keys: [Key]

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
