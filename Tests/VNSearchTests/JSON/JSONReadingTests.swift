import Foundation
import Testing
import VNTestSupport

@testable import VNSearch

struct JSONReadingTests {
  @Test(
    arguments: [
      ("null", nil), ("true", true), (" false ", false), ("\"\"", ""), ("\"Hà Nội\"", "Hà Nội"), ("[]", []),
      ("{}", [:]), ("[ ]", []), ("{ }", [:]), ("[1,2]", [1, 2]),
      ("\t{\"a\" : [ { } , null ] }\r\n", ["a": [[:], nil]]),
      ("{\"a\":1,\"a\":2}", ["a": 2]), ("{\"é\":1,\"e\u{301}\":2}", ["é": 2]), ("{\"\":0}", ["": 0]),
      ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\u{8}\u{C}\n\r\t"), ("\"\\u0041\\u1EC7\\u1ec7\"", "Aệệ"),
      ("\"\\uD83D\\uDE00\"", "😀"), ("\"\\uD83D\"", "\u{FFFD}"), ("\"\\uDE00x\"", "\u{FFFD}x"),
      ("\"\\uD83D\\u0041\"", "\u{FFFD}A"), ("\"\\uD83D\\uD83D\\uDE00\"", "\u{FFFD}😀"), ("\"\\u0000\"", "\0"),
      ("\"\\uD83D\\n\"", "\u{FFFD}\n"), ("\u{FEFF}1", 1), ("\"\u{7F}\"", "\u{7F}"),
    ] as [(String, FieldValue)])
  func reads(text: String, value: FieldValue) throws { #expect(try FieldValue(json: text) == value) }

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("-1", -1), ("9223372036854775807", .integer(.max)),
      ("-9223372036854775808", .integer(.min)), ("9223372036854775808", 9223372036854775808.0),
      ("-9223372036854775809", -9223372036854775809.0), ("18446744073709551616", 18446744073709551616.0),
      ("0.0", 0.0), ("0.1", 0.1), ("-2.50", -2.5), ("1e0", 1.0), ("1E+2", 100.0), ("1e-2", 0.01),
      ("1e22", 1e22),
      ("1e23", 1e23), ("123456789012345678901234567890", 123456789012345678901234567890.0), ("0.1e1", 1.0),
      ("1.7976931348623157e308", 1.7976931348623157e308), ("4.9e-324", .number(.leastNonzeroMagnitude)),
      ("1e-400", 0.0),
      ("0e99999999999999999999", 0.0), ("9007199254740993e0", 9007199254740992.0),
    ] as [(String, FieldValue)])
  func readsNumbers(text: String, value: FieldValue) throws { #expect(try FieldValue(json: text) == value) }

  @Test(
    arguments: [
      ("", 0, "a value"), ("  ", 2, "a value"), ("x", 0, "a value"), ("tru", 0, "\"true\""),
      ("nulL", 0, "\"null\""),
      ("1 2", 2, "the end"), ("[1", 2, "\",\" or \"]\""), ("[1,]", 3, "a value"),
      ("[1 2]", 3, "\",\" or \"]\""),
      ("{\"a\"}", 4, "\":\""), ("{\"a\":}", 5, "a value"), ("{\"a\":1,}", 7, "a name"),
      ("{a:1}", 1, "a name"),
      ("{\"a\":1", 6, "\",\" or \"}\""), ("{\"a\":1]", 6, "\",\" or \"}\""),
      ("\"abc", 4, "the end of the string"),
      ("\"a\nb\"", 2, "an escape"), ("\"\\x\"", 2, "one of"), ("\"\\u12G4\"", 5, "four hexadecimal"),
      ("\"\\u12", 5, "four hexadecimal"), ("\"\\", 2, "the rest"), ("01", 1, "no digit"),
      ("-01", 2, "no digit"),
      ("-", 1, "a digit"), ("1.", 2, "a digit"), (".5", 0, "a value"), ("1e", 2, "a digit"),
      ("1e+", 3, "a digit"),
      ("+1", 0, "a value"), ("1e999", 0, "a number within"), ("NaN", 0, "a value"), ("'a'", 0, "a value"),
      ("[", 1, "a value"),
      ("{", 1, "a name"), ("}", 0, "a value"), ("// x", 0, "a value"),
    ] as [(String, Int, String)])
  func refuses(text: String, offset: Int, expectation: String) throws {
    let error = try #require(throws: SearchError.self) { try FieldValue(json: text) }
    #expect(error.code == .invalidDocument)
    #expect(error.offset == offset, "\(error.message)")
    #expect(error.message.contains("byte \(offset): expected \(expectation)"), "\(error.message)")
    #expect(throws: SearchError.self) { try Self.skip(Array(text.utf8)) }
  }

  static func skip(_ bytes: [UInt8]) throws {
    try unsafe bytes.withUnsafeBufferPointer { bytes in
      var scanner = unsafe JSONScanner(bytes)
      try scanner.skipValue()
      try scanner.finish()
    }
  }

  /// Bytes that are no character, alone and after so many letters that each lands at every place of a block of eight.
  @Test(
    arguments: [
      [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE1, 0x80], [0xE0, 0x9F, 0xBF],
      [0xED, 0xA0, 0x80],
      [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
      [0xE1, 0x22, 0x80],
      [0xF1, 0x80, 0x80],
    ] as [[UInt8]])
  func refusesWhatIsNotUTF8(bytes: [UInt8]) {
    for before in 0..<20 {
      for after in [0, 1, 9] {
        let letters = [UInt8](repeating: 0x61, count: before)
        let text = [0x22] + letters + bytes + [UInt8](repeating: 0x61, count: after) + [0x22]
        let error = #expect(throws: SearchError.self) { try FieldValue(json: text) }
        #expect((1 + before...1 + before + bytes.count).contains(error?.offset ?? -1))
        #expect(throws: SearchError.self) { try Self.skip(text) }
      }
    }
  }

  @Test func takesEveryCharacter() throws {
    for value in stride(from: UInt32(0x20), to: 0x110000, by: 1) where value != 0x22 && value != 0x5C {
      guard let scalar = Unicode.Scalar(value) else { continue }
      // One in a hundred beyond the scripts that matter here.
      if value > 0x3000 && value % 97 != 0 && value & 0xFFF > 1 && value & 0xFFF < 0xFFE { continue }
      let text = [0x22] + Array(String(scalar).utf8) + [0x22]
      let read = try FieldValue(json: text).stringValue
      #expect(read?.unicodeScalars.first == scalar && read?.unicodeScalars.count == 1)
    }
  }

  @Test func depthIsLimited() throws {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
      func nested(_ depth: Int) -> String {
        String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
      }
      _ = try FieldValue(json: nested(FieldValue.maximumDepth))
      try Self.skip(Array(nested(FieldValue.maximumDepth).utf8))
      for text in [nested(FieldValue.maximumDepth + 1), String(repeating: open, count: 1_000_000)] {
        let error = try #require(throws: SearchError.self) { try FieldValue(json: text) }
        #expect(error.message.contains("levels of nesting"))
        #expect(throws: SearchError.self) { try Self.skip(Array(text.utf8)) }
      }
    }
  }

  @Test func equalsFoundationOnRandomValues() throws {
    var random = SeededGenerator.announced("JSON values")
    for _ in 0..<500 {
      let value = FieldValue.array([random.fieldValue()])
      let data = Data(value.json.utf8)
      // What it writes is JSON to Foundation, and the same JSON.
      let theirs = try JSONDecoder().decode(FieldValue.self, from: data)
      let ours = try FieldValue(json: Array(data))
      #expect(ours == value)
      #expect(Self.integral(theirs) == Self.integral(value), "\(value)")
      // What Foundation writes, with its own escapes and spellings, is read as Foundation reads it.
      let options: JSONSerialization.WritingOptions = random.chance(0.5) ? [.prettyPrinted] : []
      let object = try JSONSerialization.jsonObject(with: data)
      let written = try JSONSerialization.data(withJSONObject: object, options: options)
      #expect(Self.integral(try FieldValue(json: Array(written))) == Self.integral(value))
      try Self.skip(Array(written))
    }
  }

  /// Texts with a few random changes: where Foundation throws, so must we, and the other way round.
  @Test func equalsFoundationOnDamagedTexts() throws {
    var random = SeededGenerator.announced("damaged JSON")
    let bytes = Array("{}[]\",:\\u0123456789abcdefeE+-.truefalsn \n\u{1}\u{E1}\u{C3}".utf8)
    for _ in 0..<(SeededGenerator.isLong ? 200_000 : 3_000) {
      var text = Array(FieldValue.array([random.fieldValue(depth: 2)]).json.utf8)
      for _ in 0...random.below(2) {
        switch random.below(3) {
        case 0: text[random.below(text.count)] = random.pick(bytes)
        case 1: text.insert(random.pick(bytes), at: random.below(text.count))
        default: if text.count > 1 { text.remove(at: random.below(text.count)) }
        }
      }
      let ours = try? FieldValue(json: text)
      let isSkipped = (try? Self.skip(text)) != nil
      #expect((ours != nil) == isSkipped)
      if String(validating: text, as: UTF8.self) == nil {
        #expect(ours == nil)
        continue
      }
      // Foundation refuses lone surrogates and takes numbers beyond doubles to be errors, as we do.
      let spelling = String(decoding: text, as: UTF8.self)
      if spelling.lowercased().contains("\\ud") { continue }
      // Foundation also takes a comma before a closing bracket.
      if spelling.contains(/,\s*[\]}]/) { continue }
      let theirs = try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)
      #expect((ours != nil) == (theirs != nil), "\(spelling)")
    }
  }

  /// JSON does not tell 1 from 1.0.
  static func integral(_ value: FieldValue) -> FieldValue {
    switch value {
    case .number: value.integerValue.map { .integer($0) } ?? value
    case .array(let elements): .array(elements.map(integral))
    case .object(let members): .object(members.mapValues(integral))
    default: value
    }
  }
}
