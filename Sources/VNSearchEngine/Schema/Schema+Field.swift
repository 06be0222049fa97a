extension Schema {
  /// One field of the documents.
  public struct Field: Sendable, Hashable {
    /// What a field is for.
    public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
      /// The user's name of a document: text or an integer; adding a known key replaces the document.
      case key = 0
      /// Analyzed, searched and ranked.
      case text = 1
      /// An exact value or several, for filters and facets; not analyzed.
      case keyword = 2
      /// 64-bit integers.
      case integer = 3
      /// Double-precision numbers.
      case number = 4
      /// Seconds since 1 January 1970 UTC.
      case date = 5
      /// True or false.
      case boolean = 6
      /// Kept and given back, not searched.
      case stored = 7

      /// Whether the values are kept as a column, for filters, sorting and facets.
      public var isColumn: Bool {
        switch self {
        case .keyword, .integer, .number, .date, .boolean: true
        case .key, .text, .stored: false
        }
      }
    }

    /// The field's name in the documents.
    public let name: String
    /// What it is for.
    public let kind: Kind
    /// How much one occurrence counts in the ranking (text only), a multiple of 0.25 from 0.25 to 16.
    public let boost: Double
    /// Whether the document's value is kept and given back.
    public let isStored: Bool

    /// Creates a field from data. ``Schema/init(fields:)`` checks it against the rules.
    public init(name: String, kind: Kind, boost: Double = 1, isStored: Bool = true) {
      self.name = name
      self.kind = kind
      self.boost = boost
      self.isStored = isStored
    }

    /// The field that names a document: text or an integer. It is always kept and given back.
    public static func key(_ name: String) -> Field { Field(name: name, kind: .key) }

    /// A field that is analyzed, searched and ranked.
    ///
    /// - Parameters:
    ///   - name: The field's name in the documents.
    ///   - boost: How much one occurrence counts in the ranking, a multiple of 0.25 from 0.25 to 16.
    ///   - stored: Whether the text is kept and given back; without it there are no snippets.
    public static func text(_ name: String, boost: Double = 1, stored: Bool = true) -> Field {
      Field(name: name, kind: .text, boost: boost, isStored: stored)
    }

    /// A field of exact strings, for filters and facets; a document may have several.
    public static func keyword(_ name: String, stored: Bool = true) -> Field {
      Field(name: name, kind: .keyword, isStored: stored)
    }

    /// A field of 64-bit integers, for filters and sorting; a document may have several.
    public static func integer(_ name: String, stored: Bool = true) -> Field {
      Field(name: name, kind: .integer, isStored: stored)
    }

    /// A field of double-precision numbers, for filters and sorting; a document may have several.
    public static func number(_ name: String, stored: Bool = true) -> Field {
      Field(name: name, kind: .number, isStored: stored)
    }

    /// A field of dates, for filters and sorting: seconds since 1 January 1970 UTC, or a `Date` of Foundation.
    public static func date(_ name: String, stored: Bool = true) -> Field {
      Field(name: name, kind: .date, isStored: stored)
    }

    /// A field that is true or false, for filters.
    public static func boolean(_ name: String, stored: Bool = true) -> Field {
      Field(name: name, kind: .boolean, isStored: stored)
    }

    /// A field that is kept and given back, of any shape, and not searched.
    public static func stored(_ name: String) -> Field { Field(name: name, kind: .stored) }
  }
}
