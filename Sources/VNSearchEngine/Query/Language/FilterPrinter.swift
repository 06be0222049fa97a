/// Writes a filter in the query language.
struct FilterPrinter {
  /// A condition on a field by itself, others as `FILTER(…)`.
  static func print(_ filter: Filter) -> String {
    if case .field(let name, let condition) = filter.node { return self.condition(name, condition) }
    return "FILTER(" + expression(filter) + ")"
  }

  private static func expression(_ filter: Filter) -> String {
    switch filter.node {
    case .field(let name, let condition): self.condition(name, condition)
    case .all(let filters): "ALL(" + filters.map { expression($0) }.joined(separator: " ") + ")"
    case .any(let filters): "ANY(" + filters.map { expression($0) }.joined(separator: " ") + ")"
    case .not(let filter): "NOT " + expression(filter)
    }
  }

  private static func condition(_ name: String, _ condition: ColumnFilter) -> String {
    let name = QueryPrinter.word(name) + ":"
    switch condition {
    case .exists: return name + "=*"
    case .anyOf(let values) where values.count == 1: return name + "=" + value(values[0])
    case .anyOf(let values): return name + "=(" + values.map { value($0) }.joined(separator: " ") + ")"
    case .range(let from?, nil): return name + (from.isIncluded ? ">=" : ">") + value(from.value)
    case .range(nil, let to?): return name + (to.isIncluded ? "<=" : "<") + value(to.value)
    case .range(let from, let to):
      return name + (from?.isIncluded ?? true ? "[" : "{") + (from.map { value($0.value) } ?? "*") + " TO "
        + (to.map { value($0.value) } ?? "*") + (to?.isIncluded ?? true ? "]" : "}")
    }
  }

  /// A value, written so that it is read as one of the same kind.
  static func value(_ value: FieldValue) -> String {
    switch value {
    case .string(let text):
      // An asterisk at the beginning would say that any value will do.
      if let first = text.unicodeScalars.first, first != "*", case .string = bare(text),
        text.unicodeScalars.allSatisfy(isPlain)
      {
        return text
      }
      return QueryPrinter.quoted(text)
    case .integer(let integer):
      let digits = String(integer)
      // Four digits alone are a year.
      return (1_000...9_999).contains(integer) ? "+" + digits : digits
    case .number(let number): return String(number)
    case .bool(let flag): return flag ? "true" : "false"
    case .null, .array, .object: return QueryPrinter.quoted("\(value)")
    }
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    !QueryParser.endsValue(scalar) && scalar != "\\" && scalar != "<" && scalar != ">" && scalar != "="
  }

  /// What a value without quotes is: a number, true or false, else text. Four digits are text, as a date has them for
  /// its year; number fields take them too.
  static func bare(_ text: String) -> FieldValue {
    if text == "true" { return .bool(true) }
    if text == "false" { return .bool(false) }
    let isYear = text.utf8.count == 4 && text.utf8.allSatisfy { $0 >= 48 && $0 <= 57 }
    if !isYear, let integer = Int64(text), String(integer) == text || "+" + String(integer) == text {
      return .integer(integer)
    }
    if let number = Double(text), number.isFinite, String(number) == text { return .number(number) }
    return .string(text)
  }
}
