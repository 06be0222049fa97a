internal import CICU

// Scripts whose words are not parted by spaces: Thai, Lao, Khmer, Burmese, Chinese, Japanese.
extension ChunkAnalyzer {
  /// Units beyond which a run is cut, so that the time of a dictionary's search stays bounded.
  private static let maximumUnits = 2048

  /// Reads a run of such a script and emits its words as ICU's break iterator cuts the normalized text.
  mutating func scanUnspaced(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, using breaker: WordBreaker
  ) -> Int {
    hasUnspaced = true
    units.removeAll(keepingCapacity: true)
    sources.removeAll(keepingCapacity: true)
    var index = start
    while index < text.count, units.count < Self.maximumUnits {
      let clusterStart = index
      let (first, firstLength) = unsafe UTF8Decoding.scalar(in: text, at: index)
      let firstClass = FoldingTable.characterClass(of: first)
      guard firstClass == .unspaced || index > start && (firstClass == .mark || firstClass == .ignorable)
      else {
        break
      }
      cluster.removeAll(keepingCapacity: true)
      cluster.append(first)
      index += firstLength
      while index < text.count {
        let (scalar, length) = unsafe UTF8Decoding.scalar(in: text, at: index)
        let characterClass = FoldingTable.characterClass(of: scalar)
        // The iota below folds to a letter and would take the marks after it as its own: it is left out.
        guard characterClass == .unspaced || characterClass == .mark,
          scalar == 0x345 || !UnicodeData.hasBoundaryBefore(scalar)
        else {
          break
        }
        if scalar != 0x345, cluster.count <= Self.maximumMarks { cluster.append(scalar) }
        index += length
      }
      let count = units.count
      UnicodeData.appendNormalized(cluster, to: &units)
      for _ in count..<units.count { sources.append(clusterStart..<index) }
    }
    steps += index - start + units.count
    var wordStart = 0
    var isWord = false
    breaker.forEachPiece(in: units) { range, pieceIsWord in
      isWord = isWord || pieceIsWord
      // A boundary inside a cluster would give two tokens one range.
      if range.upperBound < units.count, sources[range.upperBound - 1] == sources[range.upperBound] { return }
      if isWord { emitWord(wordStart..<range.upperBound) }
      wordStart = range.upperBound
      isWord = false
    }
    return index
  }

  /// Emits the units of a word without their accents.
  private mutating func emitWord(_ range: Range<Int>) {
    let surface = bytes.count
    unsafe units.withUnsafeBufferPointer { units in
      let word = unsafe UnsafeBufferPointer(rebasing: units[range])
      var index = 0
      var count = 0
      while index < word.count, count < Self.maximumStarters {
        let scalar = unsafe UnicodeData.scalar(in: word, &index)
        if UnicodeData.isGenericMark(scalar) { continue }
        SurfaceBuilder.append(scalar, to: &bytes)
        count += 1
      }
    }
    guard bytes.count > surface else { return }
    pieces.append(
      Piece(
        surface: surface..<bytes.count, folded: surface..<bytes.count, tokenClass: .otherScript,
        start: sources[range.lowerBound].lowerBound, end: sources[range.upperBound - 1].upperBound,
        position: positionCount, isAlias: false))
    positionCount += 1
  }
}
