/// Decides, byte by byte and without branches, how far the content of a JSON string goes: valid UTF-8 without quotes,
/// backslashes and control characters.
///
/// The automaton keeps its state in a shift count: row `b` of ``table`` holds, six bits each, the next state for every
/// state at the bit position that is the state's number, so that one step is `state = table[b] &>> state` (Per Vognsen,
/// "Shift-based DFAs", 2021). A step costs one shift, because the row does not depend on the state before.
@safe enum JSONStringAutomaton {
  /// Between two characters.
  static let accept: UInt64 = 0
  /// At a byte that does not continue the content. No byte leads out of it.
  static let stop: UInt64 = 6
  /// The bits of a state's number; those above are rubbish.
  static let mask: UInt64 = 63

  /// 256 rows, for as long as the process lives.
  nonisolated(unsafe) static let table: UnsafePointer<UInt64> = unsafe makeTable()

  private static func makeTable() -> UnsafePointer<UInt64> {
    // States inside a character: how many bytes are to come, and where the first of them is restricted so that there
    // are no overlong forms, no surrogates and nothing above U+10FFFF (Unicode 15, table 3-7).
    let one: UInt64 = 12
    let two: UInt64 = 18
    let three: UInt64 = 24
    let afterE0: UInt64 = 30
    let afterED: UInt64 = 36
    let afterF0: UInt64 = 42
    let afterF4: UInt64 = 48
    let states = [accept, stop, one, two, three, afterE0, afterED, afterF0, afterF4]

    func next(_ state: UInt64, _ byte: UInt8) -> UInt64 {
      switch (state, byte) {
      case (accept, 0x22), (accept, 0x5C): stop
      case (accept, 0x20...0x7F): accept
      case (accept, 0xC2...0xDF): one
      case (accept, 0xE0): afterE0
      case (accept, 0xED): afterED
      case (accept, 0xE1...0xEF): two
      case (accept, 0xF0): afterF0
      case (accept, 0xF1...0xF3): three
      case (accept, 0xF4): afterF4
      case (one, 0x80...0xBF): accept
      case (two, 0x80...0xBF), (afterE0, 0xA0...0xBF), (afterED, 0x80...0x9F): one
      case (three, 0x80...0xBF), (afterF0, 0x90...0xBF), (afterF4, 0x80...0x8F): two
      default: stop
      }
    }

    let rows = UnsafeMutablePointer<UInt64>.allocate(capacity: 256)
    for byte in 0..<256 {
      var row: UInt64 = 0
      for state in states { row |= next(state, UInt8(byte)) << state }
      unsafe (rows + byte).initialize(to: row)
    }
    return unsafe UnsafePointer(rows)
  }
}
