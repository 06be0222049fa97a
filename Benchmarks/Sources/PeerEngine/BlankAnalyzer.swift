import VNTextAnalysis

/// Takes what stands between blanks as it is: for tokens that were made elsewhere, the same for every engine.
struct BlankAnalyzer: Analyzer {
  var identity: String { "blanks 1" }

  func analyze(_ text: UnsafeBufferPointer<UInt8>, into buffer: TokenBuffer) {
    var place = 0
    var position = 0
    while place < text.count {
      while place < text.count && text[place] == 32 { place += 1 }
      let start = place
      while place < text.count && text[place] != 32 { place += 1 }
      if place == start { continue }
      let token = UnsafeBufferPointer(rebasing: text[start..<place])
      buffer.append(
        surface: token, folded: token, tokenClass: .word, start: start, end: place, position: position,
        isAlias: false)
      position += 1
    }
  }
}
