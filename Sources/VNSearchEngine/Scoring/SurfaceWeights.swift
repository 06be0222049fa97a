import VNTextAnalysis

/// What an indexed surface counts for a syllable of a query.
///
/// | query syllable q against a surface v of the same folded form | weight |
/// |---|---|
/// | same canonical surface | 1 |
/// | i/y twin | .95 |
/// | q unmarked, under 60 % of the query's syllables marked: any surface | 1 |
/// | q unmarked, 60 % or more marked: other surfaces | .1 |
/// | v is a bare token of an unmarked document | .8, for an unmarked q 1 |
/// | v carries q's marks and more, no query syllable has a tone, two syllables or more | .9 |
/// | everything else | .1 |
///
/// A weight of a half or more makes a surface part of the syllable's document frequency. The constants were chosen
/// on development sets.
struct SurfaceWeights {
  static let twin: Float = 0.95
  static let refined: Float = 0.9
  static let bare: Float = 0.8
  static let approximate: Float = 0.1
  static let fallback: Float = 0.3
  /// From this share of marked syllables an unmarked one is meant as it is written.
  static let markedShare = 0.6
  /// From this weight on a surface counts fully; below, it is part of the capped rest.
  static let counting: Float = 0.5

  let diacritics: Ranking.Diacritics
  private let takesUnmarkedAsFolded: Bool
  private let allowsRefined: Bool

  init(for text: AnalyzedText, diacritics: Ranking.Diacritics) {
    self.diacritics = diacritics
    takesUnmarkedAsFolded = text.markedShare < Self.markedShare
    allowsRefined = !text.hasTone && text.wordCount >= 2
  }

  /// The weight of a surface for a syllable with the same folded form.
  func weight(of surface: TermDictionary.Surface, for syllable: AnalyzedText.Syllable) -> Float {
    if diacritics == .strict { return surface.bytes == syllable.surface ? 1 : 0 }
    return weight(of: match(of: surface.bytes, isBare: surface.isBare, for: syllable), for: syllable)
  }

  /// How a surface relates to a syllable with the same folded form.
  func match(of surface: [UInt8], isBare: Bool, for syllable: AnalyzedText.Syllable) -> SurfaceMatch {
    if surface == syllable.surface { return .exact }
    if diacritics == .folded { return .folded }
    if isBare { return .bare }
    if !syllable.isMarked { return takesUnmarkedAsFolded ? .folded : .elsewhere }
    if allowsRefined {
      let relation = unsafe syllable.surface.withUnsafeBufferPointer { query in
        unsafe surface.withUnsafeBufferPointer { unsafe Surface.relation(ofQuery: query, toIndexed: $0) }
      }
      if relation == .refined { return .refined }
    }
    return .approximate
  }

  /// The row of the table.
  func weight(of match: SurfaceMatch, for syllable: AnalyzedText.Syllable) -> Float {
    switch match {
    case .exact, .folded: 1
    case .twin: Self.twin
    case .bare: syllable.isMarked ? Self.bare : 1
    case .refined: Self.refined
    case .elsewhere, .approximate: Self.approximate
    case .fallback: Self.fallback
    }
  }
}
