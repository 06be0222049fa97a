/// The words of a snapshot with their document frequencies, in one piece: what completes a beginning is a range of it.
///
/// Made from the dictionaries when the first suggestion is asked for.
struct SuggestionTable {
  /// Surfaces, by the bytes of their folded form.
  private var folded: [UInt8] = []
  private var foldedEnds: [UInt32] = []
  private var surfaces: [UInt8] = []
  private var surfaceEnds: [UInt32] = []
  private var isBare: [Bool] = []
  private var frequencies: [UInt32] = []

  /// A word of the table.
  struct Word {
    var folded: [UInt8]
    var surface: [UInt8]
    var documentFrequency: Int
  }

  /// - Complexity: O(terms of all segments).
  init(_ segments: [Segment]) throws(SearchError) {
    // One segment is in order; of several, the frequencies of the same surface are added.
    var iterators = segments.map { TermIterator($0.terms) }
    var heads: [TermDictionary.Entry?] = []
    for index in iterators.indices { heads.append(try iterators[index].next()) }
    while true {
      var least: [UInt8]?
      for case let head? in heads where least.map({ head.folded.lexicographicallyPrecedes($0) }) ?? true {
        least = head.folded
      }
      guard let least else { break }
      var found: [(bytes: [UInt8], isBare: Bool, count: UInt32)] = []
      for index in heads.indices {
        guard let head = heads[index], head.folded == least else { continue }
        for surface in head.surfaces {
          let count = surface.list.documentFrequency
          if let known = found.firstIndex(where: { $0.bytes == surface.bytes }) {
            found[known].count += count
            found[known].isBare = found[known].isBare && surface.isBare
          } else {
            found.append((surface.bytes, surface.isBare, count))
          }
        }
        heads[index] = try iterators[index].next()
      }
      for surface in found {
        folded += least
        foldedEnds.append(UInt32(truncatingIfNeeded: folded.count))
        surfaces += surface.bytes
        surfaceEnds.append(UInt32(truncatingIfNeeded: surfaces.count))
        isBare.append(surface.isBare)
        frequencies.append(surface.count)
      }
    }
  }

  private func folded(_ index: Int) -> ArraySlice<UInt8> {
    folded[Int(index == 0 ? 0 : foldedEnds[index - 1])..<Int(foldedEnds[index])]
  }

  private func surface(_ index: Int) -> ArraySlice<UInt8> {
    surfaces[Int(index == 0 ? 0 : surfaceEnds[index - 1])..<Int(surfaceEnds[index])]
  }

  /// The words that a beginning can become, the most frequent first; of surfaces with the same letters only the first.
  ///
  /// - Complexity: O(log words + words that begin so).
  func words(completing matcher: TermMatcher, limit: Int) -> [Word] {
    let prefix = matcher.foldedPrefix
    var low = 0
    var high = frequencies.count
    while low < high {
      let middle = (low + high) / 2
      if folded(middle).lexicographicallyPrecedes(prefix) { low = middle + 1 } else { high = middle }
    }
    var best: [(index: Int, frequency: UInt32)] = []
    // The end of the range, by the first form that does not begin so.
    var end = low
    high = frequencies.count
    while end < high {
      let middle = (end + high) / 2
      if folded(middle).starts(with: prefix) { end = middle + 1 } else { high = middle }
    }
    for index in low..<end {
      let frequency = frequencies[index]
      if best.count == limit, frequency <= best[limit - 1].frequency { continue }
      if matcher.weight(of: Array(surface(index)), isBare: false) == 0 { continue }
      if let same = best.firstIndex(where: { folded($0.index) == folded(index) }) {
        if best[same].frequency >= frequency { continue }
        best.remove(at: same)
      }
      let place = best.firstIndex { $0.frequency < frequency } ?? best.count
      best.insert((index, frequency), at: place)
      if best.count > limit { best.removeLast() }
    }
    return best.map {
      Word(
        folded: Array(folded($0.index)), surface: Array(surface($0.index)),
        documentFrequency: Int($0.frequency))
    }
  }
}
