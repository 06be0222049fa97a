@testable import VNTextAnalysis

/// The slow twin of `VietnameseAnalyzer`: each word through ICU as a string, and nothing else.
///
/// It gives the tokens that take positions, without aliases, and leaves out scripts that are cut by a break
/// iterator. It shares no code with the analyzer but the list of rimes and what ICU says of a code point; strings are normalized by
/// ICU as a whole.
enum ReferenceAnalyzer {
  struct Word: Equatable {
    var surface: String
    var folded: String
    var start: Int
    var end: Int
  }

  static func words(_ text: String) -> [Word] {
    var result: [Word] = []
    var word: [(scalar: UInt32, kind: CharacterClass, start: Int, end: Int)] = []
    var offset = 0
    func flush() {
      while let last = word.last, last.kind == .ignorable { word.removeLast() }
      guard !word.isEmpty else { return }
      if let split = splitIndex(word.map { ($0.scalar, $0.kind) }) {
        append(Array(word[..<split]))
        append(Array(word[split...]))
      } else {
        append(word)
      }
      word.removeAll()
    }
    func append(_ word: [(scalar: UInt32, kind: CharacterClass, start: Int, end: Int)]) {
      let surface = surface(
        word.map(\.scalar).filter { ![.ignorable, .unspaced].contains(UnicodeData.characterClass(of: $0)) })
      guard !surface.isEmpty else { return }
      let end = word.last { $0.kind != .ignorable }?.end ?? 0
      result.append(Word(surface: surface, folded: folded(surface), start: word[0].start, end: end))
    }
    for scalar in text.unicodeScalars {
      let length = Unicode.UTF8.width(scalar)
      let kind = UnicodeData.characterClass(of: scalar.value)
      switch kind {
      case .letter, .digit: word.append((scalar.value, kind, offset, offset + length))
      case .mark, .ignorable: if !word.isEmpty { word.append((scalar.value, kind, offset, offset + length)) }
      // Marks of scripts without spaces behind a letter of another.
      case .unspaced where !word.isEmpty && UnicodeData.combiningClass(of: scalar.value) != 0:
        word.append((scalar.value, .mark, offset, offset + length))
      case .separator, .zeroWidthSpace, .unspaced: flush()
      }
      offset += length
    }
    flush()
    return result
  }

  /// Digits, then one to four letters and at most a 2 or 3: a number and its unit. A micro sign and its unit.
  private static func splitIndex(_ word: [(UInt32, CharacterClass)]) -> Int? {
    let word = word.map { ($0.0, $0.1, foldedDecomposition($0.0)) }
    var index = 0
    if word[0].2 == [0x3BC] {
      index = 1
      while index < word.count, word[index].1 == .ignorable { index += 1 }
    } else {
      while index < word.count, [.digit, .mark, .ignorable].contains(word[index].1) { index += 1 }
      // A mark that is more than an accent is counted as what it decomposes to.
    }
    guard index > 0, index < word.count, word[0].1 == .digit || word[0].2 == [0x3BC] else {
      return nil
    }
    guard word[index].1 == .letter else { return nil }
    let rest = word[index...]
    var letters = 0
    var digits: [UInt32] = []
    for part in rest {
      if part.1 == .ignorable || part.2.isEmpty { continue }
      if part.1 == .digit {
        digits += part.2
      } else {
        if part.1 == .letter, !digits.isEmpty { return nil }
        if part.1 == .letter { letters += part.2.filter { UnicodeData.combiningClass(of: $0) == 0 }.count }
      }
    }
    guard (1...4).contains(letters),
      digits.isEmpty || digits == [0x32] || digits == [0x33]
    else {
      return nil
    }
    if word[0].2 == [0x3BC] { guard (0x61...0x7A).contains(rest.first?.2.first ?? 0) else { return nil } }
    return index
  }

  private static func foldedDecomposition(_ scalar: UInt32) -> [UInt32] {
    var parts: [UInt32] = []
    UnicodeData.appendFoldedDecomposition(of: scalar, to: &parts)
    return parts
  }

  private static func surface(_ scalars: [UInt32]) -> String {
    // NFKC_Casefold of each character, decomposed.
    var decomposed = scalars.flatMap { foldedDecomposition($0) }
    // Marks in canonical order, a vowel's quality before its tone: a bubble sort, and no shame.
    let qualities: Set<UInt32> = [0x302, 0x306]
    func key(_ scalar: UInt32) -> Int {
      Int(UnicodeData.combiningClass(of: scalar)) * 2 + (qualities.contains(scalar) ? 0 : 1)
    }
    var changed = true
    while changed {
      changed = false
      for index in decomposed.indices.dropLast()
      where key(decomposed[index + 1]) > 1 && key(decomposed[index]) > key(decomposed[index + 1]) {
        decomposed.swapAt(index, index + 1)
        changed = true
      }
    }
    // ICU composes; the accents that are left over go.
    var composed = normalized(normalized(decomposed, nfc).filter { !UnicodeData.isGenericMark($0) }, nfc)
    let lookAlikes: [UInt32: Character] = [
      0x430: "a", 0x435: "e", 0x43E: "o", 0x3BF: "o", 0x440: "p", 0x441: "c", 0x443: "y", 0x445: "x",
      0x456: "i",
      0x458: "j", 0x4BB: "h", 0x501: "d",
    ]
    let isLatin = composed.map {
      UnicodeData.isLatin($0) && ($0 < 0x250 || (0x1E00...0x1EFF).contains($0)) && $0 != 0xAA && $0 != 0xBA
    }
    if isLatin.contains(true), zip(composed, isLatin).allSatisfy({ $1 || lookAlikes[$0] != nil }) {
      composed = composed.map { lookAlikes[$0]?.unicodeScalars.first?.value ?? $0 }
    }
    let text = string(composed)
    return toned(text) ?? text
  }

