import VNTextAnalysis

/// The documents with one of several keys; deleted ones among them are left out by the search.
final class KeySegmentFilter: SegmentFilter {
  /// For each sub-block of the segment that has one of them.
  private var masks: [Int: UInt64] = [:]
  private let isAny: Bool
  private var firstSubBlock = 0

  /// - Complexity: one look-up for each key and spelling.
  init(_ keys: Keys, _ condition: ColumnFilter) throws(SearchError) {
    if case .anyOf(let values) = condition {
      isAny = false
      super.init()
      for key in Set(values.flatMap { Self.keys($0) }) {
        try unsafe key.bytes.withUnsafeBufferPointer { (key) throws(SearchError) in
          try unsafe keys.forEachOrdinal(ofKey: UnsafeRawBufferPointer(key)) {
            masks[$0 >> 6, default: 0] |= 1 << UInt64($0 & 63)
          }
        }
      }
    } else {
      // Every document has a key; ranges were refused before.
      isAny = true
      super.init()
    }
  }

  /// The keys that a value may mean: 7 and "7" are both asked for, as a query's text does not tell them apart; a text
  /// also in the spellings of other systems.
  static func keys(_ value: FieldValue) -> [DocumentKey] {
    guard let key = DocumentKey(value) else { return [] }
    switch key {
    case .integer(let integer): return [key, .string(String(integer))]
    case .string(let text):
      let spellings = [text, ComposedText.form(of: text), ComposedText.decomposedForm(of: text)]
      let keys = spellings.map { DocumentKey.string($0) }
      if let integer = Int64(text), String(integer) == text { return keys + [.integer(integer)] }
      return keys
    }
  }

  override func prepare(window: Int) {
    firstSubBlock = window * DocumentGrid.subBlocksPerWindow
    for chunk in shares.indices { shares[chunk] = isAny ? .all : .none }
    for subBlock in masks.keys {
      let local = subBlock - firstSubBlock
      if local >= 0, local < DocumentGrid.subBlocksPerWindow { shares[local >> 6] = .some }
    }
  }

  override func someMask(_ subBlock: Int) -> UInt64 { masks[firstSubBlock + subBlock] ?? 0 }
}
