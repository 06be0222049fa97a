/// One occurrence of a term in a text.
///
/// A token is 16 bytes and holds no text of its own: `form` names an entry of the `TokenBuffer` that it came
/// from, where its surface and folded bytes stand once however often they occur.
///
/// Positions count syllables and words from 0 within one `analyze` call. An *alias* (`tphcm` for `TP.HCM`)
/// shares the position of its first part, takes no position of its own and does not count in the field length.
/// `start ..< end` is the token's byte range in the original UTF-8, whole combining sequences included.
@frozen
public struct Token: Sendable, Hashable {
  /// The entry in the `TokenBuffer`'s table of forms.
  public var form: UInt32
  /// The first byte in the original UTF-8.
  public var start: UInt32
  /// One past the last byte in the original UTF-8.
  public var end: UInt32
  /// Position in the low 31 bits, the alias flag in the highest.
  @usableFromInline var bits: UInt32

  /// Creates a token. - Precondition: `position < 2^31`.
  @inlinable
  public init(form: UInt32, start: UInt32, end: UInt32, position: UInt32, isAlias: Bool = false) {
    self.form = form
    self.start = start
    self.end = end
    self.bits = position | (isAlias ? 0x8000_0000 : 0)
  }

  /// Which syllable or word of the text it is, from 0.
  @inlinable public var position: UInt32 { bits & 0x7FFF_FFFF }

  /// Whether it is a joined form that stands beside its parts.
  @inlinable public var isAlias: Bool { bits & 0x8000_0000 != 0 }
}

/// What kind of token a form is.
public enum TokenClass: UInt8, Sendable, Hashable, CaseIterable, Codable, BitwiseCopyable {
  /// Can be a Vietnamese syllable: `hà`, `nội`, also unmarked `ha`, `noi`.
  case syllable
  /// Any other word of letters: `blinken`, `café`, `москва`.
  case word
  /// Digits only.
  case number
  /// Letters and digits: `covid19`, `b52`, `90m2`.
  case mixed
  /// Text of a script that is cut by ICU's break iterator: Thai, Khmer, Lao, Chinese, Japanese.
  case otherScript
}
