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
    let words = syllables.filter { !$0.isAlias }
    let marked = words.count { $0.isMarked }
    markedShare = words.isEmpty ? 0 : Double(marked) / Double(words.count)
    hasTone = words.contains { $0.hasTone }
  }

  private static func syllables(of text: String, _ analyzer: any Analyzer, _ buffer: TokenBuffer)
    -> [Syllable]
  {
    analyzer.analyze(text, into: buffer)
    var syllables: [Syllable] = []
    unsafe buffer.withTokens { tokens in
      for index in 0..<tokens.count {
        let token = unsafe tokens[index]
        let form = buffer.form(token.form)
        unsafe syllables.append(
          buffer.withBytes(of: token.form) { surface, folded in
            unsafe Syllable(
              surface: Array(surface), folded: Array(folded), isMarked: form.isMarked,
              hasTone: Surface.hasTone(surface), startsWithDigit: form.startsWithDigit,
              position: token.position, isAlias: token.isAlias,
              range: Int(token.start)..<Int(token.end))
          })
      }
    }
    return syllables
  }
}
