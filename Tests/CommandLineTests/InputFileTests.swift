import Foundation
import Testing
import VNTestSupport

@testable import vnsearch_cli

struct InputFileTests {
  @Test func foldersAreReadInOrderAndHiddenFilesAreNot() throws {
    let inputs = InputFolder()
    for name in [
      "b.txt", "a/z.md", "a/.hidden.txt", ".git/x.txt", "a/b/c.TXT", "a.bin", "c.jsonl.gz", "Z.csv",
    ] {
      try inputs.write(name, "x")
    }
    try FileManager.default.createSymbolicLink(
      atPath: inputs.path("a/b/loop"), withDestinationPath: inputs.folder.path)
    try FileManager.default.createSymbolicLink(
      atPath: inputs.path("a/dangling.txt"), withDestinationPath: "none")
    let found = try InputFile.find([inputs.folder.path, inputs.path("b.txt")])
    let names = found.map { $0.path.dropFirst(inputs.folder.path.count + 1) }
    #expect(names == ["Z.csv", "a/b/c.TXT", "a/z.md", "b.txt", "c.jsonl.gz", "b.txt"])
  }

  @Test func errors() throws {
    let inputs = InputFolder()
    let binary = try inputs.write("only/a.bin", "x")
    let folder = inputs.folder.path
    #expect(read([inputs.path("none.txt")], folder: folder).errors == ["none.txt: no such file or folder"])
    #expect(
      read([inputs.path("only")], folder: folder).errors == [
        "only: no file to read in this folder; these are read: \(InputFormat.supported)"
      ])
    #expect(
      read([binary], folder: folder).errors == [
        "only/a.bin: not a kind of file that is read; these are: \(InputFormat.supported)"
      ])
  }

  @Test(arguments: [
    ("a.txt", InputFormat.text), ("a.md", .markdown), ("A.MD.GZ", .markdown), ("a.ndjson", .jsonLines),
    ("a.json.gz", .json), ("x.y.tsv", .delimited(tab: true)), ("a.gz", nil), (".txt", nil), ("txt", nil),
  ])
  func formats(name: String, format: InputFormat?) { #expect(InputFormat(fileName: name) == format) }

  @Test(arguments: [
    ("# Hà Nội #\n\nmùa thu\n", "Hà Nội", "\nmùa thu\n"),
    ("Hà Nội\r\n===\r\nmùa thu", "Hà Nội", "mùa thu"),
    ("mở đầu\n\n## Tên\nnội dung", "Tên", "mở đầu\n\n## Tên\nnội dung"),
    ("```\n# not a heading\n```\n#nor this\n# Yes", "Yes", "```\n# not a heading\n```\n#nor this\n# Yes"),
    ("---\ntitle: \"Tên: bài\"\nx: y\n---\n# Khác\nnội dung", "Tên: bài", "# Khác\nnội dung"),
    ("---\nx: y\n---\n# Tên\nnội dung", "Tên", "nội dung"),
    ("no heading", nil, "no heading"), ("---\nnot closed", nil, "---\nnot closed"), ("", nil, ""),
    ("#", nil, "#"),
  ])
  func markdown(text: String, title: String?, body: String) throws {
    let inputs = InputFolder()
    let path = try inputs.write("a.md", text)
    #expect(read([path]).documents == [ReadDocument(path, title, body)])
  }

  @Test func textFiles() throws {
    let inputs = InputFolder()
    try inputs.write("a/1.txt", "\u{FEFF}Hà Nội\n")
    try inputs.write("a/2.txt", [0x61, 0x0A, 0xE1, 0xBB])
    try inputs.write("a/3.txt", [0xFF, 0xFE, 0x61, 0x00])
    try inputs.write("a/4.txt", String(repeating: "x", count: 2_000))
    let result = read([inputs.path("a")], recordLimit: 1_000, folder: inputs.folder.path)
    #expect(result.documents == [ReadDocument(inputs.path("a/1.txt"), nil, "Hà Nội\n")])
    #expect(
      result.errors == [
        "a/2.txt:2: invalid UTF-8 at byte 2 of the file; convert it to UTF-8 first (iconv)",
        "a/3.txt: is UTF-16; convert it first: iconv -f UTF-16 -t UTF-8",
        "a/4.txt:1: longer than 1.0 kB, the limit for one document; split it",
      ])
  }
}

