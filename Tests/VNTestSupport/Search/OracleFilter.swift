package import VNSearchEngine

/// A filter that the oracle and the engine both understand.
package indirect enum OracleFilter: Sendable, CustomStringConvertible {
  case field(String, Schema.Field.Kind, ColumnFilter)
  case all([OracleFilter])
  case any([OracleFilter])
  case not(OracleFilter)

  /// The engine's filter.
  package var filter: Filter {
    switch self {
    case .field(let name, _, let condition): Filter(field: name, condition)
    case .all(let filters): .all(of: filters.map(\.filter))
    case .any(let filters): .any(of: filters.map(\.filter))
    case .not(let inner): !inner.filter
    }
  }

  package var description: String {
    switch self {
    case .field(let name, _, let condition): "\(name) \(condition)"
    case .all(let filters): "all\(filters)"
    case .any(let filters): "any\(filters)"
    case .not(let filter): "not \(filter)"
    }
  }

  /// Whether a document with these values passes, value by value.
  package func passes(_ values: [String: [FieldValue]]) -> Bool {
    switch self {
    case .field(let name, let kind, let condition): Self.passes(values[name] ?? [], kind, condition)
    case .all(let filters): filters.allSatisfy { $0.passes(values) }
    case .any(let filters): filters.contains { $0.passes(values) }
    case .not(let inner): !inner.passes(values)
    }
  }

  /// Whether one of the values passes.
  package static func passes(
    _ values: [FieldValue], _ kind: Schema.Field.Kind, _ condition: ColumnFilter
  ) -> Bool {
    switch condition {
    case .exists: return !values.isEmpty
    case .anyOf(let wanted):
      return values.contains { value in wanted.contains { compare(value, $0, kind) == 0 } }
    case .range(let from, let to):
      return values.contains { value in
        if let from, compare(value, from.value, kind) < (from.isIncluded ? 0 : 1) { return false }
        if let to, compare(value, to.value, kind) > (to.isIncluded ? 0 : -1) { return false }
        return true
      }
    }
  }

  /// -1, 0 or 1: keywords by the scalars of their NFC, keys by their spelling, all else as numbers.
  package static func compare(_ a: FieldValue, _ b: FieldValue, _ kind: Schema.Field.Kind) -> Int {
    if kind == .keyword || kind == .key {
      // Swift compares strings by their canonical equivalence.
      let a = a.stringValue ?? a.integerValue.map { String($0) } ?? ""
      let b = b.stringValue ?? b.integerValue.map { String($0) } ?? ""
      return a == b ? 0 : a < b ? -1 : 1
    }
    func number(_ value: FieldValue) -> Double { value.numberValue ?? (value.boolValue == true ? 1 : 0) }
    return number(a) == number(b) ? 0 : number(a) < number(b) ? -1 : 1
  }
}
