import VNTextAnalysis

/// Reads queries that were typed for an input method which was not running: `haf nooij`, `ha2 no65i`.
///
/// A word is decoded where the index does not know it as it stands and knows what it decodes to. Where a query has such
/// a word, the other words that decode are decoded too if the index has the result in more documents than the word
/// itself: in `cos nuwowcs`, `cos` is `có`, whatever else it may be elsewhere. A query without such a word is taken as
/// it stands: `boss`, `fix` and `b52` are words.
struct KeystrokeReader {
  private let resolver: TermResolver
  private let analyzer: any Analyzer

  init(resolver: TermResolver, analyzer: any Analyzer) {
    self.resolver = resolver
    self.analyzer = analyzer
  }

  /// A word of the text that decodes to something that the index knows.
  private struct Candidate {
    var decoded: String
    /// Whether the index has the word as it stands.
    var isKnown: Bool
    /// Whether the index has the result in more documents.
    var isMoreFrequent: Bool
  }

  /// The text as it was meant; nil if it is to be taken as it stands.
  func decode(_ text: String) throws(SearchError) -> String? {
    let pieces = Self.pieces(of: text)
    let telex = TelexDecoder()
    let vni = VNIDecoder()
    let byTelex = try decode(pieces) { telex.decode($0) }
    let byVNI = try decode(pieces) { vni.decode($0) }
    // Whichever explains more words that are unknown otherwise.
    return byVNI.evidence > byTelex.evidence ? byVNI.text : byTelex.text
  }

  private func decode(
    _ pieces: [(text: String, isWord: Bool)], _ decodeWord: (String) -> String?
  ) throws(SearchError) -> (text: String?, evidence: Int) {
    var candidates: [Candidate?] = []
    for piece in pieces {
      guard piece.isWord, let decoded = decodeWord(piece.text), decoded != piece.text,
        let known = try documentFrequency(decoded), known > 0
      else {
        candidates.append(nil)
        continue
      }
      let literal = try documentFrequency(piece.text)
      candidates.append(
        Candidate(decoded: decoded, isKnown: literal != nil, isMoreFrequent: known > literal ?? 0))
    }
    let evidence = candidates.count { $0?.isKnown == false }
    if evidence == 0 { return (nil, 0) }
    let parts = zip(pieces, candidates).map { piece, candidate in
      guard let candidate, !candidate.isKnown || candidate.isMoreFrequent else { return piece.text }
      return candidate.decoded
    }
    return (parts.joined(), evidence)
  }

  /// How many documents have a word in its spelling, at most as many as have its rarest part: 0 if the index has it only
  /// in others, nil if it does not have it in any.
  private func documentFrequency(_ word: String) throws(SearchError) -> Int? {
    var least: Int?
    for syllable in AnalyzedText(word, analyzer: analyzer).syllables where !syllable.isAlias {
      var documents = 0
      var isKnown = false
      for entry in try resolver.find(syllable.folded) {
        guard let entry else { continue }
        isKnown = true
        for surface in entry.surfaces where surface.bytes == syllable.surface {
          documents += Int(surface.list.documentFrequency)
        }
      }
      if !isKnown { return nil }
      least = min(least ?? documents, documents)
    }
    return least
  }

  /// Runs of letters, marks and digits, and what is between them.
  private static func pieces(of text: String) -> [(text: String, isWord: Bool)] {
    var pieces: [(text: String, isWord: Bool)] = []
    for scalar in text.unicodeScalars {
      let isPart: Bool =
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
          .nonspacingMark, .decimalNumber:
          true
        default: false
        }
      if pieces.last?.isWord != isPart { pieces.append(("", isPart)) }
      pieces[pieces.count - 1].text.unicodeScalars.append(scalar)
    }
    return pieces
  }
}

extension IndexSnapshot {
  /// What a query means that was typed for Telex or VNI without an input method; nil if it is to be taken literally.
  package func decodeKeystrokes(_ text: String) throws(SearchError) -> String? {
    try KeystrokeReader(resolver: TermResolver(segments), analyzer: analyzer).decode(text)
  }
}
