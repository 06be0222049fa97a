import VNTextAnalysis

/// What the values of a filter are in a column of a kind.
struct FilterValues {
  let kind: Schema.Field.Kind

  /// - Throws: ``SearchError/Code/invalidQuery`` if a value of the condition cannot be one of such a column.
  func check(_ condition: ColumnFilter) throws(SearchError) {
    switch condition {
    case .exists: break
    case .anyOf(let values): for value in values { try check(value) }
    case .range(let from, let to):
      if let from { try check(from.value) }
      if let to { try check(to.value) }
    }
  }

  private func check(_ value: FieldValue) throws(SearchError) {
    switch kind {
    case .keyword: _ = try keyword(value)
    case .integer: if try integer(value) == nil { _ = try number(value) }
    default: _ = try lastMoment(value)
    }
  }

  func keyword(_ value: FieldValue) throws(SearchError) -> [UInt8] {
    guard let text = try normalized(value).stringValue else { throw refusal(value) }
    return Array(ComposedText.form(of: text).utf8)
  }

  func integer(_ value: FieldValue) throws(SearchError) -> Int64? {
    if let integer = value.integerValue { return integer }
    return value.stringValue.flatMap { Int64($0) }
  }

  func number(_ value: FieldValue) throws(SearchError) -> Double {
    if let number = value.numberValue ?? value.stringValue.flatMap({ Double($0) }), !number.isNaN {
      return number
    }
    throw refusal(value)
  }

  func encoded(_ value: FieldValue) throws(SearchError) -> Int64 {
    guard let encoded = ColumnNumber.encode(try normalized(value), kind: kind) else { throw refusal(value) }
    return encoded
  }

  /// The last microsecond of the day, month or year that a date without a time is; else the value itself.
  func lastMoment(_ value: FieldValue) throws(SearchError) -> Int64 {
    if kind == .date, let text = value.stringValue, let end = Timestamp(endOfPeriod: text) {
      return ColumnNumber.encode(seconds: end.seconds) - 1
    }
    return try encoded(value)
  }

  private func normalized(_ value: FieldValue) throws(SearchError) -> FieldValue {
    do throws(SearchError) {
      let value = try Schema.Field(name: "", kind: kind).normalized(value)
      if value.isNull { throw refusal(value) }
      return value
    } catch {
      throw refusal(value)
    }
  }

  private func refusal(_ value: FieldValue) -> SearchError {
    SearchError(
      .invalidQuery, "a filter asks for \(value), which no field of kind \(kind) can have")
  }
}
