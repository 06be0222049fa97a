/// How the values of each kind of column are kept as 64-bit integers, in the same order.
enum ColumnNumber {
  /// Microseconds in a second: what a date is kept to.
  static let dateScale = 1e6

  /// A double as an integer in the same order; -0 is 0. Every double but NaN has its own.
  static func encode(_ number: Double) -> Int64 {
    let bits = Int64(bitPattern: (number == 0 ? 0 : number).bitPattern)
    // Negative numbers are kept as sign and magnitude: all bits but the sign turn over.
    return bits ^ (bits >> 63) & .max
  }

  /// The inverse of ``encode(_:)``.
  static func decode(_ value: Int64) -> Double {
    Double(bitPattern: UInt64(bitPattern: value ^ (value >> 63) & .max))
  }

  /// Seconds since 1970 as microseconds, rounded down; what is beyond 292,000 years is as far as that.
  static func encode(seconds: Double) -> Int64 {
    let microseconds = (seconds * dateScale).rounded(.down)
    if microseconds >= 0x1p63 { return .max }
    if microseconds < -0x1p63 { return .min }
    return Int64(microseconds)
  }

  /// The inverse of ``encode(seconds:)``.
  static func decode(seconds value: Int64) -> Double { Double(value) / dateScale }

  /// The integer of a value that is normalized for a field of this kind (not keyword); nil if it is none.
  static func encode(_ value: FieldValue, kind: Schema.Field.Kind) -> Int64? {
    switch kind {
    case .integer: value.integerValue
    case .number: value.numberValue.flatMap { $0.isNaN ? nil : encode($0) }
    case .date: value.numberValue.flatMap { $0.isFinite ? encode(seconds: $0) : nil }
    case .boolean: value.boolValue.map { $0 ? 1 : 0 }
    case .key, .text, .keyword, .stored: nil
    }
  }

  /// The value of an integer in a column of this kind (not keyword).
  static func decode(_ value: Int64, kind: Schema.Field.Kind) -> FieldValue {
    switch kind {
    case .number: .number(decode(value))
    case .date: .number(decode(seconds: value))
    case .boolean: .bool(value != 0)
    case .integer, .key, .text, .keyword, .stored: .integer(value)
    }
  }
}