  private static let shapes: Set<String> = {
    let rimes = RimeTable.rimes.split(whereSeparator: \.isWhitespace).map { bare(String($0)) }
    let onsets = RimeTable.onsets.split(separator: " ").map { bare(String($0)) }.filter { $0 != "q" }
    var result = Set(rimes)
    for rime in rimes {
      for onset in onsets { result.insert(onset + rime) }
      // gi and qu give their vowel to the onset; it may stand for the rime's first letter.
      let vowels = Set<Character>("aeiouy")
      if let first = rime.first, vowels.contains(first) {
        result.insert("gi" + rime)
        result.insert("qu" + rime)
        if first == "u", rime.count > 1, vowels.contains(rime[rime.index(after: rime.startIndex)]) {
          result.insert("q" + rime)
        }
      }
    }
    return result
  }()

  /// Letters without marks, `đ` as `d`.
  private static func bare(_ text: String) -> String {
    string(
      normalized(text.unicodeScalars.map(\.value), nfd).filter { !UnicodeData.isGenericMark($0) }
        .map { $0 == 0x111 ? 0x64 : $0 })
  }

  /// The canonical placing of the tone of a syllable, or `nil` for anything else.
  private static func toned(_ text: String) -> String? {
    let tones: [UInt32] = [0x300, 0x301, 0x303, 0x309, 0x323]
    let decomposed = normalized(text.unicodeScalars.map(\.value), nfd)
    let marks = decomposed.filter { tones.contains($0) }
    guard marks.count == 1, text.unicodeScalars.count <= 8 else { return nil }
    let untoned = normalized(decomposed.filter { !tones.contains($0) }, nfc)
    let allowed = Set("abcdeghiklmnopqrstuvxyăâđêôơư".unicodeScalars.map(\.value))
    guard untoned.allSatisfy({ allowed.contains($0) }), shapes.contains(bare(text)) else { return nil }
    // The tone must stand on a vowel already.
    guard let place = decomposed.firstIndex(where: { tones.contains($0) }) else { return nil }
    var base = place
    while base > 0, UnicodeData.isGenericMark(decomposed[base]) { base -= 1 }
    let vowels = Set("aeiouyăâêôơư".unicodeScalars.map(\.value))
    guard vowels.contains(decomposed[base]) else { return nil }
    // Where the vowels begin: after the consonants, and after the second letter of qu and gi before a vowel.
    var start = untoned.firstIndex { vowels.contains($0) } ?? 0
    let first = string(Array(untoned.prefix(start)))
    if start + 1 < untoned.count, vowels.contains(untoned[start + 1]) {
      if first == "q" || first == "g" && untoned[start] == 0x69 { start += 1 }
    }
    var end = start
    while end < untoned.count, vowels.contains(untoned[end]) { end += 1 }
    let marked = (start..<end).filter { untoned[$0] > 0x7A }
    let carrier: Int
    if let last = marked.last {
      carrier = last
    } else if end - start == 1 || end - start == 2 && end == untoned.count {
      carrier = start
    } else {
      carrier = start + 1
    }
    var result: [UInt32] = []
    for (index, letter) in untoned.enumerated() {
      result += index == carrier ? [letter, marks[0]] : [letter]
    }
    return string(normalized(result, nfc))
  }

  static func folded(_ surface: String) -> String {
    let strokes: [UInt32: UInt32] = [
      0x111: 0x64, 0xF8: 0x6F, 0x142: 0x6C, 0x127: 0x68, 0x167: 0x74, 0x131: 0x69, 0x180: 0x62, 0x268: 0x69,
    ]
    var result: [UInt32] = []
    for scalar in surface.unicodeScalars.map(\.value) {
      guard UnicodeData.isEuropean(scalar), scalar < 0x2000 else {
        result.append(strokes[scalar] ?? scalar)
        continue
      }
      let parts = normalized([scalar], nfd)
      let kept = parts.dropFirst().allSatisfy { UnicodeData.isGenericMark($0) } ? [parts[0]] : [scalar]
      result += kept.map { strokes[$0] ?? $0 }
    }
    return string(result)
  }

  private enum Form { case composed, decomposed }

  private static let nfc = Form.composed
  private static let nfd = Form.decomposed

  private static func normalized(_ scalars: [UInt32], _ form: Form) -> [UInt32] {
    let text = string(scalars)
    return UnicodeData.normalized(text, form == .composed ? .composed : .decomposed).unicodeScalars.map(
      \.value)
  }

  private static func string(_ scalars: [UInt32]) -> String {
    var view = String.UnicodeScalarView()
    for scalar in scalars { if let scalar = Unicode.Scalar(scalar) { view.append(scalar) } }
    return String(view)
  }
}
