import Foundation
import Testing
import VNTestSupport

@testable import vnsearch_cli

/// Filters, sorting, facets and pages as a person types them.
struct SelectionCommandTests {
  static let goods = """
    {"id":"1","title":"Áo dài lụa","text":"áo dài Hà Nội","kind":["áo","lụa"],"price":900000,"sold":"2024-01-15","open":true}
    {"id":"2","title":"Áo khoác","text":"áo khoác mùa thu","kind":"áo","price":1500000.5,"sold":"2024-03-01T09:30:00+07:00"}
    {"id":"3","title":"Nón lá","text":"nón lá Huế và áo","kind":"nón","price":120000,"sold":"2024-03-20","open":false}
    {"id":"4","title":"Áo cũ","text":"áo cũ"}

    """

  private static func makeIndex() throws -> InputFolder {
    let inputs = InputFolder()
    try inputs.write("a.jsonl", goods)
    let result = try BuiltCommand.run([
      "index", inputs.path("a.jsonl"), "--index", inputs.path("i"), "--keyword", "kind", "--number", "price",
      "--date", "sold", "--boolean", "open",
    ])
    try #require(result.status == 0, "\(result.errors)")
    return inputs
  }

  private static func objects(_ result: BuiltCommand.Result) throws -> [[String: Any]] {
    try result.lines.map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  /// Options of a query for "áo", and the ids that it finds, in order where one is asked for.
  static let rows: [(options: [String], ids: [String], isOrdered: Bool)] = [
    ([], ["1", "2", "3", "4"], false),
    (["--filter", "price>=900000"], ["1", "2"], false),
    (["--filter", "price>900000"], ["2"], false),
    (["--filter", "price=100000..1000000"], ["1", "3"], false),
    (["--filter", "kind=nón|lụa"], ["1", "3"], false),
    (["--filter", "kind!=áo"], ["3", "4"], false),
    (["--filter", "kind=*", "--filter", "!price<500000"], ["1", "2"], false),
    (["--filter", "sold=2024-03"], ["2", "3"], false),
    (["--filter", "sold<=2024-03-01"], ["1", "2"], false),
    (["--filter", "open=true"], ["1"], false),
    (["--sort", "price"], ["3", "1", "2", "4"], true),
    (["--sort", "price:desc"], ["2", "1", "3", "4"], true),
    (["--sort", "price:desc:first"], ["4", "2", "1", "3"], true),
    (["--sort", "kind", "--sort", "price:desc"], ["2", "1", "3", "4"], true),
    (["--sort", "kind", "--sort", "price:desc", "--distinct", "kind"], ["2", "1", "3", "4"], true),
    (["--sort", "sold:desc", "--threads", "2"], ["3", "2", "1", "4"], true),
    (["--sort", "price", "--limit", "2"], ["3", "1"], true),
  ]

  @Test func filtersAndSorts() throws {
    let inputs = try Self.makeIndex()
    for row in Self.rows {
      let result = try BuiltCommand.run(["query", "áo", "--index", inputs.path("i"), "--json"] + row.options)
      #expect(result.status == 0 && result.errors == "", "\(row.options): \(result.errors)")
      var ids = try Self.objects(result).compactMap { $0["id"] as? String }
      if !row.isOrdered { ids.sort() }
      #expect(ids == row.ids, "\(row.options)")
    }
  }

  @Test func countsFacetsOverAllMatches() throws {
    let inputs = try Self.makeIndex()
    let result = try BuiltCommand.run([
      "query", "áo", "--index", inputs.path("i"), "--json", "--limit", "1", "--facet", "kind", "--facet",
      "price/1000000", "--facet", "sold/month",
    ])
    let lines = try Self.objects(result)
    #expect(lines.count == 2)
    let summary = try #require(lines.last)
    #expect(summary["total"] as? Int == 4 && summary["exact"] as? Bool == true)
    let facets = try #require(summary["facets"] as? [String: [[String: Any]]])
    #expect(facets["kind"]?.map { $0["value"] as? String } == ["áo", "lụa", "nón"])
    #expect(facets["kind"]?.map { $0["count"] as? Int } == [2, 1, 1])
    #expect(facets["price"]?.map { $0["value"] as? Int } == [0, 1_000_000])
    #expect(facets["price"]?.map { $0["count"] as? Int } == [2, 1])
    #expect(
      facets["sold"]?.map { $0["value"] as? String } == ["2024-01-01T00:00:00Z", "2024-03-01T00:00:00Z"])
    #expect(facets["sold"]?.map { $0["count"] as? Int } == [1, 2])
    let text = try BuiltCommand.run(["query", "--index", inputs.path("i"), "--facet", "kind"])
    #expect(text.lines.contains("kind:") && text.lines.contains("  2  áo"), "\(text.output)")
  }

  @Test func goesThroughPages() throws {
    let inputs = try Self.makeIndex()
    for options in [[], ["--sort", "price:desc"], ["--sort", "kind"]] {
      let all = try Self.objects(
        try BuiltCommand.run(["query", "áo", "--index", inputs.path("i"), "--json"] + options))
      var ids: [String] = []
      var cursor: [String] = []
      for _ in 0..<6 {
        let page = try Self.objects(
          try BuiltCommand.run(
            ["query", "áo", "--index", inputs.path("i"), "--json", "--limit", "1", "--summary"] + options
              + cursor))
        ids += page.compactMap { $0["id"] as? String }
        guard let next = page.last?["next"] as? String else { break }
        cursor = ["--after", next]
      }
      #expect(ids == all.compactMap { $0["id"] as? String }, "\(options)")
    }
  }

  @Test func saysWhatIsWrong() throws {
    let inputs = try Self.makeIndex()
    let rows: [([String], String)] = [
      (["--filter", "nothing=1"], "there is no field \"nothing\""),
      (["--filter", "price"], "expected one of ="),
      (["--filter", "price>"], "expected a value"), (["--filter", "price>cheap"], "number"),
      (["--filter", "text=a"], "of kind text"), (["--sort", "title"], "of kind text"),
      (["--sort", ":desc"], "--sort needs a field"), (["--facet", "price/x"], "a width"),
      (["--sort", "price:up"], "behind the field goes asc or desc, then first or last, not \"up\""),
      (["--filter", "price==3"], "in double quotes"),
      (["--after", "abc"], "--after takes"),
    ]
    for (options, message) in rows {
      let result = try BuiltCommand.run(["query", "áo", "--index", inputs.path("i")] + options)
      #expect(
        result.status != 0 && !result.isSignalled && result.errors.contains(message),
        "\(options): \(result.errors)")
    }
    // A value that a field cannot have is refused while indexing, and nothing is changed.
    try inputs.write("b.jsonl", "{\"id\":\"9\",\"text\":\"x\",\"price\":\"rẻ\"}\n")
    let result = try BuiltCommand.run(["index", inputs.path("b.jsonl"), "--index", inputs.path("i")])
    #expect(result.status != 0 && result.errors.contains("price"), "\(result.errors)")
  }
}
