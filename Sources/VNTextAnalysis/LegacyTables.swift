/// The tables of the encodings that `LegacyText` knows.
enum LegacyTables {
  /// Bytes of TCVN3 with their letters. Capitals with tones have the bytes of the small letters in another font.
  static let tcvn3 = pairs(
    """
    µà¶ả·ã¸á¹ạ¨ă»ằ¼ẳ½ẵ¾ắÆặ©âÇầÈẩÉẫÊấËậÌèÎẻÏẽÐéÑẹªêÒềÓểÔễÕếÖệ×ìØỉÜĩÝíÞịßòáỏâõãóäọ«ôåồæổçỗèốéộ¬ơêờëởìỡíớîợïùñủòũóúôụ\
    \u{AD}ưõừöử÷ữøứùựúỳûỷüỹýýþỵ®đ¡Ă¢Â£Ê¤Ô¥Ơ¦Ư§Đ
    """)

  /// Letters of VNI that are one byte.
  static let vniSingle = pairs("ñđÑĐííÍÍììÌÌæỉÆỈóĩÓĨòịÒỊîỵÎỴôơÔƠöưÖƯ")

  /// The second byte of a letter of VNI: tone and, on a e o, quality.
  static let vniMarks: [UInt32: [UInt32]] = [
    0xF9: [0x301], 0xF8: [0x300], 0xFB: [0x309], 0xF5: [0x303], 0xEF: [0x323],  // ù ø û õ ï
    0xE2: [0x302], 0xE1: [0x302, 0x301], 0xE0: [0x302, 0x300], 0xE5: [0x302, 0x309], 0xE3: [0x302, 0x303],
    0xE4: [0x302, 0x323],  // â á à å ã ä
    0xEA: [0x306], 0xE9: [0x306, 0x301], 0xE8: [0x306, 0x300], 0xFA: [0x306, 0x309], 0xFC: [0x306, 0x303],
    0xEB: [0x306, 0x323],  // ê é è ú ü ë
  ]

  /// Where code page 1258 is not 1252.
  static let windows1258: [UInt32: UInt32] = [
    0xC3: 0x102, 0xE3: 0x103, 0xCC: 0x300, 0xD2: 0x309, 0xDE: 0x303, 0xEC: 0x301, 0xF2: 0x323, 0xD0: 0x110,
    0xF0: 0x111, 0xD5: 0x1A0, 0xF5: 0x1A1, 0xDD: 0x1AF, 0xFD: 0x1B0, 0xFE: 0x20AB,
  ]

  /// Characters of code page 1252 in 80–9F.
  static let windows1252: [UInt32: UInt8] = [
    0x20AC: 0x80, 0x201A: 0x82, 0x192: 0x83, 0x201E: 0x84, 0x2026: 0x85, 0x2020: 0x86, 0x2021: 0x87,
    0x2C6: 0x88,
    0x2030: 0x89, 0x160: 0x8A, 0x2039: 0x8B, 0x152: 0x8C, 0x17D: 0x8E, 0x2018: 0x91, 0x2019: 0x92,
    0x201C: 0x93,
    0x201D: 0x94, 0x2022: 0x95, 0x2013: 0x96, 0x2014: 0x97, 0x2DC: 0x98, 0x2122: 0x99, 0x161: 0x9A,
    0x203A: 0x9B,
    0x153: 0x9C, 0x17E: 0x9E, 0x178: 0x9F,
  ]

  /// VIQR's characters for marks.
  static let viqrTones: [UInt32: UInt32] = [0x27: 0x301, 0x60: 0x300, 0x3F: 0x309, 0x7E: 0x303, 0x2E: 0x323]

  /// Whether VIQR reads a character as a mark after a letter.
  static func isVIQRMark(_ scalar: UInt32) -> Bool {
    viqrTones[scalar] != nil || [0x5E, 0x28, 0x2B].contains(scalar)
  }

  private static func pairs(_ text: String) -> [UInt32: UInt32] {
    let scalars = text.unicodeScalars.map(\.value)
    var result: [UInt32: UInt32] = [:]
    for index in stride(from: 0, to: scalars.count - 1, by: 2) { result[scalars[index]] = scalars[index + 1] }
    return result
  }

  /// Reads a text with one table or another, and counts what it converts.
  struct Reader {
    let source: [UInt32]
    var conversions = 0

    init(_ text: String) { source = text.unicodeScalars.map(\.value) }

    /// Whether a character may stand in the text of a legacy encoding beside its letters.
    private func isNeutral(_ scalar: UInt32) -> Bool {
      scalar < 0x80 || scalar == 0xA0 || (0x2010...0x203A).contains(scalar)
    }

