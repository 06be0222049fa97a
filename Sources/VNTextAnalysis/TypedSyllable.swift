/// A syllable as keys have typed it so far: letters, and marks of which it is not yet known where they go.
struct TypedSyllable {
  struct Letter {
    /// The base letter in lower case, `a` to `z`.
    var base: UInt8
    /// The quality that is certain.
    var quality: UInt8
    var isUppercase: Bool
  }

  var letters: [Letter] = []
  var tone: Tone = .ngang
  /// How many circumflexes are to be placed, on any of a e o.
  var circumflexes = 0
  /// How many horns were typed; one key may stand for both of `ươ`.
  var horns = 0
  /// How many breves are to be placed.
  var breves = 0
  /// Whether a horn may also be a breve, as Telex's `w`.
  var hornIsBreve = false

  /// Letters beyond this many are no syllable.
  static let maximumLetters = 8

  var hasVowel: Bool { letters.contains { PackedSyllable.isVowel(UInt64($0.base &- 0x60)) } }

  /// The syllable with every mark in its place, or `nil` where there is none in the language.
  func resolved() -> String? {
    guard !letters.isEmpty, letters.count <= Self.maximumLetters, hasShape else { return nil }
    if let result = place(allowingMissingTone: false) ?? place(allowingMissingTone: true) { return result }
    // One key for `ươ` that was typed before the o: `nwoc`, `nuwoc` with the ư already composed.
    guard horns == 0,
      let index = letters.indices.dropLast().first(where: {
        letters[$0].quality == LetterParts.horn && letters[$0 + 1].base == 0x6F
          && letters[$0 + 1].quality == 0
      })
    else { return nil }
    var completed = self
    completed.letters[index + 1].quality = LetterParts.horn
    return completed.place(allowingMissingTone: false) ?? completed.place(allowingMissingTone: true)
  }

  /// Whether the letters without marks have the shape of a syllable; where they have not, no placing of marks helps.
  private var hasShape: Bool {
    var packed: UInt64 = 0
    for (index, letter) in letters.enumerated() {
      packed |= UInt64(letter.base &- 0x60) << UInt64(8 * index)
    }
    return PackedSyllable(letters: packed, count: letters.count, tone: .ngang) != nil
  }

  private func place(allowingMissingTone: Bool) -> String? {
    var qualities = letters.map(\.quality)
    return place(0, &qualities, circumflexes, 0, breves, allowingMissingTone)
  }

  /// Tries every placing of the marks from letter `index` on; the first that is a syllable wins.
  private func place(
    _ index: Int, _ qualities: inout [UInt8], _ circumflexesLeft: Int, _ hornsPlaced: Int, _ brevesLeft: Int,
    _ allowingMissingTone: Bool
  ) -> String? {
    if index == letters.count {
      guard circumflexesLeft == 0, brevesLeft == 0 else { return nil }
      guard hornsPlaced >= horns, horns > 0 || hornsPlaced == 0 else { return nil }
      return spelled(qualities, allowingMissingTone: allowingMissingTone)
    }
    let letter = letters[index]
    if letter.quality == 0 {
      let base = UInt32(letter.base)
      if circumflexesLeft > 0, PackedSyllable.carries(LetterParts.circumflex, base: base) {
        qualities[index] = LetterParts.circumflex
        if let result = place(
          index + 1, &qualities, circumflexesLeft - 1, hornsPlaced, brevesLeft, allowingMissingTone)
        {
          return result
        }
      }
      if brevesLeft > 0, PackedSyllable.carries(LetterParts.breve, base: base) {
        qualities[index] = LetterParts.breve
        if let result = place(
          index + 1, &qualities, circumflexesLeft, hornsPlaced, brevesLeft - 1, allowingMissingTone)
        {
          return result
        }
      }
      if horns > 0, hornsPlaced < 2 {
        for quality in hornIsBreve ? [LetterParts.horn, LetterParts.breve] : [LetterParts.horn]
        where PackedSyllable.carries(quality, base: base) {
          qualities[index] = quality
          if let result = place(
            index + 1, &qualities, circumflexesLeft, hornsPlaced + 1, brevesLeft, allowingMissingTone)
          {
            return result
          }
        }
      }
      qualities[index] = 0
    }
    return place(index + 1, &qualities, circumflexesLeft, hornsPlaced, brevesLeft, allowingMissingTone)
  }

  private func spelled(_ qualities: [UInt8], allowingMissingTone: Bool) -> String? {
    var packed: UInt64 = 0
    for (index, letter) in letters.enumerated() {
      packed |= UInt64(letter.base &- 0x60 | qualities[index] << 5) << UInt64(8 * index)
    }
    guard let syllable = PackedSyllable(letters: packed, count: letters.count, tone: tone) else { return nil }
    if !syllable.isStandard {
      guard allowingMissingTone, tone == .ngang,
        PackedSyllable(letters: packed, count: letters.count, tone: .sắc)?.isStandard == true
      else { return nil }
    }
    var scalars: [UInt32] = []
    syllable.appendScalars(to: &scalars)
    var result = ""
    for (letter, value) in zip(letters, scalars) {
      guard let scalar = Unicode.Scalar(value) else { return nil }
      result += letter.isUppercase ? scalar.properties.uppercaseMapping : String(Character(scalar))
    }
    return result
  }
}
