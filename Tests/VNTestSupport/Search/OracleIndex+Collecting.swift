package import VNSearchEngine
import VNTextAnalysis

/// The slow twins of collectors: everything is found, then sorted, grouped and counted value by value.
extension OracleIndex {
  /// The values of a document that was found.
  package func columns(of hit: Hit) -> [String: [FieldValue]] { segments[hit.segment][hit.ordinal].columns }

  /// Hits, which are in the order of relevance, in the order of a sort.
  package func sorted(_ hits: [Hit], by sort: Sort, _ schema: Schema) -> [Hit] {
    let collation = Collation()
    var sortKeys: [String: [UInt8]] = [:]
    func compare(_ left: FieldValue, _ right: FieldValue, _ key: Sort.Key) -> Int {
      let kind = schema.field(named: key.field)!.kind
      guard kind == .keyword else { return OracleFilter.compare(left, right, kind) }
      // The key of one spelling of a text is that of the others, so it does not matter which one is asked for.
      func sortKey(_ text: String) -> [UInt8] {
        if let known = sortKeys[text] { return known }
        sortKeys[text] = collation.sortKey(of: text)
        return sortKeys[text]!
      }
      let left = sortKey(left.stringValue!)
      let right = sortKey(right.stringValue!)
      return left == right ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
    }
    /// The values that count, one for each key; nil where there is none.
    let values = hits.map { hit in
      sort.keys.map { key in
        (columns(of: hit)[key.field] ?? []).max { left, right in
          let order = compare(left, right, key)
          return key.direction == .ascending ? order > 0 : order < 0
        }
      }
    }
    return hits.indices.sorted { one, other in
      for (place, key) in sort.keys.enumerated() {
        switch (values[one][place], values[other][place]) {
        case (nil, nil): continue
        case (nil, _): return key.missing == .first
        case (_, nil): return key.missing == .last
        case (let own?, let others?):
          let order = compare(own, others, key)
          if order == 0 { continue }
          return key.direction == .ascending ? order < 0 : order > 0
        }
      }
      // Equal ones stay in the order of relevance.
      return one < other
    }.map { hits[$0] }
  }

  /// The first hit of each smallest value of a field; hits without one all stay.
  package func distinct(_ hits: [Hit], by field: String, _ schema: Schema) -> [Hit] {
    let kind = schema.field(named: field)!.kind
    var seen: [FieldValue] = []
    return hits.filter { hit in
      let values = columns(of: hit)[field] ?? []
      guard let least = values.min(by: { OracleFilter.compare($0, $1, kind) < 0 }) else { return true }
      if seen.contains(where: { OracleFilter.compare($0, least, kind) == 0 }) { return false }
      seen.append(least)
      return true
    }
  }

  /// How many hits have each value, the most frequent first.
  package func counts(_ hits: [Hit], of field: String, _ schema: Schema) -> [(value: FieldValue, count: Int)]
  {
    let kind = schema.field(named: field)!.kind
    var counts: [(value: FieldValue, count: Int)] = []
    for hit in hits {
      var own: [FieldValue] = []
      for value in columns(of: hit)[field] ?? []
      where !own.contains(where: { OracleFilter.compare($0, value, kind) == 0 }) {
        own.append(value)
      }
      for value in own {
        if let place = counts.firstIndex(where: { OracleFilter.compare($0.value, value, kind) == 0 }) {
          counts[place].count += 1
        } else {
          counts.append((value, 1))
        }
      }
    }
    return counts.sorted { left, right in
      left.count != right.count
        ? left.count > right.count : OracleFilter.compare(left.value, right.value, kind) < 0
    }
  }

  /// How many hits have a value that passes.
  package func count(
    _ hits: [Hit], of field: String, _ kind: Schema.Field.Kind, where condition: ColumnFilter
  ) -> Int {
    hits.count { OracleFilter.passes(columns(of: $0)[field] ?? [], kind, condition) }
  }
}
