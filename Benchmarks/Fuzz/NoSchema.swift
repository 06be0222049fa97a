// What the parser of queries asks of an index's fields, where there is no index: texts are fuzzed, not schemas.

public struct Schema: Sendable {}

extension QueryParser {
  func check(_ query: Query, of name: String, at start: Int, _ valuePlace: Int) throws(QuerySyntaxError) {}
}
