/// A field length in one byte: exact below 40, then three bits behind the leading one.
///
/// The code is Lucene's `SmallFloat.intToByte4`, so that plain BM25 scores can be compared with Lucene's.
/// Monotone: a longer field never has a smaller code.
enum LengthCode {
  private static let freeValues = 255 - Int(longToInt4(UInt64(Int32.max)))

  /// The code of a length; lengths above `Int32.max` share the last code.
  static func encode(_ length: UInt64) -> UInt8 {
    let capped = min(length, UInt64(Int32.max))
    if capped < UInt64(freeValues) { return UInt8(capped) }
    return UInt8(UInt64(freeValues) + longToInt4(capped - UInt64(freeValues)))
  }

  /// The shortest length of every code.
  static let lengths: [Float] = (0..<256).map { Float(decode(UInt8($0))) }

  /// The shortest length that has this code.
  static func decode(_ code: UInt8) -> UInt32 {
    let value = Int(code)
    if value < freeValues { return UInt32(value) }
    return UInt32(freeValues) + int4ToLong(value - freeValues)
  }

  private static func longToInt4(_ value: UInt64) -> UInt64 {
    let bits = 64 - value.leadingZeroBitCount
    if bits < 4 { return value }
    let shift = bits - 4
    return ((value >> UInt64(shift)) & 0x07) | (UInt64(shift + 1) << 3)
  }

  private static func int4ToLong(_ code: Int) -> UInt32 {
    let bits = UInt32(code & 0x07)
    let shift = (code >> 3) - 1
    return shift < 0 ? bits : (bits | 0x08) << UInt32(shift)
  }
}
