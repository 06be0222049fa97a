/// Integers of up to 32 bits of one width after each other in a run of bytes, without padding: the lowest bit of the first in the
/// lowest bit of the first byte.
enum BitPacking {
  /// How many bytes so many integers take.
  @inline(__always)
  static func size(count: Int, width: Int) -> Int { (count &* width &+ 7) >> 3 }

  /// Appends the lowest `width` bits of each value; `width` is at most 32.
  static func append(_ values: UnsafeBufferPointer<UInt32>, width: Int, to output: ByteBuffer) {
    if width == 0 { return }
    let mask = UInt64.max &>> UInt64(64 &- width)
    var bits: UInt64 = 0
    var held = 0
    output.reserve(size(count: values.count, width: width) + 8)
    for index in 0..<values.count {
      bits |= unsafe (UInt64(values[index]) & mask) &<< UInt64(held)
      held &+= width
      if held >= 32 {
        output.append32(UInt32(truncatingIfNeeded: bits))
        bits &>>= 32
        held &-= 32
      }
    }
    while held > 0 {
      output.append(UInt8(truncatingIfNeeded: bits))
      bits &>>= 8
      held &-= 8
    }
  }

  /// The integer at a place of a run that begins at `start`; bits behind the bytes count as 0.
  @inline(__always)
  static func value(_ bytes: UnsafeRawBufferPointer, start: Int, index: Int, width: Int) -> UInt32 {
    let bit = index &* width
    let place = start &+ bit >> 3
    let mask = (UInt64(1) &<< UInt64(width)) &- 1
    return UInt32(truncatingIfNeeded: unsafe word(bytes, place) &>> UInt64(bit & 7) & mask)
  }

  /// The eight bytes from a place on; those behind the end count as 0.
  @inline(__always)
  static func word(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> UInt64 {
    if place &+ 8 <= bytes.count {
      return unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }
    var value: UInt64 = 0
    var index = 0
    while place &+ index < bytes.count {
      value |= unsafe UInt64(bytes[place &+ index]) &<< UInt64(8 &* index)
      index &+= 1
    }
    return value
  }
}
