public import VNSearchEngine

/// A document without a type of its own: values by the names of their fields.
///
/// ```swift
/// let index = try SearchIndex<FieldDocument>(opening: "articles.vnindex")
/// try index.write { try $0.add(["id": 1, "title": "Hà Nội mùa thu"]) }
/// try index.document(forKey: 1)?["title"]?.stringValue             // "Hà Nội mùa thu"
/// ```
///
/// Fields that the schema does not have are ignored. As Codable it is an object of its fields.
public struct FieldDocument: Sendable, Hashable {
  /// The values by the names of their fields.
  public var fields: [String: FieldValue]

  /// Creates a document of the given fields.
  public init(_ fields: [String: FieldValue] = [:]) { self.fields = fields }

  /// The value of a field; nil if the document has none.
  public subscript(name: String) -> FieldValue? {
    get { fields[name] }
    set { fields[name] = newValue }
  }
}

extension FieldDocument: ExpressibleByDictionaryLiteral {
  /// Of fields with the same name the last is kept.
  public init(dictionaryLiteral elements: (String, FieldValue)...) {
    fields = Dictionary(elements) { _, last in last }
  }
}

extension FieldDocument: Codable {
  public init(from decoder: any Decoder) throws {
    guard case .object(let fields) = try FieldValue(from: decoder) else {
      throw DecodingError.typeMismatch(
        FieldDocument.self,
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: "A document must be an object."))
    }
    self.fields = fields
  }

  public func encode(to encoder: any Encoder) throws { try FieldValue.object(fields).encode(to: encoder) }
}
