import Foundation
import Testing
import VNTestSupport

@testable import VNSearch

struct DocumentCodingTests {
  struct Article: Codable, Hashable {
    enum Section: String, Codable { case news, sport }
    enum Shape: Codable, Hashable {
      case circle(radius: Double)
      case point
    }
    struct Author: Codable, Hashable {
      var name: String
      var born: Date?
    }
    var id: Int
    var title: String
    var tags: [String] = []
    var section = Section.news
    var published: Date
    var revised: [Date] = []
    var price: Float?
    var views: UInt32 = 0
    var isOpen = true
    var author: Author?
    var shapes: [Shape] = []
    var counts: [String: Int8] = [:]
    var link: URL?
    var identifier = UUID()
    var blob = Data()
  }

  static let schema = Schema(
    .key("id"), .text("title"), .keyword("tags"), .keyword("section"), .date("published"), .date("revised"),
    .number("price"), .integer("views"), .boolean("isOpen"), .stored("author"), .stored("shapes"),
    .stored("counts"),
    .keyword("link"), .keyword("identifier"), .stored("blob"))

  static func fields<Document: Encodable>(
    _ document: Document, _ schema: Schema = schema
  ) throws -> [String: FieldValue] {
    let values = try DocumentEncoder(schema: schema).encode(document)
    #expect(values.map(\.number) == values.map(\.number).sorted())
    return Dictionary(uniqueKeysWithValues: values.map { (schema.fields[$0.number].name, $0.value) })
  }

  /// Encodes, takes each value as its field does and decodes, as an index would.
  static func roundTrip<Document: Codable>(_ document: Document, _ schema: Schema = schema) throws -> Document
  {
    let values = try DocumentEncoder(schema: schema).encode(document)
    let stored = try values.map { ($0.number, try schema.fields[$0.number].normalized($0.value)) }
      .filter { !$0.1.isNull }
    return try DocumentDecoder(schema: schema).decode(Document.self, from: stored)
  }

  static func article(_ random: inout SeededGenerator) -> Article {
    // Dates as 1970 counts them: those survive bit by bit.
    func date() -> Date {
      Date(timeIntervalSince1970: Double(Int.random(in: -9_999...1 << 41, using: &random)) / 1024)
    }
    var article = Article(
      id: .random(in: .min ... .max, using: &random), title: random.string(), published: date())
    article.tags = (0..<random.below(4)).map { _ in random.string(upTo: 3) }
    article.section = random.chance(0.5) ? .news : .sport
    article.revised = (0..<random.below(3)).map { _ in date() }
    article.price = random.chance(0.5) ? .random(in: 0...1, using: &random) : nil
    article.views = .random(in: 0 ... .max, using: &random)
    article.isOpen = random.chance(0.5)
    article.author =
      random.chance(0.5)
      ? Article.Author(name: random.string(), born: random.chance(0.5) ? date() : nil) : nil
    article.shapes = (0..<random.below(3)).map { _ in random.chance(0.5) ? .point : .circle(radius: 1.5) }
    article.counts = ["a": .random(in: -128...127, using: &random), "đ": 0]
    article.link = random.chance(0.5) ? URL(string: "https://example.org/b%C3%A0i?x=1") : nil
    article.blob = Data((0..<random.below(9)).map { UInt8($0) })
    return article
  }

  @Test func documentsSurvive() throws {
    var random = SeededGenerator.announced("Codable documents")
    for _ in 0..<300 {
      let article = Self.article(&random)
      #expect(try Self.roundTrip(article) == article)
    }
  }

