import Testing

@testable import VNSearchEngine

@Suite("Length codes")
struct LengthCodeTests {
  @Test("are exact below 40, monotone, and decode to the shortest length of their class")
  func codes() {
    for length in UInt64(0)..<40 { #expect(LengthCode.decode(LengthCode.encode(length)) == UInt32(length)) }
    var last: UInt8 = 0
    for length in UInt64(0)..<200_000 {
      let code = LengthCode.encode(length)
      #expect(code >= last)
      if code != last { #expect(UInt64(LengthCode.decode(code)) == length) }
      last = code
    }
    #expect(LengthCode.encode(.max) == 255)
  }
}
