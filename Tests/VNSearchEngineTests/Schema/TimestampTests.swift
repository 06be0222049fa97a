import Foundation
import Testing
import VNTestSupport

@testable import VNSearchEngine

struct TimestampTests {
  @Test(
    arguments: [
      ("1970", 0), ("1970-01", 0), ("1970-01-01", 0), ("1969-12-31", -86_400), ("2024-02-29", 1_709_164_800),
      ("2024-07-27T08:30:00+07:00", 1_722_043_800), ("2024-07-27 01:30", 1_722_043_800),
      ("2024-07-27T01:30:00.25Z", 1_722_043_800.25), ("2024-07-27T08:30+0700", 1_722_043_800),
      ("2024-07-26T20:30:00-05", 1_722_043_800), ("0000-01-01", -62_167_219_200),
      ("1970-01-01T23:59:60Z", 86_400),
    ] as [(String, Double)])
  func parses(text: String, seconds: Double) { #expect(Timestamp(parsing: text)?.seconds == seconds) }

  @Test(
    arguments: [
      "", "x", "197", "19700", "1970-", "1970-13", "1970-00", "1970-02-30", "1970-01-01T", "1970-01-01T24:00",
      "1970-01-01T1:00", "1970-01-01T10:60", "1970-01-01T10:00:61", "1970-01-01T10:00:00.",
      "1970-01-01T10:00+",
      "1970-01-01T10:00Zx", "2100-02-29", "1970-01-01x", "１９７０", "1970-01-01T10:00+07:",
    ])
  func refuses(text: String) { #expect(Timestamp(parsing: text) == nil) }

  @Test func equalsFoundation() throws {
    var random = SeededGenerator.announced("timestamps")
    let formatter = ISO8601DateFormatter()
    for _ in 0..<2_000 {
      let seconds = Double(Int.random(in: -12_000_000_000...253_402_300_799, using: &random))
      let text = Timestamp(seconds: seconds).description
      #expect(Timestamp(parsing: text)?.seconds == seconds)
      #expect(text == formatter.string(from: Date(timeIntervalSince1970: seconds)))
    }
  }
}
