import VNTextAnalysis

extension IndexSnapshot {
  /// The text with the marks and capitals that the index has for its words; nil if it has them already.
  ///
  /// Everything but the words stays as it is. Capitals are those that most documents have where they hold the words in
  /// this order; a word that the text itself capitalizes keeps that.
  package func suggestion(for text: String) throws(SearchError) -> String? {
    let resolver = TermResolver(segments)
    let analyzed = AnalyzedText(text, analyzer: analyzer)
    let words = analyzed.syllables.filter { !$0.isAlias }
    let restored = try MarkRestorer(segments: segments, resolver: resolver).restore(words)
    if zip(words, restored).allSatisfy({ $0.surface == $1 }) { return nil }
    let capitals = try CapitalizationFinder(self).find(restored)
    return Self.text(text, words: words, restored: restored, capitals: capitals)
  }

  /// Puts the restored words in place of the typed ones.
  private static func text(
    _ text: String, words: [AnalyzedText.Syllable], restored: [[UInt8]], capitals: [Bool]
  ) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var end = 0
    for (index, word) in words.enumerated() {
      // Parts of one word of the text may share a range: a sign that parts them is not lost with the first.
      guard word.range.lowerBound >= end else { continue }
      result += bytes[end..<word.range.lowerBound]
      let typed = bytes[word.range]
      end = word.range.upperBound
      if restored[index] == word.surface, !capitals[index] {
        result += typed
        continue
      }
      let spelled = String(decoding: restored[index], as: UTF8.self)
      result += Self.cased(spelled, as: String(decoding: typed, as: UTF8.self), capital: capitals[index]).utf8
    }
    result += bytes[end...]
    return String(decoding: result, as: UTF8.self)
  }

  /// A word in the case of what was typed: capitals throughout, a capital first, or as `capital` says.
  private static func cased(_ word: String, as typed: String, capital: Bool) -> String {
    let isUppercase = typed == typed.uppercased() && typed != typed.lowercased()
    if isUppercase && typed.count > 1 { return word.uppercased() }
    guard capital || isUppercase || typed.first?.isUppercase == true, let first = word.first else {
      return word
    }
    return first.uppercased() + word.dropFirst()
  }
}
