/// Reading scalar values from bytes that may be anything.
enum UTF8Decoding {
  /// What invalid bytes are read as: a separator.
  static let replacement: UInt32 = 0xFFFD

  /// The scalar value at `index` and its length; for a byte that begins no valid sequence U+FFFD and 1.
  @inline(__always)
  static func scalar(in text: UnsafeBufferPointer<UInt8>, at index: Int) -> (scalar: UInt32, length: Int) {
    let first = unsafe UInt32(text[index])
    if first < 0x80 { return (first, 1) }
    let available = text.count - index
    guard first >= 0xC2, first <= 0xF4, available >= 2 else { return (replacement, 1) }
    let second = unsafe UInt32(text[index + 1])
    guard second & 0xC0 == 0x80 else { return (replacement, 1) }
    if first < 0xE0 { return ((first & 0x1F) << 6 | second & 0x3F, 2) }
    guard available >= 3 else { return (replacement, 1) }
    let third = unsafe UInt32(text[index + 2])
    guard third & 0xC0 == 0x80 else { return (replacement, 1) }
    if first < 0xF0 {
      let value = (first & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F
      if value < 0x800 || (0xD800...0xDFFF).contains(value) { return (replacement, 1) }
      return (value, 3)
    }
    guard available >= 4 else { return (replacement, 1) }
    let fourth = unsafe UInt32(text[index + 3])
    guard fourth & 0xC0 == 0x80 else { return (replacement, 1) }
    let value = (first & 0x07) << 18 | (second & 0x3F) << 12 | (third & 0x3F) << 6 | fourth & 0x3F
    if value < 0x10000 || value > 0x10FFFF { return (replacement, 1) }
    return (value, 4)
  }
}
