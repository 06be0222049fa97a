import Testing
import VNTestSupport

@testable import vnsearch_cli

struct DelimitedReaderTests {
  private static func row(
    _ name: String, _ text: String, _ documents: [ReadDocument] = [], errors: [String] = [],
    file: String = "a.csv"
  ) -> ReaderRow {
    ReaderRow(name: name, text: text, documents: documents, errors: errors, file: file)
  }

  static let rows: [ReaderRow] = [
    row(
      "plain", "id,title,text\n1,Hà Nội,mùa thu\n2,,b\n",
      [.init("1", "Hà Nội", "mùa thu", line: 2), .init("2", "", "b", line: 3)]),
    row("no line end at the end", "id,text\n1,a", [.init("1", nil, "a", line: 2)]),
    row(
      "CRLF and a byte order mark", "\u{FEFF}id,text\r\n1,a\r\n2,b\r\n",
      [.init("1", nil, "a", line: 2), .init("2", nil, "b", line: 3)]),
    row(
      "quotes", "id,text\n1,\"a,\"\"b\"\"\nc\"\n\"2\",\"\"\r\n3,d \"e\" f\n",
      [
        .init("1", nil, "a,\"b\"\nc", line: 2), .init("2", nil, "", line: 4),
        .init("3", nil, "d \"e\" f", line: 5),
      ]),
    row(
      "empty lines", "\nid,text\n\n1,a\n\r\n2,b\n\n",
      [.init("1", nil, "a", line: 4), .init("2", nil, "b", line: 6)]),
    row(
      "semicolons", "id;text;price\n1;a, b;1,5\n", [.init("1", nil, "a, b", line: 2)]),
    row(
      "body and content are text", "id,content,body\n1,c,b\n",
      [.init("1", nil, "b", line: 2)]),
    row(
      "a row too short and one too long", "id,text\n1\n2,b\n3,c,d\n4,e\n",
      [.init("2", nil, "b", line: 3), .init("4", nil, "e", line: 5)],
      errors: [
        "a.csv:2: 1 columns, the header has 2; quote columns that hold a separator or a line end",
        "a.csv:4: 3 columns, the header has 2; quote columns that hold a separator or a line end",
      ]),
    row(
      "text after a quote", "id,text\n1,\"a\"b\n2,c\n",
      [.init("2", nil, "c", line: 3)],
      errors: ["a.csv:2: text after the closing quote of column 2; a quote inside a column is written twice"]),
    row(
      "a quote that is never closed", "id,text\n1,a\n2,\"b\n3,c\n",
      [.init("1", nil, "a", line: 2)],
      errors: ["a.csv:3: the quote that opens column 2 is never closed"]),
    row(
      "no id column", "ID,text\n1,a\n",
      errors: ["a.csv:1: no column \"id\" for the id; columns: ID, text; choose one with --id"]),
    row(
      "no text column", "id,lead\n1,a\n",
      errors: [
        "a.csv:1: no column \"text\", \"body\" or \"content\" for the text; columns: id, lead; choose with --text"
      ]),
    row(
      "an empty id", "id,text\n,a\n2,b\n", [.init("2", nil, "b", line: 3)],
      errors: ["a.csv:2: the column \"id\" is empty"]),
    row("an empty file", "", errors: ["a.csv: empty; the first row must name the columns"]),
    row(
      "a tab-separated file with plain quotes",
      "id\ttext\n1\t\"Hà Nội\" mùa thu\n2\t\"a\tb\"\n3\t\"x\"\"y\"\n4\t\"never closed\n5\tc\n",
      [
        .init("1", nil, "\"Hà Nội\" mùa thu", line: 2), .init("2", nil, "a\tb", line: 3),
        .init("3", nil, "x\"y", line: 4), .init("4", nil, "\"never closed", line: 5),
        .init("5", nil, "c", line: 6),
      ], file: "a.tsv"),
  ]

  @Test(arguments: rows) func reads(row: ReaderRow) throws { try row.check() }

  @Test func keepsOtherColumnsAndNamedFields() throws {
    let inputs = InputFolder()
    let path = try inputs.write("a.csv", "ma,ten,noi dung,gia\n7,Ấm,\"đun \"\"nước\"\"\",\"1,5\"\n")
    let names = FieldNames(id: "ma", title: "ten", text: [["noi dung"], ["ghi chu"]])
    let result = read([path], names: names, keepsOthers: true)
    #expect(
      result.documents == [.init("7", "Ấm", "đun \"nước\"", nil, line: 2, others: ["gia": "1,5"])])
  }

  @Test func invalidUTF8NamesTheRow() throws {
    let inputs = InputFolder()
    let path = try inputs.write(
      "a.csv", Array("id,text\n1,a\n2,".utf8) + [0xC3, 0x28] + Array("\n3,c\n".utf8))
    let result = read([path], folder: inputs.folder.path)
    #expect(result.documents.map(\.id) == ["1", "3"])
    #expect(
      result.errors == [
        "a.csv:3: invalid UTF-8 at byte 2 of the row; convert the file to UTF-8 first (iconv)"
      ])
  }

  @Test func aRowOverTheLimitIsPassedOver() throws {
    let inputs = InputFolder()
    let path = try inputs.write(
      "a.csv", "id,text\n1,a\n2,\(String(repeating: "x", count: 5_000))\n3,c\n")
    let result = read([path], windowCapacity: 64, recordLimit: 1_000, folder: inputs.folder.path)
    #expect(result.documents.map(\.id) == ["1", "3"])
    #expect(result.errors == ["a.csv:3: longer than 1.0 kB, the limit for one document; split it"])
  }

  /// Random tables, written with random quoting, against what was written.
  @Test func readsWhatWasWritten() throws {
    let seed = UInt64.random(in: 0 ... .max)
    print("seed \(seed)")
    var random = SeededGenerator(seed: seed)
    let inputs = InputFolder()
    let pieces = ["a", "ồ", ",", "\"", "\n", "\r\n", ";", " ", "\t", "thu"]
    for round in 0..<200 {
      var text = "id,text\n"
      var expected: [ReadDocument] = []
      var line = 2
      for number in 0..<Int.random(in: 0...6, using: &random) {
        let value = (0..<Int.random(in: 0...6, using: &random)).map { _ in
          pieces.randomElement(using: &random)!
        }
        .joined()
        // The quote, not grapheme clusters: CRLF is one character.
        let needsQuotes = value.utf8.contains { [0x2C, 0x22, 0x0A, 0x0D].contains($0) }
        let written =
          needsQuotes || Bool.random(using: &random)
          ? "\"" + value.replacing("\"", with: "\"\"") + "\"" : value
        text += "\(number),\(written)\(Bool.random(using: &random) ? "\n" : "\r\n")"
        expected.append(.init("\(number)", nil, value, line: line))
        line += 1 + value.utf8.count { $0 == 0x0A }
      }
      let path = try inputs.write("\(round).csv", text)
      let result = read([path], windowCapacity: Int.random(in: 4...40, using: &random))
      #expect(result == ReadResult(documents: expected), "\(text.debugDescription)")
    }
  }
}
