import AllocationCounter
import VNTextAnalysis

/// Counts what the Vietnamese analyzer allocates. The texts are the same in each run, and so are the counts.
enum Allocations {
  /// Analyzes `texts` until the buffers have their sizes, and then once more.
  static func inOneMorePass(_ texts: [[UInt8]], passes: Int) -> (allocations: UInt64, tokens: Int) {
    let analyzer = VietnameseAnalyzer()
    let buffer = TokenBuffer()
    func pass() -> Int {
      var count = 0
      for text in texts {
        text.withUnsafeBufferPointer { analyzer.analyze($0, into: buffer) }
        count += buffer.count
        buffer.removeTokens()
      }
      return count
    }
    for _ in 0..<passes { _ = pass() }
    let before = allocation_count()
    let tokens = pass()
    return (allocation_count() - before, tokens)
  }

  /// Words of every kind but those that ICU's dictionaries cut, nearly all different.
  static func words(_ count: Int) -> [UInt8] {
    var state: UInt64 = 1
    func number(_ limit: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % limit
    }
    let syllables = ["nguyễn", "Hòa", "thuý", "QUYỀN", "được", "nứơc", "xoong", "khuỷu"]
    let marks = [
      "\u{301}", "\u{302}\u{323}", "\u{31B}\u{300}", "\u{20E3}", "\u{345}\u{301}\u{317}", "\u{5B0}\u{5B7}",
    ]
    var text = ""
    for index in 0..<count {
      let n = number(1_000_000)
      let syllable = syllables[Int(number(8))]
      switch index % 20 {
      case 0: text += "nguye\u{302}\u{303}n\(n) Ha\u{300} No\u{323}\u{302}i\(n)"
      case 1: text += "\(n % 100)/20\(n % 37)/NĐ-CP"
      case 2: text += "\(n % 999).\(n % 900 + 100).000đ"
      case 3: text += "\(n % 28 + 1)/\(n % 12 + 1)/\(n % 9000 + 1000)"
      case 4: text += "ngày \(n % 28 + 1) tháng \(n % 12 + 1) năm \(n % 9000 + 1000)"
      case 5: text += "www.vnexpress\(n).net/tin-tuc/\(syllable)-\(n)"
      case 6: text += "iPhone\(n)Pro"
      case 7: text += "\(syllable)_\(n)_\(syllable)"
      case 8: text += "a\(marks[Int(n) % marks.count])b\(n)o"
      case 9: text += "\(n)m²"
      case 10: text += "Đắk\u{AD}Lắk\(n)"
      case 11: text += "москва\(n)-άθήνα"
      case 12: text += "한국어\(n) ﷺ ﬁx\(n)"
      case 13: text += "٣٤\(n)עברית"
      case 14: text += "Ｈà\(n)\u{200B}Ｎội"
      case 15: text += String(repeating: "\(syllable)-", count: 60) + "\(n)"  // longer than what is kept
      case 16: text += "V\u{456}ệt\(n)"
      case 17: text += String(repeating: "x", count: 200) + "\(n)\u{301}"
      case 18: text += "C++ C# “\(syllable)”\(n)"
      default: text += syllable
      }
      text += " "
    }
    return Array(text.utf8)
  }

  /// Words that ICU, which allocates, is asked for once each.
  static let otherScripts = Array(
    (0..<500).map { "東京都\($0) ภาษาไทย\($0) ភាសាខ្មែរ\($0)" }.joined(separator: " ").utf8)
}
