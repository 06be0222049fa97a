/// Which fields the documents of an index have and how each is used.
///
/// ```swift
/// let schema = try Schema(.key("id"), .text("title", boost: 3), .text("body"), .date("published"))
/// ```
public struct Schema: Sendable, Hashable {
  /// The fields in the order in which they were declared.
  public let fields: [Field]
}

extension Schema {
  /// One field of the documents.
  public struct Field: Sendable, Hashable {
    /// What a field is for.
    public enum Kind: UInt8, Sendable, Hashable {
      /// The user's name of a document: text or an integer; adding a known key replaces the document.
      case key
      /// Analyzed, searched and ranked.
      case text
      /// An exact value or several, for filters and facets; not analyzed.
      case keyword
      /// 64-bit integers.
      case integer
      /// Double-precision numbers.
      case number
      /// Seconds since 1 January 1970 UTC.
      case date
      /// True or false.
      case boolean
      /// Kept and given back, not searched.
      case stored
    }

    /// The field's name in the documents.
    public let name: String
    /// What it is for.
    public let kind: Kind
    /// How much one occurrence counts in the ranking (text only), a multiple of 0.25 from 0.25 to 16.
    public let boost: Double
    /// Whether the document's value is kept and given back.
    public let isStored: Bool
  }
}
