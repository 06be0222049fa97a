/// Reads text typed for the Telex input method without one: `haf nooij` → `hà nội`.
///
/// Keys: `aa ee oo` circumflex, `aw` breve, `ow uw` horn (`w` alone is `ư`, one `w` serves both of `ươ`), `dd` đ;
/// `s f r x j` the tones sắc huyền hỏi ngã nặng, `z` takes the tone away. A mark's key may stand right after its
/// letter or anywhere later in the syllable, as input methods allow. A word decodes only where the result is a
/// syllable that Vietnamese has (`window`, `boss` stay); whether a word is *meant* as Telex (`test` → `tét`)
/// is for the caller to know.
public struct TelexDecoder: Sendable, Hashable {
  /// Creates the decoder.
  public init() {}

  /// The text with every word decoded that can be, or `nil` where there is none.
  ///
  ///     TelexDecoder().decode("dduwowngf Nguyeenx Huej")  // "đường Nguyễn Huệ"
  ///
  /// Case is kept letter by letter. Linear in the length of the text.
  public func decode(_ text: String) -> String? {
    TypedText.decode(text, isKey: TypedText.isLetter) { decode(word: $0) }
  }

  private func decode(word: [Unicode.Scalar]) -> String? {
    guard word.count >= 2, word.count <= 16, let keys = TypedText.keys(word) else { return nil }
    var typed = TypedSyllable()
    typed.hornIsBreve = true
    return read(keys[...], typed, false)
  }

  /// Reads the keys one after another; where a repeated vowel may be a mark or a letter, tries the mark first.
  private func read(
    _ keys: ArraySlice<(parts: LetterParts, isUppercase: Bool)>, _ typed: TypedSyllable, _ consumed: Bool
  ) -> String? {
    var typed = typed
    var consumed = consumed
    var keys = keys
    while let key = keys.popFirst() {
      guard typed.letters.count <= TypedSyllable.maximumLetters else { return nil }
      let letter = UInt8(truncatingIfNeeded: key.parts.base)
      if key.parts.quality == 0, key.parts.tone == 0 {
        if let tone = Self.tone(letter), typed.hasVowel {
          if typed.tone == tone, tone != .ngang { return nil }  // typed twice: taken back
          typed.tone = tone
          consumed = true
          continue
        }
        if letter == UInt8(ascii: "w") {
          let horns = typed.horns
          let free = typed.letters.filter { $0.quality == 0 && [0x61, 0x6F, 0x75].contains($0.base) }.count
          if free > 0 {
            if horns >= 2 { return nil }
            typed.horns += 1
          } else {
            typed.letters.append(.init(base: 0x75, quality: LetterParts.horn, isUppercase: key.isUppercase))
          }
          consumed = true
          continue
        }
        if letter == UInt8(ascii: "d"), let first = typed.letters.first, first.base == letter {
          if first.quality != 0 { return nil }
          typed.letters[0].quality = LetterParts.stroke
          consumed = true
          continue
        }
        if [0x61, 0x65, 0x6F].contains(letter),
          let index = typed.letters.lastIndex(where: { $0.base == letter && $0.quality == 0 })
        {
          var marked = typed
          marked.letters[index].quality = LetterParts.circumflex
          if let result = read(keys, marked, true) { return result }
          if let next = keys.first, next.parts == key.parts, index == typed.letters.count - 1 {
            // The mark typed twice is two letters: `xooong` → `xoong`.
            keys.removeFirst()
            typed.letters.append(.init(base: letter, quality: 0, isUppercase: key.isUppercase))
            consumed = true
            continue
          }
        }
      }
      if let tone = Tone(rawValue: key.parts.tone), tone != .ngang { typed.tone = tone }
      typed.letters.append(.init(base: letter, quality: key.parts.quality, isUppercase: key.isUppercase))
    }
    return consumed ? typed.resolved() : nil
  }

  private static func tone(_ key: UInt8) -> Tone? {
    switch key {
    case UInt8(ascii: "s"): .sắc
    case UInt8(ascii: "f"): .huyền
    case UInt8(ascii: "r"): .hỏi
    case UInt8(ascii: "x"): .ngã
    case UInt8(ascii: "j"): .nặng
    case UInt8(ascii: "z"): .ngang
    default: nil
    }
  }
}
