/// The terms of a dictionary one after the other.
struct TermIterator {
  private let dictionary: TermDictionary
  private var block = 0
  private var entries: [TermDictionary.Entry] = []
  private var index = 0

  init(_ dictionary: TermDictionary) { self.dictionary = dictionary }

  /// The next term in byte order; nil behind the last.
  mutating func next() throws(SearchError) -> TermDictionary.Entry? {
    while index == entries.count {
      if block == dictionary.blockCount { return nil }
      entries.removeAll(keepingCapacity: true)
      index = 0
      var decoded: [TermDictionary.Entry] = []
      try dictionary.scan(block: block, withSurfaces: true) { entry in
        decoded.append(entry)
        return true
      }
      entries = decoded
      block += 1
    }
    defer { index += 1 }
    return entries[index]
  }
}
