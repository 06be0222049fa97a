import Foundation

/// Words that are not in the tables: names, foreign words, numbers, syllables with other marks.
///
/// A rare word is a number drawn from a Zipf–Mandelbrot law without end, so that the vocabulary grows with the text as that of
/// real text does (Heaps' law); the number's own letters follow from it.
struct RareWords {
  /// Kinds of rare words, in the order of the figure `rare-kinds`.
  enum Kind: Int { case number, word, mixed, syllable, marked }

  private let kinds: [Double]
  private let slope: Double
  private let offset: Double
  private let syllables: [String]

  init(_ tables: CorpusTables) throws {
    var sum = 0.0
    let shares = try tables.figure("rare-kinds")
    let total = shares.reduce(0, +)
    kinds = shares.map { share in
      sum += share / total
      return sum
    }
    let law = try tables.figure("rare-law")
    slope = law[0]
    offset = law[1]
    syllables = tables.words.map(\.surface).filter { word in
      word.unicodeScalars.allSatisfy { $0.properties.isAlphabetic }
    }
  }

  /// Draws a word and appends its UTF-8.
  func draw(_ random: inout RandomSource, into bytes: inout [UInt8]) {
    let chance = random.unit()
    let kind = Kind(rawValue: kinds.firstIndex { chance < $0 } ?? 1) ?? .word
    // The inverse of a Pareto distribution: P(number ≥ n) = (1 + n / offset)^(1 − slope).
    let number = UInt64(min(1e15, offset * (pow(1 - random.unit(), -1 / (slope - 1)) - 1)))
    var letters = RandomSource(seed: 0x5EED, stream: number &* 8 &+ UInt64(kind.rawValue))
    switch kind {
    case .number: bytes.append(contentsOf: String(1000 &+ number &* 7 % 1_000_003 &+ number / 50).utf8)
    case .word: appendWord(&letters, Self.vowels, into: &bytes)
    case .marked: appendWord(&letters, Self.markedVowels, into: &bytes)
    case .mixed:
      bytes.append(97 + UInt8(letters.below(26)))
      bytes.append(contentsOf: String(number + 1).utf8)
    case .syllable:
      // A syllable of the language with another tone: an error, or one that is seldom used.
      let base = syllables[Int(number % UInt64(syllables.count))]
      let bare = String(
        String.UnicodeScalarView(
          base.decomposedStringWithCanonicalMapping.unicodeScalars.filter {
            !Spelling.tones.contains($0.value)
          }))
      let vowel = bare.lastIndex { "aeiouyâêôơưă".contains($0) } ?? bare.startIndex
      var changed = bare
      if vowel < bare.endIndex, let tone = Unicode.Scalar(Self.toneMarks[letters.below(5)]) {
        changed.insert(Character(tone), at: bare.index(after: vowel))
      }
      bytes.append(contentsOf: changed.precomposedStringWithCanonicalMapping.utf8)
    }
  }

  private static let toneMarks: [UInt32] = [0x300, 0x301, 0x303, 0x309, 0x323]
  private static let consonants = [
    "b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st", "br", "ch", "sh",
  ]
  private static let vowels = ["a", "e", "i", "o", "u", "ea", "ia", "io"]
  private static let markedVowels = ["á", "é", "ö", "ó", "ü", "a", "i", "o"]
  private static let codas = ["", "", "n", "r", "l", "s", "t"]

  private func appendWord(_ random: inout RandomSource, _ vowels: [String], into bytes: inout [UInt8]) {
    for _ in 0..<2 + random.below(3) {
      bytes.append(contentsOf: Self.consonants[random.below(Self.consonants.count)].utf8)
      bytes.append(contentsOf: vowels[random.below(vowels.count)].utf8)
    }
    bytes.append(contentsOf: Self.codas[random.below(Self.codas.count)].utf8)
  }
}
