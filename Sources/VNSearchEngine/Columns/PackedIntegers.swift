/// Integers of a fixed number of bits, one behind the other, low bits first: the i-th is bits i × w ..< (i + 1) × w.
///
/// A width of 57 to 63 bits is kept as 64, so that each integer is in one load of eight bytes; eight bytes of zeros
/// follow the last.
@safe struct PackedIntegers {
  private let base: UnsafeRawPointer
  private let width: Int
  private let mask: UInt64

  /// Integers that begin at `base`, of which ``byteCount(_:width:)`` bytes can be read.
  init(_ base: UnsafeRawPointer, width: Int) {
    unsafe self.base = unsafe base
    self.width = width
    mask = width == 64 ? .max : 1 << UInt64(width) - 1
  }

  /// The integer at an index, which must be below their number.
  @inline(__always)
  subscript(index: Int) -> UInt64 {
    let bit = index &* width
    let word = unsafe base.loadUnaligned(fromByteOffset: bit &>> 3, as: UInt64.self)
    return UInt64(littleEndian: word) &>> UInt64(truncatingIfNeeded: bit & 7) & mask
  }

  /// The bits that integers up to `largest` are kept in.
  static func width(largest: UInt64) -> Int {
    let bits = 64 - largest.leadingZeroBitCount
    return bits > 56 ? 64 : bits
  }

  /// Whether integers are ever kept in so many bits.
  static func isWidth(_ width: Int) -> Bool { width >= 0 && width <= 56 || width == 64 }

  /// The bytes that so many integers take.
  static func byteCount(_ count: Int, width: Int) -> Int { (count * width + 7) / 8 + 8 }

  /// Appends integers.
  static func append(_ values: some Sequence<UInt64>, width: Int, to writer: inout ByteWriter) {
    var pending: UInt64 = 0
    var bits = 0
    for value in values {
      pending |= value << UInt64(bits)
      let used = bits + width
      if used >= 64 {
        writer.append(pending)
        // What did not fit; a shift by 64 gives 0.
        pending = value >> UInt64(64 - bits)
        bits = used - 64
      } else {
        bits = used
      }
    }
    for shift in stride(from: 0, to: bits, by: 8) {
      writer.append(UInt8(truncatingIfNeeded: pending >> UInt64(shift)))
    }
    writer.appendZeros(8)
  }
}
