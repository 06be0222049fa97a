/// A growing run of bytes with little-endian and variable-length integers, for encoders.
///
/// Not thread-safe. Appending is amortised O(1); the memory is kept by `removeAll()`.
@safe final class ByteBuffer {
  private(set) var base: UnsafeMutableRawPointer
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 1 << 12) {
    self.capacity = max(capacity, 64)
    unsafe base = UnsafeMutableRawPointer.allocate(byteCount: self.capacity, alignment: 64)
  }

  deinit { unsafe base.deallocate() }

  /// The bytes appended so far; valid until the next append.
  var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: base, count: count) }

  func removeAll() { count = 0 }

  /// Makes room for `extra` more bytes.
  @inline(__always)
  func reserve(_ extra: Int) {
    if count &+ extra > capacity { grow(count + extra) }
  }

  @inline(never)
  private func grow(_ needed: Int) {
    let larger = max(needed, capacity * 2)
    let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 64)
    unsafe moved.copyMemory(from: base, byteCount: count)
    unsafe base.deallocate()
    unsafe base = unsafe moved
    capacity = larger
  }

  @inline(__always)
  func append(_ byte: UInt8) {
    reserve(1)
    unsafe base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count &+= 1
  }

  @inline(__always)
  func append16(_ value: UInt16) {
    reserve(2)
    unsafe base.storeBytes(of: value.littleEndian, toByteOffset: count, as: UInt16.self)
    count &+= 2
  }

  @inline(__always)
  func append32(_ value: UInt32) {
    reserve(4)
    unsafe base.storeBytes(of: value.littleEndian, toByteOffset: count, as: UInt32.self)
    count &+= 4
  }

  func append64(_ value: UInt64) {
    append32(UInt32(truncatingIfNeeded: value))
    append32(UInt32(truncatingIfNeeded: value >> 32))
  }

  func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    reserve(bytes.count)
    unsafe (base + count).copyMemory(from: source, byteCount: bytes.count)
    count &+= bytes.count
  }

  /// Appends `value` in 7-bit groups, lowest first (LEB128).
  @inline(__always)
  func appendVarint(_ value: UInt64) {
    reserve(10)
    var rest = value
    while rest >= 0x80 {
      unsafe base.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: count, as: UInt8.self)
      count &+= 1
      rest >>= 7
    }
    unsafe base.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: count, as: UInt8.self)
    count &+= 1
  }

  @inline(__always)
  func appendVarint(_ value: Int) { appendVarint(UInt64(truncatingIfNeeded: value)) }

  @inline(__always)
  func appendVarint(_ value: UInt32) { appendVarint(UInt64(value)) }

  /// Appends zero bytes until `count` is a multiple of `alignment`.
  func align(to alignment: Int) {
    while count % alignment != 0 { append(0) }
  }

  /// Appends `extra` zero bytes and returns where they begin.
  func appendZeros(_ extra: Int) -> UnsafeMutableRawPointer {
    reserve(extra)
    let start = unsafe base + count
    unsafe start.initializeMemory(as: UInt8.self, repeating: 0, count: extra)
    count &+= extra
    return unsafe start
  }

  func overwrite32(_ value: UInt32, at offset: Int) {
    precondition(offset + 4 <= count)
    unsafe base.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self)
  }
}
