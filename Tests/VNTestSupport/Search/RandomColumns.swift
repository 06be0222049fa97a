package import VNSearchEngine

/// Random values of documents in columns, and random filters of them.
package struct RandomColumns: Sendable {
  /// The fields that the documents have, none of them stored.
  package let fields: [Schema.Field]
  private let keywords: [String]
  private let spread: Int
  /// Values that rise with the documents, so that whole chunks pass or do not.
  private let isClustered: Bool

  package init(_ random: inout SeededGenerator) {
    var fields: [Schema.Field] = []
    for (kind, name) in Self.kinds where random.chance(0.6) {
      fields.append(Schema.Field(name: name, kind: kind, isStored: random.chance(0.2)))
    }
    self.fields = fields
    keywords = Array(Self.keywords.shuffled(using: &random).prefix(1 + random.below(Self.keywords.count)))
    spread = random.pick([1, 3, 20, 1_000])
    isClustered = random.chance(0.3)
  }

  private static let kinds: [(Schema.Field.Kind, String)] = [
    (.keyword, "tag"), (.integer, "count"), (.number, "price"), (.date, "date"), (.boolean, "open"),
    (.keyword, "by"),
  ]

  private static let keywords = [
    "báo", "bao", "bảo", "BÁO", "Đà Nẵng", "da", "đà", "e", "ê", "hoà", "hòa", "ho\u{0300}a", "ơ", "ô", "o",
    "ư",
    "sách", "sách cũ", "Sách", "2024", "10", "9", "", "z", "日本",
  ]

  /// One value for a field.
  package func value(_ field: Schema.Field, _ random: inout SeededGenerator, number: Int = 0) -> FieldValue {
    let shift = isClustered ? number / 64 : 0
    switch field.kind {
    case .keyword: return .string(random.pick(keywords))
    case .integer: return .integer(Int64(random.below(spread) + shift) - 2)
    case .number: return .number(Double(random.below(spread) + shift) / 4 - 1)
    case .date: return .number(Double((random.below(spread) + shift) * 86_400 / 2))
    default: return .bool(random.chance(0.5))
    }
  }

  /// The values of a document, by name.
  package func values(_ random: inout SeededGenerator, number: Int) -> [String: [FieldValue]] {
    var values: [String: [FieldValue]] = [:]
    for field in fields where random.chance(0.8) {
      let count = random.chance(0.15) ? random.below(4) : 1
      var own: [FieldValue] = []
      for _ in 0..<count { own.append(value(field, &random, number: number)) }
      if !own.isEmpty { values[field.name] = own }
    }
    return values
  }

  /// A filter; nil if there is no field.
  package func filter(_ random: inout SeededGenerator, documents: Int, depth: Int = 2) -> OracleFilter? {
    if fields.isEmpty { return nil }
    switch random.below(depth > 0 ? 10 : 6) {
    case 0..<6:
      let field = random.pick(fields)
      return .field(field.name, field.kind, condition(field, &random, documents))
    case 6: return filter(&random, documents: documents, depth: depth - 1).map { .not($0) }
    default:
      var filters: [OracleFilter] = []
      for _ in 0..<random.below(4) {
        if let filter = filter(&random, documents: documents, depth: depth - 1) { filters.append(filter) }
      }
      return random.chance(0.5) ? .all(filters) : .any(filters)
    }
  }

  private func condition(
    _ field: Schema.Field, _ random: inout SeededGenerator, _ documents: Int
  ) -> ColumnFilter {
    func value() -> FieldValue {
      if field.kind == .integer, random.chance(0.1) { return .number(Double(random.below(20)) - 4.5) }
      return self.value(field, &random, number: random.below(documents + 1))
    }
    switch random.below(7) {
    case 0: return .exists
    case 1, 2: return .anyOf([value()])
    case 3: return .anyOf((0..<random.below(5)).map { _ in value() })
    default:
      let from = random.chance(0.6) ? ColumnFilter.Bound(value(), isIncluded: random.chance(0.5)) : nil
      let to = random.chance(0.6) ? ColumnFilter.Bound(value(), isIncluded: random.chance(0.5)) : nil
      return .range(from: from, to: to)
    }
  }
}
