import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("Query language")
struct QueryLanguageTests {
  /// What is written, and the query that it is.
  static let rows: [(String, Query)] = [
    ("", .text("")),
    ("hà nội", .text("hà nội")),
    ("  hà   nội ", .text("hà nội")),
    ("\"hà nội\"", .phrase("hà nội")),
    ("“hà nội”~3", .phrase("hà nội", slop: 3)),
    ("\"hà \\\"nội\\\"\"", .phrase("hà \"nội\"")),
    ("+hà", .text("hà", requiresAll: true)),
    ("+hà +nội", .text("hà nội", requiresAll: true)),
    ("hà AND nội", .boolean([must("hà"), must("nội")])),
    ("hà && nội", .boolean([must("hà"), must("nội")])),
    ("hà nội AND thu", .boolean([must("hà nội"), must("thu")])),
    ("(hà nội) AND thu", .boolean([.init(.must, .text("hà nội")), must("thu")])),
    ("hà OR nội", .any(of: [.text("hà"), .text("nội")])),
    ("hà || nội AND thu", .any(of: [.text("hà"), .boolean([must("nội"), must("thu")])])),
    ("NOT hà", .boolean([.init(.mustNot, .text("hà"))])),
    ("NOT NOT hà", .text("hà")),
    ("hà -nội", .boolean([.init(.should, .text("hà")), .init(.mustNot, .text("nội"))])),
    ("hà AND NOT nội", .boolean([must("hà"), .init(.mustNot, .text("nội"))])),
    ("NOT (hà OR nội)", .boolean([.init(.mustNot, .any(of: [.text("hà"), .text("nội")]))])),
    ("#hà nội", .boolean([.init(.filter, .text("hà")), .init(.should, .text("nội"))])),
    ("mùa \"hà nội\" thu", .any(of: [.text("mùa"), .phrase("hà nội"), .text("thu")])),
    ("title:hà", .text("hà").inField("title")),
    ("title:\"hà nội\"~2^3", .phrase("hà nội", slop: 2).inField("title").boosted(by: 3)),
    ("title:(hà nội)", .text("hà nội").inField("title")),
    ("title:(hà^2)", .text("hà").boosted(by: 2).inField("title")),
    ("hà^2.5 nội", .any(of: [.text("hà").boosted(by: 2.5), .text("nội")])),
    ("(hà nội)^=2", .text("hà nội").constantScore(2)),
    ("nguy*", .prefix("nguy")),
    ("hà nguy*", .prefix("hà nguy")),
    ("hà (nguy*)", .any(of: [.text("hà"), .prefix("nguy")])),
    ("h?a", .wildcard("h?a")),
    ("*yễn", .wildcard("*yễn")),
    ("*", .everything),
    ("nguyn~", .fuzzy("nguyn", edits: 1)),
    ("nguyn~2", .fuzzy("nguyn", edits: 2)),
    ("hà NEAR nội", .near(["hà", "nội"])),
    ("hà NEAR/3 \"mùa thu\"", .near(["hà", "mùa thu"], within: 3)),
    ("a NEAR/3 b NEAR/3 c", .near(["a", "b", "c"], within: 3)),
    ("x hà NEAR nội", .any(of: [.text("x"), .near(["hà", "nội"])])),
    ("NEAR(hà \"mùa thu\", 5)", .near(["hà", "mùa thu"], within: 5)),
    ("NEAR(hà nội)", .near(["hà", "nội"])),
    (
      "(a (b) \"c\")@2",
      .boolean(
        [.init(.should, .text("a")), .init(.should, .text("b")), .init(.should, .phrase("c"))],
        minimumShouldMatch: 2)
    ),
    (
      "((a b) c d)@2",
      .boolean(
        [.init(.should, .text("a b")), .init(.should, .text("c")), .init(.should, .text("d"))],
        minimumShouldMatch: 2)
    ),
    ("15/2020/NĐ-CP", .text("15/2020/NĐ-CP")),
    ("10\\:30", .text("10:30")),
    ("\\AND \\+x \\-y", .text("AND +x -y")),
    ("and or not", .text("and or not")),
    ("date:[2024-01-01 TO 2024-12-31]", .filter(.field("date").isIn(FieldRange.text))),
    ("price:>=1000000", .filter(.field("price").isAtLeast(1_000_000))),
    ("price:<2.5", .filter(.field("price").isBelow(2.5))),
    ("price:[10 TO *]", .filter(.field("price").isAtLeast(10))),
    (
      "price:{10 TO 20}",
      .filter(
        Filter(
          field: "price",
          .range(from: .init(.integer(10), isIncluded: false), to: .init(.integer(20), isIncluded: false))))
    ),
    ("year:>=2024", .filter(.field("year").isAtLeast("2024"))),
    ("price:>-529", .filter(.field("price").isAbove(-529))),
    ("price:>+2024", .filter(.field("price").isAbove(2024))),
    ("tag:=*", .filter(.field("tag").exists)),
    ("tag:=\"thể thao\"", .filter(.field("tag").is("thể thao"))),
    (
      "tag:=(sách báo 7)",
      .filter(Filter(field: "tag", .anyOf([.string("sách"), .string("báo"), .integer(7)])))
    ),
    (
      "hà +price:>10",
      .boolean([.init(.should, .text("hà")), .init(.must, .filter(.field("price").isAbove(10)))])
    ),
    ("FILTER(ANY(a:=1 NOT b:>2))", .filter(.field("a").is(1) || !.field("b").isAbove(2))),
  ]

