internal import CICU

// Scripts whose words are not parted by spaces: Thai, Lao, Khmer, Burmese, Chinese, Japanese.
extension ChunkAnalyzer {
  /// Units beyond which a run is cut, so that the time of a dictionary's search stays bounded.
  private static let maximumUnits = 2048

  /// Reads a run of such a script and emits its words as ICU's break iterator cuts the normalized text.
  mutating func scanUnspaced(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, using breaker: WordBreaker
  ) -> Int {
    var units: [UInt16] = []
    // For each unit the byte range of the normalization cluster that it comes from.
    var sources: [Range<Int>] = []
    var index = start
    while index < text.count, units.count < Self.maximumUnits {
      let cluster = index
      let (first, firstLength) = unsafe UTF8Decoding.scalar(in: text, at: index)
      let firstClass = FoldingTable.characterClass(of: first)
      guard firstClass == .unspaced || index > start && (firstClass == .mark || firstClass == .ignorable)
      else {
        break
      }
      var scalars = [first]
      index += firstLength
      while index < text.count {
        let (scalar, length) = unsafe UTF8Decoding.scalar(in: text, at: index)
        let characterClass = FoldingTable.characterClass(of: scalar)
        guard characterClass == .unspaced || characterClass == .mark, !UnicodeData.hasBoundaryBefore(scalar)
        else {
          break
        }
        // The iota below would take the marks after it as its own.
        if scalar != 0x345, scalars.count <= Self.maximumMarks { scalars.append(scalar) }
        index += length
      }
      let count = units.count
      UnicodeData.appendNormalized(scalars, to: &units)
      for _ in count..<units.count { sources.append(cluster..<index) }
    }
    var wordStart = 0
    var isWord = false
    breaker.forEachPiece(in: units) { range, pieceIsWord in
      isWord = isWord || pieceIsWord
      // A boundary inside a cluster would give two tokens one range.
      if range.upperBound < units.count, sources[range.upperBound - 1] == sources[range.upperBound] { return }
      if isWord { emitWord(units[wordStart..<range.upperBound], sources) }
      wordStart = range.upperBound
      isWord = false
    }
    return index
  }

  private mutating func emitWord(_ units: ArraySlice<UInt16>, _ sources: [Range<Int>]) {
    var scalars: [UInt32] = []
    for scalar in String(decoding: units, as: UTF16.self).unicodeScalars {
      if !UnicodeData.isGenericMark(scalar.value), scalars.count < Self.maximumStarters {
        scalars.append(scalar.value)
      }
    }
    guard !scalars.isEmpty, let first = units.indices.first, let last = units.indices.last else { return }
    let surface = bytes.count
    for scalar in scalars { SurfaceBuilder.append(scalar, to: &bytes) }
    pieces.append(
      Piece(
        surface: surface..<bytes.count, folded: surface..<bytes.count, tokenClass: .otherScript,
        start: sources[first].lowerBound, end: sources[last].upperBound, position: positionCount,
        isAlias: false))
    positionCount += 1
  }
}
