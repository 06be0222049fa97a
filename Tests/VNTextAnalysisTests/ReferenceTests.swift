import Foundation
import Testing
import VNTestSupport
@testable import VNTextAnalysis

@Suite struct ReferenceTests {
  static let isLong = ProcessInfo.processInfo.environment["VNSEARCH_LONG"] != nil

  /// The tokens that take positions and are not of a script that ICU cuts.
  static func words(_ text: String, _ buffer: TokenBuffer = TokenBuffer()) -> [ReferenceAnalyzer.Word] {
    buffer.removeTokens()
    VietnameseAnalyzer().analyze(text, into: buffer)
    let surfaces = buffer.surfaces
    let folded = buffer.foldedForms
    return unsafe buffer.withTokens { tokens in
      unsafe tokens.enumerated().compactMap { index, token in
        token.isAlias || buffer.form(token.form).tokenClass == .otherScript
          ? nil
          : ReferenceAnalyzer.Word(
            surface: surfaces[index], folded: folded[index], start: Int(token.start), end: Int(token.end))
      }
    }
  }

  static func expectEqual(_ text: String, _ buffer: TokenBuffer, _ note: String) -> Bool {
    let fast = words(text, buffer)
    let slow = ReferenceAnalyzer.words(text)
    guard fast.map(\.description) != slow.map(\.description) else { return true }
    let scalars = text.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " ")
    Issue.record("\(note): \(text) [\(scalars)]: \(fast) ≠ \(slow)")
    return false
  }

  @Test(arguments: [false, true]) func randomTexts(others: Bool) {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix64(seed: seed)
    let buffer = TokenBuffer()
    for _ in 0..<(Self.isLong ? 200_000 : 800) {
      let text = RandomText.text(length: Int(random.next() % 24), others: others, using: &random)
      guard Self.expectEqual(text, buffer, "seed \(seed)") else { return }
      let violations = AnalyzerInvariants.violations(VietnameseAnalyzer(), Array(text.utf8))
      #expect(violations.isEmpty, "\(text), seed \(seed)")
    }
  }

  /// Every assigned letter, mark and number of Unicode: alone, between letters, before a mark.
  @Test func everyAssignedCharacter() {
    let buffer = TokenBuffer()
    var letters = 0
    for value in UInt32(0x80)...0x3FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let type = UnicodeData.generalCategory(of: value)
      guard (1...11).contains(type) else { continue }
      let kind = UnicodeData.characterClass(of: value)
      if kind == .unspaced || (1...5).contains(type) && kind == .ignorable {
        if value % 64 == 0 || !Self.isLong {
          if value % 512 != 0 { continue }
        }
        VietnameseAnalyzer().analyze(String(Character(scalar)), into: buffer)
        buffer.removeTokens()
        continue
      }
      if (1...5).contains(type) {
        letters += 1
        guard Self.isLong || value % 4 == 0 else { continue }
        let alone = Self.words(String(Character(scalar)), buffer)
        var parts: [UInt32] = []
        UnicodeData.appendFoldedDecomposition(of: value, to: &parts)
        // A few letters of compatibility are marks standing alone.
        if parts.allSatisfy({ (6...8).contains(UnicodeData.generalCategory(of: $0)) }) { continue }
        #expect(alone.count == 1, "letter \(String(value, radix: 16)) gives \(alone)")
      }
      let texts = ["\(scalar)", "b\(scalar)n", "a\(scalar)\u{301}", "\(scalar)\u{302}\u{323} 1\(scalar)"]
      for (index, text) in texts.enumerated() where Self.isLong || (Int(value) + index) % 8 == 0 {
        guard Self.expectEqual(text, buffer, String(value, radix: 16)) else { return }
      }
    }
    #expect(letters > 20_000)
  }

  @Test func normalizationFormsGiveOneStream() {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix64(seed: seed)
    for _ in 0..<1000 {
      let text = RandomText.text(length: 16, others: true, using: &random)
      let forms = [text, UnicodeData.normalized(text, .composed), UnicodeData.normalized(text, .decomposed)]
      let streams = Set(forms.map { tokens($0) })
      #expect(streams.count == 1, "\(text.unicodeScalars.map { String($0.value, radix: 16) }), seed \(seed)")
    }
  }

  /// Marks of Thai, Lao and others where nobody writes them: their classes put them between a letter and its accents.
  @Test func marksOfOtherScripts() {
    let buffer = TokenBuffer()
    var count = 0
    for value in UInt32(0x300)...0x1FFFF {
      guard let mark = Unicode.Scalar(value), UnicodeData.combiningClass(of: value) != 0 else { continue }
      guard UnicodeData.characterClass(of: value) == .unspaced else { continue }
      count += 1
      for text in [
        "é\(mark)", "e\(mark)\u{301}", "ự\(mark)\u{345}a", "Ño\(mark)\u{323}\u{302}i", "5\(mark)kg",
        "Ơ\(mark)_a", "ơ\(mark)-\(mark)b", "a\(mark)\u{AD}\(mark)\u{301}_b",
      ] {
        let forms = [
          text, UnicodeData.normalized(text, .composed), UnicodeData.normalized(text, .decomposed),
        ]
        #expect(Set(forms.map { tokens($0) }).count == 1, "\(String(value, radix: 16)): \(text)")
        for form in forms { guard Self.expectEqual(form, buffer, String(value, radix: 16)) else { return } }
      }
    }
    #expect(count > 20)
  }

  /// The repository's corpus, of which there are all forms of writing; every eighth line unless in long mode.
  @Test func corpus() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../corpus")
      .standardized
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    let buffer = TokenBuffer()
    var lines = 0
    for case let file as URL in files {
      guard let text = try? String(contentsOf: file, encoding: .utf8) else { continue }
      for line in text.split(separator: "\n") {
        lines += 1
        guard Self.isLong || lines % 8 == 0, !line.unicodeScalars.contains("\u{200B}") else { continue }
        guard Self.expectEqual(String(line), buffer, file.lastPathComponent) else { return }
      }
    }
    #expect(lines > 500)
  }

  /// Scripts that ICU cuts: the words are those of its iterator over the whole text, which `UnicodeAnalyzer` asks.
  @Test func otherScripts() {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix64(seed: seed)
    let words = [
      "東京", "都", "大学", "中华人民共和国", "的", "ひらがな", "カタカナ", "ｶﾀｶﾅ", "ภาษา", "ไทย", "ประเทศ", "ก",
      "ພາສາ", "ລາວ", "ភាសា", "ខ្មែរ", "မြန်မာ", "ဘာသာ", "ꀀꀁ", "ㄅㄆ", "々", "𠀀",
    ]
    for _ in 0..<(Self.isLong ? 20_000 : 1000) {
      var text = ""
      for _ in 0...random.next() % 5 {
        text += words[Int(random.next() % UInt64(words.count))]
        if random.next() % 3 == 0 { text += " " }
      }
      let expected = tokens(text, UnicodeAnalyzer())
      #expect(tokens(text) == expected, "\(text), seed \(seed)")
    }
  }

  static let realTextPath: String? = ProcessInfo.processInfo.environment["VNSEARCH_REAL_TEXT"]

  /// A manual test: `VNSEARCH_REAL_TEXT=file.jsonl VNSEARCH_REAL_TEXT_MB=8 swift test --filter realText` compares the
  /// first megabytes of a file of JSON lines with `title` and `text`.
  @Test(.enabled(if: ReferenceTests.realTextPath != nil)) func realText() throws {
    struct Document: Decodable {
      var title: String?
      var text: String?
    }
    let path = try #require(Self.realTextPath)
    let limit = (Int(ProcessInfo.processInfo.environment["VNSEARCH_REAL_TEXT_MB"] ?? "") ?? 2) << 20
    let file = try #require(FileHandle(forReadingAtPath: path))
    let data = try #require(try file.read(upToCount: limit))
    let buffer = TokenBuffer()
    var compared = 0
    for line in [UInt8](data).split(separator: 0x0A) {
      guard let document = try? JSONDecoder().decode(Document.self, from: Data(line)) else { continue }
      for text in [document.title ?? "", document.text ?? ""] {
        // Across U+200B the analyzer joins what is one syllable; the twin does not.
        guard !text.unicodeScalars.contains("\u{200B}") else { continue }
        guard Self.expectEqual(text, buffer, path) else { return }
        compared += text.utf8.count
      }
    }
    print("compared \(compared) bytes")
    #expect(compared > 0)
  }

  @Test func hostileTexts() {
    let million = Self.isLong ? 1_000_000 : 60_000
    func repeated(_ bytes: [UInt8]) -> [UInt8] {
      Array(repeatElement(bytes, count: million / bytes.count).joined())
    }
    let texts: [(String, [UInt8])] = [
      ("marks", repeated([0xCC, 0x81])), ("letter and marks", [0x61] + repeated([0xCC, 0xA3])),
      ("one letter", repeated([0x61])), ("dots", repeated([0x2E])),
      ("letters and dots", repeated([0x61, 0x2E])),
      ("digits and commas", repeated([0x31, 0x2C])),
      ("zero-width spaces", repeated([0x61, 0xE2, 0x80, 0x8B])),
      ("one ideograph", repeated([0xE6, 0x9D, 0xB1])), ("one Thai letter", repeated([0xE0, 0xB8, 0x81])),
      ("jamo", repeated([0xE1, 0x84, 0x80])), ("continuations", repeated([0x80])), ("NUL", repeated([0])),
      ("FF", repeated([0xFF])),
    ]
    for (name, text) in texts {
      let violations = AnalyzerInvariants.violations(VietnameseAnalyzer(), text)
      #expect(violations.isEmpty, "\(name): \(violations.first ?? "")")
    }
  }

  @Test func everyCutOfAText() {
    let text = Array("“Hà” Nộ\u{302}i–1.000đ 東京 ภาษา C++ \u{200B}x người".utf8)
    for start in text.indices {
      for end in start...text.count {
        let violations = AnalyzerInvariants.violations(VietnameseAnalyzer(), Array(text[start..<end]))
        #expect(violations.isEmpty, "\(start)..<\(end)")
      }
    }
  }
}

extension ReferenceAnalyzer.Word: CustomStringConvertible {
  var description: String {
    "\(surface)[\(surface.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " "))]/\(folded)@\(start)-\(end)"
  }
}