  enum FieldRange {
    static let text = "2024-01-01"..."2024-12-31"
  }

  private static func must(_ text: String) -> Query.Clause {
    Query.Clause(.must, .text(text, requiresAll: true))
  }

  @Test(arguments: rows.indices)
  func reads(_ row: Int) throws {
    let (text, query) = Self.rows[row]
    #expect(try Query(parsing: text) == query, "\(text)")
    #expect(try Query(parsing: query.description) == query, "\(text) as \(query.description)")
  }

  /// What is written, where the fault is, what stands there and what could.
  static let faults: [(text: String, position: Int, found: String, expected: String)] = [
    ("(hà nội", 7, "the end", "\")\""),
    ("hà)", 2, "\")\"", "AND, OR, another clause or the end"),
    ("\"hà nội", 0, "\"\"\"", "a phrase with a quotation mark at its end"),
    ("hà AND", 6, "the end", "a word, a phrase or \"(\""),
    ("OR hà", 0, "\"OR\"", "a word, a phrase or \"(\""),
    ("hà^x", 3, "\"x\"", "a number: a factor"),
    ("hà~3", 3, "\"3\"", "0, 1 or 2"),
    ("h?a~1", 3, "\"~\"", "no \"~\" behind a pattern"),
    ("title:", 6, "the end", "what to look for in the field \"title\"; a colon in a word is written \"\\:\""),
    ("t*:hà", 0, "\"t*\"", "the name of a field without \"*\" and \"?\""),
    ("date:[2024 2025]", 11, "\"2025\"", "TO"),
    ("date:[2024 TO 2025", 18, "the end", "\"]\" or \"}\""),
    ("price:>", 7, "the end", "a value to compare with"),
    ("NEAR(hà)", 7, "\")\"", "two words or phrases at least in NEAR(…)"),
    ("NEAR hà", 4, "\" \"", "a word or a phrase before NEAR"),
    ("hà - nội", 4, "\" \"", "a word, a phrase or \"(\""),
    ("hà ]", 3, "\"]\"", "a word, a phrase or \"(\""),
    ("ha\u{300} (no\u{323}\u{302}i", 7, "the end", "\")\""),
    ("hà\\", 3, "the end", "a character behind \"\\\""),
    ("nguyn~1.5", 7, "\".5\"", "a space behind a number"),
    ("nguyn~x", 6, "\"x\"", "0, 1 or 2"),
    ("\"hà nội\"~3.5", 10, "\".5\"", "a space behind a number"),
    ("(hà nội)@2x", 10, "\"x\"", "a space behind a number"),
    ("hà^2x", 4, "\"x\"", "a space behind a number"),
    ("hà^=2x thu", 5, "\"x\"", "a space behind a number"),
    ("hà NEAR/3x thu", 9, "\"x\"", "a space behind a number"),
    ("cap:==A", 5, "\"=A\"", "a value, \"*\" or values in parentheses"),
    ("cap:>==A", 6, "\"=A\"", "a value to compare with"),
  ]

  @Test(arguments: faults.indices)
  func refuses(_ row: Int) throws {
    let fault = Self.faults[row]
    let error = try #require(throws: QuerySyntaxError.self) { try Query(parsing: fault.text) }
    #expect(error.position == fault.position, "\(error)")
    #expect(error.found == fault.found, "\(error)")
    #expect(error.expected == fault.expected, "\(error)")
  }

