/// What statistics say of each folded form of a query: a small dictionary.
///
/// A query has few forms: looking through them by their first eight bytes is faster than hashing; those behind the
/// first few are hashed.
struct TermFrequencies: Sendable {
  typealias Term = QueryStatistics.Term

  private struct Item: Sendable {
    var prefix: UInt64
    var folded: [UInt8]
    var term: Term
  }

  private var items: [Item] = []
  private var places: [[UInt8]: Int] = [:]
  private static let lookedThrough = 32

  init() {}

  var count: Int { items.count }

  private func place(_ folded: [UInt8], _ prefix: UInt64) -> Int? {
    for index in 0..<min(items.count, Self.lookedThrough)
    where items[index].prefix == prefix && items[index].folded == folded { return index }
    return items.count <= Self.lookedThrough ? nil : places[folded]
  }

  /// What is known of a form; nil if nothing is.
  subscript(folded: [UInt8]) -> Term? {
    place(folded, folded.leadingBytes).map { items[$0].term }
  }

  /// In how many documents a form is; nil if that is not known.
  func documentFrequency(of folded: [UInt8]) -> Int? {
    place(folded, folded.leadingBytes).map { items[$0].term.documentFrequency }
  }

  func contains(_ folded: [UInt8]) -> Bool { place(folded, folded.leadingBytes) != nil }

  mutating func reserveCapacity(_ count: Int) { items.reserveCapacity(count) }

  /// Sets what is known of a form.
  mutating func set(_ folded: [UInt8], _ term: Term) {
    let prefix = folded.leadingBytes
    if let place = place(folded, prefix) {
      items[place].term = term
    } else {
      if items.count >= Self.lookedThrough { places[folded] = items.count }
      items.append(Item(prefix: prefix, folded: folded, term: term))
    }
  }

  /// Adds what another part of the collection knows.
  mutating func merge(_ other: TermFrequencies) {
    for item in other.items {
      guard let mine = self[item.folded] else {
        set(item.folded, item.term)
        continue
      }
      set(
        item.folded,
        Term(
          documentFrequency: mine.documentFrequency + item.term.documentFrequency,
          surfaces: mine.surfaces.merging(item.term.surfaces)))
    }
  }

  private var dictionary: [[UInt8]: Term] {
    Dictionary(items.map { ($0.folded, $0.term) }) { _, last in last }
  }
}

/// Equal whatever the order in which forms came.
extension TermFrequencies: Hashable {
  static func == (left: TermFrequencies, right: TermFrequencies) -> Bool {
    left.dictionary == right.dictionary
  }

  func hash(into hasher: inout Hasher) { hasher.combine(dictionary) }
}

extension TermFrequencies: Codable {
  init(from decoder: any Decoder) throws {
    for (folded, term) in try [[UInt8]: Term](from: decoder) { set(folded, term) }
  }

  func encode(to encoder: any Encoder) throws { try dictionary.encode(to: encoder) }
}
