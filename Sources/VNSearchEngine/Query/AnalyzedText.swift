import VNTextAnalysis

/// The tokens of a query's text, as planning needs them.
struct AnalyzedText {
  /// One syllable or word of the query.
  struct Syllable: Hashable {
    var surface: [UInt8]
    var folded: [UInt8]
    var isMarked: Bool
    var hasTone: Bool
    var startsWithDigit: Bool
    var position: UInt32
    var isAlias: Bool
    /// Its bytes in the text.
    var range = 0..<0
  }

  /// In order of position.
  let syllables: [Syllable]
  /// How many of them are no aliases.
  let wordCount: Int
  /// The share of syllables that carry marks.
  let markedShare: Double
  /// Whether any syllable carries a tone.
  let hasTone: Bool

  /// - Parameter buffers: Where to borrow a buffer; nil: one is made.
  init(_ text: String, analyzer: any Analyzer, buffers: TokenBufferPool? = nil) {
    self.init(
      buffers.map { $0.withBuffer { Self.syllables(of: text, analyzer, $0) } }
        ?? Self.syllables(of: text, analyzer, TokenBuffer()))
  }

  /// - Parameter syllables: In order of position.
  init(_ syllables: [Syllable]) {
    self.syllables = syllables
    var (words, marked) = (0, 0)
    var hasTone = false
    for index in syllables.indices where !syllables[index].isAlias {
      words += 1
      if syllables[index].isMarked { marked += 1 }
      if syllables[index].hasTone { hasTone = true }
    }
    wordCount = words
    markedShare = words == 0 ? 0 : Double(marked) / Double(words)
    self.hasTone = hasTone
  }

  @inline(__always)
  private static func isEqual(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool
  {
    if left.count != right.count { return false }
    for index in 0..<left.count where unsafe left[index] != right[index] { return false }
    return true
  }

  private static func syllables(of text: String, _ analyzer: any Analyzer, _ buffer: TokenBuffer)
    -> [Syllable]
  {
    analyzer.analyze(text, into: buffer)
    var syllables: [Syllable] = []
    unsafe buffer.withTokens { tokens in
      syllables.reserveCapacity(tokens.count)
      for index in 0..<tokens.count {
        let token = unsafe tokens[index]
        let form = buffer.form(token.form)
        unsafe syllables.append(
          buffer.withBytes(of: token.form) { surface, folded in
            // A form without marks is its own folded form: one array serves as both.
            let bytes = unsafe Array(surface)
            return unsafe Syllable(
              surface: bytes, folded: isEqual(surface, folded) ? bytes : Array(folded),
              isMarked: form.isMarked,
              hasTone: Surface.hasTone(surface), startsWithDigit: form.startsWithDigit,
              position: token.position, isAlias: token.isAlias,
              range: Int(token.start)..<Int(token.end))
          })
      }
    }
    return syllables
  }
}
