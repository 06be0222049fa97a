/// The six tones of Vietnamese, numbered as in dictionaries.
public enum Tone: UInt8, Sendable, Hashable, CaseIterable, Codable {
  /// No mark: `ma`.
  case ngang = 0
  /// Grave: `mà`.
  case huyền = 1
  /// Hook above: `mả`.
  case hỏi = 2
  /// Tilde: `mã`.
  case ngã = 3
  /// Acute: `má`.
  case sắc = 4
  /// Dot below: `mạ`.
  case nặng = 5

  /// The combining mark, or `nil` for the level tone.
  public var mark: Unicode.Scalar? {
    switch self {
    case .ngang: nil
    case .huyền: "\u{300}"
    case .hỏi: "\u{309}"
    case .ngã: "\u{303}"
    case .sắc: "\u{301}"
    case .nặng: "\u{323}"
    }
  }

  init?(mark: UInt32) {
    switch mark {
    case 0x300, 0x340: self = .huyền
    case 0x301, 0x341: self = .sắc
    case 0x303: self = .ngã
    case 0x309: self = .hỏi
    case 0x323: self = .nặng
    default: return nil
    }
  }
}
