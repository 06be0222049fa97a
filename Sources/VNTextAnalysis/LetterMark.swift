/// A mark that makes a letter of the Vietnamese alphabet another letter; tones are no such marks.
public enum LetterMark: UInt8, Sendable, Hashable, CaseIterable, Codable {
  /// `â ê ô`.
  case circumflex = 1
  /// `ă`.
  case breve = 2
  /// `ơ ư`.
  case horn = 3
  /// `đ`.
  case stroke = 4
}
