/// What the decoders of typed text share: cutting a text into words and reading letters that have marks already.
enum TypedText {
  /// Decodes word by word and keeps everything between; `nil` where no word decodes.
  static func decode(
    _ text: String, isKey: (Unicode.Scalar) -> Bool, decodeWord: ([Unicode.Scalar]) -> String?
  ) -> String? {
    var result = ""
    var word: [Unicode.Scalar] = []
    var decodedAny = false
    func flush() {
      guard !word.isEmpty else { return }
      if let decoded = decodeWord(word) {
        result += decoded
        decodedAny = true
      } else {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: word)
        result += String(view)
      }
      word.removeAll(keepingCapacity: true)
    }
    for scalar in text.unicodeScalars {
      if isKey(scalar) {
        word.append(scalar)
      } else {
        flush()
        result.unicodeScalars.append(scalar)
      }
    }
    flush()
    return decodedAny ? result : nil
  }

  /// Whether a scalar is a letter or a mark that a typed syllable can hold.
  static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x41...0x5A, 0x61...0x7A, 0xC0...0x1B0, 0x300...0x341, 0x1EA0...0x1EF9: true
    default: false
    }
  }

  /// The scalars composed, each with its parts; `nil` where one is no letter of Vietnamese.
  static func keys(_ word: [Unicode.Scalar]) -> [(parts: LetterParts, isUppercase: Bool)]? {
    var composed: [UInt32] = []
    for scalar in word {
      if let last = composed.last, let composite = UnicodeData.composite(last, scalar.value) {
        composed[composed.count - 1] = composite
      } else {
        composed.append(scalar.value)
      }
    }
    var result: [(parts: LetterParts, isUppercase: Bool)] = []
    for value in composed {
      let lower = UnicodeData.lowercase(value)
      let parts = LetterParts.of(lower)
      let isDigit = value >= 0x30 && value <= 0x39
      guard isDigit || (0x61...0x7A).contains(parts.base) && parts.quality <= LetterParts.stroke else {
        return nil
      }
      result.append((parts, lower != value))
    }
    return result
  }
}
