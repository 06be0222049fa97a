extension Schema {
  /// The number of a field that is kept as a column.
  ///
  /// - Throws: ``SearchError/Code/invalidQuery`` if there is none of that name, saying what to do instead.
  func columnNumber(of name: String) throws(SearchError) -> Int {
    guard let number = fieldNumber(of: name) else {
      throw SearchError(
        .invalidQuery, "there is no field \"\(name)\" to filter, sort or count by; \(knownColumns)")
    }
    guard fields[number].kind.isColumn else {
      throw SearchError(
        .invalidQuery,
        "field \"\(name)\" is of kind \(fields[number].kind); filters, sorting and facets need a keyword, integer, "
          + "number, date or boolean, so keep its value in a keyword field besides; \(knownColumns)")
    }
    return number
  }

  /// Checks that documents can be asked for a condition on a field: a column, or the key by its values.
  ///
  /// - Throws: ``SearchError/Code/invalidQuery``.
  func checkFilter(of name: String, _ condition: ColumnFilter) throws(SearchError) {
    guard let number = fieldNumber(of: name), fields[number].kind == .key else {
      try FilterValues(kind: fields[columnNumber(of: name)].kind).check(condition)
      return
    }
    if case .range = condition {
      throw SearchError(
        .invalidQuery,
        "the key \"\(name)\" is found by its values, not by a range; keep it in a keyword or integer field besides; "
          + knownColumns)
    }
  }

  private var knownColumns: String {
    let columns = columnFields.map(\.name).joined(separator: ", ")
    return columns.isEmpty ? "the index has no such fields" : "fields of these kinds are \(columns)"
  }
}
