/// Reads text typed for the VNI input method without one: `ha2 no65i` → `hà nội`.
///
/// Keys: `1`–`5` the tones sắc huyền hỏi ngã nặng, `0` takes the tone away, `6` circumflex, `7` horn (one serves
/// both of `ươ`), `8` breve, `9` đ. A digit may stand right after its letter or anywhere later in the syllable.
/// A word decodes only where the result is a syllable that Vietnamese has, so `B52` and `covid19` stay.
public struct VNIDecoder: Sendable, Hashable {
  /// Creates the decoder.
  public init() {}

  /// The text with every word decoded that can be, or `nil` where there is none.
  ///
  ///     VNIDecoder().decode("d9u7o7ng2 Nguye64n")  // "đường Nguyễn"
  ///
  /// Case is kept letter by letter. Linear in the length of the text.
  public func decode(_ text: String) -> String? {
    TypedText.decode(text, isKey: { TypedText.isLetter($0) || ("0"..."9").contains($0) }) { decode(word: $0) }
  }

  private func decode(word: [Unicode.Scalar]) -> String? {
    guard word.count >= 2, word.count <= 16, let keys = TypedText.keys(word) else { return nil }
    var typed = TypedSyllable()
    var consumed = false
    for key in keys {
      guard let digit = Self.digit(key.parts.base) else {
        if let tone = Tone(rawValue: key.parts.tone), tone != .ngang { typed.tone = tone }
        typed.letters.append(
          .init(
            base: UInt8(truncatingIfNeeded: key.parts.base), quality: key.parts.quality,
            isUppercase: key.isUppercase))
        continue
      }
      consumed = true
      if digit == 9 {
        guard let first = typed.letters.first, first.base == UInt8(ascii: "d"), first.quality == 0 else {
          return nil
        }
        typed.letters[0].quality = LetterParts.stroke
        continue
      }
      guard typed.hasVowel else { return nil }
      switch digit {
      case 6: typed.circumflexes += 1
      case 7: typed.horns += 1
      case 8: typed.breves += 1
      default:
        let tone = [Tone.ngang, .sắc, .huyền, .hỏi, .ngã, .nặng][digit]
        if typed.tone == tone, tone != .ngang { return nil }  // typed twice: taken back
        typed.tone = tone
      }
    }
    guard consumed, typed.circumflexes <= 2, typed.horns <= 2, typed.breves <= 1 else { return nil }
    return typed.resolved()
  }

  private static func digit(_ scalar: UInt32) -> Int? {
    scalar >= 0x30 && scalar <= 0x39 ? Int(scalar) - 0x30 : nil
  }
}
