import Foundation
import Testing
import VNTestSupport

/// Where the command looks for its index, and what it reads.
struct IndexPlaceTests {
  static let hit = "  1  Hà Nội mùa thu"

  @Test func namedByTheEnvironment() throws {
    let inputs = try CommandTests.makeIndex()
    let result = try BuiltCommand.run(
      ["query", "hà nội"], in: inputs.folder.path, environment: ["VNSEARCH_INDEX": inputs.path("i")])
    #expect(result.lines.first?.hasSuffix(Self.hit) == true, "\(result)")
    // What the command line says counts more.
    let other = try BuiltCommand.run(
      ["query", "hà nội", "--index", "none"], in: inputs.folder.path,
      environment: ["VNSEARCH_INDEX": inputs.path("i")])
    #expect(other.status == 1 && other.errors.contains("none"))
    let made = try BuiltCommand.run(
      ["index", "a.jsonl"], in: inputs.folder.path, environment: ["VNSEARCH_INDEX": inputs.path("made")])
    #expect(made.status == 0)
    #expect(try BuiltCommand.run(["query", "hà nội", "--index", "made"], in: inputs.folder.path).status == 0)
  }

  @Test func inThisFolderOrOneAbove() throws {
    let inputs = InputFolder()
    try inputs.write("a.jsonl", CommandTests.articles)
    try inputs.write("one/two/three/x.txt", "x")
    let none = try BuiltCommand.run(["query", "hà nội"], in: inputs.folder.path)
    #expect(none.status == 1 && none.output == "")
    #expect(
      none.errors
        == "vnsearch: no index: make one with 'vnsearch index PATH…', or name one with --index or $VNSEARCH_INDEX\n"
    )
    #expect(try BuiltCommand.run(["index", "a.jsonl"], in: inputs.folder.path).status == 0)
    for folder in ["", "one", "one/two/three"] {
      let result = try BuiltCommand.run(["query", "hà nội"], in: inputs.path(folder))
      #expect(result.lines.first?.hasSuffix(Self.hit) == true, "\(folder): \(result)")
    }
    // The nearest one counts.
    #expect(try BuiltCommand.run(["index", "three"], in: inputs.path("one/two")).status == 0)
    #expect(try BuiltCommand.run(["query", "hà nội"], in: inputs.path("one/two/three")).lines.count <= 1)
  }

  /// `--in`: the same over files, whatever their kind, and nothing stays behind.
  @Test func overFiles() throws {
    let inputs = InputFolder()
    try inputs.write("d/a.jsonl", CommandTests.articles)
    try inputs.writeGzip(
      "d/b.jsonl.gz", [Array("{\"id\":4,\"title\":\"Huế\",\"text\":\"Sông Hương\"}\n".utf8)])
    try inputs.write("d/c.txt", "Chợ nổi Cái Răng")
    try inputs.write("d/e.md", "# Phở\n\nBún và phở Hà Nội")
    try inputs.write("d/f.csv", "id,title,text\n7,Đà Lạt,\"thông, sương mù\"\n")
    try inputs.write("d/g.tsv", "id\ttext\n8\tmuối tôm Tây Ninh\n")
    try inputs.write("d/h.json", "[{\"id\":9,\"text\":\"bánh tráng trộn\"}]")
    try inputs.write("tmp/.keep", "")
    let environment = ["TMPDIR": inputs.path("tmp")]
    for (query, id) in [
      ("song huong", "4"), ("cho noi", "d/c.txt"), ("pho", "d/e.md"), ("sương mù", "7"), ("muoi tom", "8"),
      ("bánh tráng", "9"), ("ha\u{300} no\u{323}\u{302}i mu\u{300}a thu", "1"),
    ] {
      let result = try BuiltCommand.run(
        ["query", query, "--limit", "1", "--json", "--in", "d"], in: inputs.folder.path,
        environment: environment)
      #expect(result.status == 0 && result.output.contains("\"id\":\"\(id)\""), "\(query): \(result)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: inputs.path("tmp")) == [".keep"])
    let missing = try BuiltCommand.run(
      ["query", "x", "--in", "d", "--in", "none.jsonl"], in: inputs.folder.path, environment: environment)
    #expect(missing.status == 1 && missing.errors == "vnsearch: none.jsonl: no such file or folder\n")
    let bad = try inputs.write("bad.jsonl", "{\"id\":1,\"text\":\"a\"}\n{\n")
    let broken = try BuiltCommand.run(["query", "x", "--in", bad], environment: environment)
    #expect(broken.status == 1 && broken.errorLines.count == 1 && broken.errors.contains("bad.jsonl:2: "))
    #expect(try FileManager.default.contentsOfDirectory(atPath: inputs.path("tmp")) == [".keep"])
  }

  @Test func fromStandardInput() throws {
    let inputs = InputFolder()
    let result = try BuiltCommand.run(
      ["index", "-", "--index", "i"], input: Array(CommandTests.articles.utf8), in: inputs.folder.path)
    #expect(result.status == 0 && result.output.contains("3 documents added"))
    let bad = try BuiltCommand.run(
      ["index", "-", "--index", "i"], input: Array("{\"id\":1,\"text\":\"a\"}\nno\n".utf8),
      in: inputs.folder.path)
    #expect(bad.status == 1 && bad.errors.hasPrefix("vnsearch: standard input:2: not JSON"), "\(bad)")
    #expect(
      try BuiltCommand.run(["stats", "--json", "--index", "i"], in: inputs.folder.path).output.contains(
        "\"documents\":3,"))
  }

  /// A known id replaces the document.
  @Test func replaces() throws {
    let inputs = try CommandTests.makeIndex()
    try inputs.write("b.jsonl", "{\"id\":\"2\",\"title\":\"Cần Thơ\",\"text\":\"Bến Ninh Kiều\"}\n")
    let result = try BuiltCommand.run(["index", "b.jsonl", "--index", "i"], in: inputs.folder.path)
    #expect(result.output.contains("1 document added") && result.output.contains("3 in the index"))
    #expect(
      try BuiltCommand.run(["query", "sài gòn", "--json", "--index", "i"], in: inputs.folder.path).output
        == "")
    #expect(
      try BuiltCommand.run(["query", "ninh kieu", "--json", "--index", "i"], in: inputs.folder.path).output
        .contains(
          "\"id\":\"2\""))
  }

  @Test func tokensAsATable() throws {
    let result = try BuiltCommand.run(["analyze", "TP.HCM hoà", "--json"])
    let rows = try result.lines.map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(rows.map { $0["surface"] as? String } == ["tp", "tphcm", "hcm", "hòa"])
    #expect(rows.map { $0["folded"] as? String } == ["tp", "tphcm", "hcm", "hoa"])
    #expect(rows.map { $0["position"] as? Int } == [0, 0, 1, 2])
    #expect(
      rows.map { $0["start"] as? Int } == [0, 0, 3, 7] && rows.map { $0["end"] as? Int } == [2, 6, 6, 11])
    #expect(rows.map { $0["class"] as? String } == ["word", "word", "word", "syllable"])
  }
}