    mutating func tcvn3() -> [UInt32]? {
      var result: [UInt32] = []
      for scalar in source {
        if let letter = LegacyTables.tcvn3[scalar] {
          result.append(letter)
          conversions += 1
        } else if isNeutral(scalar) {
          result.append(scalar)
        } else {
          return nil
        }
      }
      return result
    }

    mutating func windows1258() -> [UInt32]? {
      var result: [UInt32] = []
      for scalar in source {
        if let letter = LegacyTables.windows1258[scalar] {
          result.append(letter)
          conversions += 1
        } else if isNeutral(scalar) || scalar <= 0xFF {
          result.append(scalar)
        } else {
          return nil
        }
      }
      return result
    }

    mutating func vni() -> [UInt32]? {
      var result: [UInt32] = []
      var index = 0
      while index < source.count {
        let scalar = source[index]
        index += 1
        let lower = UnicodeData.lowercase(scalar)
        let single = LegacyTables.vniSingle[scalar]
        let takesMark = [0x61, 0x65, 0x6F, 0x75, 0x79, 0xF4, 0xF6].contains(lower)
        guard single != nil || isNeutral(scalar) else { return nil }
        if single != nil { conversions += 1 }
        result.append(single ?? scalar)
        guard takesMark, index < source.count,
          let marks = LegacyTables.vniMarks[UnicodeData.lowercase(source[index])]
        else { continue }
        // Quality only on a, e and o, the breve only on a.
        if marks[0] == 0x306, lower != 0x61 { continue }
        if marks[0] == 0x302, ![0x61, 0x65, 0x6F].contains(lower) { continue }
        result += marks
        conversions += 1
        index += 1
      }
      return result
    }

    mutating func viqr() -> [UInt32]? {
      guard source.allSatisfy({ $0 < 0x80 }) else { return nil }
      var result: [UInt32] = []
      var hasStrongMark = false
      var index = 0
      while index < source.count {
        let scalar = source[index]
        index += 1
        if scalar == 0x5C, index < source.count, LegacyTables.isVIQRMark(source[index]) {
          // A backslash keeps a mark what it is: `Xong\\.`
          result.append(source[index])
          index += 1
          continue
        }
        let lower = scalar | 0x20
        if lower == 0x64, index < source.count, source[index] | 0x20 == 0x64,
          index < 2 || !isLetter(source[index - 2])
        {
          result.append(scalar == 0x44 ? 0x110 : 0x111)
          conversions += 1
          index += 1
          continue
        }
        result.append(scalar)
        guard [0x61, 0x65, 0x69, 0x6F, 0x75, 0x79].contains(lower), index < source.count else { continue }
        let quality: UInt32? =
          switch (source[index], lower) {
          case (0x5E, 0x61), (0x5E, 0x65), (0x5E, 0x6F): 0x302
          case (0x28, 0x61): 0x306
          case (0x2B, 0x6F), (0x2B, 0x75): 0x31B
          default: nil
          }
        if let quality {
          result.append(quality)
          conversions += 1
          hasStrongMark = true
          index += 1
        }
        guard index < source.count, let tone = LegacyTables.viqrTones[source[index]] else { continue }
        if endsSentence(at: index) { continue }
        result.append(tone)
        conversions += 1
        index += 1
      }
      return hasStrongMark ? result : nil
    }

    /// Whether the full stop or question mark at `index` is more likely the end of a sentence than a tone: before the
    /// end of a line, and a full stop before a capital unless the word is a name itself (`Hoa. Toi` but `Chu? Nha^.t`).
    private func endsSentence(at index: Int) -> Bool {
      guard source[index] == 0x2E || source[index] == 0x3F else { return false }
      if index + 1 >= source.count || source[index + 1] == 0x0A || source[index + 1] == 0x0D { return true }
      guard source[index] == 0x2E, source[index + 1] == 0x20, index + 2 < source.count,
        (0x41...0x5A).contains(source[index + 2])
      else { return false }
      var start = index
      while start > 0, isLetter(source[start - 1]) || [0x5E, 0x28, 0x2B].contains(source[start - 1]) {
        start -= 1
      }
      return !(0x41...0x5A).contains(source[start])
    }

    private func isLetter(_ scalar: UInt32) -> Bool { scalar | 0x20 >= 0x61 && scalar | 0x20 <= 0x7A }

    mutating func utf8AsWindows1252() -> [UInt32]? {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(source.count)
      for scalar in source {
        if let byte = LegacyTables.windows1252[scalar] {
          bytes.append(byte)
        } else if scalar <= 0xFF {
          bytes.append(UInt8(scalar))
        } else {
          return nil
        }
      }
      guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
      let result = text.unicodeScalars.map(\.value)
      conversions = source.count - result.count
      return result
    }
  }
}
