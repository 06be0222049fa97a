import Testing
import VNTestSupport

@testable import vnsearch_cli

struct JSONReaderTests {
  private static func row(
    _ name: String, _ text: String, _ documents: [ReadDocument] = [], errors: [String] = [],
    file: String = "a.jsonl"
  ) -> ReaderRow {
    ReaderRow(name: name, text: text, documents: documents, errors: errors, file: file)
  }

  static let rows: [ReaderRow] = [
    row(
      "lines",
      "{\"id\":1,\"title\":\"Hà Nội\",\"text\":\"mùa thu\"}\n\n {\"id\":\"b\",\"body\":\"c\"} \r\n",
      [.init("1", "Hà Nội", "mùa thu"), .init("b", nil, "c", line: 3)]),
    row(
      "escapes", #"{"id":"a\"b","te\u0078t":"h\u00e0\n\ud83d\ude00"}"#,
      [.init("a\"b", nil, "hà\n😀")]),
    row(
      "text before body before content", #"{"id":1,"content":"c","text":"t","body":"b"}"#,
      [.init("1", nil, "t")]),
    row(
      "values that are not strings",
      #"{"id":1.5,"title":null,"text":["a","b"]}"# + "\n" + #"{"id":2,"text":17}"#,
      [.init("1.5", nil, "a\nb"), .init("2", nil, "17", line: 2)]),
    row("null is an empty text", #"{"id":1,"text":null}"#, [.init("1", nil, "")]),
    row(
      "bad JSON", "{\"id\":1,\"text\":\"a\"}\n{\"id\":2,\"text\":\"b}\n{\"id\":3,\"text\":\"c\"}",
      [.init("1", nil, "a"), .init("3", nil, "c", line: 3)],
      errors: ["a.jsonl:2: not JSON at byte 18: expected the end of the string, found the end of the input"]),
    row(
      "not objects", "[1]\n\"a\"\n{} x\n",
      errors: [
        "a.jsonl:1: not JSON at byte 0: expected an object, found \"[\"",
        "a.jsonl:2: not JSON at byte 0: expected an object, found \"\"\"",
        "a.jsonl:3: not JSON at byte 3: expected the end, found \"x\"",
      ]),
    row(
      "missing fields",
      #"{"key":1,"text":"a"}"# + "\n" + #"{"id":2,"lead":"a"}"# + "\n{}\n{\"id\":null,\"text\":\"\"}",
      errors: [
        "a.jsonl:1: no field \"id\" (there are key, text); name the id with --id",
        "a.jsonl:2: no field \"text\", \"body\" or \"content\" (there are id, lead); name the text with --text",
        "a.jsonl:3: no field \"id\" in an empty object; name the id with --id",
        "a.jsonl:4: the id \"id\" is null or empty; give the document a text or an integer of its own",
      ]),
    row(
      "fields of the wrong kind", #"{"id":{"a":1},"text":"a"}"# + "\n" + #"{"id":1,"text":[1]}"#,
      errors: [
        "a.jsonl:1: the field \"id\" is an object; it must be text or a number",
        "a.jsonl:2: the field \"text\" is an array of other things than text; it must be text or a number",
      ]),
    row(
      "an array",
      "\u{FEFF}[\n {\"id\":1,\"text\":\"a\"},\n {\"id\":2,\n  \"text\":\"]}\\\"\"}\n]\n",
      [.init("1", nil, "a", line: 2), .init("2", nil, "]}\"", line: 3)], file: "a.json"),
    row("an empty array", " [ ] ", file: "a.json"),
    row(
      "one object", "{\n\"id\":1,\"text\":\"a\"}", [.init("1", nil, "a")],
      file: "a.json"),
    row(
      "objects one after the other", "{\"id\":1,\"text\":\"a\"}\n{\"id\":2,\"text\":\"b\"}",
      [.init("1", nil, "a"), .init("2", nil, "b", line: 2)], file: "a.json"),
    row(
      "a bad object in an array", "[{\"id\":1,\n\"text\":x},\n{\"id\":2,\"text\":\"b\"}]",
      [.init("2", nil, "b", line: 3)],
      errors: ["a.json:2: not JSON at byte 16: expected a value, found \"x\""], file: "a.json"),
    row(
      "a cut-off array", "[{\"id\":1,\"text\":\"a\"},\n{\"id\":2,",
      [.init("1", nil, "a")], errors: ["a.json:2: the object that begins on this line is cut off"],
      file: "a.json"),
    row(
      "an array without its end", "[{\"id\":1,\"text\":\"a\"}\n",
      [.init("1", nil, "a")],
      errors: ["a.json:2: the array is cut off; \"]\" is missing"], file: "a.json"),
    row(
      "something else", "true", errors: ["a.json:1: not JSON: expected an object, found \"t\""],
      file: "a.json"),
  ]

  @Test(arguments: rows) func reads(row: ReaderRow) throws { try row.check() }

  @Test func keepsOtherFieldsAsJSON() throws {
    let inputs = InputFolder()
    let path = try inputs.write(
      "a.jsonl", #"{"tags":["x", "y"],"id":1,"text":"a","by":"\u00c1nh","n":1e3}"#)
    #expect(
      read([path], keepsOthers: true).documents == [
        .init("1", nil, "a", others: ["tags": #"["x", "y"]"#, "by": #""\u00c1nh""#, "n": "1e3"])
      ])
  }

  @Test func invalidUTF8NamesTheLine() throws {
    let inputs = InputFolder()
    let path = try inputs.write(
      "a.jsonl",
      Array("{\"id\":1,\"text\":\"a\"}\n{\"id\":2,\"text\":\"b".utf8) + [0xFF] + Array("\"}\n".utf8))
    let result = read([path], folder: inputs.folder.path)
    #expect(result.documents.map(\.id) == ["1"])
    #expect(result.errors == ["a.jsonl:2: not JSON at byte 17: expected UTF-8, found the byte 0xFF"])
  }

  @Test func aLineOverTheLimitIsPassedOver() throws {
    let inputs = InputFolder()
    let long = "{\"id\":2,\"text\":\"\(String(repeating: "x", count: 5_000))\"}"
    let path = try inputs.write(
      "a.jsonl", "{\"id\":1,\"text\":\"a\"}\n\(long)\n{\"id\":3,\"text\":\"c\"}\n\(long)")
    let result = read([path], windowCapacity: 64, recordLimit: 1_000, folder: inputs.folder.path)
    #expect(result.documents == [.init("1", nil, "a"), .init("3", nil, "c", line: 3)])
    #expect(
      result.errors
        == [2, 4].map { "a.jsonl:\($0): longer than 1.0 kB, the limit for one document; split it" })
  }

  @Test func stopsAtTheFirstError() throws {
    let inputs = InputFolder()
    let path = try inputs.write("a.jsonl", "{\"id\":1,\"text\":\"a\"}\n{\n{\"id\":3,\"text\":\"c\"}\n")
    let result = read([path], policy: .stop, folder: inputs.folder.path)
    #expect(result.documents.map(\.id) == ["1"])
    #expect(result.errors.count == 1 && result.errors[0].hasPrefix("a.jsonl:2: not JSON"))
  }

  @Test("An id that is given thousands of times is the last of them, however long it is written out")
  func manyIDs() throws {
    let inputs = InputFolder()
    let ids = String(repeating: "\"id\":1e15,", count: 20_000)
    try inputs.write("a.jsonl", "{\(ids)\"text\":\"mưa\"}\n{\"id\":1e15,\"id\":\"1e15\",\"text\":\"nắng\"}\n")
    let result = read([inputs.path("a.jsonl")])
    #expect(result.documents.map(\.id) == ["1000000000000000", "1e15"] && result.errors == [])
  }
}
