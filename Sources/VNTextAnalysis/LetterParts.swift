import Synchronization

/// A letter of a surface taken apart: base letter, vowel or stroke mark, tone mark.
///
/// Any letter of the Latin, Greek and Cyrillic scripts has parts; marks that Vietnamese does not know are a
/// quality of their own, so that `ü` and `ú` differ in the quality, `u` and `ú` in the tone.
struct LetterParts: Equatable {
  /// The letter without marks; `d` for `đ`.
  var base: UInt32
  /// 0 none, 1 circumflex, 2 breve, 3 horn, 4 stroke; from 8 any other mark or marks.
  var quality: UInt8
  /// 0 none, else the raw value of a `Tone`.
  var tone: UInt8

  static let circumflex: UInt8 = 1
  static let breve: UInt8 = 2
  static let horn: UInt8 = 3
  static let stroke: UInt8 = 4

  /// Takes apart a scalar value of a surface.
  @inline(__always)
  static func of(_ scalar: UInt32) -> LetterParts {
    if scalar < 0x80 { return LetterParts(base: scalar, quality: 0, tone: 0) }
    if scalar >= 0x2000 { return LetterParts(base: scalar, quality: 0, tone: 0) }
    var entry = unsafe table[Int(scalar)].load(ordering: .relaxed)
    if entry == 0 {
      let parts = computed(scalar)
      entry = parts.base | UInt32(parts.quality) << 16 | UInt32(parts.tone) << 24
      unsafe table[Int(scalar)].store(entry, ordering: .relaxed)
    }
    return LetterParts(
      base: entry & 0xFFFF, quality: UInt8(truncatingIfNeeded: entry >> 16),
      tone: UInt8(truncatingIfNeeded: entry >> 24))
  }

  /// One entry for each code point below U+2000: base, quality << 16, tone << 24; 0 where it has not been asked for yet. To
  /// compute all of them would take longer than a query of one word. Never freed.
  private nonisolated(unsafe) static let table: UnsafePointer<Atomic<UInt32>> = {
    let entries = UnsafeMutablePointer<Atomic<UInt32>>.allocate(capacity: 0x2000)
    for scalar in 0..<0x2000 { unsafe (entries + scalar).initialize(to: Atomic(0)) }
    return unsafe UnsafePointer(entries)
  }()

  private static func computed(_ scalar: UInt32) -> LetterParts {
    var result = LetterParts(base: scalar, quality: 0, tone: 0)
    if let letter = strokes[scalar] {
      result.base = letter
      result.quality = stroke
      return result
    }
    guard UnicodeData.isEuropean(scalar) else { return result }
    var parts: [UInt32] = []
    UnicodeData.appendFoldedDecomposition(of: scalar, to: &parts)
    guard parts.count > 1, parts.dropFirst().allSatisfy({ UnicodeData.isGenericMark($0) }) else {
      return result
    }
    result.base = parts[0]
    if let letter = strokes[result.base] {
      result.base = letter
      result.quality = stroke
    }
    for mark in parts.dropFirst() {
      if let tone = Tone(mark: mark), result.tone == 0 {
        result.tone = tone.rawValue
      } else {
        let value: UInt8 =
          switch mark {
          case 0x302: circumflex
          case 0x306: breve
          case 0x31B: horn
          default: 8 + UInt8(truncatingIfNeeded: mark & 0x7F)
          }
        result.quality = result.quality == 0 ? value : 8 + (result.quality &* 31 ^ value) % 240
      }
    }
    return result
  }

  /// Letters whose stroke is no separate mark in Unicode, with the letter that people type instead.
  private static let strokes: [UInt32: UInt32] = [
    0x111: 0x64, 0xF8: 0x6F, 0x142: 0x6C, 0x127: 0x68, 0x167: 0x74, 0x131: 0x69, 0x180: 0x62, 0x268: 0x69,
  ]
}
