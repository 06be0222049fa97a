/// Finds chunks in bytes, eight at a time.
///
/// A chunk is a run of ASCII letters, ASCII digits and non-ASCII bytes, with single joiners (`. , - / _ ' &`)
/// between such runs, or one letter with `++` or `#`. Nothing outside a chunk changes the tokens inside it.
@safe struct ChunkScanner {
  let base: UnsafeRawPointer
  let count: Int

  /// The eight bytes at `index`, zeros past the end.
  @inline(__always)
  func load(_ index: Int) -> UInt64 {
    if index &+ 8 <= count { return unsafe base.loadUnaligned(fromByteOffset: index, as: UInt64.self) }
    return loadTail(index)
  }

  @inline(never)
  private func loadTail(_ index: Int) -> UInt64 {
    var result: UInt64 = 0
    var shift: UInt64 = 0
    var position = index
    while position < count, shift < 64 {
      unsafe result |= UInt64(base.load(fromByteOffset: position, as: UInt8.self)) << shift
      shift &+= 8
      position &+= 1
    }
    return result
  }

  /// The high bit of each byte that is an ASCII letter, an ASCII digit or not ASCII.
  @inline(__always)
  static func wordBits(_ word: UInt64) -> UInt64 {
    let high = 0x8080_8080_8080_8080 as UInt64
    let ones = 0x0101_0101_0101_0101 as UInt64
    let ascii = word & ~high
    let lower = ascii | 0x2020_2020_2020_2020
    // Adding 0x80 − x sets the high bit where the byte is x or more; bytes below 0x80 do not carry into the next.
    let letters = (lower &+ ones &* (0x80 - 0x61)) & ~(lower &+ ones &* (0x80 - 0x7B))
    let digits = (ascii &+ ones &* (0x80 - 0x30)) & ~(ascii &+ ones &* (0x80 - 0x3A))
    return (word | letters | digits) & high
  }

  @inline(__always)
  func byte(_ index: Int) -> UInt8 { unsafe base.load(fromByteOffset: index, as: UInt8.self) }

  @inline(__always)
  static func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
  }

  /// Whether a byte may stand between two parts of a compound.
  @inline(__always)
  static func isJoiner(_ byte: UInt8) -> Bool {
    // & ' , - . / are 0x26 0x27 0x2C–0x2F
    byte &- 0x26 < 10 ? 0b11_1100_0011 as UInt16 &>> UInt16(byte &- 0x26) & 1 != 0 : byte == 0x5F
  }

  /// The end of the run of word bytes that begins at `index`.
  @inline(__always)
  func runEnd(_ index: Int) -> Int {
    var index = index
    while true {
      let separators = ~Self.wordBits(load(index)) & 0x8080_8080_8080_8080
      if separators != 0 { return index &+ separators.trailingZeroBitCount &>> 3 }
      index &+= 8
    }
  }

  /// Whether a byte may stand between two parts of a compound, or ends one as a symbol.
  @inline(__always)
  static func isCompoundMark(_ byte: UInt8) -> Bool {
    // # & ' + , - . / are 0x23 0x26 0x27 0x2B–0x2F
    byte &- 0x23 < 13 ? 0b1_1111_0001_1001 as UInt16 &>> UInt16(byte &- 0x23) & 1 != 0 : byte == 0x5F
  }

  /// The end of a chunk whose first run ends at `end`, where a joiner or a symbol follows, and where to go on.
  @inline(never)
  func compoundEnd(from start: Int, _ end: Int) -> (end: Int, resume: Int) {
    var end = end
    if end == start + 1, byte(start) | 0x20 >= 0x61, byte(start) < 0x80 {
      if byte(end) == 0x23 { return (end + 1, end + 1) }
      if byte(end) == 0x2B, end + 1 < count, byte(end + 1) == 0x2B { return (end + 2, end + 2) }
    }
    while end + 1 < count, Self.isJoiner(byte(end)), Self.isWord(byte(end + 1)) { end = runEnd(end + 1) }
    return (end, end + 1)
  }
}
