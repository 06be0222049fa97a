extension UnsafeRawBufferPointer {
  /// The integer whose low byte is at `offset`. The caller has checked that it is inside.
  @inline(__always)
  func littleEndian<Value: FixedWidthInteger & BitwiseCopyable>(_: Value.Type, at offset: Int) -> Value {
    unsafe Value(littleEndian: loadUnaligned(fromByteOffset: offset, as: Value.self))
  }

  /// Reads what ``Swift/Array/appendVarint(_:)`` wrote at `position` and moves it behind; nil if it is cut off
  /// or does not fit 64 bits.
  @inline(__always)
  func varint(at position: inout Int) -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < count {
      let byte = unsafe self[position]
      position += 1
      if shift == 63 && byte > 1 { return nil }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
      if shift > 63 { return nil }
    }
    return nil
  }
}
