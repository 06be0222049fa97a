import Foundation
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

  /// A word of random letters, with marks of all kinds.
  private static func word(_ random: inout SeededGenerator) -> String {
    let letters = Array("aăâeêioôơuưybcdđghklmnpqrstvxàáảãạằấếệìíọồớùứựỳwzß9")
    return String((0..<(1 + random.below(6))).map { _ in random.pick(letters) })
  }

  /// A word of the dictionary with letters lost, added, moved, unmarked or replaced by `?` and `*`.
  private static func pattern(
    _ word: String, _ random: inout SeededGenerator
  ) -> (query: Query, oracle: OraclePattern)? {
    var letters = Array(word)
    for _ in 0..<random.below(3) {
      let place = random.below(letters.count)
      switch random.below(5) {
      case 0 where letters.count > 1: letters.remove(at: place)
      case 1: letters.insert(random.pick(Array("anhê")), at: place)
      case 2 where place > 0: letters.swapAt(place, place - 1)
      case 3: letters[place] = random.pick(Array("oướn"))
      default: letters[place] = Character(RandomVocabulary.unmarked(String(letters[place])))
      }
    }
    let changed = String(letters)
    switch random.below(3) {
    case 0:
      let beginning = String(letters.prefix(1 + random.below(letters.count)))
      return (.prefix(beginning), .wildcard(beginning + "*"))
    case 1:
      let edits = random.below(3)
      return (.fuzzy(changed, edits: edits), .fuzzy(changed, edits: edits))
    default:
      for _ in 0..<(1 + random.below(3)) { letters[random.below(letters.count)] = random.pick(["?", "*"]) }
      if letters.allSatisfy({ $0 == "*" }) { return nil }
      return (.wildcard(String(letters)), .wildcard(String(letters)))
    }
  }

  @Test("Prefixes, wildcards and misspelled words: the dictionary gives what a scan over all its terms gives")
  func equalsScan() throws {
    var random = SeededGenerator.announced("patterns = scan")
    let analyzer = VietnameseAnalyzer()
    var cases = 0
    var matches = 0
    for _ in 0..<SeededGenerator.count(normal: 12, long: 1_000) {
      let engine = IndexEngine(path: "index", fileSystem: SimulatedFileSystem())
      let session = try engine.makeWriter(schema: Schema(.text("text")), options: IndexingOptions())
      var words: [String] = []
      for _ in 0..<(1 + random.below(3)) {
        for _ in 0..<(1 + random.below(60)) {
          var own = (0..<(1 + random.below(6))).map { _ in Self.word(&random) }
          if random.chance(0.3) { own = own.map { RandomVocabulary.unmarked($0) } }
          words += own
          try session.add([(0, .string(own.joined(separator: " ")))])
        }
        try session.commit()
      }
      let snapshot = try engine.refresh()
      for _ in 0..<40 {
        guard let (query, oracle) = Self.pattern(random.pick(words), &random) else { continue }
        let pattern: TermPattern
        switch query.node {
        case .prefix(let text): pattern = .prefix(text)
        case .pattern(let own): pattern = own
        default: continue
        }
        let (diacritics, marks) = random.pick(
          [(.smart, .smart), (.strict, .strict), (.folded, .folded)]
            as [(Ranking.Diacritics, OraclePattern.Marks)])
        guard let matcher = TermMatcher(pattern, analyzer: analyzer, diacritics: diacritics) else { continue }
        cases += 1
        let resolver = TermResolver(snapshot.segments)
        let words = try resolver.expand(pattern, matcher).words
        let found = (0..<words.count).map { words.folded($0) }
        var scanned: Set<[UInt8]> = []
        var documents: [String: (count: Int, weight: Float)] = [:]
        for segment in snapshot.segments {
          var terms = TermIterator(segment.terms)
          while let term = try terms.next() {
            if matcher.matches(folded: term.folded) { scanned.insert(term.folded) }
            for surface in term.surfaces {
              let text = String(decoding: surface.bytes, as: UTF8.self)
              let right = oracle.weight(text, isBare: surface.isBare, marks) { piece in
                AnalyzedText(piece, analyzer: analyzer).syllables.filter { !$0.isAlias }.map {
                  String(decoding: $0.surface, as: UTF8.self)
                }.joined()
              }
              let own = matcher.weight(of: surface.bytes, isBare: surface.isBare)
              if own != right {
                Issue.record("\(pattern) and \(text), bare: \(surface.isBare), \(diacritics)")
              }
              if own > 0 {
                matches += 1
                let key = "\(term.folded) \(surface.bytes) \(surface.isBare)"
                documents[key] = ((documents[key]?.count ?? 0) + Int(surface.list.documentFrequency), own)
                if !scanned.contains(term.folded) { Issue.record("\(pattern) matches \(text)") }
              }
            }
          }
        }
        #expect(Set(found) == scanned && found.count == scanned.count, "\(pattern)")
        let counted = words.surfaces.map { ($0.documents, $0.weight) }.sorted { $0 < $1 }
        let expected = documents.values.map { ($0.count, $0.weight) }.sorted { $0 < $1 }
        #expect(counted.elementsEqual(expected, by: ==), "\(pattern)")
        // As statistics of shards are sent, and with nothing added.
        let sent = try JSONDecoder().decode(MatchedWords.self, from: JSONEncoder().encode(words))
        #expect(sent == words && words.merging(MatchedWords()) == words, "\(pattern)")
      }
    }
    print("patterns = scan: \(cases) patterns, \(matches) surfaces that match")
  }
}
