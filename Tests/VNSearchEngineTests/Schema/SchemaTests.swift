import Testing
import VNTestSupport

@testable import VNSearchEngine

struct SchemaTests {
  static let sample = Schema(
    .key("id"), .text("title", boost: 2.25), .text("body", stored: false), .keyword("tags"), .integer("year"),
    .number("price", stored: false), .date("published"), .boolean("open"), .stored("extra"))

  @Test func findsFields() {
    let schema = Self.sample
    #expect(schema.fieldNumber(of: "body") == 2)
    #expect(schema.field(named: "title")?.boost == 2.25)
    #expect(schema.field(named: "none") == nil)
    #expect(schema.keyField?.name == "id")
    #expect(schema.textFields.map(\.name) == ["title", "body"])
    #expect(schema.columnFields.map(\.name) == ["tags", "year", "price", "published", "open"])
  }

  @Test(
    arguments: [
      ([], "no text field"),
      ([.key("id")], "no text field"),
      ([.text("a"), .text("a")], "unique"),
      ([.text("é"), .keyword("e\u{301}")], "unique"),
      ([.key("a"), .key("b"), .text("c")], "at most one"),
      ([.text("")], "no name"),
      ([.text("a\nb")], "control"),
      ([.text(String(repeating: "x", count: 256))], "255"),
      ([.text("a", boost: 0)], "boost"),
      ([.text("a", boost: 16.25)], "boost"),
      ([.text("a", boost: 1.1)], "boost"),
      ([.text("a", boost: .nan)], "boost"),
      ([.text("a"), Schema.Field(name: "b", kind: .keyword, boost: 2)], "only text"),
      ([.text("a"), Schema.Field(name: "b", kind: .key, isStored: false)], "stored"),
      ((0...1_024).map { .text("f\($0)") }, "most"),
    ] as [([Schema.Field], String)])
  func refusesBrokenRules(fields: [Schema.Field], reason: String) throws {
    let error = try #require(throws: SearchError.self) { try Schema(fields: fields) }
    #expect(error.code == .invalidSchema)
    #expect(error.message.contains(reason), "\(error.message)")
  }

  @Test func encodesAsDocumented() {
    var bytes: [UInt8] = []
    Schema(.text("t", boost: 2)).encode(into: &bytes)
    #expect(bytes == [0x01, 0x01, 0x00, 0x01, 0x01, 0x08, 0x01, 0x74])
  }

  @Test func decodesWhatItEncodes() throws {
    var bytes: [UInt8] = []
    Self.sample.encode(into: &bytes)
    #expect(try Self.decode(bytes) == Self.sample)
  }

  @Test func damageThrows() {
    var bytes: [UInt8] = []
    Self.sample.encode(into: &bytes)
    for count in 0..<bytes.count {
      #expect(throws: SearchError.self) { try Self.decode(Array(bytes[..<count])) }
    }
    for bit in 0..<bytes.count * 8 {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << (bit % 8)
      // Some flips make another schema, which the commit's checksum finds; none may make the same one or trap.
      if let schema = try? Self.decode(damaged) { #expect(schema != Self.sample) }
    }
  }

  static func decode(_ bytes: [UInt8]) throws -> Schema {
    try unsafe bytes.withUnsafeBytes { try unsafe Schema(decoding: $0, file: "commit") }
  }
}
