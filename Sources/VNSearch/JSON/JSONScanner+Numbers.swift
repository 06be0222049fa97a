extension JSONScanner {
  /// Reads a number: `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`.
  mutating func readNumber() throws(SearchError) -> FieldValue {
    let start = position
    let isNegative = unsafe base[position] == UInt8(ascii: "-")
    if isNegative { position += 1 }
    var mantissa: UInt64 = 0
    // The mantissa is exact as long as it has at most 19 digits.
    var digitCount = 0
    let hasLeadingZero = unsafe position < count && base[position] == UInt8(ascii: "0")
    let integerDigits = readDigits(into: &mantissa, count: &digitCount)
    guard integerDigits > 0 else { throw expected("a digit") }
    if hasLeadingZero && integerDigits > 1 {
      position = start + (isNegative ? 2 : 1)
      throw expected("no digit after a leading zero")
    }

    var isInteger = true
    var exponent = 0
    if unsafe position < count && base[position] == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      let digits = readDigits(into: &mantissa, count: &digitCount)
      guard digits > 0 else { throw expected("a digit") }
      exponent = -digits
    }
    if unsafe position < count && base[position] | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      position += 1
      var sign = 1
      if unsafe position < count
        && (base[position] == UInt8(ascii: "-") || base[position] == UInt8(ascii: "+"))
      {
        if unsafe base[position] == UInt8(ascii: "-") { sign = -1 }
        position += 1
      }
      var value: UInt64 = 0
      var ignored = 0
      guard readDigits(into: &value, count: &ignored) > 0 else { throw expected("a digit") }
      exponent += ignored > 9 ? sign * 1_000_000_000 : sign * Int(value)
    }

    if isInteger && digitCount <= 19 {
      if isNegative ? mantissa <= 1 << 63 : mantissa < 1 << 63 {
        return .integer(Int64(truncatingIfNeeded: isNegative ? 0 &- mantissa : mantissa))
      }
    }
    // Both factors are exact, so that one rounding gives the nearest double (Clinger 1990).
    if digitCount <= 19 && mantissa <= 1 << 53 && exponent >= -22 && exponent <= 22 {
      let value = Double(mantissa)
      let power = JSONScanner.powerOfTen(exponent.magnitude)
      let magnitude = exponent < 0 ? value / power : value * power
      return .number(isNegative ? -magnitude : magnitude)
    }
    let text = unsafe String(
      decoding: UnsafeBufferPointer(start: base + start, count: position - start), as: UTF8.self)
    guard let number = Double(text), number.isFinite else {
      position = start
      throw expected("a number within the range of doubles")
    }
    return .number(number)
  }

  /// Reads digits, appends them to `value` and returns how many they were. `count` is the number of digits of `value`
  /// without leading zeros; beyond 19 `value` means nothing.
  private mutating func readDigits(into value: inout UInt64, count digitCount: inout Int) -> Int {
    let start = position
    while position < count {
      let digit = unsafe base[position] &- UInt8(ascii: "0")
      if digit > 9 { break }
      value = value &* 10 &+ UInt64(digit)
      if digitCount > 0 || digit > 0 { digitCount += 1 }
      position += 1
    }
    return position - start
  }

  private static func powerOfTen(_ exponent: UInt) -> Double {
    var power = 1.0
    for _ in 0..<exponent { power *= 10 }
    return power
  }
}
