/// A description of words: those of a shape, or those that are spelled almost like one.
enum TermPattern: Sendable, Hashable, Codable {
  /// A part of a wildcard pattern.
  enum Piece: Sendable, Hashable, Codable {
    case literal(String)
    case anyLetter
    case anyLetters
  }

  case prefix(String)
  case wildcard([Piece])
  case fuzzy(String, edits: Int)

  /// More letters changed is another word.
  static let mostEdits = 2
}
