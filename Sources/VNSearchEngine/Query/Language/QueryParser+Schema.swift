extension QueryParser {
  /// Refuses a clause that an index with the schema has no answer to, where it stands.
  ///
  /// - Parameters:
  ///   - name: The field that it asks for, which begins at `start`.
  ///   - valuePlace: Where what is looked for in the field begins.
  func check(
    _ query: Query, of name: String, at start: Int, _ valuePlace: Int
  ) throws(QuerySyntaxError) {
    guard let schema else { return }
    do throws(SearchError) {
      var resolver = QueryResolver(
        schema: schema, limits: QueryLimits(terms: .max, expansions: .max, depth: .max))
      _ = try resolver.resolve(query)
    } catch {
      let field = schema.field(named: name)
      let end = field == nil ? valuePlace - 1 : place
      let names = schema.fields.filter { $0.kind != .stored }.map(\.name).joined(separator: ", ")
      let begin = field == nil ? start : valuePlace
      throw QuerySyntaxError(
        query: text, scalarOffset: begin,
        found: "\"" + String(String.UnicodeScalarView(scalars[begin..<max(begin, end)])) + "\"",
        expected: field.map { "something that a field of kind \($0.kind) can be asked for" }
          ?? "the name of a field: \(names)", explanation: error.message)
    }
  }
}