  /// For an index of a title, a price and a tag: where the fault is, what stands there, and what is said of it.
  static let answers: [(text: String, position: Int, found: String, message: String)] = [
    (
      "hà titel:nội", 3, "\"titel\"",
      "there is no field \"titel\" to search; there are title, price, tag; a colon in a word is written \"\\:\""
    ),
    ("hà price:>rẻ", 9, "\">rẻ\"", "a filter asks for \"rẻ\", which no field of kind integer can have"),
    (
      "(thu price:rẻ) hà", 11, "\"rẻ\"",
      "a filter asks for \"rẻ\", which no field of kind integer can have"
    ),
    (
      "price:[1 TO x] hà", 6, "\"[1 TO x]\"",
      "a filter asks for \"x\", which no field of kind integer can have"
    ),
    ("price:1*", 6, "\"1*\"", "a beginning cannot be looked for in \"price\", a field of kind integer"),
    ("title:(hà tag:x)", 6, "\"(hà tag:x)\"", "a field is asked for inside of another field"),
    (
      "FILTER(ANY(tag:=a NOT cost:>2))", 22, "\"cost\"",
      "there is no field \"cost\" to filter, sort or count by; fields of these kinds are price, tag"
    ),
  ]

  @Test(arguments: answers.indices)
  func refusesWhatAnIndexCannotAnswer(_ row: Int) throws {
    let answer = Self.answers[row]
    let schema = Schema(.text("title"), .integer("price"), .keyword("tag"))
    let error = try #require(throws: QuerySyntaxError.self) { try Query(parsing: answer.text, for: schema) }
    #expect(error.position == answer.position, "\(error)")
    #expect(error.found == answer.found, "\(error)")
    #expect(error.message == "a query cannot be answered: " + answer.message, "\(error)")
    _ = try Query(parsing: answer.text)
    let good = "hà title:nội price:>=10 tag:=a FILTER(NOT tag:=b) tag:x*"
    #expect(try Query(parsing: good, for: schema) == Query(parsing: good))
  }

  @Test("The mark stands below the fault, however wide the characters before it are")
  func marksBelowWideCharacters() throws {
    let rows: [(text: String, columns: Int)] = [
      ("hà ]", 3), ("ha\u{300} ]", 3), ("日本 ]", 5), ("🇻🇳 ]", 3), ("👨‍👩‍👧 ☀️ ]", 6), ("한글 ａ ]", 8),
      ("\u{301} ]", 1),
    ]
    for row in rows {
      let error = try #require(throws: QuerySyntaxError.self) { try Query(parsing: row.text) }
      let mark = try #require(error.marked.split(separator: "\n").last)
      #expect(mark.count == row.columns + 1, "\(row.text)")
    }
  }

