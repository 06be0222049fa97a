/// Texts in one Unicode spelling, for values that are compared byte by byte.
///
/// ```swift
/// ComposedText.form(of: "Ha\u{300} No\u{323}\u{302}i").utf8.count     // 10, as of "Hà Nội" typed in one piece
/// ```
///
/// This is NFC and nothing more: capitals, spaces and the place of a tone stay as they are. Words of a text are
/// compared by their ``Surface``.
public enum ComposedText {
  /// The text in NFC.
  ///
  /// - Complexity: O(length); Vietnamese that is composed already is only looked at.
  public static func form(of text: String) -> String {
    var text = text
    let isComposed = text.withUTF8 { unsafe Self.isComposed(UnsafeRawBufferPointer($0)) }
    return isComposed ? text : UnicodeData.normalized(text, .composed)
  }

  /// The text in NFD, as some file systems give names.
  public static func decomposedForm(of text: String) -> String { UnicodeData.normalized(text, .decomposed) }

  /// Whether UTF-8 is surely in NFC: false where only ICU knows.
  ///
  /// Below U+0300 and in Latin Extended Additional (U+1E00 to U+1EFF) every letter is composed, and none composes
  /// with the one before it.
  package static func isComposed(_ utf8: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    while index < utf8.count {
      let byte = unsafe utf8[index]
      if byte < 0x80 {
        index += 1
      } else if byte < 0xCC {
        index += 2
      } else if byte == 0xE1, index + 2 < utf8.count, unsafe utf8[index + 1] >= 0xB8,
        unsafe utf8[index + 1] <= 0xBB
      {
        index += 3
      } else {
        return false
      }
    }
    return true
  }
}
