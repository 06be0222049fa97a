/// Reads JSON (RFC 8259) from UTF-8 bytes in memory, in one pass, and accepts nothing that is not JSON.
///
/// ```swift
/// var scanner = JSONScanner(line)
/// try scanner.forEachMember { name, value in
///   if name.equals("title"), case .string(let title) = value { … }
/// }
/// try scanner.finish()
/// ```
///
/// - A byte order mark at the beginning is skipped.
/// - Arrays and objects are nested at most ``FieldValue/maximumDepth`` levels.
/// - Of members with the same name the last counts. Names are compared as `String` compares them, so two Unicode
///   spellings of one name are the same.
/// - Half a surrogate pair (`"\uD800"`) becomes U+FFFD.
/// - A number without fraction and exponent that fits 64 bits is an integer, any other a double; one beyond the
///   range of doubles is an error.
/// - Errors are ``SearchError/Code/invalidDocument`` with the byte offset, what was expected and what was found.
///
/// Time is linear in the input; memory is that of the values built. Strings are checked at about a byte a cycle
/// (``JSONStringAutomaton``).
@safe package struct JSONScanner {
  /// The offset of the next byte.
  package internal(set) var position = 0

  let base: UnsafePointer<UInt8>
  let count: Int
  private let table: UnsafePointer<UInt64>

  /// Creates a scanner of `bytes`, which must outlive it and what it gives.
  package init(_ bytes: UnsafeBufferPointer<UInt8>) {
    unsafe table = JSONStringAutomaton.table
    count = bytes.count
    // Any pointer will do for no bytes.
    unsafe base =
      bytes.baseAddress ?? UnsafePointer(UnsafeRawPointer(table).assumingMemoryBound(to: UInt8.self))
    if unsafe count >= 3 && base[0] == 0xEF && base[1] == 0xBB && base[2] == 0xBF { position = 3 }
  }

  /// Skips white space; true if nothing else is left.
  package mutating func isAtEnd() -> Bool {
    skipWhitespace()
    return position == count
  }

  /// Throws unless only white space is left.
  package mutating func finish() throws(SearchError) {
    if !isAtEnd() { throw expected("the end") }
  }

  /// Reads a value.
  package mutating func readValue() throws(SearchError) -> FieldValue { try readValue(depth: 0) }

  /// Reads an object and gives its members to `body`, in the order of the text and with all repetitions.
  ///
  /// Strings are given as they are, without being unescaped or copied; whatever else is only checked.
  package mutating func forEachMember(
    _ body: (_ name: JSONText, _ value: JSONValue) throws(SearchError) -> Void
  ) throws(SearchError) {
    guard try beginObject() else { return }
    repeat {
      let name = try readName()
      skipWhitespace()
      if unsafe position < count && base[position] == UInt8(ascii: "\"") {
        position += 1
        try body(name, .string(try readText()))
      } else {
        let start = position
        try skipValue(depth: 1)
        try unsafe body(name, .other(UnsafeBufferPointer(start: base + start, count: position - start)))
      }
    } while try hasNext(closing: UInt8(ascii: "}"))
  }

  /// Checks a value without building it.
  package mutating func skipValue() throws(SearchError) { try skipValue(depth: 0) }

  // MARK: Values

  private mutating func readValue(depth: Int) throws(SearchError) -> FieldValue {
    skipWhitespace()
    guard position < count else { throw expected("a value") }
    switch unsafe base[position] {
    case UInt8(ascii: "\""):
      position += 1
      return .string(try readText().string)
    case UInt8(ascii: "{"):
      try checkDepth(depth)
      var members: [String: FieldValue] = [:]
      guard try beginObject() else { return .object(members) }
      repeat {
        let name = try readName().string
        members[name] = try readValue(depth: depth + 1)
      } while try hasNext(closing: UInt8(ascii: "}"))
      return .object(members)
    case UInt8(ascii: "["):
      try checkDepth(depth)
      var elements: [FieldValue] = []
      guard try beginArray() else { return .array(elements) }
      repeat {
        elements.append(try readValue(depth: depth + 1))
      } while try hasNext(closing: UInt8(ascii: "]"))
      return .array(elements)
    case UInt8(ascii: "t"):
      try readWord("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try readWord("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try readWord("null")
      return .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber()
    default: throw expected("a value")
    }
  }

  private mutating func skipValue(depth: Int) throws(SearchError) {
    skipWhitespace()
    guard position < count else { throw expected("a value") }
    switch unsafe base[position] {
    case UInt8(ascii: "\""):
      position += 1
      _ = try readText()
    case UInt8(ascii: "{"):
      try checkDepth(depth)
      guard try beginObject() else { return }
      repeat {
        _ = try readName()
        try skipValue(depth: depth + 1)
      } while try hasNext(closing: UInt8(ascii: "}"))
    case UInt8(ascii: "["):
      try checkDepth(depth)
      guard try beginArray() else { return }
      repeat { try skipValue(depth: depth + 1) } while try hasNext(closing: UInt8(ascii: "]"))
    case UInt8(ascii: "t"): try readWord("true")
    case UInt8(ascii: "f"): try readWord("false")
    case UInt8(ascii: "n"): try readWord("null")
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): _ = try readNumber()
    default: throw expected("a value")
    }
  }

  // MARK: Structure

  /// Reads `{`; false if `}` follows, which is read too.
  private mutating func beginObject() throws(SearchError) -> Bool {
    skipWhitespace()
    guard unsafe position < count && base[position] == UInt8(ascii: "{") else { throw expected("an object") }
    position += 1
    skipWhitespace()
    guard unsafe position < count && base[position] == UInt8(ascii: "}") else { return true }
    position += 1
    return false
  }

  /// Reads `[`; false if `]` follows, which is read too.
  private mutating func beginArray() throws(SearchError) -> Bool {
    position += 1
    skipWhitespace()
    guard unsafe position < count && base[position] == UInt8(ascii: "]") else { return true }
    position += 1
    return false
  }

  /// Reads a name and the colon behind it.
  @inline(__always)
  private mutating func readName() throws(SearchError) -> JSONText {
    skipWhitespace()
    guard unsafe position < count && base[position] == UInt8(ascii: "\"") else {
      throw expected("a name in quotes")
    }
    position += 1
    let name = try readText()
    skipWhitespace()
    guard unsafe position < count && base[position] == UInt8(ascii: ":") else { throw expected("\":\"") }
    position += 1
    return name
  }

  /// Reads a comma (true) or the closing bracket (false).
  @inline(__always)
  private mutating func hasNext(closing: UInt8) throws(SearchError) -> Bool {
    skipWhitespace()
    if position < count {
      let byte = unsafe base[position]
      if byte == UInt8(ascii: ",") || byte == closing {
        position += 1
        return byte != closing
      }
    }
    throw expected("\",\" or \"\(Unicode.Scalar(closing))\"")
  }

  @inline(__always)
  private mutating func skipWhitespace() {
    while position < count {
      switch unsafe base[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  private mutating func readWord(_ word: StaticString) throws(SearchError) {
    for index in 0..<word.utf8CodeUnitCount {
      guard unsafe position + index < count && base[position + index] == word.utf8Start[index] else {
        throw expected("\"\(word)\"")
      }
    }
    position += word.utf8CodeUnitCount
  }

  private func checkDepth(_ depth: Int) throws(SearchError) {
    if depth >= FieldValue.maximumDepth {
      throw expected("at most \(FieldValue.maximumDepth) levels of nesting")
    }
  }

  // MARK: Strings

  /// Reads a string whose opening quote has been read, and the closing quote.
  @inline(__always)
  private mutating func readText() throws(SearchError) -> JSONText {
    let start = position
    var hasEscapes = false
    while true {
      let state = skipContent()
      guard position < count, state == JSONStringAutomaton.accept else {
        throw expected(position < count ? "the rest of a UTF-8 character" : "the end of the string")
      }
      switch unsafe base[position] {
      case UInt8(ascii: "\""):
        let content = unsafe UnsafeBufferPointer(start: base + start, count: position - start)
        position += 1
        return unsafe JSONText(escaped: content, hasEscapes: hasEscapes)
      case UInt8(ascii: "\\"):
        hasEscapes = true
        try skipEscape()
      case 0..<0x20: throw expected("an escape (\"\\n\", \"\\t\", \"\\u…\") instead of a control character")
      default: throw expected("UTF-8")
      }
    }
  }

  /// Moves to the first byte that does not continue the content of a string and returns the state before it.
  @inline(__always)
  private mutating func skipContent() -> UInt64 {
    var next = position
    var state = JSONStringAutomaton.accept
    while count &- next >= 8 {
      let bytes = unsafe base + next
      var after = unsafe table[Int(bytes[0])] &>> state
      after = unsafe table[Int(bytes[1])] &>> after
      after = unsafe table[Int(bytes[2])] &>> after
      after = unsafe table[Int(bytes[3])] &>> after
      after = unsafe table[Int(bytes[4])] &>> after
      after = unsafe table[Int(bytes[5])] &>> after
      after = unsafe table[Int(bytes[6])] &>> after
      after = unsafe table[Int(bytes[7])] &>> after
      if after & JSONStringAutomaton.mask == JSONStringAutomaton.stop { break }
      state = after
      next &+= 8
    }
    // The rest, or the eight bytes among which the end is, one by one.
    while next < count {
      let after = unsafe table[Int(base[next])] &>> state
      if after & JSONStringAutomaton.mask == JSONStringAutomaton.stop { break }
      state = after
      next &+= 1
    }
    position = next
    return state & JSONStringAutomaton.mask
  }

  /// Checks an escape at its backslash and moves behind it.
  private mutating func skipEscape() throws(SearchError) {
    position += 1
    guard position < count else { throw expected("the rest of an escape") }
    switch unsafe base[position] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 1
    case UInt8(ascii: "u"):
      position += 1
      for _ in 0..<4 {
        guard position < count else { throw expected("four hexadecimal digits") }
        switch unsafe base[position] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
          UInt8(ascii: "A")...UInt8(ascii: "F"):
          position += 1
        default: throw expected("four hexadecimal digits")
        }
      }
    default: throw expected("one of \"\\/bfnrtu after a backslash")
    }
  }

  // MARK: Errors

  /// The error for what is at ``position``.
  func expected(_ expectation: String) -> SearchError {
    let found: String
    if position >= count {
      found = "the end of the input"
    } else {
      let byte = unsafe base[position]
      let digits = String(byte, radix: 16, uppercase: true)
      found =
        byte > 0x20 && byte < 0x7F
        ? "\"\(Unicode.Scalar(byte))\"" : "the byte 0x" + (digits.utf8.count < 2 ? "0" : "") + digits
    }
    return SearchError(
      .invalidDocument, "Not JSON at byte \(position): expected \(expectation), found \(found).",
      offset: position)
  }
}