  @Test func marksThePlace() throws {
    let error = try #require(throws: QuerySyntaxError.self) { try Query(parsing: "(hà nội") }
    #expect(
      error.description == """
        a query cannot be read: there should be ")", not the end
          (hà nội
                 ^
        """)
    let long = String(repeating: "hà ", count: 100) + ") " + String(repeating: "nội ", count: 100)
    let late = try #require(throws: QuerySyntaxError.self) { try Query(parsing: long) }
    let lines = late.marked.split(separator: "\n")
    #expect(lines[0].count <= 62 && lines[0].hasPrefix("…") && lines[0].hasSuffix("…"))
    #expect(Array(lines[0])[lines[1].count - 1] == ")")
    #expect(late.byteOffset == Array(long.utf8).firstIndex(of: UInt8(ascii: ")")))
    #expect(late.searchError.code == .invalidQuery)
  }

  @Test("A query is read as the same query from its description")
  func readsWhatItWrites() throws {
    var random = SeededGenerator.announced("query language")
    for number in 0..<SeededGenerator.count(normal: 20_000, long: 1_000_000) {
      let seed = random.next()
      var own = SeededGenerator(seed: seed)
      let query = Self.query(&own, depth: number % 5)
      let text = query.description
      let again = try? Query(parsing: text)
      guard again == query else {
        Issue.record(
          "seed \(seed): \(text) was read as \(again.map { "\($0)" } ?? "an error"): \(query.node)")
        return
      }
    }
  }

  @Test("Neither reader is stopped by any text")
  func takesAnything() {
    var random = SeededGenerator.announced("query texts")
    let pieces = [
      "hà", "nội", " ", "\"", "(", ")", "[", "]", "{", "}", "^", "=", "~", "*", "?", ":", "+", "-", "#", "\\",
      "AND", "OR", "NOT", "NEAR", "NEAR/", "NEAR(", "FILTER(", "ALL(", "TO", ">", "<", "@", "2", ".", ",",
      "title",
      "\u{302}", "\u{200B}", "\u{201C}", "\n", "🇻🇳",
    ]
    for _ in 0..<SeededGenerator.count(normal: 20_000, long: 1_000_000) {
      let text = (0..<random.below(12)).map { _ in random.pick(pieces) }.joined(
        separator: random.pick(["", " "]))
      if let query = try? Query(parsing: text) {
        #expect((try? Query(parsing: query.description)) == query, "\(text) as \(query.description)")
      }
      let typed = Query(userInput: text)
      #expect((try? Query(parsing: typed.description)) == typed, "\(text) as \(typed.description)")
      let unfinished = Query(userInput: text, isFinished: false)
      #expect((try? Query(parsing: unfinished.description)) == unfinished, "\(text)")
    }
    // Far too deep.
    let deep = String(repeating: "(", count: 10_000) + "hà" + String(repeating: ")", count: 10_000)
    #expect((try? Query(parsing: deep)) == nil)
    #expect((try? Query(parsing: "FILTER(" + String(repeating: "NOT ", count: 10_000) + "a:=1)")) == nil)
  }

  /// Each word is looked at once: 100,000 of them take no longer than they must.
  @Test func longTexts() throws {
    let words = repeatElement("hà", count: 100_000).joined(separator: " ")
    #expect(try Query(parsing: words) == .text(words))
    let required = repeatElement("+hà", count: 100_000).joined(separator: " ")
    #expect(try Query(parsing: required) == .text(words, requiresAll: true))
  }

  // MARK: Random queries

  static func query(_ random: inout SeededGenerator, depth: Int) -> Query {
    switch random.below(depth > 0 ? 16 : 10) {
    case 0, 1: return .text(text(&random), requiresAll: random.chance(0.3))
    case 2: return .phrase(text(&random), slop: random.chance(0.5) ? 0 : random.below(9))
    case 3: return .prefix(text(&random))
    case 4: return .wildcard(random.pick(["h?a", "*yễn", "n*n?", "\\?*?", "AND?", "NEAR/5?", "a**b"]))
    case 5: return .fuzzy(text(&random), edits: random.below(3))
    case 6: return .near((0..<(2 + random.below(3))).map { _ in text(&random) }, within: random.below(120))
    case 7: return .everything
    case 8, 9: return .filter(filter(&random, depth: depth))
    case 10, 11:
      return query(&random, depth: depth - 1).boosted(by: random.pick([0, 0.5, 2, 1e-7, 3.25, 1e9]))
    case 12: return query(&random, depth: depth - 1).constantScore(random.pick([0, 1, 0.1]))
    case 13:
      return query(&random, depth: depth - 1).inField(random.pick(["title", "tên bài", "a:b", "-", "AND"]))
    default:
      let roles: [Query.Role] = [.should, .should, .must, .mustNot, .filter]
      let clauses = (0..<random.below(5)).map { _ in
        Query.Clause(random.pick(roles), query(&random, depth: depth - 1))
      }
      return .boolean(clauses, minimumShouldMatch: random.chance(0.5) ? nil : random.below(4))
    }
  }

  private static func text(_ random: inout SeededGenerator) -> String {
    let words = [
      "hà", "nội", "Nguyễn", "TP.HCM", "15/2020", "a:b", "+x", "-y", "#z", "AND", "NEAR/5", "TO", "\\", "\"",
      "(", "*",
      "c?", "~1", "^2", "ha\u{300}", "", " ", "\n", "<b>", "=", "@2", "FILTER", "“x”", "NEAR(", "&&", "[1",
      "}",
    ]
    return (0..<(1 + random.below(4))).map { _ in random.pick(words) }.joined(separator: " ")
  }

  private static func filter(_ random: inout SeededGenerator, depth: Int) -> Filter {
    let name = random.pick(["price", "ngày", "a b", "x:y", "NOT"])
    switch random.below(depth > 0 ? 7 : 4) {
    case 0: return .field(name).exists
    case 1: return Filter(field: name, .anyOf((0..<random.below(4)).map { _ in value(&random) }))
    case 2, 3:
      let bounds = (0..<2).map { _ in
        random.chance(0.3) ? nil : ColumnFilter.Bound(value(&random), isIncluded: random.chance(0.5))
      }
      return Filter(field: name, .range(from: bounds[0], to: bounds[1]))
    case 4: return .all(of: (0..<random.below(4)).map { _ in filter(&random, depth: depth - 1) })
    case 5: return .any(of: (0..<random.below(4)).map { _ in filter(&random, depth: depth - 1) })
    default: return !filter(&random, depth: depth - 1)
    }
  }

  private static func value(_ random: inout SeededGenerator) -> FieldValue {
    random.pick([
      .string("sách"), .string("thể thao"), .string("2024"), .string("12"), .string("1.5"), .string("true"),
      .string(""),
      .string("*"), .string("*x"), .string("=x"), .string("+2024"), .string("a\"b\\"), .integer(5),
      .integer(2024),
      .integer(-2024), .integer(.max), .number(2.5),
      .number(-1e300), .number(7), .bool(true), .bool(false), .string("2024-01-01T10:00:00Z"), .string("(x)"),
    ])
  }
}
