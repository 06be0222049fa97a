/// Bytes in the making: little-endian integers, varints, strings.
///
/// A varint is LEB128: seven bits a byte, lowest first, the eighth says that more follow: 300 = AC 02.
package struct ByteWriter: Sendable {
  /// What was appended so far.
  package private(set) var bytes: [UInt8]

  package init() { bytes = [] }

  /// The number of bytes so far.
  package var count: Int { bytes.count }

  /// Appends an integer in its full width, lowest byte first.
  package mutating func append<Value: FixedWidthInteger>(_ value: Value) {
    for shift in stride(from: 0, to: Value.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> Value(shift)))
    }
  }

  /// Appends a number in as few bytes as it needs: 1 up to 127, 2 up to 16,383, at most 10.
  package mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Appends a count or length, which must not be negative, as a varint.
  package mutating func appendVarint(_ value: Int) { appendVarint(UInt64(value)) }

  /// Appends bytes as they are.
  package mutating func append(raw newBytes: some Sequence<UInt8>) { bytes.append(contentsOf: newBytes) }

  /// Appends bytes after their number as a varint.
  package mutating func append(counted newBytes: [UInt8]) {
    appendVarint(newBytes.count)
    bytes.append(contentsOf: newBytes)
  }

  /// Appends a string's UTF-8 bytes after their number as a varint.
  package mutating func append(_ string: String) { append(counted: Array(string.utf8)) }

  /// Appends zeros.
  package mutating func appendZeros(_ count: Int) { bytes.append(contentsOf: repeatElement(0, count: count)) }
}
