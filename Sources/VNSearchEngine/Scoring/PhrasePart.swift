/// One syllable of a phrase in a segment.
struct PhrasePart {
  /// Its place in the phrase, from 0.
  var offset: UInt32
  /// The documents with its folded form; shared by parts with the same form.
  var cursor: PostingCursor
  var positions: PositionsReader
  /// For each surface of the folded form whether the phrase accepts it; empty: all.
  var accepted: [Bool]

  /// Where the syllable stands in a document of the window, with a surface that the phrase accepts.
  ///
  /// - Parameters:
  ///   - positions: Emptied, then filled.
  ///   - surfaces: Scratch.
  func readPositions(ofDocument local: Int, into positions: IntegerBuffer, _ surfaces: IntegerBuffer) {
    positions.removeAll()
    surfaces.removeAll()
    self.positions.read(
      ordinal: cursor.ordinal(ofDocument: local), positions: positions, surfaces: surfaces)
    if accepted.isEmpty { return }
    var kept = 0
    for place in 0..<min(positions.count, surfaces.count) {
      let surface = unsafe Int(surfaces.base[place])
      if surface < accepted.count && accepted[surface] {
        unsafe positions.base[kept] = unsafe positions.base[place]
        kept &+= 1
      }
    }
    positions.truncate(to: kept)
  }
}

extension [UInt32] {
  /// What an occurrence at a position counts, these being the units of an occurrence in each text field.
  ///
  /// - Parameter starts: Where each field begins in the document; not looked at if there is one field.
  func weight(at position: UInt32, _ starts: [UInt32], _ unit: Float) -> Float {
    if count == 1 { return Float(self[0]) * unit }
    var field = 0
    while field + 1 < count && position >= starts[field + 1] { field += 1 }
    return Float(self[field]) * unit
  }
}
