import Foundation

/// The ways in which one surface is written in real texts.
enum Spelling: Int, CaseIterable {
  /// Composed, the tone of oa, oe, uy on the first vowel.
  case old
  /// Composed, the tone of oa, oe, uy on the second vowel.
  case new
  /// A combining tone over a composed vowel: what is left of windows-1258.
  case combining
  /// Fully decomposed.
  case decomposed
  /// Without any mark.
  case bare

  /// Writes a surface, which is composed and in the old style, in this way.
  func write(_ surface: String) -> String {
    switch self {
    case .old: surface
    case .new: Self.movedTone(surface)
    case .combining:
      String(
        String.UnicodeScalarView(
          surface.unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
            let parts = Array(String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars)
            guard let tone = parts.firstIndex(where: { Self.tones.contains($0.value) }), parts.count > 1
            else { return [scalar] }
            var rest = String.UnicodeScalarView()
            rest.append(contentsOf: parts[..<tone])
            rest.append(contentsOf: parts[(tone + 1)...])
            return Array(String(rest).precomposedStringWithCanonicalMapping.unicodeScalars) + [parts[tone]]
          }))
    case .decomposed: surface.decomposedStringWithCanonicalMapping
    case .bare:
      String(
        String.UnicodeScalarView(
          surface.decomposedStringWithCanonicalMapping.unicodeScalars
            .filter { !(0x300...0x36F).contains($0.value) }
            .map { $0 == "đ" ? "d" : $0 == "Đ" ? "D" : $0 }))
    }
  }

  static let tones: Set<UInt32> = [0x300, 0x301, 0x303, 0x309, 0x323]

  /// `hòa` → `hoà`; other surfaces as they are.
  private static func movedTone(_ surface: String) -> String {
    var scalars = Array(surface.decomposedStringWithCanonicalMapping.unicodeScalars)
    guard scalars.count >= 3, tones.contains(scalars[scalars.count - 2].value) else { return surface }
    let first = scalars[scalars.count - 3]
    let second = scalars[scalars.count - 1]
    let isOpen = first == "o" && (second == "a" || second == "e") || first == "u" && second == "y"
    guard isOpen, scalars.count < 4 || scalars[scalars.count - 4] != "q" else { return surface }
    scalars.swapAt(scalars.count - 2, scalars.count - 1)
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view).precomposedStringWithCanonicalMapping
  }
}
