/// Which fields the documents of an index have and how each is used.
///
/// ```swift
/// let schema = Schema(.key("id"), .text("title", boost: 3), .text("body"), .date("published"))
/// ```
///
/// A schema is fixed when an index is made and written into each of its commits. Its rules:
///
/// - names are unique, 1 to 255 bytes of UTF-8 without control characters;
/// - at most one field is the ``Field/Kind/key``, at least one is ``Field/Kind/text``;
/// - a boost is a multiple of 0.25 from 0.25 to 16;
/// - there are at most ``maximumFieldCount`` fields.
///
/// Use ``init(_:)`` for a schema that is written in the program, ``init(fields:)`` for one that comes
/// from a file or a command line.
public struct Schema: Sendable, Hashable {
  /// The most fields a schema can have.
  public static let maximumFieldCount = 1_024

  /// The fields in the order in which they were declared. A field's position here is its number in the index.
  public let fields: [Field]

  /// Creates a schema that is written down in the program.
  ///
  /// - Precondition: the fields follow the rules of ``Schema``.
  public init(_ fields: Field...) {
    if let violation = Schema.violation(in: fields) { preconditionFailure(violation.message) }
    self.fields = fields
  }

  /// Creates a schema from fields that are data: read from a file or a command line.
  ///
  /// - Throws: ``SearchError/Code/invalidSchema`` with the rule that is broken and the field that breaks it.
  public init(fields: [Field]) throws(SearchError) {
    if let violation = Schema.violation(in: fields) { throw violation }
    self.fields = fields
  }

  /// The field of this name, if there is one. O(fields).
  public func field(named name: String) -> Field? {
    fieldNumber(of: name).map { fields[$0] }
  }

  /// The position in ``fields`` of the field of this name, if there is one. O(fields).
  public func fieldNumber(of name: String) -> Int? {
    fields.firstIndex { $0.name == name }
  }

  /// The fields with what sets them apart, for messages: `id (key), title (text, boost 3.0), note (text, not stored)`.
  package var summary: String {
    fields.map { field in
      var traits = ["\(field.kind)"]
      if field.boost != 1 { traits.append("boost \(field.boost)") }
      if !field.isStored { traits.append("not stored") }
      return "\(field.name) (\(traits.joined(separator: ", ")))"
    }.joined(separator: ", ")
  }

  /// The field that names a document, if the schema has one.
  public var keyField: Field? { fields.first { $0.kind == .key } }

  /// The position in ``fields`` of the key field, if the schema has one.
  public var keyFieldNumber: Int? { fields.firstIndex { $0.kind == .key } }

  /// The fields that are analyzed, searched and ranked, in declared order.
  public var textFields: [Field] { fields.filter { $0.kind == .text } }

  /// The fields that are kept as columns, for filters, sorting and facets, in declared order.
  public var columnFields: [Field] { fields.filter(\.kind.isColumn) }
}
