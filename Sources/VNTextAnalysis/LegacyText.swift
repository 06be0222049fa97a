/// Repair of texts in encodings from before Unicode.
///
/// A text is converted only where the conversion explains all of it: every word that it touches becomes a syllable of
/// Vietnamese, nothing is left that the encoding does not have, and the text as it stands is no Vietnamese. A single
/// symbol (`µ m ¶`) is no evidence and stays.
///
///     LegacyText.repaired("Céng hßa X· héi")?.text  // "Cộng hòa Xã hội"
public enum LegacyText {
  /// The text in Unicode (NFC) and the encoding that it was in, or `nil` where it needs no repair or none is certain.
  ///
  /// Where several encodings explain the text, takes the one whose syllables are the less odd.
  /// Linear in the length of the text.
  public static func repaired(_ text: String) -> (text: String, encoding: LegacyEncoding)? {
    // That bytes of another encoding are UTF-8 by chance, several of them in a row, does not happen.
    if let result = converted(text, from: .utf8AsWindows1252) { return (result.text, .utf8AsWindows1252) }
    var best: (text: String, encoding: LegacyEncoding, oddity: Int)?
    var before: LegacyWordCount?
    for encoding in [LegacyEncoding.vni, .tcvn3, .windows1258, .viqr] {
      guard let result = converted(text, from: encoding) else { continue }
      let original = before ?? LegacyWordCount(text)
      before = original
      guard let oddity = oddity(of: result, original, encoding), oddity < best?.oddity ?? .max else {
        continue
      }
      best = (result.text, encoding, oddity)
    }
    return best.map { ($0.text, $0.encoding) }
  }

  /// The same for bytes: those that are UTF-8 are looked at as text, all others as text of one byte a character.
  public static func repaired(
    bytes: UnsafeBufferPointer<UInt8>
  ) -> (text: String, encoding: LegacyEncoding)? {
    if let text = unsafe String(validating: bytes, as: UTF8.self) { return repaired(text) }
    var text = String.UnicodeScalarView()
    unsafe text.append(contentsOf: bytes.map { Unicode.Scalar($0) })
    return repaired(String(text))
  }

  /// The text converted from `encoding` whether that makes sense or not; `nil` where it has characters that the
  /// encoding cannot have.
  public static func text(_ text: String, from encoding: LegacyEncoding) -> String? {
    converted(text, from: encoding)?.text
  }

  // MARK: Conversion

  /// A conversion, and how much of it there was.
  struct Conversion {
    var text: String
    /// How many characters of the result are not what stood there.
    var conversions: Int
  }

  static func converted(_ text: String, from encoding: LegacyEncoding) -> Conversion? {
    var tables = LegacyTables.Reader(text)
    guard
      let scalars: [UInt32] =
        switch encoding {
        case .tcvn3: tables.tcvn3()
        case .vni: tables.vni()
        case .viqr: tables.viqr()
        case .windows1258: tables.windows1258()
        case .utf8AsWindows1252: tables.utf8AsWindows1252()
        }, tables.conversions > 0
    else { return nil }
    var composed: [UInt32] = []
    composed.reserveCapacity(scalars.count)
    for scalar in scalars {
      if scalar >= 0x300, let last = composed.last, let composite = compose(last, scalar) {
        composed[composed.count - 1] = composite
      } else {
        composed.append(scalar)
      }
    }
    var result = String.UnicodeScalarView()
    for scalar in composed { if let scalar = Unicode.Scalar(scalar) { result.append(scalar) } }
    return Conversion(text: String(result), conversions: tables.conversions)
  }

  /// A letter with one more mark; the dot below composes before circumflex and breve.
  private static func compose(_ letter: UInt32, _ mark: UInt32) -> UInt32? {
    if let composite = UnicodeData.composite(letter, mark) { return composite }
    guard mark == 0x323, let (base, quality) = split[letter] else { return nil }
    return UnicodeData.composite(base, mark).flatMap { UnicodeData.composite($0, quality) }
  }

  private static let split: [UInt32: (UInt32, UInt32)] = [
    0xE2: (0x61, 0x302), 0xEA: (0x65, 0x302), 0xF4: (0x6F, 0x302), 0x103: (0x61, 0x306), 0xC2: (0x41, 0x302),
    0xCA: (0x45, 0x302), 0xD4: (0x4F, 0x302), 0x102: (0x41, 0x306),
  ]

  // MARK: Evidence

  /// How odd the syllables of a conversion are, or `nil` where it does not explain the text.
  private static func oddity(
    of result: Conversion, _ before: LegacyWordCount, _ encoding: LegacyEncoding
  ) -> Int? {
    let words = LegacyWordCount(result.text)
    guard words.markedInvalid == 0, words.marked > 0, !words.hasSymbolBesideLetter else { return nil }
    // Words without marks must look like syllables too, but for names; many syllables with marks carry more names.
    guard
      words.plainSyllables * 10 >= words.plain * 6
        || words.marked >= 3 && words.plain - words.plainSyllables <= 2 * words.marked
    else { return nil }
    if encoding == .viqr {
      guard result.conversions >= 2, words.longestMarked >= 2 else { return nil }
    } else {
      if before.isVietnamese { return nil }
      guard words.longestMarked >= 3 || words.longestMarked >= 2 && words.marked >= 2 else { return nil }
    }
    return words.oddity
  }
}
