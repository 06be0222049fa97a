/// A small random generator whose state is its seed.
public struct SplitMix64: RandomNumberGenerator {
  public var state: UInt64
  public init(seed: UInt64) { state = seed }
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Random texts that a text analyzer should be tried with.
public enum RandomText {
  /// Vietnamese letters in all forms, marks, digits, joiners and separators; `others` adds code points from everywhere.
  public static func text(length: Int, others: Bool, using random: inout SplitMix64) -> String {
    let letters = Array("aăâeêioôơuưybcdđghklmnpqrstvxAĐÊƠƯNTfjwzàấậẽệỉịọộờợủựỳéüñçßøłðÐ".unicodeScalars)
    let marks: [Unicode.Scalar] = [
      "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}", "\u{302}", "\u{306}", "\u{31B}", "\u{340}",
      "\u{308}",
      "\u{327}", "\u{34F}", "\u{AD}", "\u{FEFF}", "\u{345}", "\u{20E3}",
    ]
    let digits = Array("0123456789²２".unicodeScalars)
    let separators = Array("     .,-/_'&+#:()“”–\u{A0}\n’‐".unicodeScalars)
    var result = String.UnicodeScalarView()
    for _ in 0..<length {
      let choice = random.next() % 32
      switch choice {
      case 0..<16: result.append(letters[Int(random.next() % UInt64(letters.count))])
      case 16..<22: result.append(marks[Int(random.next() % UInt64(marks.count))])
      case 22..<24: result.append(digits[Int(random.next() % UInt64(digits.count))])
      case 24..<25 where others:
        let ranges: [ClosedRange<UInt32>] = [
          0...0x24F, 0x250...0x5FF, 0x600...0x1FFF, 0x2000...0x33FF, 0x3400...0xD7FF, 0xE000...0xFFFF,
          0x10000...0x1FFFF,
        ]
        let range = ranges[Int(random.next() % UInt64(ranges.count))]
        let value = range.lowerBound + UInt32(random.next() % UInt64(range.count))
        if let scalar = Unicode.Scalar(value) { result.append(scalar) }
      default: result.append(separators[Int(random.next() % UInt64(separators.count))])
      }
    }
    return String(result)
  }
}
