extension [UInt8] {
  /// Appends an integer, low byte first.
  mutating func appendLittleEndian<Value: FixedWidthInteger>(_ value: Value) {
    unsafe Swift.withUnsafeBytes(of: value.littleEndian) { unsafe append(contentsOf: $0) }
  }

  /// Appends an integer in 7 bits a byte, low bits first; all bytes but the last have their high bit set.
  mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }

  /// CRC-32C of the bytes.
  var checksum: UInt32 {
    unsafe withUnsafeBufferPointer { unsafe crc32c(UnsafeRawBufferPointer($0)) }
  }
}
