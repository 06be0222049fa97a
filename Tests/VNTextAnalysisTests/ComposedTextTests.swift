import Foundation
import Testing
import VNTestSupport

@testable import VNTextAnalysis

@Suite("Composed text")
struct ComposedTextTests {
  @Test("Is what Foundation's NFC and NFD are, on random text")
  func equalsFoundation() {
    var random = SeededGenerator.announced("NFC")
    let pieces = [
      "a", "Hà", "\u{300}", "\u{302}", "\u{323}", "ơ", "\u{31B}", "ễ", "đ", " ", "9", "\u{1E9B}", "\u{1EFF}",
      "\u{F900}", "\u{1100}\u{1161}", "한", "🇻🇳", "\u{958}", "\u{2ff}", "ß", "\u{1E00}", "\u{10FFFF}",
      "\u{338}", "<",
    ]
    for _ in 0..<SeededGenerator.count(normal: 3_000, long: 1_000_000) {
      let text = (0..<random.below(9)).map { _ in random.pick(pieces) }.joined()
      let composed = text.precomposedStringWithCanonicalMapping
      let own = ComposedText.form(of: text)
      #expect(Array(own.utf8) == Array(composed.utf8), "\(Array(text.unicodeScalars))")
      let decomposed = ComposedText.decomposedForm(of: text)
      #expect(Array(decomposed.utf8) == Array(text.decomposedStringWithCanonicalMapping.utf8))
    }
  }

  @Test("Vietnamese that is composed is not given to ICU")
  func knowsVietnamese() {
    for (text, isComposed) in [
      ("Cộng hòa Xã hội chủ nghĩa Việt Nam, ƯỜNG ỵ đ ĩ ũ", true), ("", true), ("Ha\u{300}", false),
      ("한", false),
    ] {
      var text = text
      #expect(text.withUTF8 { unsafe ComposedText.isComposed(UnsafeRawBufferPointer($0)) } == isComposed)
    }
  }
}
