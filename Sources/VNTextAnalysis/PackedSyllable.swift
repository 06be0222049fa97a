/// A Vietnamese syllable as letters of one byte each, and where its parts begin.
///
/// A letter is `base - "a" + 1`, plus its quality (circumflex, breve, horn, stroke) in bits 5 to 7. The first
/// letter is in the lowest byte; a syllable has at most 8. Nothing here allocates.
struct PackedSyllable: Equatable {
  /// The letters without tone, first letter lowest.
  var letters: UInt64
  /// How many letters there are, 1 to 8.
  var count: Int
  /// How many of them are the onset.
  var onsetCount: Int
  /// The tone.
  var tone: Tone

  /// Takes scalars of a surface; `nil` where they have not the shape of a syllable or carry more than one tone.
  ///
  /// The shape is that of the letters without marks, so that a syllable with some of its marks typed (`nguyê`,
  /// `đươc`) has it too.
  init?(scalars: some Collection<UInt32>) {
    var builder = Builder()
    for scalar in scalars { guard builder.append(scalar) else { return nil } }
    guard let result = builder.syllable else { return nil }
    self = result
  }

  /// Takes the bytes of a surface.
  init?(surface: UnsafeBufferPointer<UInt8>) {
    guard surface.count <= 24 else { return nil }
    var builder = Builder()
    var index = 0
    while index < surface.count {
      let (scalar, length) = unsafe UTF8Decoding.scalar(in: surface, at: index)
      guard builder.append(scalar) else { return nil }
      index += length
    }
    guard let result = builder.syllable else { return nil }
    self = result
  }

  /// Packs one scalar after another.
  struct Builder {
    var letters: UInt64 = 0
    var count = 0
    var tone = UInt8(0)

    /// Whether a syllable can hold the scalar.
    mutating func append(_ scalar: UInt32) -> Bool {
      let parts = LetterParts.of(scalar)
      guard count < 8, parts.base >= 0x61, parts.base <= 0x7A, parts.quality <= LetterParts.stroke else {
        return false
      }
      if parts.quality != 0, !PackedSyllable.carries(parts.quality, base: parts.base) { return false }
      if parts.tone != 0 {
        guard tone == 0, PackedSyllable.isVowel(UInt64(parts.base - 0x60)) else { return false }
        tone = parts.tone
      }
      letters |= UInt64(parts.base - 0x60 | UInt32(parts.quality) << 5) << UInt64(8 * count)
      count += 1
      return true
    }

    var syllable: PackedSyllable? {
      guard count > 0, let tone = Tone(rawValue: tone) else { return nil }
      return PackedSyllable(letters: letters, count: count, tone: tone)
    }
  }

  /// Takes letters that are packed already.
  init?(letters: UInt64, count: Int, tone: Tone) {
    guard let onsetCount = Self.onsetCount(of: letters, count: count) else { return nil }
    self.letters = letters
    self.count = count
    self.onsetCount = onsetCount
    self.tone = tone
  }

  /// Letter number `index` with its quality.
  @inline(__always)
  func letter(_ index: Int) -> UInt64 { letters >> UInt64(8 * index) & 0xFF }

  /// The rime's letters, first letter lowest.
  var rime: UInt64 { onsetCount == 8 ? 0 : letters >> UInt64(8 * onsetCount) }

  /// The same syllable with `y` for `i` or `i` for `y`, where both spellings are in use: the rime is that letter
  /// alone, after b h k l m n s t v x th qu or, with a tone, after no onset (`ý`, `í`).
  var iyTwin: PackedSyllable? {
    let last = letter(count - 1)
    guard onsetCount == count - 1, last == 0x09 || last == 0x19 else { return nil }
    switch onsetCount == 0 ? 0 : letters & (1 << UInt64(8 * onsetCount) - 1) {
    case 0: guard tone != .ngang else { return nil }
    case 0x02, 0x08, 0x0B, 0x0C, 0x0D, 0x0E, 0x13, 0x14, 0x16, 0x18: break  // b h k l m n s t v x
    case 0x0814, 0x1511: break  // th qu
    default: return nil
    }
    var twin = self
    twin.letters ^= 0x10 << UInt64(8 * onsetCount)
    return twin
  }

  /// Whether the rime is spelled as a dictionary may spell it, and the tone can stand before its coda.
  var isStandard: Bool {
    guard RimeTable.isStandard(rime, after: letters, onsetCount: onsetCount) else { return false }
    for index in 0..<onsetCount where letter(index) > 0x1F && letter(index) != 0x84 { return false }
    switch letter(count - 1) {
    case 0x03, 0x10, 0x14, 0x0B: return tone == .sắc || tone == .nặng  // c p t k
    case 0x08 where letter(count - 2) == 0x03: return tone == .sắc || tone == .nặng  // ch
    default: return true
    }
  }

  /// Whether the spelling, standard or not, is one that hardly any word has: `coõng`, `chuỷa`, `nghúa`.
  var isRare: Bool {
    if RimeTable.isRare(rime) { return true }
    // Before e, ê, i and y it is k, gh and ngh; before other vowels c, g and ng.
    let isFront = [0x05, 0x09, 0x19].contains(letter(onsetCount) & 0x1F)
    switch onsetCount == 0 ? 0 : letters & (1 << UInt64(8 * onsetCount) - 1) {
    case 0x0807, 0x08_070E: return !isFront  // gh ngh
    case 0x03, 0x07, 0x070E: return isFront  // c g ng
    default: return false
    }
  }

