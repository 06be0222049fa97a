extension Schema {
  /// The number of a field that is kept as a column.
  ///
  /// - Throws: ``SearchError/Code/invalidQuery`` if there is none of that name, naming those that there are.
  func columnNumber(of name: String) throws(SearchError) -> Int {
    let columns = columnFields.map(\.name).joined(separator: ", ")
    let known =
      columns.isEmpty ? "the index has no such fields" : "fields of these kinds are \(columns)"
    guard let number = fieldNumber(of: name) else {
      throw SearchError(
        .invalidQuery, "there is no field \"\(name)\" to filter, sort or count by; \(known)")
    }
    guard fields[number].kind.isColumn else {
      throw SearchError(
        .invalidQuery,
        "field \"\(name)\" is of kind \(fields[number].kind); filters, sorting and facets need a keyword, integer, "
          + "number, date or boolean; \(known)")
    }
    return number
  }
}
