import Testing
import VNTextAnalysis

@testable import VNSearchEngine

@Suite("Highlights")
struct HighlighterTests {
  /// Whatever a person types, a text, and the text with its matches in brackets.
  static let rows: [(query: String, text: String, marked: String)] = [
    // Whole combining sequences, and the document's own bytes.
    ("ha noi", "Ga Ha\u{300} No\u{323}\u{302}i xưa.", "Ga [Ha\u{300}] [No\u{323}\u{302}i] xưa."),
    ("sạch", "Nhà 🇻🇳 sạch", "Nhà 🇻🇳 [sạch]"),
    ("vở", "vở .. vở ; 東京都", "[vở] .. [vở] ; 東京都"),
    ("y", " x y x y", " x [y] x [y]"),
    ("khoẻ", "sức khỏe", "sức [khỏe]"),
    ("hà nội", "Hà Nội, Ha Noi, Hạ Nối", "[Hà] [Nội], Ha Noi, Hạ Nối"),
    ("hà nội", "Hạ Nối", "[Hạ] [Nối]"),
    ("kĩ sư", "Kỹ sư", "[Kỹ] [sư]"),
    // A word that stands only without marks is marked there, one with other marks is another word.
    ("chợ Đà Lạt", "Chợ ở Da Lat", "[Chợ] ở [Da] [Lat]"),
    ("chợ Đà Lạt", "Chợ, đá lát", "[Chợ], đá lát"),
    ("Đà Lạt", "Da, Đà, lát", "Da, [Đà], lát"),
    // A phrase is marked where it stands.
    ("\"mùa thu\"", "mùa hè, mùa thu, thu về", "mùa hè, [mùa] [thu], thu về"),
    ("\"mùa thu\" về", "mùa hè, mùa thu, thu về", "mùa hè, [mùa] [thu], thu [về]"),
    ("tphcm", "Ở TP.HCM nay", "Ở [TP.HCM] nay"),
  ]

  private func marked(_ query: Query, _ text: String, field: String? = nil) -> String {
    Highlighter(query, analyzer: VietnameseAnalyzer()).snippet(of: text, field: field, length: 1_000)
      .highlighted(open: "[", close: "]")
  }

  @Test(arguments: rows.indices)
  func marks(_ row: Int) {
    let (query, text, expected) = Self.rows[row]
    #expect(Array(marked(Query(userInput: query), text).utf8) == Array(expected.utf8))
  }

  /// A query in the query language.
  static let languageRows: [(query: String, text: String, marked: String)] = [
    ("nguy*", "Nguyễn Huệ, huy", "[Nguyễn] Huệ, huy"),
    ("h?a", "hoa hè", "[hoa] hè"),
    ("nguyn~1", "Nguyễn", "[Nguyễn]"),
    ("hà -nội", "hà nội", "[hà] nội"),
    ("\"thu mùa\"~2", "mùa thu", "[mùa] [thu]"),
    ("NEAR(hà \"mùa thu\", 3)", "hà vào mùa thu, mùa hè", "[hà] vào [mùa] [thu], mùa hè"),
    ("price:>3", "3", "3"),
    ("title:hà body:nội", "hà nội", "hà [nội]"),
  ]

  @Test(arguments: languageRows.indices)
  func marksPatterns(_ row: Int) throws {
    let (query, text, expected) = Self.languageRows[row]
    #expect(marked(try Query(parsing: query), text, field: "body") == expected)
  }

  @Test("A word that no document has as spelled is marked in the spelling that was found")
  func marksApproximateWords() {
    let highlighter = Highlighter(
      .text("chợ Đà Lặt"), analyzer: VietnameseAnalyzer(), approximate: ["lặt"])
    #expect(
      highlighter.snippet(of: "Chợ Đà Lạt, đá").highlighted(open: "[", close: "]")
        == "[Chợ] [Đà] [Lạt], đá")
  }

  @Test func escapes() {
    let snippet = Highlighter(.text("hà"), analyzer: VietnameseAnalyzer()).snippet(
      of: "<b>Hà & \"x\"</b> 'y'")
    #expect(
      snippet.highlighted(escape: Snippet.htmlEscaped)
        == "&lt;b&gt;<mark>Hà</mark> &amp; &quot;x&quot;&lt;/b&gt; &#39;y&#39;")
    #expect(snippet.highlighted(open: "", close: "") == "<b>Hà & \"x\"</b> 'y'")
  }

  @Test("Passages are short, do not overlap, stand in order and show every word")
  func passages() {
    let filler = String(repeating: "một hai ba bốn năm sáu bảy tám chín mười ", count: 20)
    let text = filler + "Hà Nội " + filler + "mùa thu Hà Nội " + filler + "mùa thu"
    let highlighter = Highlighter(.text("hà nội mùa thu"), analyzer: VietnameseAnalyzer())
    let best = highlighter.snippet(of: text, length: 80)
    #expect(best.highlighted(open: "[", close: "]").contains("[mùa] [thu] [Hà] [Nội]"))
    let all = highlighter.snippets(of: text, count: 5, length: 80)
    #expect(all.count == 3)
    #expect(all.map { $0.matches.count } == [2, 4, 2])
    for snippet in all {
      #expect(text.contains(snippet.text))
      #expect(snippet.text.utf8.count <= 120)
    }
    let nothing = highlighter.snippets(of: filler, count: 3, length: 80)
    #expect(nothing.count == 1 && nothing[0].matches.isEmpty && filler.hasPrefix(nothing[0].text))
    #expect(highlighter.snippet(of: "").text.isEmpty)
  }

  @Test("Text without white space is cut between characters")
  func cutsBetweenCharacters() {
    let flags = String(repeating: "🇻🇳🇯🇵", count: 100)
    let marks = String(repeating: "e\u{302}\u{301}", count: 300)
    for text in [flags, marks, flags + " hà " + marks] {
      for length in [1, 7, 50, 101] {
        for snippet in Highlighter(.text("hà"), analyzer: VietnameseAnalyzer())
          .snippets(of: text, count: 2, length: length)
        {
          let characters = Set(text)
          #expect(
            snippet.text.allSatisfy { characters.contains($0) }, "\(length): \(snippet.text.prefix(20))")
        }
      }
    }
  }

  @Test("A word longer than a passage is shown and marked as far as there is room")
  func longWords() {
    let word = String(repeating: "ab", count: 50_000)
    for text in [word, "hà nội " + word, word + " hà nội", "mùa " + word + " thu"] {
      for length in [1, 40, 160] {
        let snippet = Highlighter(.prefix("aba"), analyzer: VietnameseAnalyzer()).snippet(
          of: text, length: length)
        #expect(snippet.text.utf8.count <= length * 4 / 3 + 1 && snippet.text.hasPrefix("a"), "\(length)")
        #expect(snippet.matches == [0..<snippet.text.utf8.count])
        #expect(snippet.isCutAfter)
      }
    }
  }

  @Test(
    "What belongs to the last letter is marked with it",
    arguments: [
      "Nội\u{FE0F}", "Nội\u{E0100}", "No\u{302}\u{323}i\u{334}\u{FE0F}", "Nội\u{200D}", "C++\u{301}",
    ])
  func marksAtTheEnd(word: String) {
    for (before, after) in [("", ""), ("Hà ", ""), ("", " hè"), ("(", ")")] {
      let text = before + word + after
      let snippet = Highlighter(.any(of: [.text("nội"), .text("c++")]), analyzer: VietnameseAnalyzer())
        .snippet(of: text)
      #expect(snippet.highlighted(open: "[", close: "]") == before + "[" + word + "]" + after)
    }
  }
}
