import Foundation
import Testing
import VNTestSupport

@testable import VNSearchEngine

struct FieldValueTests {
  static func encode(_ value: FieldValue) throws -> [UInt8] {
    var writer = FieldValueWriter()
    try writer.append(value)
    return writer.bytes
  }

  static func decode(_ bytes: [UInt8]) throws -> FieldValue {
    try unsafe bytes.withUnsafeBytes { bytes in
      var reader = unsafe FieldValueReader(bytes, file: "documents")
      let value = try reader.readValue()
      #expect(reader.isAtEnd)
      return value
    }
  }

  @Test(
    arguments: [
      (["a": [1, -1, 0.5]], "A1 61 61 83 01 20 FA 3F 00 00 00"),
      (nil, "F6"), (true, "F5"), (23, "17"), (24, "18 18"), (256, "19 01 00"), (65_536, "1A 00 01 00 00"),
      (.integer(.max), "1B 7F FF FF FF FF FF FF FF"), (.integer(.min), "3B 7F FF FF FF FF FF FF FF"),
      (0.1, "FB 3F B9 99 99 99 99 99 9A"), ("mưa", "64 6D C6 B0 61"), ([], "80"), ([:], "A0"),
      (["b": 1, "a": 2], "A2 61 61 02 61 62 01"),
    ] as [(FieldValue, String)])
  func encodesAsDocumented(value: FieldValue, hex: String) throws {
    let bytes = try Self.encode(value)
    #expect(bytes.map { String(format: "%02X", $0) }.joined(separator: " ") == hex)
    #expect(try Self.decode(bytes) == value)
  }

  @Test func randomValuesSurvive() throws {
    var random = SeededGenerator.announced("field values")
    for _ in 0..<2_000 {
      let value = random.fieldValue()
      let bytes = try Self.encode(value)
      #expect(try Self.decode(bytes) == value)
    }
  }

  @Test func damageNeverTraps() throws {
    var random = SeededGenerator.announced("damaged field values")
    for _ in 0..<2_000 {
      var bytes = try Self.encode(random.fieldValue())
      for _ in 0...random.below(3) {
        switch random.below(3) {
        case 0: bytes[random.below(bytes.count)] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: random.below(bytes.count + 1))
        default: if bytes.count > 1 { bytes.removeLast() }
        }
      }
      unsafe bytes.withUnsafeBytes { bytes in
        var reader = unsafe FieldValueReader(bytes)
        _ = try? reader.readValue()
      }
    }
  }

  @Test func depthIsLimited() throws {
    func nested(_ depth: Int) -> FieldValue { (0..<depth).reduce(nil) { value, _ in .array([value]) } }
    let deepest = nested(FieldValue.maximumDepth)
    #expect(try Self.decode(Self.encode(deepest)) == deepest)
    #expect(throws: SearchError.self) { try Self.encode(nested(FieldValue.maximumDepth + 1)) }
    let bomb = [UInt8](repeating: 0x81, count: 100_000) + [0]
    #expect(throws: SearchError.self) { try Self.decode(bomb) }
  }

  @Test func codableEqualsJSON() throws {
    var random = SeededGenerator.announced("field values as Codable")
    for _ in 0..<200 {
      let value = random.fieldValue(depth: 3)
      let data = try JSONEncoder().encode([value])
      let decoded = try JSONDecoder().decode([FieldValue].self, from: data)[0]
      #expect(Self.spelling(decoded) == Self.spelling(value), "\(String(decoding: data, as: UTF8.self))")
    }
  }

  /// JSON does not tell 1 from 1.0, so numbers without a fraction compare as integers.
  static func spelling(_ value: FieldValue) -> FieldValue {
    switch value {
    case .number: value.integerValue.map { .integer($0) } ?? value
    case .array(let elements): .array(elements.map(spelling))
    case .object(let members): .object(members.mapValues(spelling))
    default: value
    }
  }

  @Test func literalsAndAccessors() {
    let value: FieldValue = [
      "title": "Hà Nội", "year": 2024, "tags": ["mùa thu", nil], "score": 1.5, "open": true,
    ]
    #expect(value["title"]?.stringValue == "Hà Nội")
    #expect(value["year"]?.integerValue == 2024)
    #expect(value["year"]?.numberValue == 2024)
    #expect(value["tags"]?.arrayValue == ["mùa thu", .null])
    #expect(value["score"]?.integerValue == nil)
    #expect(value["open"]?.boolValue == true)
    #expect(value["none"] == nil)
  }
}
