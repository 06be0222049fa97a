public import VNSearchEngine

extension SeededGenerator {
  /// A string of up to `limit` characters: syllables, marks, controls, characters beyond 16 bits.
  public mutating func string(upTo limit: Int = 12) -> String {
    let pieces = [
      "a", "đường", " ", "\"", "\\", "\u{0}", "\u{1F}", "\n", "/", "é", "e\u{301}", "😀", "漢", "\u{2028}",
      "\u{7F}",
      "nguyễn", "0", "-", "\u{FFFF}", "\u{10FFFF}",
    ]
    var text = ""
    for _ in 0..<below(limit + 1) { text += pick(pieces) }
    return text
  }

  /// A value of any shape, nested at most `depth` levels.
  public mutating func fieldValue(depth: Int = 4) -> FieldValue {
    switch below(depth > 0 ? 10 : 7) {
    case 0: return .null
    case 1: return .bool(chance(0.5))
    case 2:
      let edge: [Int64] = [0, 1, -1, 23, 24, 255, 256, 65_535, 65_536, 1 << 32, .min, .max, -24, -25, -257]
      return .integer(chance(0.5) ? pick(edge) : Int64.random(in: .min ... .max, using: &self))
    case 3:
      let edge: [Double] = [
        0, -0.0, 0.5, -1.5, 0.1, 1e300, -1e-300, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
      ]
      return .number(chance(0.5) ? pick(edge) : Double.random(in: -1e9...1e9, using: &self))
    case 4, 5, 6: return .string(string())
    case 7, 8:
      var elements: [FieldValue] = []
      for _ in 0..<below(6) { elements.append(fieldValue(depth: depth - 1)) }
      return .array(elements)
    default:
      var members: [String: FieldValue] = [:]
      for _ in 0..<below(6) { members[string(upTo: 4)] = fieldValue(depth: depth - 1) }
      return .object(members)
    }
  }
}
