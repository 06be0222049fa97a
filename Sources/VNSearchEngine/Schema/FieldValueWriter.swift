/// Writes field values as bytes: a subset of CBOR (RFC 8949), which any CBOR tool can print.
///
/// ```
/// value    = head, content
/// head     = 1 byte: 3 bits major type, 5 bits n; n of 24…27: the argument follows in 1, 2, 4 or 8 bytes,
///            big-endian; always the shortest form
/// major    = 0: the integer n   1: the integer -1 - n   3: n bytes of UTF-8   4: n values
///          | 5: n pairs of name and value, sorted by the bytes of the names
///          | 7: n = 20 false, 21 true, 22 null, 26 IEEE 754 single, 27 IEEE 754 double (big-endian)
/// ```
///
/// A number is written as a single if that loses nothing. `["a": [1, -1, 0.5]]` is
/// `A1 61 61 83 01 20 FA 3F 00 00 00`.
struct FieldValueWriter {
  /// What was written so far.
  private(set) var bytes: [UInt8] = []

  /// Empties ``bytes`` and keeps their memory.
  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Appends a value.
  ///
  /// - Throws: ``SearchError/Code/invalidDocument`` if it is nested more deeply than
  ///   ``FieldValue/maximumDepth``.
  mutating func append(_ value: FieldValue) throws(SearchError) {
    try append(value, depth: 0)
  }

  private mutating func append(_ value: FieldValue, depth: Int) throws(SearchError) {
    switch value {
    case .null: bytes.append(0xF6)
    case .bool(let value): bytes.append(value ? 0xF5 : 0xF4)
    case .integer(let value):
      if value >= 0 {
        appendHead(major: 0, UInt64(value))
      } else {
        appendHead(major: 1, UInt64(bitPattern: ~value))
      }
    case .number(let value): append(value)
    case .string(let value): append(value)
    case .array(let elements):
      try checkDepth(depth)
      appendHead(major: 4, UInt64(elements.count))
      for element in elements { try append(element, depth: depth + 1) }
    case .object(let members):
      try checkDepth(depth)
      appendHead(major: 5, UInt64(members.count))
      // Sorted, so that equal documents are equal bytes in every process.
      for (name, value) in members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
        append(name)
        try append(value, depth: depth + 1)
      }
    }
  }

  /// Appends the head of a map of `count` pairs; the caller appends the pairs.
  mutating func appendMapHead(count: Int) { appendHead(major: 5, UInt64(count)) }

  /// Appends an integer that is not negative, as a value or as a map's key.
  mutating func appendUnsigned(_ value: Int) { appendHead(major: 0, UInt64(value)) }

  /// Appends a string whose UTF-8 is at hand; the caller answers for its validity.
  mutating func appendString(utf8: UnsafeBufferPointer<UInt8>) {
    appendHead(major: 3, UInt64(utf8.count))
    unsafe bytes.append(contentsOf: utf8)
  }

  /// Appends a value that another writer has written.
  mutating func appendEncoded(_ value: UnsafeRawBufferPointer) { unsafe bytes.append(contentsOf: value) }

  private mutating func append(_ string: String) {
    var string = string
    string.withUTF8 { utf8 in unsafe appendString(utf8: utf8) }
  }

  private mutating func append(_ number: Double) {
    let single = Float(number)
    if Double(single).bitPattern == number.bitPattern {
      bytes.append(0xFA)
      appendBigEndian(UInt64(single.bitPattern), count: 4)
    } else {
      bytes.append(0xFB)
      appendBigEndian(number.bitPattern, count: 8)
    }
  }

  private mutating func appendHead(major: UInt8, _ argument: UInt64) {
    let type = major << 5
    switch argument {
    case 0..<24: bytes.append(type | UInt8(argument))
    case 24...0xFF:
      bytes.append(type | 24)
      bytes.append(UInt8(argument))
    case 0x100...0xFFFF:
      bytes.append(type | 25)
      appendBigEndian(argument, count: 2)
    case 0x1_0000...0xFFFF_FFFF:
      bytes.append(type | 26)
      appendBigEndian(argument, count: 4)
    default:
      bytes.append(type | 27)
      appendBigEndian(argument, count: 8)
    }
  }

  private mutating func appendBigEndian(_ value: UInt64, count: Int) {
    var shift = count * 8
    while shift > 0 {
      shift -= 8
      bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
    }
  }

  private func checkDepth(_ depth: Int) throws(SearchError) {
    if depth >= FieldValue.maximumDepth {
      throw SearchError(
        .invalidDocument, "A value is nested more than \(FieldValue.maximumDepth) levels deep.")
    }
  }
}
