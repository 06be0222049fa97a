/// Encodings of Vietnamese from before Unicode, as they are found inside texts that are taken for something else.
public enum LegacyEncoding: String, Sendable, Hashable, CaseIterable, Codable {
  /// TCVN 5712:1993 VN3 (`.VnTime` fonts), its bytes read as Latin-1: `Hµ Néi`.
  case tcvn3
  /// VNI for Windows, two bytes a letter, read as Latin-1: `Haø Noäi`.
  case vni
  /// VIQR (RFC 1456), marks as ASCII punctuation: `Ha` No^.i`.
  case viqr
  /// Windows code page 1258, its bytes read as code page 1252: `Hà Nôòi`.
  case windows1258
  /// UTF-8 whose bytes were read as Windows code page 1252: `HÃ\u{A0} Ná»™i`.
  case utf8AsWindows1252
}
