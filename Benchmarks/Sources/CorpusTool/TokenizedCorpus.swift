import Foundation
import VNTextAnalysis

/// A collection as numbers: what statistics are computed from.
final class TokenizedCorpus {
  /// The forms of all tokens that are no aliases, document after document.
  private(set) var forms: [UInt32] = []
  /// Where each document starts, and the end.
  private(set) var starts: [Int] = [0]
  private(set) var titleLengths: [Int] = []
  private(set) var aliases = 0
  private(set) var bytes = 0
  /// Where the document's spelling belongs: `Spelling` in its order.
  private(set) var spellings: [Int] = []
  /// What follows a token: a full stop and a new line count once.
  private(set) var sentences = 0, clauses = 0, paragraphs = 0
  /// How often each form starts with a capital.
  private(set) var capitals: [Int] = []
  /// How often a token is joined to the next by a hyphen, a stroke or a point.
  private(set) var joins = 0

  let buffer = TokenBuffer()
  private let analyzer = VietnameseAnalyzer()

  var documentCount: Int { starts.count - 1 }

  func add(title: [UInt8], text: [UInt8]) {
    bytes += title.count + text.count
    var style = (old: 0, new: 0)
    var marked = 0
    var total = 0
    for (part, utf8) in [title, text].enumerated() {
      utf8.withUnsafeBufferPointer { utf8 in
        analyzer.analyze(utf8, into: buffer)
        buffer.withTokens { tokens in
          for token in tokens {
            if token.isAlias {
              aliases += 1
              continue
            }
            forms.append(token.form)
            let form = buffer.form(token.form)
            if !form.startsWithDigit { total += 1 }
            if form.isMarked { marked += 1 }
            if Int(token.form) >= capitals.count {
              capitals += Array(repeating: 0, count: Int(token.form) + 1 - capitals.count)
            }
            let raw = utf8[Int(token.start)..<Int(token.end)]
            if Self.isCapital(raw) { capitals[Int(token.form)] += 1 }
            if form.isMarked, raw.count >= 3 {
              switch Self.tonePlace(raw) {
              case .old: style.old += 1
              case .new: style.new += 1
              case nil: break
              }
            }
            if part == 1, Int(token.end) < utf8.count { countMark(utf8, after: Int(token.end)) }
          }
        }
      }
      buffer.removeTokens()
      if part == 0 { titleLengths.append(forms.count - starts[starts.count - 1]) }
    }
    starts.append(forms.count)
    let spelling: Int
    switch Self.marks(in: text) {
    case _ where total >= 8 && marked * 4 < total: spelling = 4
    case .decomposed: spelling = 3
    case .combining: spelling = 2
    case .none: spelling = style.new > style.old ? 1 : style.old > 0 ? 0 : -1
    }
    spellings.append(spelling)
  }

  private func countMark(_ utf8: UnsafeBufferPointer<UInt8>, after end: Int) {
    let byte = utf8[end]
    let next = end + 1 < utf8.count ? utf8[end + 1] : 32
    let isStop = [46, 58, 59, 63].contains(byte)
    if byte == 10 || isStop && next == 10 {
      paragraphs += 1
    } else if byte == 46 && next == 32 {
      sentences += 1
    } else if (byte == 44 || isStop) && next == 32 {
      clauses += 1
    } else if [45, 46, 47].contains(byte) && next > 32 {
      joins += 1
    }
  }

  private static func isCapital(_ raw: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    guard let first = raw.first else { return false }
    if first < 0x80 { return first >= 65 && first <= 90 }
    guard let scalar = String(decoding: raw.prefix(4), as: UTF8.self).unicodeScalars.first else {
      return false
    }
    return scalar.properties.isUppercase
  }

  private enum TonePlace { case old, new }

  private static let oldEndings = Set(
    ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"].map {
      Array($0.utf8)
    })
  private static let newEndings = Set(
    ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"].map {
      Array($0.utf8)
    })

  private static func tonePlace(_ raw: Slice<UnsafeBufferPointer<UInt8>>) -> TonePlace? {
    for count in [3, 4] where raw.count >= count {
      let ending = Array(raw.suffix(count))
      if oldEndings.contains(ending) { return .old }
      if newEndings.contains(ending) {
        let before = raw.dropLast(count).last
        return before == UInt8(ascii: "q") || before == UInt8(ascii: "Q") ? nil : .new
      }
    }
    return nil
  }

  private enum CombiningMarks { case none, combining, decomposed }

  /// Whether there are combining marks, and whether circumflexes and horns are among them.
  private static func marks(in text: [UInt8]) -> CombiningMarks {
    var result = CombiningMarks.none
    for (first, second) in zip(text, text.dropFirst()) where first == 0xCC && second >= 0x80 {
      if second == 0x82 || second == 0x86 || second == 0x9B { return .decomposed }
      result = .combining
    }
    return result
  }

  /// The surface and the folded form.
  func strings(of form: UInt32) -> (surface: String, folded: String) {
    buffer.withBytes(of: form) { surface, folded in
      (String(decoding: surface, as: UTF8.self), String(decoding: folded, as: UTF8.self))
    }
  }
}
