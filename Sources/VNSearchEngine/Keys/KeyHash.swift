/// The hash that the keys of an index are found by. It is part of the format and never changes.
enum KeyHash {
  /// Hashes bytes, eight at a time, by multiplication to 128 bits and folding (the principle of wyhash, Wang Yi).
  ///
  /// ```
  /// state = CBF29CE484222325 ^ count
  /// for each 8 bytes, little-endian, the last padded with zeros: state = fold(state ^ word)
  /// hash  = fold(state ^ 9E3779B97F4A7C15)
  /// fold(x) = high ^ low ^ x, where high, low = (x ^ E7037ED1A0B428DB) × A0761D6478BD642F
  /// ```
  static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var state = 0xCBF2_9CE4_8422_2325 ^ UInt64(bytes.count)
    var position = 0
    while bytes.count - position >= 8 {
      state = unsafe fold(state ^ bytes.littleEndian(UInt64.self, at: position))
      position += 8
    }
    if position < bytes.count {
      var word: UInt64 = 0
      for index in position..<bytes.count {
        word |= unsafe UInt64(bytes[index]) << UInt64(8 * (index - position))
      }
      state = fold(state ^ word)
    }
    return fold(state ^ 0x9E37_79B9_7F4A_7C15)
  }

  @inline(__always)
  private static func fold(_ value: UInt64) -> UInt64 {
    // Folding x in again keeps the step from losing the state where the product is zero.
    let product = (value ^ 0xE703_7ED1_A0B4_28DB).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return product.high ^ product.low ^ value
  }
}
