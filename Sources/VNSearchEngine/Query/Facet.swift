/// What to count over all documents that a search matches.
///
/// ```swift
/// let results = try index.search(
///   "hà nội", facets: ["category", .values("author", limit: 5), .intervals("price", of: 100_000),
///     .calendar("published", .month)])
/// for value in results.facets["category"]?.values ?? [] { print(value.value, value.count) }
/// ```
///
/// Fields are those kept as columns. A document with several values counts once for each that is different. Counts are
/// exact; they need a look at every match, which makes the search's total exact, too.
public struct Facet: Sendable, Hashable, Codable {
  /// A part of the calendar.
  public enum CalendarUnit: String, Sendable, Hashable, Codable, CaseIterable {
    /// Midnight to midnight.
    case day
    /// From the first of a month to that of the next.
    case month
    /// From the first of January to that of the next year.
    case year
  }

  enum Kind: Sendable, Hashable, Codable {
    case values(limit: Int)
    case intervals(Double)
    case calendar(CalendarUnit, secondsFromUTC: Int)
    case boundaries([FieldValue])
  }

  /// The name of the field.
  public let field: String
  let kind: Kind

  /// How many documents have each value of a field: the most frequent ones, equal counts in the order of the values.
  ///
  /// - Parameters:
  ///   - field: The name of a field that is kept as a column.
  ///   - limit: How many values at most.
  public static func values(_ field: String, limit: Int = 10) -> Facet {
    Facet(field: field, kind: .values(limit: max(0, limit)))
  }

  /// How many documents have a value in each interval [n·width, (n + 1)·width), ascending; empty ones are left out.
  ///
  /// - Parameters:
  ///   - field: The name of an integer, number or date field; a date's values are seconds.
  ///   - width: The width of an interval, above 0.
  public static func intervals(_ field: String, of width: Double) -> Facet {
    Facet(field: field, kind: .intervals(width))
  }

  /// How many documents have a date in each day, month or year, ascending; empty ones are left out.
  ///
  /// - Parameters:
  ///   - field: The name of a date field.
  ///   - unit: How long a period is.
  ///   - secondsFromUTC: Where the calendar is: 25,200 in Việt Nam; a day at most, either way.
  public static func calendar(_ field: String, _ unit: CalendarUnit, secondsFromUTC: Int = 0) -> Facet {
    Facet(field: field, kind: .calendar(unit, secondsFromUTC: secondsFromUTC))
  }

  /// Where a calendar can be.
  static func bounded(secondsFromUTC seconds: Int) -> Int { min(max(seconds, -86_400), 86_400) }

  /// How many documents have a value below the first boundary, between each two, from the last on; ascending. A boundary
  /// belongs to what is above it.
  public static func boundaries(_ field: String, _ boundaries: [FieldValue]) -> Facet {
    Facet(field: field, kind: .boundaries(boundaries))
  }
}

extension Facet: ExpressibleByStringLiteral {
  /// The ten most frequent values of a field.
  public init(stringLiteral field: String) { self = .values(field) }
}

/// The counts of one ``Facet``.
public struct FacetCounts: Sendable, Hashable, Codable {
  /// A value or a range of values, and how many documents have it.
  public struct Value: Sendable, Hashable, Codable {
    /// The value, or where the range begins; null if it has no beginning.
    public var value: FieldValue
    /// Where the range ends, which is not a part of it; nil for a single value or a range without end.
    public var end: FieldValue?
    /// How many of the matching documents have it.
    public var count: Int
  }

  /// The name of the field.
  public var field: String
  /// The counts, in the order that the facet says.
  public var values: [Value]
  /// How many different values or ranges the matching documents have; more than `values` if a limit cut them.
  public var distinctCount: Int
}