struct GzipTests {
  static let lines = (1...2_000).map { "{\"id\":\($0),\"text\":\"mùa thu \($0)\"}\n" }

  @Test func readsMembersOneAfterTheOther() throws {
    let inputs = InputFolder()
    let path = try inputs.writeGzip(
      "a.jsonl.gz", [Array(Self.lines[..<700].joined().utf8), [], Array(Self.lines[700...].joined().utf8)])
    for capacity in [4, 100, 1 << 16] {
      let result = read([path], windowCapacity: capacity)
      #expect(result.documents.map(\.id) == (1...2_000).map(String.init))
      #expect(result.errors == [])
    }
    // Told by its bytes, whatever it is called; padding behind it is ignored.
    let bytes = Array(try Data(contentsOf: URL(filePath: path))) + [0, 0, 0]
    let renamed = try inputs.write("b.jsonl", bytes)
    #expect(read([renamed]).documents.count == 2_000)
  }

  /// Cut off at every kind of place: what is there is read, then the damage is named.
  @Test func cutOff() throws {
    let inputs = InputFolder()
    let whole = Array(
      try Data(contentsOf: URL(filePath: inputs.writeGzip("a.gz", [Array(Self.lines.joined().utf8)]))))
    for count in [2, 5, 10, 11, whole.count / 2, whole.count - 8, whole.count - 1] {
      let path = try inputs.write("cut.jsonl.gz", Array(whole[..<count]))
      for policy in ErrorPolicy.allCases {
        let result = read([path], policy: policy, folder: inputs.folder.path)
        #expect(
          result.errors.last == "cut.jsonl.gz: the gzip data is cut off after \(count) bytes; fetch it again")
      }
    }
  }

  @Test func damage() throws {
    let inputs = InputFolder()
    var bytes = Array(
      try Data(contentsOf: URL(filePath: inputs.writeGzip("a.gz", [Array(Self.lines.joined().utf8)]))))
    bytes[bytes.count / 2] ^= 0x55
    let damaged = read([try inputs.write("b.jsonl.gz", bytes)], folder: inputs.folder.path)
    #expect(damaged.errors.last?.hasPrefix("b.jsonl.gz: damaged gzip data before byte ") == true)
    let plain = read([try inputs.write("c.jsonl.gz", "{}")], folder: inputs.folder.path)
    #expect(plain.errors == ["c.jsonl.gz: not gzip data though it is named .gz"])
    let empty = read([try inputs.write("d.jsonl.gz", "")], folder: inputs.folder.path)
    #expect(empty.errors == ["d.jsonl.gz: empty, not gzip data"])
    let more = read(
      [
        try inputs.write(
          "e.jsonl.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 7, 0, 0, 0])
      ],
      folder: inputs.folder.path)
    #expect(more.errors.count == 1 && more.errors[0].contains("damaged gzip data"))
  }
}

struct UTF8ValidatorTests {
  /// Against the standard library: all sequences of interesting bytes up to four, and random ones.
  @Test func equalsTheStandardLibrary() {
    let interesting: [UInt8] = [
      0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
      0xEE,
      0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
    ]
    var sequences: [[UInt8]] = [[]]
    var last = sequences
    for _ in 0..<3 {
      last = last.flatMap { head in interesting.map { head + [$0] } }
      sequences += last
    }
    for head in [0xF0, 0xF1, 0xF4, 0xE1] as [UInt8] {
      sequences += last.map { [head] + $0 }
    }
    for bytes in sequences {
      let offset = unsafe bytes.withUnsafeBufferPointer { unsafe UTF8Validator.firstInvalidOffset(in: $0) }
      let isValid = String(validating: bytes, as: UTF8.self) != nil
      if (offset == nil) != isValid { Issue.record("\(bytes): \(offset.map(String.init) ?? "valid")") }
      if let offset { #expect(String(validating: bytes[..<offset], as: UTF8.self) != nil) }
    }
  }
}
