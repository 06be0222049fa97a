import VNSearchEngine

// To the helper who owns the Codable bridge: delete this file when DocumentEncoder and DocumentDecoder are there.
struct DocumentEncoder {
  var schema: Schema
  func encode(_ document: some Encodable) throws -> [(number: Int, value: FieldValue)] { [] }
}
struct DocumentDecoder {
  var schema: Schema
  func decode<D: Decodable>(_ type: D.Type, from fields: [(number: Int, value: FieldValue)]) throws -> D {
    throw SearchError(.invalidDocument, "not yet")
  }
}
