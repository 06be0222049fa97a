import Foundation
import Testing
import VNTestSupport
@testable import VNTextAnalysis

/// Texts that are made to be slow: the work for them is counted, not timed, and must grow as their length does.
@Suite struct HostileTextTests {
  struct Pattern: Sendable, CustomTestStringConvertible {
    var name: String
    var first: [UInt8] = []
    var unit: [UInt8]
    var testDescription: String { name }

    func text(_ size: Int) -> [UInt8] {
      var result = first
      result.reserveCapacity(size)
      while result.count + unit.count <= size { result += unit }
      return result
    }
  }

  static let patterns: [Pattern] = [
    Pattern(name: "combining marks", unit: Array("\u{301}".utf8)),
    Pattern(name: "a letter and combining marks", first: [0x61], unit: Array("\u{323}".utf8)),
    Pattern(
      name: "a letter and marks of many classes", first: [0x61],
      unit: Array("\u{323}\u{302}\u{345}\u{31B}\u{315}".utf8)),
    Pattern(name: "marks that stay", first: [0xD7, 0x90], unit: Array("\u{5B0}\u{5B7}\u{5C1}".utf8)),
    Pattern(name: "one letter", unit: [0x61]),
    Pattern(name: "one letter with a mark", unit: Array("ệ".utf8)),
    Pattern(name: "one decomposed letter", unit: Array("e\u{323}\u{302}".utf8)),
    Pattern(name: "one digit", unit: [0x31]),
    Pattern(name: "dots", unit: [0x2E]),
    Pattern(name: "letters and dots", unit: Array("a.".utf8)),
    Pattern(name: "digits and commas", unit: Array("1,".utf8)),
    Pattern(name: "digits and letters", unit: Array("1a".utf8)),
    Pattern(name: "groups of three digits", unit: Array("123.".utf8)),
    Pattern(name: "plus signs", unit: Array("c++".utf8)),
    Pattern(name: "zero-width spaces", unit: Array("a\u{200B}".utf8)),
    Pattern(name: "soft hyphens", first: [0x61], unit: Array("\u{AD}".utf8)),
    Pattern(name: "ideographs", unit: Array("東".utf8)),
    Pattern(name: "ideographs with marks", unit: Array("東\u{3099}".utf8)),
    Pattern(name: "Thai letters", unit: Array("ก".utf8)),
    Pattern(name: "a Thai letter and marks", first: Array("ก".utf8), unit: Array("\u{E38}\u{E48}".utf8)),
    Pattern(name: "half-width kana", unit: Array("ｶﾞ".utf8)),
    Pattern(name: "jamo", unit: Array("\u{1100}".utf8)),
    Pattern(name: "long compatibility forms", unit: Array("\u{FDFA}".utf8)),
    Pattern(name: "years", unit: Array("năm 2024 ".utf8)),
    Pattern(name: "spelled dates", unit: Array("1 tháng 2 năm 2024 ".utf8)),
    Pattern(name: "bytes that continue nothing", unit: [0x80]),
    Pattern(name: "bytes that are none", unit: [0xFF]),
    Pattern(name: "NUL", unit: [0]),
  ]

  /// What the analyzer does outside its table of known chunks, and how many tokens it makes.
  static func work(_ text: [UInt8]) -> (steps: Int, tokens: Int) {
    let buffer = TokenBuffer()
    unsafe text.withUnsafeBufferPointer { unsafe VietnameseAnalyzer().analyze($0, into: buffer) }
    return unsafe (buffer.contents.pointee.chunk.steps, buffer.count)
  }

  static let isLong = ProcessInfo.processInfo.environment["VNSEARCH_LONG"] != nil

  @Test(arguments: patterns) func workGrowsWithTheLength(pattern: Pattern) {
    let size = Self.isLong ? 1 << 20 : 1 << 16
    let small = Self.work(pattern.text(size / 4))
    let large = Self.work(pattern.text(size))
    #expect(large.steps <= 8 * size, "\(large.steps) steps for \(size) bytes")
    #expect(
      large.steps <= small.steps * 4 + 4096,
      "\(small.steps) steps for a quarter of \(size) bytes, \(large.steps) for all")
    #expect(large.tokens <= 2 * size)
  }

  /// 1 MB of combining marks, 1 MB of one letter, a million dots.
  @Test(arguments: ["combining marks", "one letter", "dots"]) func aMegabyte(name: String) throws {
    let pattern = try #require(Self.patterns.first { $0.name == name })
    let work = Self.work(pattern.text(1 << 20))
    #expect(work.steps <= 4 << 20)
    #expect(work.tokens == (name == "one letter" ? 1 : 0))
  }

  /// One line of 100 MB, of words and of one word.
  @Test(.enabled(if: isLong, "set VNSEARCH_LONG=1"))
  func aLineOf100MB() {
    for pattern in [
      Pattern(name: "words", unit: Array("Thủ đô Hà Nội, ".utf8)), Pattern(name: "one word", unit: [0x61]),
      Pattern(name: "marks", unit: Array("\u{301}".utf8)),
    ] {
      let text = pattern.text(100_000_000)
      let buffer = TokenBuffer()
      unsafe text.withUnsafeBufferPointer { unsafe VietnameseAnalyzer().analyze($0, into: buffer) }
      #expect(unsafe buffer.contents.pointee.chunk.steps <= 400_000_000)
      #expect(buffer.formMemory <= 8 << 20)
      // The tokens' memory goes back when they do.
      buffer.removeTokens()
      #expect(unsafe buffer.contents.pointee.tokens.capacity <= 1 << 20)
    }
  }

  /// What is read of a word is bounded, whatever its length: the rest is only passed over.
  @Test func formsAreBounded() {
    for pattern in Self.patterns {
      let buffer = TokenBuffer()
      let text = pattern.text(1 << 14)
      unsafe text.withUnsafeBufferPointer { unsafe VietnameseAnalyzer().analyze($0, into: buffer) }
      for form in 0..<UInt32(buffer.formCount) {
        let count = unsafe buffer.withBytes(of: form) { surface, _ in surface.count }
        #expect(count <= 16_000, "\(pattern.name): a form of \(count) bytes")
      }
    }
  }

  /// Typed text that leaves every choice open costs a bounded time for each word: it is counted by words here.
  @Test func typedTextIsLinear() {
    for unit in ["aeouaeoaeoaeoaew ", "uouououououououw ", "aaaaaaaaaaaaaaaa ", "a", "dd", "aw", "o6"] {
      let text = String(repeating: unit, count: 4000 / unit.utf8.count)
      // Nothing but syllables comes out.
      if let decoded = TelexDecoder().decode(text) { #expect(decoded.utf8.count <= text.utf8.count * 3) }
      if let decoded = VNIDecoder().decode(text) { #expect(decoded.utf8.count <= text.utf8.count * 3) }
    }
  }
}
