import Testing
import VNTestSupport

@testable import VNSearch

struct JSONScannerTests {
  /// The members of an object as names and values, with what each string was borrowed or copied.
  static func members(_ text: String) throws -> [(name: String, value: FieldValue)] {
    let bytes = Array(text.utf8)
    return try unsafe bytes.withUnsafeBufferPointer { bytes in
      var scanner = unsafe JSONScanner(bytes)
      var members: [(name: String, value: FieldValue)] = []
      var scratch: [UInt8] = []
      try scanner.forEachMember { (name, value) throws(SearchError) in
        let built = try value.fieldValue()
        if case .string(let text) = value {
          let utf8 = try unsafe text.withUTF8(scratch: &scratch) { unsafe Array($0) }
          #expect(utf8 == Array((built.stringValue ?? "").utf8))
          let hasBackslash = unsafe text.escaped.contains(0x5C)
          #expect(text.hasEscapes == hasBackslash)
        }
        members.append((name.string, built))
      }
      try scanner.finish()
      return members
    }
  }

  @Test func visitsMembersInOrder() throws {
    let members = try Self.members(
      #" { "id" : "a\n1", "n": -1.5e3 ,"t":"đường", "o":{"x":["}"]}, "z":null,"id":true, "é\"":[] } "#)
    #expect(members.map(\.name) == ["id", "n", "t", "o", "z", "id", "é\""])
    #expect(members.map(\.value) == ["a\n1", -1500.0, "đường", ["x": ["}"]], nil, true, []])
  }

  @Test(arguments: [
    "", "[]", "1", "{", "{}x", #"{"a":"b}"#, #"{"a":[1,}"#, #"{"a" "b"}"#, #"{"a":"\q"}"#, "\"a\"",
  ])
  func refuses(text: String) { #expect(throws: SearchError.self) { try Self.members(text) } }

  @Test func errorsOfTheBodyArePassedOn() {
    let bytes = Array(#"{"a":1,"b":2}"#.utf8)
    unsafe bytes.withUnsafeBufferPointer { bytes in
      var scanner = unsafe JSONScanner(bytes)
      var names: [String] = []
      do throws(SearchError) {
        try scanner.forEachMember { (name, _) throws(SearchError) in
          names.append(name.string)
          throw SearchError(.invalidDocument, "enough")
        }
        Issue.record("nothing was thrown")
      } catch {
        #expect(error.message == "enough" && names == ["a"])
      }
    }
  }

  @Test func readsOneValueAfterTheOther() throws {
    let bytes = Array("1 {\"a\":2}\n[3]\n\n".utf8)
    try unsafe bytes.withUnsafeBufferPointer { bytes in
      var scanner = unsafe JSONScanner(bytes)
      var values: [FieldValue] = []
      while !scanner.isAtEnd() { values.append(try scanner.readValue()) }
      #expect(values == [1, ["a": 2], [3]])
    }
  }

  @Test func namesAreCompared() throws {
    let bytes = Array(#"{"title":1,"t\u0069tle":2,"titl":3,"titles":4}"#.utf8)
    try unsafe bytes.withUnsafeBufferPointer { bytes in
      var scanner = unsafe JSONScanner(bytes)
      var equal: [Bool] = []
      try scanner.forEachMember { (name, _) in equal.append(name.equals("title")) }
      #expect(equal == [true, true, false, false])
    }
  }

  @Test func emptyInputs() {
    #expect(throws: SearchError.self) { try FieldValue(json: [UInt8]()) }
    var scanner = unsafe JSONScanner(UnsafeBufferPointer(start: nil, count: 0))
    let isAtEnd = scanner.isAtEnd()
    #expect(isAtEnd)
  }

  @Test func randomObjectsEqualReadValue() throws {
    var random = SeededGenerator.announced("JSON members")
    for _ in 0..<500 {
      var names = Set<String>()
      var members: [(name: String, value: FieldValue)] = []
      for _ in 0..<random.below(6) {
        let name = random.string(upTo: 4)
        if names.insert(name).inserted { members.append((name, random.fieldValue(depth: 2))) }
      }
      var writer = JSONWriter()
      writer.append(members: members)
      let read = try Self.members(String(decoding: writer.bytes, as: UTF8.self))
      #expect(read.map(\.name) == members.map(\.name))
      #expect(read.map(\.value) == members.map(\.value))
    }
  }
}
