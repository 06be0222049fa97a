import VNSearchEngine

/// Turns any `Encodable` document into the values of a schema's fields.
///
/// Every property becomes the field of its coding key. Nested structures and dictionaries become objects, which only
/// ``VNSearchEngine/Schema/Field/Kind/stored`` fields take; enumerations with raw values become those. A `Date` becomes
/// its seconds since 1 January 1970 UTC (to about 0.2 µs, half of what a `Date` can tell today), a `URL` its string.
struct DocumentEncoder {
  /// The fields of the index.
  var schema: Schema

  init(schema: Schema) { self.schema = schema }

  /// The document's values, in the order of the schema's fields; those that are null are left out.
  ///
  /// - Throws: `EncodingError` with the coding path if the document is no object, or has a value that is neither nil nor
  ///   in the schema: it would be lost. A ``FieldDocument`` may have such fields.
  func encode(_ document: some Encodable) throws -> [(number: Int, value: FieldValue)] {
    let members: [String: FieldValue]
    if let document = document as? FieldDocument {
      members = document.fields
    } else {
      guard case .object(let object) = try FieldValueEncoder.encode(document) else {
        throw EncodingError.invalidValue(
          document,
          EncodingError.Context(
            codingPath: [],
            debugDescription: "A document must be a structure with properties, or a dictionary."))
      }
      members = object
    }
    var values: [(number: Int, value: FieldValue)] = []
    values.reserveCapacity(members.count)
    var known = 0
    for (number, field) in schema.fields.enumerated() {
      guard let value = members[field.name] else { continue }
      known += 1
      if !value.isNull { values.append((number, value)) }
    }
    if known < members.count && !(document is FieldDocument) { try checkUnknown(members, of: document) }
    return values
  }

  private func checkUnknown(_ members: [String: FieldValue], of document: some Encodable) throws {
    let unknown = members.filter { schema.fieldNumber(of: $0.key) == nil && !$0.value.isNull }.keys
    guard let name = unknown.min() else { return }
    throw EncodingError.invalidValue(
      document,
      EncodingError.Context(
        codingPath: [FieldCodingKey(name)],
        debugDescription:
          "The schema has no field \"\(name)\", so its value would be lost. Add .stored(\"\(name)\") "
          + "to the schema, or leave the property out of the document's CodingKeys."))
  }
}
