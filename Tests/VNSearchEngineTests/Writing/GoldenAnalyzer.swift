import VNTextAnalysis

/// Words between blanks, some of which lose their marks: the golden index must not depend on the installed ICU.
struct GoldenAnalyzer: Analyzer {
  var identity: String { "golden 1" }

  static let folded = [
    "hà": "ha", "há": "ha", "nội": "noi", "nói": "noi", "mùa": "mua", "mua": "mua", "đồng": "dong",
  ]

  func analyze(_ text: UnsafeBufferPointer<UInt8>, into buffer: TokenBuffer) {
    var place = 0
    var position = 0
    while place < text.count {
      while unsafe place < text.count && text[place] == 32 { place += 1 }
      let start = place
      while unsafe place < text.count && text[place] != 32 { place += 1 }
      if place == start { continue }
      let word = unsafe String(decoding: UnsafeBufferPointer(rebasing: text[start..<place]), as: UTF8.self)
      buffer.append(
        surface: word, folded: Self.folded[word] ?? word, tokenClass: .syllable, start: start, end: place,
        position: position)
      position += 1
    }
  }
}
