/// Tells whether bytes are UTF-8: a finite automaton whose rows are packed into one word per byte value, so
/// that a byte costs one load and one shift.
///
/// After P. Vognsen's "shift-based DFA"; the states are those of RFC 3629, section 4: no overlong forms, no
/// surrogates, nothing above U+10FFFF.
enum UTF8Validator {
  /// The offset of the first byte that cannot be part of a character, or of a character that is cut off at
  /// the end.
  static func firstInvalidOffset(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    let rows = unsafe Self.rows
    var state: UInt64 = accept
    for offset in 0..<bytes.count {
      state = unsafe rows[Int(base[offset])] &>> (state & 63)
    }
    if state & 63 == accept { return nil }
    return unsafe locate(in: bytes)
  }

  /// The same, slower, and it says where.
  private static func locate(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var state: UInt64 = accept
    var character = 0
    for offset in 0..<bytes.count {
      if state & 63 == accept { character = offset }
      state = unsafe rows[Int(bytes[offset])] &>> (state & 63)
      if state & 63 == reject { return character }
    }
    return state & 63 == accept ? nil : character
  }

  // A state is the shift that brings its entry of a row down: a multiple of 6.
  private static let accept: UInt64 = 0
  private static let reject: UInt64 = 6
  private static let oneMore: UInt64 = 12
  private static let twoMore: UInt64 = 18
  private static let threeMore: UInt64 = 24
  private static let afterE0: UInt64 = 30
  private static let afterED: UInt64 = 36
  private static let afterF0: UInt64 = 42
  private static let afterF4: UInt64 = 48

  /// For each byte value the next state of every state; made once and never freed.
  nonisolated(unsafe) private static let rows: UnsafePointer<UInt64> = {
    let rows = UnsafeMutablePointer<UInt64>.allocate(capacity: 256)
    for byte in 0..<256 {
      var row: UInt64 = 0
      for state in stride(from: UInt64(0), through: afterF4, by: 6) {
        row |= next(state, UInt8(byte)) << state
      }
      unsafe rows[byte] = row
    }
    return unsafe UnsafePointer(rows)
  }()

  private static func next(_ state: UInt64, _ byte: UInt8) -> UInt64 {
    switch (state, byte) {
    case (accept, 0x00...0x7F): accept
    case (accept, 0xC2...0xDF): oneMore
    case (accept, 0xE0): afterE0
    case (accept, 0xED): afterED
    case (accept, 0xE1...0xEF): twoMore
    case (accept, 0xF0): afterF0
    case (accept, 0xF1...0xF3): threeMore
    case (accept, 0xF4): afterF4
    case (oneMore, 0x80...0xBF): accept
    case (twoMore, 0x80...0xBF), (afterE0, 0xA0...0xBF), (afterED, 0x80...0x9F): oneMore
    case (threeMore, 0x80...0xBF), (afterF0, 0x90...0xBF), (afterF4, 0x80...0x8F): twoMore
    default: reject
    }
  }
}
