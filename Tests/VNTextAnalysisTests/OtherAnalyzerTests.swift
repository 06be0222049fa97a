import Testing
import VNTestSupport
import VNTextAnalysis

/// A user's own analyzer: comma-separated tags, lower case.
private struct TagAnalyzer: Analyzer {
  let identity = "tags 1"
  func analyze(_ text: UnsafeBufferPointer<UInt8>, into buffer: TokenBuffer) {
    let tags = unsafe Array(text).split(separator: UInt8(ascii: ","))
    for (position, tag) in tags.enumerated() {
      let surface = String(decoding: tag, as: UTF8.self).lowercased()
      buffer.append(
        surface: surface, folded: surface, tokenClass: .word, start: tag.startIndex, end: tag.endIndex,
        position: position)
    }
  }
}

@Suite struct OtherAnalyzerTests {
  @Test func customAnalyzer() {
    #expect(tokens("Điện tử,Máy tính,,mới", TagAnalyzer()) == "điện tử máy tính mới")
    for text in ["", ",", "a,b", "Điện tử,Máy tính,,mới"] {
      #expect(AnalyzerInvariants.violations(TagAnalyzer(), Array(text.utf8)) == [])
    }
  }

  @Test func keyword() {
    #expect(tokens("ABC-1 xyz", KeywordAnalyzer()) == "ABC-1 xyz")
    #expect(tokens("ＡBC-1 xyz", KeywordAnalyzer(caseFolding: true)) == "abc-1 xyz")
    #expect(tokens("", KeywordAnalyzer()) == "")
    #expect(KeywordAnalyzer().identity != KeywordAnalyzer(caseFolding: true).identity)
  }

  @Test func unicode() {
    #expect(tokens("TP.HCM là Thành phố", UnicodeAnalyzer()) == "tp.hcm là thành phố")
    #expect(tokens("東京都 can’t 3,5", UnicodeAnalyzer()) == "東京 都 can’t 3,5")
  }

  @Test func invariantsOfAll() {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix64(seed: seed)
    for _ in 0..<500 {
      let text = Array(RandomText.text(length: 20, others: true, using: &random).utf8)
      #expect(AnalyzerInvariants.violations(UnicodeAnalyzer(), text) == [], "seed \(seed)")
      #expect(AnalyzerInvariants.violations(KeywordAnalyzer(), text) == [], "seed \(seed)")
      #expect(AnalyzerInvariants.violations(KeywordAnalyzer(caseFolding: true), text) == [], "seed \(seed)")
      let bytes = (0..<16).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      #expect(AnalyzerInvariants.violations(UnicodeAnalyzer(), bytes) == [], "seed \(seed)")
      #expect(AnalyzerInvariants.violations(VietnameseAnalyzer(), bytes) == [], "seed \(seed)")
    }
  }

  @Test func versions() {
    #expect(AnalysisVersion.current.icu.contains(".") && AnalysisVersion.current.unicode.contains("."))
    #expect(VietnameseAnalyzer().identity.contains(AnalysisVersion.current.icu))
  }
}
