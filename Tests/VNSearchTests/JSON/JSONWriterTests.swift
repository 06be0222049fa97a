import Testing

@testable import VNSearch

struct JSONWriterTests {
  @Test(
    arguments: [
      (nil, "null"), (true, "true"), (-7, "-7"), (1.0, "1.0"), (0.1, "0.1"), (1e300, "1e+300"),
      (.number(.infinity), "null"), (.number(.nan), "null"), ("", "\"\""),
      ("Hà \"Nội\"\\", "\"Hà \\\"Nội\\\"\\\\\""),
      ("\u{0}\u{8}\t\n\u{B}\u{C}\r\u{1F}\u{7F}/", "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\u{7F}/\""),
      ([], "[]"), ([1, [nil]], "[1,[null]]"), ([:], "{}"), (["b": 1, "a": [:]], "{\"a\":{},\"b\":1}"),
    ] as [(FieldValue, String)])
  func writes(value: FieldValue, text: String) {
    #expect(value.json == text)
    #expect("\(value)" == text)
  }

  @Test func keepsTheOrderOfMembers() {
    var writer = JSONWriter()
    writer.append(members: [("rank", 1), ("title", "Hà Nội")])
    writer.append(raw: "\n")
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "{\"rank\":1,\"title\":\"Hà Nội\"}\n")
  }
}
