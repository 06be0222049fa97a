import Synchronization

/// Entries of frequent terms that were looked up lately, decoded.
///
/// Vietnamese has few syllables and asks for the same ones again and again: of the questions of a day nearly all words are
/// here. Each form has one place; a later form with the same place takes it. Safe to share between threads.
final class HotTerms: Sendable {
  /// Terms in fewer documents are not kept: there are many of them, and each is seldom asked for.
  static let leastFrequency = 64
  private static let size = 4096

  /// Empty until the first is kept.
  private let places = Guarded<[TermDictionary.SharedEntry?]>([])

  private static func place(_ folded: [UInt8]) -> Int {
    // FNV-1a.
    var hash: UInt32 = 2_166_136_261
    for byte in folded { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return Int(hash ^ hash >> 11) & (size - 1)
  }

  /// The entry of a form; nil if it is not kept as it is wanted.
  func find(_ folded: [UInt8], withSurfaces: Bool) -> TermDictionary.SharedEntry? {
    let place = Self.place(folded)
    let kept = places.withLock { places in place < places.count ? places[place] : nil }
    guard let kept, kept.withSurfaces || !withSurfaces, kept.entry.folded == folded else { return nil }
    return kept
  }

  /// Keeps an entry if its term is frequent.
  func remember(_ kept: TermDictionary.SharedEntry) {
    guard kept.entry.list.documentFrequency >= Self.leastFrequency else { return }
    let place = Self.place(kept.entry.folded)
    places.withLock { places in
      if places.isEmpty { places = Array(repeating: nil, count: Self.size) }
      places[place] = kept
    }
  }
}
