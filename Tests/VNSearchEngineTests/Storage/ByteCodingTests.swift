import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("Byte reader and writer")
struct ByteCodingTests {
  @Test(
    "Varints",
    arguments: [
      (0, [0]), (1, [1]), (127, [0x7F]), (128, [0x80, 1]), (300, [0xAC, 2]), (16_383, [0xFF, 0x7F]),
      (16_384, [0x80, 0x80, 1]),
      (UInt64.max, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]),
    ] as [(UInt64, [UInt8])])
  func varints(_ value: UInt64, _ bytes: [UInt8]) throws {
    var writer = ByteWriter()
    writer.appendVarint(value)
    #expect(writer.bytes == bytes)
    try ByteReader.reading(bytes, file: "f") { reader throws(SearchError) in
      #expect(try reader.readVarint() == value)
      try reader.finish()
    }
  }

  @Test(
    "Damaged varints are refused",
    arguments: [
      [], [0x80], [0x80, 0], [0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2],
      [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x81, 0],
    ] as [[UInt8]])
  func damagedVarints(_ bytes: [UInt8]) {
    let error = #expect(throws: SearchError.self) {
      try ByteReader.reading(bytes, file: "f", fileOffset: 64) { reader throws(SearchError) in
        try reader.readVarint()
      }
    }
    #expect(error?.code == .corruptIndex && error?.file == "f" && error?.offset ?? 0 >= 64)
  }

  @Test("What was written is read, in its order")
  func roundTrip() throws {
    var random = SeededGenerator.announced("byte coding")
    for _ in 0..<200 {
      let seed = random.next()
      var writing = SeededGenerator(seed: seed)
      var writer = ByteWriter()
      let count = random.below(20)
      for _ in 0..<count {
        switch writing.below(6) {
        case 0: writer.append(UInt8(truncatingIfNeeded: writing.next()))
        case 1: writer.append(Int32(truncatingIfNeeded: writing.next()))
        case 2: writer.append(writing.next())
        case 3: writer.appendVarint(writing.next() >> UInt64(writing.below(64)))
        case 4: writer.append(writing.string())
        default: writer.append(counted: writing.bytes(writing.below(30)))
        }
      }
      var reading = SeededGenerator(seed: seed)
      try ByteReader.reading(writer.bytes, file: "f") { reader throws(SearchError) in
        for _ in 0..<count {
          switch reading.below(6) {
          case 0: #expect(try reader.read(UInt8.self) == UInt8(truncatingIfNeeded: reading.next()))
          case 1: #expect(try reader.read(Int32.self) == Int32(truncatingIfNeeded: reading.next()))
          case 2: #expect(try reader.read(UInt64.self) == reading.next())
          case 3: #expect(try reader.readVarint() == reading.next() >> UInt64(reading.below(64)))
          case 4: #expect(try reader.readString() == reading.string())
          default: #expect(try reader.readCountedBytes() == reading.bytes(reading.below(30)))
          }
        }
        try reader.finish()
      }
    }
  }

  @Test("Reads outside of the bytes throw with file and offset")
  func bounds() {
    let cases: [(String, (inout ByteReader) throws(SearchError) -> Void)] = [
      ("integer", { reader throws(SearchError) in _ = try reader.read(UInt64.self) }),
      ("bytes", { reader throws(SearchError) in _ = try reader.readBytes(6) }),
      ("negative", { reader throws(SearchError) in _ = try reader.readBytes(-1) }),
      ("skip", { reader throws(SearchError) in try reader.skip(Int.max) }),
      ("seek", { reader throws(SearchError) in try reader.seek(to: 6) }),
      ("seek back", { reader throws(SearchError) in try reader.seek(to: -1) }),
      ("count", { reader throws(SearchError) in _ = try reader.readCount() }),
      ("counted", { reader throws(SearchError) in _ = try reader.readCountedBytes() }),
      ("limit", { reader throws(SearchError) in _ = try reader.readVarint(upTo: 8) }),
      ("string", { reader throws(SearchError) in _ = try reader.readString() }),
      ("rest", { reader throws(SearchError) in try reader.finish() }),
    ]
    for (name, body) in cases {
      let error = #expect(throws: SearchError.self, "\(name)") {
        try ByteReader.reading([9, 1, 2, 3, 4], file: "f", fileOffset: 64, body)
      }
      #expect(error?.code == .corruptIndex && error?.file == "f" && error?.offset == 64, "\(name)")
    }
    #expect(throws: SearchError.self) {
      try ByteReader.reading([2, 0xC3, 0x28], file: "f") { reader throws(SearchError) in
        try reader.readString()
      }
    }
  }
}
