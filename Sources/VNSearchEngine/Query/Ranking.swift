/// How documents are scored.
///
/// The default is the formula that this engine was made for: graded diacritics, adjacent pairs, one saturation over
/// all text fields. `Ranking.plain(k1:b:)` is BM25 as Lucene and Tantivy compute it, over folded terms.
///
/// A search with other numbers than those named here throws ``SearchError/Code/invalidQuery``.
public struct Ranking: Sendable, Hashable, Codable {
  /// What marks mean.
  public enum Diacritics: String, Sendable, Hashable, Codable, CaseIterable {
    /// A surface counts by its relation to the query's: exact, i/y twin, more marks, fewer, others.
    case smart
    /// Only the query's own surface counts: `năm` does not find `nam`.
    case strict
    /// Marks mean nothing: `năm`, `nam` and `nấm` are one word.
    case folded
  }

  /// What marks mean.
  public var diacritics: Diacritics
  /// Whether adjacent syllables of the query add to the score of documents that have them side by side.
  public var usesPairs: Bool
  /// Saturation of the frequency, 0…1,000.
  public var k1: Double
  /// Normalization by length, 0…1.
  public var b: Double
  /// What a pair counts beside a syllable, 0…1,000.
  public var lambda: Double
  /// Whether scores carry the factor k1 + 1, as in the textbook; Lucene leaves it out.
  public var scalesByK1: Bool

  /// The default formula; its constants were chosen on development sets.
  public init(
    diacritics: Diacritics = .smart, usesPairs: Bool = true, k1: Double = 0.9, b: Double = 0.75,
    lambda: Double = 0.4
  ) {
    self.diacritics = diacritics
    self.usesPairs = usesPairs
    self.k1 = k1
    self.b = b
    self.lambda = lambda
    scalesByK1 = true
  }

  /// BM25 over folded terms without pairs: `IDF · tf / (tf + K)`, comparable with Lucene's scores.
  public static func plain(k1: Double = 1.2, b: Double = 0.75, diacritics: Diacritics = .folded) -> Ranking {
    var ranking = Ranking(diacritics: diacritics, usesPairs: false, k1: k1, b: b, lambda: 0)
    ranking.scalesByK1 = false
    return ranking
  }

  /// Checks that scores come out of it.
  ///
  /// - Throws: ``SearchError/Code/invalidQuery``.
  func check() throws(SearchError) {
    for (name, value, highest) in [("k1", k1, 1_000.0), ("b", b, 1), ("lambda", lambda, 1_000)]
    where !(0...highest).contains(value) {
      throw SearchError(
        .invalidQuery, "\(name) of the ranking must be a number from 0 to \(Int(highest)), not \(value)")
    }
  }
}