  @Test func valuesAreWhatTheSchemaWants() throws {
    let article = Article(
      id: 7, title: "Hà Nội", tags: ["a"], section: .sport, published: Date(timeIntervalSince1970: 86_400.5),
      price: 1.5, author: .init(name: "An", born: Date(timeIntervalSince1970: 0)),
      shapes: [.circle(radius: 2)], link: URL(string: "https://vi.wikipedia.org"))
    let fields = try Self.fields(article)
    #expect(fields["id"] == 7)
    #expect(fields["title"] == "Hà Nội")
    #expect(fields["tags"] == ["a"])
    #expect(fields["section"] == "sport")
    #expect(fields["published"] == 86_400.5)
    #expect(fields["price"] == 1.5)
    #expect(fields["author"] == ["name": "An", "born": 0.0])
    #expect(fields["shapes"] == [["circle": ["radius": 2.0]]])
    #expect(fields["link"] == "https://vi.wikipedia.org")
    #expect(fields["identifier"]?.stringValue == article.identifier.uuidString)
    #expect(fields["isOpen"] == true)
  }

  @Test func theSameAsJSONWithoutDates() throws {
    struct Plain: Codable, Hashable {
      var a: [[Int?]]
      var b: [String: [Double]]
      var c: Character_?
      struct Character_: Codable, Hashable { var value: String }
    }
    var random = SeededGenerator.announced("Codable beside JSON")
    let schema = Schema(.text("t"), .stored("a"), .stored("b"), .stored("c"))
    for _ in 0..<200 {
      let plain = Plain(
        a: (0..<random.below(3)).map { _ in (0..<random.below(3)).map { random.chance(0.3) ? nil : $0 } },
        b: [random.string(upTo: 2): [0.5, 1]], c: random.chance(0.5) ? .init(value: random.string()) : nil)
      let json = try JSONDecoder().decode([String: FieldValue].self, from: JSONEncoder().encode(plain))
      let ours = try Self.fields(plain, schema)
      #expect(JSONReadingTests.integral(.object(ours)) == JSONReadingTests.integral(.object(json)))
      #expect(try Self.roundTrip(plain, schema) == plain)
    }
  }

  @Test func valuesThatTheIndexConvertedAreReadBack() throws {
    struct Loose: Codable, Hashable {
      var code: Int
      var ratio: Double
      var flag: Bool
      var number: Int
      var day: Date
      var words: [String]
    }
    let schema = Schema(
      .text("code"), .text("ratio"), .keyword("flag"), .number("number"), .date("day"), .keyword("words"))
    let loose = Loose(
      code: 12, ratio: 0.25, flag: true, number: 3, day: Date(timeIntervalSince1970: 1_722_043_800),
      words: ["a"])
    #expect(try Self.roundTrip(loose, schema) == loose)
    let text = try DocumentDecoder(schema: schema).decode(
      Loose.self,
      from: [(0, "12"), (1, 1), (2, "false"), (3, 3.0), (4, "2024-07-27T08:30:00+07:00"), (5, [])])
    #expect(text == Loose(code: 12, ratio: 1, flag: false, number: 3, day: loose.day, words: []))
  }

