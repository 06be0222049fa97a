import Testing
import VNTestSupport

@testable import VNSearchEngine

struct DocumentRecordTests {
  @Test func encodesAsDocumented() throws {
    var writer = FieldValueWriter()
    try DocumentRecord.encode([(0, 7), (1, "mưa"), (2, nil)], into: &writer)
    #expect(writer.bytes == [0xA2, 0x00, 0x07, 0x01, 0x64, 0x6D, 0xC6, 0xB0, 0x61])
  }

  @Test func readsWhatWasWritten() throws {
    var random = SeededGenerator.announced("document records")
    let schema = Schema(.key("id"), .text("a"), .text("b"), .stored("c"), .number("d"))
    for _ in 0..<500 {
      let fields = (0..<5).map { (number: $0, value: random.fieldValue(depth: 2)) }
      var writer = FieldValueWriter()
      try DocumentRecord.encode(fields, into: &writer)
      try unsafe writer.bytes.withUnsafeBytes { record in
        let decoded = try unsafe DocumentRecord.decode(record, schema: schema)
        let kept = fields.filter { !$0.value.isNull }
        #expect(decoded.map(\.number) == kept.map(\.number))
        #expect(decoded.map(\.value) == kept.map(\.value))
      }
    }
  }

  @Test func damageNeverTraps() throws {
    var random = SeededGenerator.announced("damaged document records")
    let schema = Schema(.key("id"), .text("a"))
    for _ in 0..<1_000 {
      var writer = FieldValueWriter()
      try DocumentRecord.encode([(0, 1), (1, random.fieldValue())], into: &writer)
      var bytes = writer.bytes
      bytes[random.below(bytes.count)] = UInt8.random(in: 0...255, using: &random)
      unsafe bytes.withUnsafeBytes { record in
        _ = try? unsafe DocumentRecord.decode(record, schema: schema)
      }
    }
  }
}
