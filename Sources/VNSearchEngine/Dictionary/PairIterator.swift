/// The pairs of a dictionary one after the other, by first, then second term.
struct PairIterator {
  private let dictionary: PairDictionary
  private var first = 0
  private var range: Range<Int>
  /// Pairs of the first term in hand, from one block.
  private var pairs: [(second: Int, list: PostingListMetadata)] = []
  private var index = 0

  init(_ dictionary: PairDictionary) {
    self.dictionary = dictionary
    range = dictionary.termCount > 0 ? dictionary.range(ofFirst: 0) : 0..<0
  }

  /// The next pair; nil behind the last.
  mutating func next() throws(SearchError) -> (first: Int, second: Int, list: PostingListMetadata)? {
    while index == pairs.count {
      index = 0
      pairs.removeAll(keepingCapacity: true)
      while range.isEmpty {
        first += 1
        if first >= dictionary.termCount { return nil }
        range = dictionary.range(ofFirst: first)
      }
      let block = range.lowerBound / PairDictionaryWriter.blockSize
      var decoded: [(second: Int, list: PostingListMetadata)] = []
      let whole = dictionary.range(ofFirst: first)
      let next = min(range.upperBound, (block + 1) * PairDictionaryWriter.blockSize)
      try dictionary.forEach(inBlock: block, of: whole) { _, second, list in
        decoded.append((second, list))
        return true
      }
      pairs = decoded
      range = next..<range.upperBound
    }
    defer { index += 1 }
    return (first, pairs[index].second, pairs[index].list)
  }
}