  /// The letter that carries the tone mark: the last vowel with a quality; else the second of two before a coda,
  /// the first of two without one, the middle of three (`hòa`, `toán`, `khuỷu`, `người`).
  var toneIndex: Int {
    var vowelEnd = onsetCount
    var marked = -1
    while vowelEnd < count, Self.isVowel(letter(vowelEnd) & 0x1F) {
      if letter(vowelEnd) > 0x1F { marked = vowelEnd }
      vowelEnd += 1
    }
    if marked >= 0 { return marked }
    switch vowelEnd - onsetCount {
    case 0: return onsetCount
    case 1: return onsetCount
    case 2: return vowelEnd < count ? onsetCount + 1 : onsetCount
    default: return onsetCount + 1
    }
  }

  /// The scalars of the canonical surface, the tone where `toneIndex` says.
  func appendScalars(to result: inout [UInt32]) {
    let place = toneIndex
    for index in 0..<count { result.append(scalar(index, tonePlace: place)) }
  }

  /// The scalar value of letter number `index`, where the tone stands on letter number `tonePlace`.
  @inline(__always)
  func scalar(_ index: Int, tonePlace: Int) -> UInt32 {
    Self.scalar(letter: letter(index), tone: index == tonePlace ? tone : .ngang)
  }

  // MARK: Letters

  /// The scalar value of a packed letter with a tone.
  static func scalar(letter: UInt64, tone: Tone) -> UInt32 {
    unsafe scalars[Int(letter & 0xFF) * 6 + Int(tone.rawValue)]
  }

  /// The scalar value of each packed letter with each tone. Never freed.
  private nonisolated(unsafe) static let scalars: UnsafePointer<UInt32> = {
    let table = UnsafeMutablePointer<UInt32>.allocate(capacity: 256 * 6)
    for letter in 0..<256 {
      for tone in Tone.allCases {
        unsafe table[letter * 6 + Int(tone.rawValue)] = composed(letter: UInt64(letter), tone: tone)
      }
    }
    return unsafe UnsafePointer(table)
  }()

  private static func composed(letter: UInt64, tone: Tone) -> UInt32 {
    let base = UInt32(letter & 0x1F) + 0x60
    let bare: UInt32 =
      switch (base, UInt8(letter >> 5)) {
      case (0x61, LetterParts.circumflex): 0xE2
      case (0x61, LetterParts.breve): 0x103
      case (0x65, LetterParts.circumflex): 0xEA
      case (0x6F, LetterParts.circumflex): 0xF4
      case (0x6F, LetterParts.horn): 0x1A1
      case (0x75, LetterParts.horn): 0x1B0
      case (0x64, LetterParts.stroke): 0x111
      default: base
      }
    guard let mark = tone.mark else { return bare }
    if let composite = UnicodeData.composite(bare, mark.value) { return composite }
    // The dot below composes before the circumflex and the breve: ệ is ẹ with a circumflex.
    guard let toned = UnicodeData.composite(base, mark.value) else { return bare }
    let quality: UInt32 = UInt8(letter >> 5) == LetterParts.breve ? 0x306 : 0x302
    return UnicodeData.composite(toned, quality) ?? bare
  }

  /// Whether Vietnamese writes this quality on this base letter.
  static func carries(_ quality: UInt8, base: UInt32) -> Bool {
    switch quality {
    case LetterParts.circumflex: base == 0x61 || base == 0x65 || base == 0x6F
    case LetterParts.breve: base == 0x61
    case LetterParts.horn: base == 0x6F || base == 0x75
    case LetterParts.stroke: base == 0x64
    default: false
    }
  }

  /// Whether a letter without quality is one of a e i o u y.
  @inline(__always)
  static func isVowel(_ letter: UInt64) -> Bool {
    // a = 1, e = 5, i = 9, o = 15, u = 21, y = 25
    (0x0220_8222 as UInt64) >> letter & 1 != 0
  }

  /// The length of the onset, or `nil` where the letters are no onset and rime.
  private static func onsetCount(of letters: UInt64, count: Int) -> Int? {
    let folded = letters & 0x1F1F_1F1F_1F1F_1F1F
    var consonants = 0
    while consonants < count, !isVowel(folded >> UInt64(8 * consonants) & 0x1F) { consonants += 1 }
    guard consonants < count, consonants <= 3 else { return nil }
    let onset = consonants == 0 ? 0 : folded & (1 << UInt64(8 * consonants) - 1)
    guard RimeTable.isOnset(onset) else { return nil }
    let next = folded >> UInt64(8 * consonants) & 0x1F
    let hasSecondVowel = consonants + 1 < count && isVowel(folded >> UInt64(8 * consonants + 8) & 0x1F)
    if onset == 0x11 {  // q
      guard next == 0x15, hasSecondVowel,
        RimeTable.isFolded(folded >> 8 * UInt64(1)) || RimeTable.isFolded(folded >> 16)
      else { return nil }
      return 2
    }
    if onset == 0x07, next == 0x09, hasSecondVowel {  // gi
      guard RimeTable.isFolded(folded >> 16) || RimeTable.isFolded(folded >> 8) else { return nil }
      return 2
    }
    return RimeTable.isFolded(folded >> UInt64(8 * consonants)) ? consonants : nil
  }
}
