import Foundation

/// Which words a pattern matches, by the definitions: every word is compared with it, letter by letter.
package enum OraclePattern: Sendable, Hashable, CustomStringConvertible {
  /// `?` is any letter, `*` any letters.
  case wildcard(String)
  case fuzzy(String, edits: Int)

  /// How marks are compared.
  package enum Marks: Sendable {
    case smart, strict, folded
  }

  package struct Letter: Hashable, Sendable {
    var base: Unicode.Scalar
    var quality: Set<UInt32>
    var tone: UInt32?
  }

  package var description: String {
    switch self {
    case .wildcard(let text): text
    case .fuzzy(let word, let edits): "\(word)~\(edits)"
    }
  }

  /// The letters of a canonical surface.
  package static func letters(_ surface: String) -> [Letter] {
    var letters: [Letter] = []
    for scalar in surface.decomposedStringWithCanonicalMapping.unicodeScalars {
      switch scalar.value {
      case 0x300, 0x301, 0x303, 0x309, 0x323: letters[letters.count - 1].tone = scalar.value
      case 0x302...0x36F: letters[letters.count - 1].quality.insert(scalar.value)
      case 0x111: letters.append(Letter(base: "d", quality: [0x111], tone: nil))
      default: letters.append(Letter(base: scalar, quality: [], tone: nil))
      }
    }
    return letters
  }

  /// What an occurrence of a surface counts; 0 if it does not match.
  ///
  /// - Parameter canonical: The surface of a piece of the pattern.
  package func weight(
    _ surface: String, isBare: Bool, _ marks: Marks, canonical: (String) -> String
  ) -> Float {
    let other = Self.letters(surface)
    switch self {
    case .wildcard(let text):
      let elements = Self.elements(text, canonical)
      let own = elements.compactMap { if case .letter(let letter) = $0 { letter } else { nil } }
      let isMarked = own.contains { $0.tone != nil || !$0.quality.isEmpty }
      if marks == .strict { return Self.fits(elements[...], other[...]) { $0 == $1 } ? 1 : 0 }
      if marks == .folded || isBare {
        guard Self.fits(elements[...], other[...], { $0.base == $1.base }) else { return 0 }
        return marks == .smart && isMarked ? 0.8 : 1
      }
      guard Self.isSubsequence(own.compactMap(\.tone)[...], other.compactMap(\.tone)[...]) else { return 0 }
      return Self.fits(elements[...], other[...]) {
        $0.base == $1.base && ($0.quality.isEmpty || $0.quality == $1.quality)
      } ? 1 : 0
    case .fuzzy(let word, let limit):
      let own = Self.letters(canonical(word))
      let isMarked = own.contains { $0.tone != nil || !$0.quality.isEmpty }
      if marks == .strict {
        let edits = Self.edits(own, other) { $0 == $1 ? (0, 0) : (1, 0) }
        return edits.letters <= limit ? 1 / (1 + Float(edits.letters)) : 0
      }
      let compares = marks == .smart && isMarked && !isBare
      var edits = Self.edits(own, other) {
        $0.base != $1.base ? (1, 0) : (0, compares && $0.quality != $1.quality ? 1 : 0)
      }
      if edits.letters > limit { return 0 }
      if compares && own.compactMap(\.tone) != other.compactMap(\.tone) { edits.marks += 1 }
      let weight = 1 / (1 + Float(edits.letters) + 0.3 * Float(edits.marks))
      return marks == .smart && isBare && isMarked ? 0.8 * weight : weight
    }
  }

  private enum Element {
    case letter(Letter)
    case one, many
  }

  private static func elements(_ text: String, _ canonical: (String) -> String) -> [Element] {
    var elements: [Element] = []
    var piece = ""
    func flush() {
      if !piece.isEmpty { elements += letters(canonical(piece)).map { .letter($0) } }
      piece = ""
    }
    for character in text {
      switch character {
      case "*":
        flush()
        elements.append(.many)
      case "?":
        flush()
        elements.append(.one)
      default: piece.append(character)
      }
    }
    flush()
    return elements
  }

  private static func isSubsequence(_ some: ArraySlice<UInt32>, _ all: ArraySlice<UInt32>) -> Bool {
    guard let first = some.first else { return true }
    guard let place = all.firstIndex(of: first) else { return false }
    return isSubsequence(some.dropFirst(), all[(place + 1)...])
  }

  private static func fits(
    _ elements: ArraySlice<Element>, _ letters: ArraySlice<Letter>, _ isSame: (Letter, Letter) -> Bool
  ) -> Bool {
    guard let element = elements.first else { return letters.isEmpty }
    switch element {
    case .many:
      return fits(elements.dropFirst(), letters, isSame)
        || (!letters.isEmpty && fits(elements, letters.dropFirst(), isSame))
    case .one: return !letters.isEmpty && fits(elements.dropFirst(), letters.dropFirst(), isSame)
    case .letter(let own):
      guard let letter = letters.first, isSame(own, letter) else { return false }
      return fits(elements.dropFirst(), letters.dropFirst(), isSame)
    }
  }

  /// Optimal string alignment by its recursive definition; fewest letters first, then fewest marks.
  static func edits(
    _ first: [Letter], _ second: [Letter], _ cost: (Letter, Letter) -> (letters: Int, marks: Int)
  ) -> (letters: Int, marks: Int) {
    var known: [[Int]: (Int, Int)] = [:]
    func best(_ i: Int, _ j: Int) -> (Int, Int) {
      if i == 0 { return (j, 0) }
      if j == 0 { return (i, 0) }
      if let done = known[[i, j]] { return done }
      func plus(_ left: (Int, Int), _ right: (Int, Int)) -> (Int, Int) {
        (left.0 + right.0, left.1 + right.1)
      }
      var ways = [
        plus(best(i - 1, j), (1, 0)), plus(best(i, j - 1), (1, 0)),
        plus(best(i - 1, j - 1), cost(first[i - 1], second[j - 1])),
      ]
      if i > 1 && j > 1 {
        let crossed = [cost(first[i - 1], second[j - 2]), cost(first[i - 2], second[j - 1])]
        if crossed.allSatisfy({ $0.letters == 0 }) {
          ways.append(plus(best(i - 2, j - 2), (1, crossed[0].marks + crossed[1].marks)))
        }
      }
      let result = ways.min { $0 < $1 } ?? (0, 0)
      known[[i, j]] = result
      return result
    }
    let result = best(first.count, second.count)
    return (result.0, result.1)
  }
}
