import Testing
import VNTestSupport
import VNTextAnalysis

@testable import VNSearchEngine

@Suite("Patterns")
struct TermMatcherTests {
  /// A pattern in the query language, words that it matches, words that it does not.
  static let rows: [(String, [String], [String])] = [
    ("nguy*", ["nguyễn", "nguyên", "nguy", "nguyệt"], ["ngủ", "huy"]),
    ("nguyê*", ["nguyễn", "nguyên", "nguyện"], ["nguy", "nguyn"]),
    ("nguyễ*", ["nguyễn"], ["nguyên", "nguyện"]),
    ("đư*", ["đường", "được"], ["dương", "đông"]),
    ("đu*", ["đường", "đu", "đúng"], ["du"]),
    ("du*", ["dương", "đường"], ["da"]),
    // The tone of hoà moves on as the word grows.
    ("hoà*", ["hòa", "hoàn", "hoàng"], ["hoa", "hoan", "họa"]),
    ("h?a", ["hoa", "hòa", "hóa", "hùa"], ["ha", "hoan"]),
    ("h?à", ["hòa"], ["hoa"]),
    ("*yễn", ["nguyễn", "chuyễn"], ["nguyên"]),
    ("n*n", ["nguyễn", "non", "nn"], ["nguy"]),
    ("nguyn~1", ["nguyễn", "nguy", "nguyn"], ["ngu", "nguyênh"]),
    ("trần~0", ["trần", "trấn", "tran"], ["tràng", "trâ"]),
    ("trần~1", ["trần", "trấn", "tràng", "trân", "rần"], ["tràngg", "an"]),
    ("nôị~1", ["nội", "nồi", "nô"], ["nam"]),
    ("ahi~1", ["hai", "ai", "ahi"], ["haai"]),
  ]

  @Test(arguments: rows.indices)
  func matches(_ row: Int) throws {
    let (text, words, others) = Self.rows[row]
    let pattern: TermPattern
    switch try Query(parsing: text).node {
    case .prefix(let beginning): pattern = .prefix(beginning)
    case .pattern(let own): pattern = own
    default: throw SearchError(.invalidQuery, "\(text) is no pattern")
    }
    let matcher = try #require(TermMatcher(pattern, analyzer: VietnameseAnalyzer(), diacritics: .smart))
    for (word, isMatch) in words.map({ ($0, true) }) + others.map({ ($0, false) }) {
      let syllable = try #require(AnalyzedText(word, analyzer: VietnameseAnalyzer()).syllables.first)
      #expect((matcher.weight(of: syllable.surface, isBare: false) > 0) == isMatch, "\(text) and \(word)")
      if isMatch {
        #expect(matcher.matches(folded: syllable.folded))
        #expect(syllable.folded.starts(with: matcher.foldedPrefix))
      }
    }
  }

  @Test("A mark counts less than a letter")
  func grades() throws {
    let matcher = try #require(
      TermMatcher(.fuzzy("trần", edits: 1), analyzer: VietnameseAnalyzer(), diacritics: .smart))
    let weights = ["trần", "trấn", "tràng"].map { matcher.weight(of: Array($0.utf8), isBare: false) }
    #expect(weights == weights.sorted(by: >) && Set(weights).count == 3, "\(weights)")
  }

  @Test("The dictionary gives what a scan over all terms gives")
  func equalsScan() throws {
    var random = SeededGenerator.announced("patterns = scan")
    let analyzer = OracleAnalyzer()
    for _ in 0..<SeededGenerator.count(normal: 20, long: 2_000) {
      let collection = try RandomCollection(
        &random, RandomCollection.Shape(documents: 60, segments: 1 + random.below(3)), analyzer: analyzer)
      let snapshot = try collection.engine.refresh()
      for _ in 0..<30 {
        let word = random.pick(collection.vocabulary.words)
        let pattern: TermPattern =
          switch random.below(3) {
          case 0: .prefix(String(word.prefix(1 + random.below(3))))
          case 1:
            .wildcard([.literal(String(word.prefix(1))), random.chance(0.5) ? .anyLetter : .anyLetters])
          default: .fuzzy(word, edits: random.below(3))
          }
        let matcher = try #require(
          TermMatcher(
            pattern, analyzer: VietnameseAnalyzer(), diacritics: random.pick([.smart, .strict, .folded])))
        let found = try TermResolver(snapshot.segments).expand(matcher, limit: .max, nil)
        var scanned: Set<[UInt8]> = []
        for segment in snapshot.segments {
          var terms = TermIterator(segment.terms)
          while let term = try terms.next() {
            if matcher.matches(folded: term.folded) { scanned.insert(term.folded) }
          }
        }
        #expect(Set(found) == scanned && found.count == scanned.count, "\(pattern)")
      }
    }
  }
}
