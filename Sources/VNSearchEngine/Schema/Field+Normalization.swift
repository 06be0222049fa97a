extension Schema.Field {
  /// The value as this field's kind indexes it, or an error that names the field.
  ///
  /// Values that come from text formats are converted where only one meaning is possible:
  ///
  /// | kind | takes | becomes |
  /// |---|---|---|
  /// | key | a string that is not empty, an integer, a number without a fraction | the string or integer |
  /// | text | strings; numbers and Booleans by their spelling | strings |
  /// | keyword | strings; numbers and Booleans by their spelling | strings |
  /// | integer | integers, numbers without a fraction, their spelling | integers |
  /// | number | numbers but NaN, integers, their spelling | numbers |
  /// | date | seconds since 1970, ISO 8601 (``Timestamp/init(parsing:)``) | numbers: seconds since 1970 |
  /// | boolean | Booleans, `"true"`, `"false"` | Booleans |
  /// | stored | anything | the same |
  ///
  /// Where several values are allowed (all kinds but key) an array of them is taken and stays one; nulls in it are left
  /// out. `""` is null where it cannot be a value, as in a CSV cell.
  ///
  /// - Throws: ``SearchError/Code/invalidDocument``.
  package func normalized(_ value: FieldValue) throws(SearchError) -> FieldValue {
    switch (kind, value) {
    case (_, .null), (.stored, _): return value
    case (.key, .array), (.key, .object): throw mismatch(value)
    case (_, .array(let elements)):
      var values: [FieldValue] = []
      values.reserveCapacity(elements.count)
      for element in elements {
        let value = try normalizedScalar(element)
        if !value.isNull { values.append(value) }
      }
      return .array(values)
    default: return try normalizedScalar(value)
    }
  }

  private func normalizedScalar(_ value: FieldValue) throws(SearchError) -> FieldValue {
    if value.isNull { return .null }
    switch kind {
    case .key:
      if let integer = value.integerValue { return .integer(integer) }
      if let string = value.stringValue, !string.isEmpty { return value }
    case .text, .keyword:
      switch value {
      case .string: return value
      case .integer(let value): return .string(String(value))
      case .number(let number):
        return .string(value.integerValue.map { String($0) } ?? String(number))
      case .bool(let value): return .string(value ? "true" : "false")
      case .null, .array, .object: break
      }
    case .integer:
      if let integer = value.integerValue { return .integer(integer) }
      if let text = value.stringValue {
        if text.isEmpty { return .null }
        if let integer = Int64(text) { return .integer(integer) }
      }
    case .number:
      if let number = value.numberValue, !number.isNaN { return .number(number) }
      if let text = value.stringValue {
        if text.isEmpty { return .null }
        if let number = Double(text), number.isFinite { return .number(number) }
      }
    case .date:
      if let seconds = value.numberValue, seconds.isFinite { return .number(seconds) }
      if let text = value.stringValue {
        if text.isEmpty { return .null }
        if let date = Timestamp(parsing: text) { return .number(date.seconds) }
      }
    case .boolean:
      switch value {
      case .bool: return value
      case .string("true"): return .bool(true)
      case .string("false"): return .bool(false)
      case .string(""): return .null
      default: break
      }
    case .stored: return value
    }
    throw mismatch(value)
  }

  private func mismatch(_ value: FieldValue) -> SearchError {
    let expected =
      switch kind {
      case .key: "a string or an integer"
      case .text, .keyword: "a string or several"
      case .integer: "an integer or several"
      case .number: "a number or several"
      case .date: "a date (seconds since 1970, or ISO 8601 as in 2024-07-27T08:30:00+07:00)"
      case .boolean: "true or false"
      case .stored: "any value"
      }
    let found =
      switch value {
      case .null: "null"
      case .bool(let value): value ? "true" : "false"
      case .integer(let value): String(value)
      case .number(let value): String(value)
      case .string(let value): value.isEmpty ? "an empty string" : "\"\(value.prefix(40))\""
      case .array: "an array"
      case .object: "an object"
      }
    return SearchError(.invalidDocument, "The field \"\(name)\" must be \(expected), not \(found).")
  }
}
