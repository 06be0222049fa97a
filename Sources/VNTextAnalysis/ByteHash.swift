/// A hash of bytes by folded 64 × 64 → 128 bit multiplication (as wyhash does), seeded against crafted collisions.
enum ByteHash {
  static func hash(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64) -> UInt64 {
    var state = seed ^ 0x9E37_79B9_7F4A_7C15
    var index = 0
    let count = bytes.count
    guard let base = bytes.baseAddress else { return mix(state, 0x8EBC_6AF0_9C88_C6E3) }
    let raw = unsafe UnsafeRawPointer(base)
    while count &- index >= 8 {
      state = unsafe mix(
        state ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self), 0xE703_7ED1_A0B4_28DB)
      index &+= 8
    }
    var last: UInt64 = 0
    var shift: UInt64 = 0
    while index < count {
      unsafe last |= UInt64(base[index]) << shift
      shift &+= 8
      index &+= 1
    }
    return mix(state ^ last, 0x8EBC_6AF0_9C88_C6E3 ^ UInt64(truncatingIfNeeded: count))
  }

  @inline(__always)
  static func mix(_ first: UInt64, _ second: UInt64) -> UInt64 {
    let product = first.multipliedFullWidth(by: second)
    return product.high ^ product.low
  }
}
