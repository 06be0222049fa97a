import Testing

@testable import VNSearchEngine

struct FieldNormalizationTests {
  @Test(
    arguments: [
      (.key("k"), "a", "a"),
      (.key("k"), 7, 7),
      (.key("k"), 7.0, 7),
      (.key("k"), nil, nil),
      (.text("t"), "a", "a"),
      (.text("t"), ["a", nil, "b"], ["a", "b"]),
      (.text("t"), ["a"], ["a"]),
      (.text("t"), [nil], []),
      (.text("t"), 12, "12"),
      (.text("t"), 12.5, "12.5"),
      (.keyword("t"), true, "true"),
      (.keyword("t"), 3.0, "3"),
      (.integer("i"), "-12", -12),
      (.integer("i"), 3.0, 3),
      (.integer("i"), "", nil),
      (.number("n"), 3, 3.0),
      (.number("n"), ["1.5", 2], [1.5, 2.0]),
      (.date("d"), "1970-01-02", 86_400.0),
      (.date("d"), 5, 5.0),
      (.boolean("b"), "true", true),
      (.boolean("b"), false, false),
      (.stored("s"), ["a": [1]], ["a": [1]]),
    ] as [(Schema.Field, FieldValue, FieldValue)])
  func converts(field: Schema.Field, value: FieldValue, expected: FieldValue) throws {
    #expect(try field.normalized(value) == expected)
  }

  @Test(
    arguments: [
      (.key("k"), ""), (.key("k"), 1.5), (.key("k"), ["a"]), (.key("k"), true), (.text("t"), ["a": 1]),
      (.text("t"), [["a"]]), (.integer("i"), 1.5), (.integer("i"), "12a"), (.integer("i"), 1e30),
      (.number("n"), "x"),
      (.number("n"), .number(.nan)), (.number("n"), "nan"), (.date("d"), "27/07/2024"),
      (.date("d"), "2023-02-29"),
      (.boolean("b"), 1), (.boolean("b"), "yes"), (.keyword("w"), ["a": "b"]),
    ] as [(Schema.Field, FieldValue)])
  func refuses(field: Schema.Field, value: FieldValue) throws {
    let error = try #require(throws: SearchError.self) { try field.normalized(value) }
    #expect(error.code == .invalidDocument)
    #expect(error.message.contains("\"\(field.name)\" must be"), "\(error.message)")
  }
}
