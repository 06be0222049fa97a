/// The pairs of a dictionary one after the other, by first, then second term.
struct PairIterator {
  private let dictionary: PairDictionary
  private var index = 0
  private var first = 0
  private var lists: [PostingListMetadata] = []
  private var blockStart = 0

  init(_ dictionary: PairDictionary) { self.dictionary = dictionary }

  /// The next pair; nil behind the last.
  mutating func next() throws(SearchError) -> (first: Int, second: Int, list: PostingListMetadata)? {
    if index >= dictionary.count { return nil }
    if index >= blockStart + lists.count {
      blockStart = index
      var decoded: [PostingListMetadata] = []
      try dictionary.forEach(inBlock: index / PairDictionaryWriter.blockSize) { _, list in
        decoded.append(list)
        return true
      }
      lists = decoded
      if lists.isEmpty { return nil }
    }
    while first < dictionary.termCount && dictionary.range(ofFirst: first).upperBound <= index { first += 1 }
    if first >= dictionary.termCount { return nil }
    defer { index += 1 }
    return (first, dictionary.second(index), lists[index - blockStart])
  }
}
