/// A string in a JSON text: the bytes between its quotes, checked but not yet unescaped.
///
/// It borrows the bytes that the ``JSONScanner`` reads and is valid as long as they are.
@safe package struct JSONText {
  /// The bytes between the quotes: valid UTF-8, and nothing but the text itself unless ``hasEscapes``.
  package let escaped: UnsafeBufferPointer<UInt8>
  /// Whether there is a backslash in it.
  package let hasEscapes: Bool

  /// Gives the text's UTF-8 to `body`: the bytes of the input if nothing is escaped, else `scratch`.
  ///
  /// - Parameter scratch: Memory to unescape into; what was in it is lost.
  @inline(__always)
  package func withUTF8<Result>(
    scratch: inout [UInt8], _ body: (UnsafeBufferPointer<UInt8>) throws(SearchError) -> Result
  ) throws(SearchError) -> Result {
    if !hasEscapes { return try unsafe body(escaped) }
    scratch.removeAll(keepingCapacity: true)
    appendUTF8(to: &scratch)
    return try unsafe scratch.withUnsafeBufferPointer { (utf8) throws(SearchError) in
      try unsafe body(utf8)
    }
  }

  /// The text as a string.
  package var string: String {
    if !hasEscapes { return unsafe String(decoding: escaped, as: UTF8.self) }
    var utf8: [UInt8] = []
    unsafe utf8.reserveCapacity(escaped.count)
    appendUTF8(to: &utf8)
    return String(decoding: utf8, as: UTF8.self)
  }

  /// Whether the text is `other`, byte by byte.
  package func equals(_ other: StaticString) -> Bool {
    if !hasEscapes {
      guard unsafe escaped.count == other.utf8CodeUnitCount else { return false }
      for index in unsafe 0..<escaped.count where unsafe escaped[index] != other.utf8Start[index] {
        return false
      }
      return true
    }
    return string.utf8.elementsEqual(other.description.utf8)
  }

  /// Appends the text's UTF-8.
  ///
  /// Half a surrogate pair, which JSON can spell and UTF-8 cannot, becomes U+FFFD: dropping the whole document for it
  /// would lose more.
  package func appendUTF8(to utf8: inout [UInt8]) {
    var position = 0
    while unsafe position < escaped.count {
      let byte = unsafe escaped[position]
      if byte != 0x5C {
        // Everything up to the next escape.
        let start = position
        while unsafe position < escaped.count && escaped[position] != 0x5C { position += 1 }
        unsafe utf8.append(contentsOf: UnsafeBufferPointer(rebasing: escaped[start..<position]))
        continue
      }
      let letter = unsafe escaped[position + 1]
      position += 2
      switch letter {
      case UInt8(ascii: "b"): utf8.append(0x08)
      case UInt8(ascii: "f"): utf8.append(0x0C)
      case UInt8(ascii: "n"): utf8.append(0x0A)
      case UInt8(ascii: "r"): utf8.append(0x0D)
      case UInt8(ascii: "t"): utf8.append(0x09)
      case UInt8(ascii: "u"):
        var scalar = codeUnit(at: position)
        position += 4
        if scalar & 0xFC00 == 0xD800, unsafe position + 6 <= escaped.count && escaped[position] == 0x5C,
          unsafe escaped[position + 1] == UInt8(ascii: "u")
        {
          let low = codeUnit(at: position + 2)
          if low & 0xFC00 == 0xDC00 {
            scalar = 0x10000 + (scalar & 0x3FF) << 10 + low & 0x3FF
            position += 6
          }
        }
        utf8.append(contentsOf: String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
      default: utf8.append(letter)
      }
    }
  }

  /// The four hexadecimal digits at `position`, which the scanner has checked.
  private func codeUnit(at position: Int) -> UInt32 {
    var value: UInt32 = 0
    for index in position..<position + 4 {
      let digit = unsafe UInt32(escaped[index])
      value = value << 4 | (digit & 0xF) + (digit > 0x39 ? 9 : 0)
    }
    return value
  }
}
