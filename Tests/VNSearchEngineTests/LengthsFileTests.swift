import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("Lengths")
struct LengthsFileTests {
  @Test("What is written is read; a file of another size is refused", arguments: [0, 1, 7, 8, 9, 64, 1000])
  func roundTrip(_ count: Int) throws {
    var random = SeededGenerator(seed: UInt64(count))
    let fields = 1 + random.below(3)
    let lengths = (0..<count).map { _ in UInt64(random.below(1 << 33)) }
    let codes = lengths.map { LengthCode.encode($0) }
    let spans = (0..<count * fields).map { _ in UInt32(random.below(1 << 20)) }
    let directory = IndexDirectory(path: "index", fileSystem: SimulatedFileSystem())
    let writer = try directory.openWriter(creating: true)
    let output = try writer.makeFile(.lengths, segment: 1)
    try LengthsFile.write(codes: codes, lengths: lengths, spans: spans, fieldCount: fields, to: output)
    let entry = SegmentEntry(id: 1, documentCount: count, files: [try output.finish()])
    let file = try writer.openFile(.lengths, of: entry)
    let read = try unsafe LengthsFile(
      file.bytes, documentCount: count, fieldCount: fields, fileName: "lengths")
    for document in 0..<count {
      #expect(unsafe read.codes[document] == codes[document])
      #expect(read.length(document: document) == lengths[document])
      var start: UInt32 = 0
      for field in 0..<fields {
        #expect(read.span(document: document, field: field) == spans[document * fields + field])
        #expect(read.fieldStarts(document: document)[field] == start)
        start += spans[document * fields + field] + Inverter.fieldGap
      }
    }
    for (documents, otherFields) in [
      (count + 1, fields), (count, fields + 1), (max(0, count - 1), fields + 2),
    ] {
      #expect(throws: SearchError.self) {
        try unsafe LengthsFile(
          file.bytes, documentCount: documents, fieldCount: otherFields, fileName: "lengths")
      }
    }
    if count > 0 {
      #expect(throws: SearchError.self) {
        try unsafe LengthsFile(
          UnsafeRawBufferPointer(rebasing: file.bytes.dropLast()), documentCount: count, fieldCount: fields,
          fileName: "lengths")
      }
    }
  }
}
