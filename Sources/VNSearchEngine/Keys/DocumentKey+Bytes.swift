extension DocumentKey {
  /// The first byte of an integer's bytes.
  static let integerTag: UInt8 = 0
  /// The first byte of a string's bytes.
  static let stringTag: UInt8 = 1

  /// The key as ``KeysWriter`` stores it: different bytes for different keys, and one form for each.
  ///
  /// ```
  /// key     = 00, magnitude: 0 to 8 bytes, low byte first, no zero at the end   an integer
  ///         | 01, UTF-8                                                         a string
  /// ```
  /// The magnitude of n is 2n, of a negative n it is -2n - 1: 0 is `00`, 1 is `00 02`, -1 is `00 01`, "a" is `01 61`.
  var bytes: [UInt8] {
    switch self {
    case .integer(let value):
      var bytes = [DocumentKey.integerTag]
      var magnitude = UInt64(bitPattern: value << 1 ^ value >> 63)
      while magnitude > 0 {
        bytes.append(UInt8(truncatingIfNeeded: magnitude))
        magnitude >>= 8
      }
      return bytes
    case .string(let value): return [DocumentKey.stringTag] + value.utf8
    }
  }

  /// Reads ``bytes``; nil if they are not a key.
  init?(decoding bytes: UnsafeRawBufferPointer) {
    guard let tag = unsafe bytes.first else { return nil }
    let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[1...])
    switch tag {
    case DocumentKey.integerTag:
      guard rest.count <= 8 else { return nil }
      if let last = unsafe rest.last, last == 0 { return nil }
      var magnitude: UInt64 = 0
      for index in 0..<rest.count { magnitude |= unsafe UInt64(rest[index]) << UInt64(8 * index) }
      self = .integer(Int64(bitPattern: magnitude >> 1) ^ -Int64(bitPattern: magnitude & 1))
    case DocumentKey.stringTag:
      guard let string = unsafe String(validating: rest, as: UTF8.self) else { return nil }
      self = .string(string)
    default: return nil
    }
  }
}
