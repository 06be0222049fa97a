package import VNTextAnalysis

/// A token as the oracles see it: a number for its form, and where it stands.
package struct OracleToken: Sendable, Hashable {
  package var form: Int
  package var position: Int
  package var isAlias: Bool
}

/// What is known of a form of `OracleAnalyzer`.
package struct OracleForm: Sendable, Hashable {
  /// The number of the folded form.
  package var folded: Int
  package var surface: String
  package var isMarked: Bool
  package var startsWithDigit: Bool
  /// Whether it is a syllable or another word of letters.
  package var isWord: Bool
}

/// Texts → tokens with numbers instead of strings, each word analyzed once.
///
/// Words of a text are parted by spaces and must not depend on their neighbours; `isFaithful(_:)` says whether that
/// holds for a text. Not thread-safe.
package final class OracleAnalyzer {
  private let analyzer: any Analyzer
  private let buffer = TokenBuffer()
  private var words: [String: [OracleToken]] = [:]
  private var formNumbers: [OracleForm: Int] = [:]
  private var foldedNumbers: [String: Int] = [:]
  package private(set) var forms: [OracleForm] = []

  package init(_ analyzer: any Analyzer = VietnameseAnalyzer()) { self.analyzer = analyzer }

  /// The tokens of a text, positions from 0.
  package func tokens(of text: String) -> [OracleToken] {
    var tokens: [OracleToken] = []
    var position = 0
    for word in text.split(separator: " ") {
      let found = self.tokens(ofWord: String(word))
      var end = position
      for token in found {
        tokens.append(
          OracleToken(form: token.form, position: position + token.position, isAlias: token.isAlias))
        if !token.isAlias { end = max(end, position + token.position + 1) }
      }
      position = end
    }
    return tokens
  }

  /// Whether the words of a text are analyzed alone as in the text.
  package func isFaithful(_ text: String) -> Bool { tokens(of: text) == analyze(text) }

  /// The number of a folded form.
  package func folded(_ text: String) -> Int {
    if let known = foldedNumbers[text] { return known }
    foldedNumbers[text] = foldedNumbers.count
    return foldedNumbers.count - 1
  }

  private func tokens(ofWord word: String) -> [OracleToken] {
    if let known = words[word] { return known }
    let tokens = analyze(word)
    words[word] = tokens
    return tokens
  }

  private func analyze(_ text: String) -> [OracleToken] {
    buffer.removeTokens()
    analyzer.analyze(text, into: buffer)
    let surfaces = buffer.surfaces
    let folded = buffer.foldedForms
    var tokens: [OracleToken] = []
    unsafe buffer.withTokens { all in
      for index in all.indices {
        let token = unsafe all[index]
        let form = buffer.form(token.form)
        let number = self.number(
          OracleForm(
            folded: self.folded(folded[index]), surface: surfaces[index], isMarked: form.isMarked,
            startsWithDigit: form.startsWithDigit,
            isWord: form.tokenClass == .syllable || form.tokenClass == .word))
        tokens.append(OracleToken(form: number, position: Int(token.position), isAlias: token.isAlias))
      }
    }
    return tokens
  }

  private func number(_ form: OracleForm) -> Int {
    if let known = formNumbers[form] { return known }
    formNumbers[form] = forms.count
    forms.append(form)
    return forms.count - 1
  }
}