  /// A value that encodes itself as null where it is nothing.
  struct Perhaps<Value: Codable & Hashable>: Codable, Hashable {
    var value: Value?
    init(_ value: Value?) { self.value = value }
    init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(Value?.self) }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(value)
    }
  }

  @Test func whatIsNullIsReadBack() throws {
    struct Generic<Value: Codable & Hashable>: Codable, Hashable { var value: Value }
    struct Manual: Codable, Hashable {
      enum CodingKeys: CodingKey { case a, b, c }
      var a: Int?
      var b: String?
      var c: FieldValue?
      init() {}
      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        a = try container.decode(Int?.self, forKey: .a)
        b = try container.decodeNil(forKey: .b) ? nil : container.decode(String.self, forKey: .b)
        c = try container.decode(FieldValue?.self, forKey: .c)
      }
      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(a, forKey: .a)
        if let b { try container.encode(b, forKey: .b) } else { try container.encodeNil(forKey: .b) }
        try container.encode(c, forKey: .c)
      }
    }
    let schema = Schema(.text("t"), .integer("value"), .stored("a"), .keyword("b"), .stored("c"))
    func survives<Document: Codable & Equatable>(_ document: Document) throws {
      #expect(try Self.roundTrip(document, schema) == document)
    }
    try survives(Generic<Int?>(value: nil))
    try survives(Generic<Int?>(value: 3))
    try survives(Generic<Perhaps<Int>>(value: Perhaps(nil)))
    try survives(Generic<Perhaps<Int>>(value: Perhaps(3)))
    try survives(Generic<FieldValue>(value: .null))
    try survives(Manual())
    var manual = Manual()
    (manual.a, manual.b, manual.c) = (1, "b", ["x": nil])
    try survives(manual)
    // What needs a value is still missed, by its name.
    do {
      _ = try DocumentDecoder(schema: schema).decode(Generic<Int>.self, from: [])
      Issue.record("a missing value was made up")
    } catch DecodingError.keyNotFound(let key, _) {
      #expect(key.stringValue == "value")
    }
  }

  @Test func stringsAndDatesAreReadBackFromFieldsOfOtherKinds() throws {
    struct Dates: Codable, Hashable {
      var text: Date
      var keyword: [Date]
      var stored: Date
      var date: Date?
    }
    let dates = Schema(.text("text"), .keyword("keyword"), .stored("stored"), .date("date"))
    for seconds in [1_722_043_800, 1_722_043_800.25, 0, -1.5, 2024, 253_402_300_800] {
      let date = Date(timeIntervalSince1970: seconds)
      let document = Dates(text: date, keyword: [date, date], stored: date, date: date)
      #expect(try Self.roundTrip(document, dates) == document)
    }
    enum Day: String, Codable { case first = "2024-07-27" }
    struct Strings: Codable, Hashable {
      var date: String
      var dates: [String]
      var number: String
      var integer: String
      var boolean: String
      var day: Day
    }
    let strings = Schema(
      .text("text"), .date("date"), .date("dates"), .number("number"), .integer("integer"),
      .boolean("boolean"),
      .date("day"))
    let plain = Strings(
      date: "2024-07-27", dates: ["1969-12-31", "2024-07-27T08:30:00.25Z"], number: "0.5", integer: "-7",
      boolean: "true", day: .first)
    #expect(try Self.roundTrip(plain, strings) == plain)
    // Other spellings come back as the usual ones.
    let other = Strings(
      date: "2024-07", dates: ["2024-07-27T08:30:00+07:00"], number: "5e-1", integer: "", boolean: "",
      day: .first)
    let usual = Strings(
      date: "2024-07-01", dates: ["2024-07-27T01:30:00Z"], number: "0.5", integer: "", boolean: "",
      day: .first)
    #expect(try Self.roundTrip(other, strings) == usual)
  }

  @Test func fieldDocuments() throws {
    let document: FieldDocument = [
      "id": 1, "title": "Hà Nội", "unknown": 2, "tags": ["a", "b"], "price": nil,
    ]
    #expect(try Self.fields(document) == ["id": 1, "title": "Hà Nội", "tags": ["a", "b"]])
    let back = try Self.roundTrip(document)
    #expect(back == ["id": 1, "title": "Hà Nội", "tags": ["a", "b"]])
    let data = try JSONEncoder().encode(back)
    #expect(try JSONDecoder().decode(FieldDocument.self, from: data) == back)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(FieldDocument.self, from: Data("[1]".utf8))
    }
  }

  @Test func dictionariesAreDocuments() throws {
    #expect(try Self.fields(["title": "a"]) == ["title": "a"])
    #expect(try Self.roundTrip(["title": FieldValue.string("a")]) == ["title": "a"])
  }

  class Base: Codable { var title = "base" }
  final class Derived: Base {
    var id = 3
    enum CodingKeys: CodingKey { case id }
    override init() { super.init() }
    required init(from decoder: any Decoder) throws {
      id = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .id)
      try super.init(from: decoder)
    }
    override func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(id, forKey: .id)
      try super.encode(to: encoder)
    }
  }

  @Test func classesThatShareTheEncoder() throws {
    let derived = Derived()
    derived.title = "t"
    #expect(try Self.fields(derived) == ["id": 3, "title": "t"])
    let back = try Self.roundTrip(derived)
    #expect(back.id == 3 && back.title == "t")
  }
}
