import VNSearchEngine

/// Turns stored fields back into a `Decodable` document: the inverse of ``DocumentEncoder``.
///
/// What the index made of a value on the way in is undone by the type that is asked for: numbers and Booleans are read
/// from their spelling, integers as numbers and the other way round where nothing is lost, a `Date` from seconds since
/// 1970 or from ISO 8601, and a `String` from what its field made of it: a date as `2024-07-27` or, with a time,
/// `2024-07-27T01:30:00Z`. A type that encodes itself as null is decoded from null where the document has nothing.
struct DocumentDecoder {
  /// The fields of the index.
  var schema: Schema

  init(schema: Schema) { self.schema = schema }

  /// Decodes a document.
  ///
  /// - Throws: `DecodingError` with the coding path. A property that is not optional needs a field that is stored.
  func decode<Document: Decodable>(
    _ type: Document.Type, from fields: [(number: Int, value: FieldValue)]
  ) throws -> Document {
    var members: [String: FieldValue] = [:]
    members.reserveCapacity(fields.count)
    for (number, value) in fields where schema.fields.indices.contains(number) {
      members[schema.fields[number].name] = value
    }
    if type == FieldDocument.self, let document = FieldDocument(members) as? Document { return document }
    return try FieldValueDecoder.decode(type, from: .object(members), schema: schema)
  }
}
