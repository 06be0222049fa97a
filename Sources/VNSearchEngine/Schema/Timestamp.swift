/// A moment as seconds since 1 January 1970 UTC, and its ISO 8601 spelling.
///
/// ```swift
/// Timestamp(parsing: "2024-07-27T08:30:00+07:00")?.seconds      // 1722043800
/// Timestamp(seconds: 1_722_043_800).description                 // "2024-07-27T01:30:00Z"
/// ```
///
/// The calendar is the proleptic Gregorian one, years 0 to 9999, without leap seconds.
public struct Timestamp: Sendable, Hashable, Comparable {
  /// Seconds since 1 January 1970 UTC.
  public var seconds: Double

  /// Creates the moment so many seconds after (before, if negative) 1 January 1970 UTC.
  public init(seconds: Double) { self.seconds = seconds }

  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.seconds < b.seconds }

  /// Reads a date, or a date and time, of ISO 8601 in its extended form.
  ///
  /// - Parameter text: `2024`, `2024-07`, `2024-07-27`, or a day followed by `T` (or a space), a time `08:30`,
  ///   `08:30:15` or `08:30:15.25`, and optionally a zone `Z`, `+07:00`, `+0700` or `+07`. A missing part is its
  ///   beginning, a missing zone is UTC.
  /// - Returns: nil if it is anything else, or no such day or time exists.
  public init?(parsing text: some StringProtocol) {
    var parser = Parser(bytes: Array(text.utf8))
    guard let seconds = parser.parse() else { return nil }
    self.seconds = seconds
  }

  /// The end of the day, month or year that a date without a time names: the first moment behind it, in UTC.
  ///
  /// nil if the text has a time or is no date.
  init?(endOfPeriod text: some StringProtocol) {
    let count = text.utf8.count
    guard count == 4 || count == 7 || count == 10, let start = Timestamp(parsing: text) else { return nil }
    let days = Int((start.seconds / 86_400).rounded(.down))
    let (year, month, _) = Timestamp.civil(days: days)
    let end =
      switch count {
      case 4: Timestamp.days(year: year + 1, month: 1, day: 1)
      case 7: Timestamp.days(year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1)
      default: days + 1
      }
    seconds = Double(end * 86_400)
  }

  /// Days from 1 January 1970 to a day of the proleptic Gregorian calendar (Howard Hinnant, "chrono-Compatible
  /// Low-Level Date Algorithms", days_from_civil).
  static func days(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The inverse of ``days(year:month:day:)`` (civil_from_days of the same source).
  static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// How many days a month has.
  static func dayCount(year: Int, month: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension Timestamp {
  /// As ``description``, but only the day where it is the beginning of one.
  package var shortestDescription: String {
    let text = description
    return text.hasSuffix("T00:00:00Z") ? String(text.dropLast(10)) : text
  }
}

extension Timestamp: CustomStringConvertible {
  /// The moment in UTC, `2024-07-27T01:30:00Z`, with up to six digits of a second; a number of seconds outside of
  /// the years 0 to 9999.
  public var description: String {
    guard seconds >= -62_167_219_200, seconds < 253_402_300_800 else { return "\(seconds)" }
    let whole = seconds.rounded(.down)
    var microseconds = Int(((seconds - whole) * 1e6).rounded())
    var total = Int(whole)
    if microseconds == 1_000_000 {
      microseconds = 0
      total += 1
    }
    let days = (total >= 0 ? total : total - 86_399) / 86_400
    let rest = total - days * 86_400
    let (year, month, day) = Timestamp.civil(days: days)
    func padded(_ value: Int, _ count: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }
    var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
    text += "\(padded(rest / 3_600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))"
    if microseconds > 0 {
      var digits = padded(microseconds, 6)
      while digits.hasSuffix("0") { digits.removeLast() }
      text += "." + digits
    }
    return text + "Z"
  }
}

extension Timestamp {
  private struct Parser {
    let bytes: [UInt8]
    var position = 0

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: Character) -> Bool {
      guard next == byte.asciiValue else { return false }
      position += 1
      return true
    }

    private mutating func digits(_ count: Int) -> Int? {
      guard bytes.count - position >= count else { return nil }
      var value = 0
      for _ in 0..<count {
        guard let byte = next, byte >= 0x30, byte <= 0x39 else { return nil }
        value = value * 10 + Int(byte - 0x30)
        position += 1
      }
      return value
    }

    mutating func parse() -> Double? {
      guard let year = digits(4) else { return nil }
      var month = 1
      var day = 1
      if take("-") {
        guard let value = digits(2), (1...12).contains(value) else { return nil }
        month = value
        if take("-") {
          guard let value = digits(2), value >= 1, value <= Timestamp.dayCount(year: year, month: month)
          else { return nil }
          day = value
          guard let time = time() else { return nil }
          guard position == bytes.count else { return nil }
          return Double(Timestamp.days(year: year, month: month, day: day) * 86_400) + time
        }
      }
      guard position == bytes.count else { return nil }
      return Double(Timestamp.days(year: year, month: month, day: day) * 86_400)
    }

    /// Seconds from the beginning of the day, or 0 if nothing follows; nil if something else does.
    private mutating func time() -> Double? {
      if next == nil { return 0 }
      guard take("T") || take("t") || take(" ") else { return nil }
      guard let hour = digits(2), hour <= 23, take(":"), let minute = digits(2), minute <= 59 else {
        return nil
      }
      var seconds = Double(hour * 3_600 + minute * 60)
      if take(":") {
        // 60 is a leap second, which this count of seconds does not have: the next minute begins.
        guard let second = digits(2), second <= 60 else { return nil }
        seconds += Double(second)
        if take(".") {
          var count = 0
          var fraction = 0.0
          var scale = 1.0
          while let digit = digits(1) {
            count += 1
            if count <= 15 {
              fraction = fraction * 10 + Double(digit)
              scale *= 10
            }
          }
          if count == 0 { return nil }
          seconds += fraction / scale
        }
      }
      guard let offset = zone() else { return nil }
      return seconds - offset
    }

    /// Seconds that the zone is ahead of UTC; nil if it is not one.
    private mutating func zone() -> Double? {
      if next == nil || take("Z") || take("z") { return 0 }
      let sign = take("+") ? 1.0 : take("-") ? -1.0 : 0
      guard sign != 0, let hour = digits(2), hour <= 23 else { return nil }
      var minute = 0
      if next != nil {
        _ = take(":")
        guard let value = digits(2), value <= 59 else { return nil }
        minute = value
      }
      return sign * Double(hour * 3_600 + minute * 60)
    }
  }
}
