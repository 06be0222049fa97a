/// What kinds of words a text has: the evidence for or against a conversion from a legacy encoding.
struct LegacyWordCount {
  /// Words with a letter beyond ASCII, and those of them that are no syllables.
  private(set) var marked = 0
  private(set) var markedInvalid = 0
  /// Words of two or more ASCII letters, and those of them that have the shape of a syllable.
  private(set) var plain = 0
  private(set) var plainSyllables = 0
  /// The length of the longest marked word.
  private(set) var longestMarked = 0
  /// How many marked words are spelled as dictionaries spell few or none: `coõng`, `chuỷa`.
  private(set) var oddity = 0
  /// Whether a symbol of Latin-1 stands right beside a letter, as the letters of another encoding do (`lo¹i`).
  private(set) var hasSymbolBesideLetter = false
  private var hasOther = false

  /// Whether every word with marks is a syllable and no letter of the text is foreign to Vietnamese.
  var isVietnamese: Bool { marked > 0 && markedInvalid == 0 && !hasOther }

  init(_ text: String) {
    var word: [UInt32] = []
    var isMarked = false
    var isCaseMixed = false
    var endsInLowercase = false
    // A symbol of Latin-1 that stands right after a letter, or 0.
    var symbol: UInt32 = 0
    for scalar in text.unicodeScalars {
      if TypedText.isLetter(scalar), scalar.value != 0xD7, scalar.value != 0xF7 {
        let lower = UnicodeData.lowercase(scalar.value)
        if symbol != 0 { hasSymbolBesideLetter = true }
        symbol = 0
        isCaseMixed = isCaseMixed || endsInLowercase && lower != scalar.value
        endsInLowercase = lower == scalar.value
        word.append(lower)
        isMarked = isMarked || lower >= 0x80
        continue
      }
      symbol = 0
      if (0xA1..<0x100).contains(scalar.value) {
        hasOther = true
        if !word.isEmpty {
          symbol = scalar.value
          if !Self.followsLetters(symbol) { hasSymbolBesideLetter = true }
        }
      }
      add(&word, isMarked, isCaseMixed)
      isMarked = false
      isCaseMixed = false
      endsInLowercase = false
    }
    add(&word, isMarked, isCaseMixed)
  }

  /// Whether a symbol is at home after a word: `m²`, `1ª`, `C°`, `abc®`, `chữ»`.
  private static func followsLetters(_ symbol: UInt32) -> Bool {
    switch symbol {
    case 0xA9, 0xAA, 0xAE, 0xB0, 0xB2, 0xB3, 0xB7, 0xB9, 0xBA, 0xBB: true
    default: false
    }
  }

  private mutating func add(_ word: inout [UInt32], _ isMarked: Bool, _ isCaseMixed: Bool) {
    defer { word.removeAll(keepingCapacity: true) }
    guard !word.isEmpty else { return }
    let syllable = PackedSyllable(scalars: word)
    if isMarked {
      marked += 1
      longestMarked = max(longestMarked, word.count)
      if syllable?.isStandard != true || isCaseMixed { markedInvalid += 1 }
      if syllable?.isRare == true { oddity += 1 }
    } else if word.count > 1 {
      plain += 1
      if syllable != nil { plainSyllables += 1 }
    }
  }
}
