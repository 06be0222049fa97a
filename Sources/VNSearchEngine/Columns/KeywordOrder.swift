import Synchronization
import VNTextAnalysis

/// The terms of a keyword column over all segments of a snapshot, in one order: alphabetical, and by identity.
final class KeywordOrder: Sendable {
  /// For each segment, by term ordinal: the place in the alphabet, a multiple of 2. Terms that are equal in the alphabet
  /// have the same.
  let places: [[Int64]]
  /// For each segment, by term ordinal: a number that only the same bytes have.
  let identities: [[Int64]]
  /// Different sort keys, ascending.
  private let sortKeys: [[UInt8]]

  /// - Complexity: O(terms · log terms); a sort key of ICU for each different term of a segment.
  init(_ columns: [LoadedColumn]) throws(SearchError) {
    let collation = Collation()
    var terms: [(bytes: [UInt8], sortKey: [UInt8], segment: Int, ordinal: Int)] = []
    for (segment, loaded) in columns.enumerated() {
      let column = loaded.column
      for block in 0..<ColumnsFormat.termBlockCount(terms: column.termCount) {
        for (index, bytes) in try column.terms(ofBlock: block).enumerated() {
          terms.append(
            (
              bytes, collation.sortKey(of: String(decoding: bytes, as: UTF8.self)), segment,
              block * ColumnsFormat.termBlockLength + index
            ))
        }
      }
    }
    terms.sort { left, right in
      if left.sortKey != right.sortKey { return left.sortKey.lexicographicallyPrecedes(right.sortKey) }
      return left.bytes.lexicographicallyPrecedes(right.bytes)
    }
    var places = columns.map { [Int64](repeating: 0, count: $0.column.termCount) }
    var identities = places
    var sortKeys: [[UInt8]] = []
    var identity: Int64 = -1
    var last: [UInt8]?
    for term in terms {
      if sortKeys.last != term.sortKey { sortKeys.append(term.sortKey) }
      if last != term.bytes { identity += 1 }
      last = term.bytes
      places[term.segment][term.ordinal] = 2 * Int64(sortKeys.count - 1)
      identities[term.segment][term.ordinal] = identity
    }
    self.places = places
    self.identities = identities
    self.sortKeys = sortKeys
  }

  /// The place of any text: that of the terms that are equal to it, or an odd number between its neighbours.
  func place(of text: String) -> Int64 {
    let wanted = Collation().sortKey(of: text)
    var low = 0
    var high = sortKeys.count
    while low < high {
      let middle = (low + high) / 2
      if sortKeys[middle].lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
    }
    return low < sortKeys.count && sortKeys[low] == wanted ? 2 * Int64(low) : 2 * Int64(low) - 1
  }
}

/// The orders of a snapshot's keyword columns, each made when it is asked for first.
final class KeywordOrders: Sendable {
  private let orders = Guarded<[Int: KeywordOrder]>([:])

  /// The order of a field, by its number in the schema.
  func order(ofField field: Int, _ columns: [LoadedColumn]) throws(SearchError) -> KeywordOrder {
    if let order = orders.withLock({ $0[field] }) { return order }
    let order = try KeywordOrder(columns)
    orders.withLock { $0[field] = order }
    return order
  }
}
