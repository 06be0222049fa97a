import Testing
import VNTestSupport

@testable import VNSearchEngine

struct ColumnsTests {
  static let schema = Schema(
    .text("t"), .keyword("k"), .integer("i"), .number("n"), .date("d"), .boolean("b"), .stored("s"))
  /// The fields of the columns.
  static let kinds: [Schema.Field.Kind] = [.keyword, .integer, .number, .date, .boolean]

  static func write(_ documents: [[FieldValue]]) throws -> [UInt8] {
    var output = ByteWriter()
    var writer = ColumnsWriter(schema: schema)
    for document in documents {
      for (column, value) in document.enumerated() { try writer.append(value, column: column) }
      try writer.endDocument(to: &output)
    }
    #expect(writer.documentCount == documents.count)
    try writer.finish(to: &output)
    return output.bytes
  }

  static func withColumns<Result>(_ part: [UInt8], _ body: (Columns) throws -> Result) throws -> Result {
    try unsafe part.withUnsafeBytes { try body(unsafe Columns($0, file: "columns")) }
  }

  static func scalar(_ kind: Schema.Field.Kind, _ random: inout SeededGenerator, spread: Int) -> FieldValue {
    switch kind {
    case .keyword: .string("k\(random.below(spread))" + (random.chance(0.01) ? random.string() : ""))
    case .integer:
      random.chance(0.002)
        ? .integer(random.pick([.min, .max, 0])) : .integer(Int64(random.below(spread)) * 1_000 - 5_000)
    case .number:
      .number(random.pick([-0.5, 0, -0.0, 1, 1e300, -.infinity, 0.1]) * Double(1 + random.below(spread)))
    case .date: .number(Double(random.below(spread)) * 86_400 - 1e6)
    default: .bool(random.chance(0.5))
    }
  }

  /// Documents of which about `share` have a value in each column, up to `most`.
  static func documents(
    _ random: inout SeededGenerator, count: Int, share: Double, most: Int, spread: Int
  ) -> [[FieldValue]] {
    (0..<count).map { _ in
      kinds.map { kind in
        if !random.chance(share) { return random.chance(0.5) ? .null : .array([]) }
        let number = 1 + random.below(most)
        if number == 1 { return scalar(kind, &random, spread: spread) }
        return .array((0..<number).map { _ in scalar(kind, &random, spread: spread) })
      }
    }
  }

  /// What a column must say of a document: sorted, keywords without repetition.
  static func expected(_ value: FieldValue, _ kind: Schema.Field.Kind) -> [FieldValue] {
    let values = value.isNull ? [] : value.arrayValue ?? [value]
    if kind == .keyword {
      return Set(values.compactMap(\.stringValue).map { Array($0.utf8) })
        .sorted { $0.lexicographicallyPrecedes($1) }.map { .string(String(decoding: $0, as: UTF8.self)) }
    }
    return values.compactMap { ColumnNumber.encode($0, kind: kind) }.sorted()
      .map { ColumnNumber.decode($0, kind: kind) }
  }

  /// All values of a part, by document and column.
  static func read(_ columns: Columns) throws -> [[[FieldValue]]] {
    var documents = [[[FieldValue]]](
      repeating: [[FieldValue]](repeating: [], count: columns.columns.count), count: columns.documentCount)
    for (index, column) in columns.columns.enumerated() {
      for number in 0..<column.chunkCount {
        guard let chunk = try column.chunk(number) else { continue }
        for document in 0..<chunk.documentCount {
          var values: [Int64] = []
          chunk.forEachValue(at: document) { values.append($0) }
          #expect(chunk.firstValue(at: document) == values.first)
          documents[number << DocumentGrid.chunkShift + document][index] = try values.map { value in
            column.kind == .keyword
              ? .string(try column.term(value)) : ColumnNumber.decode(value, kind: column.kind)
          }
        }
      }
    }
    return documents
  }

  static func check(_ part: [UInt8], equals documents: [[FieldValue]]) throws {
    try withColumns(part) { columns in
      try columns.verify()
      #expect(columns.columns.map(\.kind) == kinds)
      #expect(columns.columns.map(\.field) == [1, 2, 3, 4, 5])
      let read = try read(columns)
      #expect(read.count == documents.count)
      for (ordinal, document) in documents.enumerated() {
        for (index, value) in document.enumerated() {
          let expected = expected(value, kinds[index])
          if read[ordinal][index] != expected {
            Issue.record(
              "document \(ordinal), \(kinds[index]): \(read[ordinal][index]), expected \(expected)")
            return
          }
        }
      }
    }
  }

  @Test func encodesAsDocumented() throws {
    var output = ByteWriter()
    var writer = ColumnsWriter(schema: Schema(.text("t"), .boolean("b")))
    try writer.append(true, column: 0)
    try writer.endDocument(to: &output)
    try writer.append(false, column: 0)
    try writer.endDocument(to: &output)
    try writer.finish(to: &output)
    let chunk: [UInt8] = [1, 1, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    #expect(Array(output.bytes.prefix(chunk.count)) == chunk)
    #expect(output.count == chunk.count + 32 + 32 + 24)

    var encoder = ColumnChunkEncoder()
    for value: Int64 in [10, 30, 20] {
      encoder.append(value)
      encoder.endDocument(isSet: false)
    }
    #expect(
      try encoder.encoded().bytes == [
        1, 2, 0, 0, 3, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0x18, 0, 0, 0, 0, 0, 0, 0, 0,
      ])
  }

  @Test(
    arguments: [
      (0, 1, 1, 10), (1, 1, 1, 10), (64, 1, 1, 5), (65, 0.5, 1, 5), (4_096, 1, 1, 100), (4_097, 0.7, 1, 300),
      (5_000, 0.3, 3, 1_000), (9_000, 1, 2, 3), (8_500, 0.001, 2, 3), (500, 0, 1, 1), (300, 1, 1, 1),
      (700, 1, 4, 1),
    ] as [(Int, Double, Int, Int)])
  func readsWhatWasWritten(count: Int, share: Double, most: Int, spread: Int) throws {
    var random = SeededGenerator.announced("columns")
    let documents = Self.documents(&random, count: count, share: share, most: most, spread: spread)
    try Self.check(try Self.write(documents), equals: documents)
  }

  @Test func mergesWithAndWithoutDeletions() throws {
    var random = SeededGenerator.announced("merged columns")
    for round in 0..<4 {
      var output = ByteWriter()
      var writer = ColumnsWriter(schema: Self.schema)
      var expected: [[FieldValue]] = []
      for _ in 0..<3 {
        let documents = Self.documents(&random, count: random.below(3_000), share: 0.8, most: 2, spread: 150)
        let isLive = documents.map { _ in round == 0 || random.chance(0.6) }
        expected += zip(documents, isLive).filter(\.1).map(\.0)
        try Self.withColumns(try Self.write(documents)) {
          try writer.append(contentsOf: $0, keeping: { isLive[$0] }, to: &output)
        }
      }
      try writer.finish(to: &output)
      // The same bytes as if they had been written at once.
      #expect(output.bytes == (try Self.write(expected)))
      try Self.check(output.bytes, equals: expected)
    }
  }

  @Test func abandonedDocumentsLeaveNothing() throws {
    var output = ByteWriter()
    var writer = ColumnsWriter(schema: Self.schema)
    let expected: [[FieldValue]] = [["a", 1, 1.5, 0.0, true], ["b", 2, nil, nil, nil]]
    for document in expected {
      for (column, value) in document.enumerated() { try writer.append(value, column: column) }
      try writer.endDocument(to: &output)
      try writer.append(["zzz", "a"], column: 0)
      do throws(SearchError) {
        try writer.append([7, "x"], column: 1)
        Issue.record("a string was taken as an integer")
      } catch {
        #expect(error.code == .invalidDocument && error.message.contains("\"i\""))
      }
      writer.abandonDocument()
    }
    try writer.finish(to: &output)
    #expect(output.bytes == (try Self.write(expected)))
  }

  @Test func everyFlippedBitIsFound() throws {
    var random = SeededGenerator.announced("damaged columns")
    let part = try Self.write(Self.documents(&random, count: 40, share: 0.7, most: 2, spread: 6))
    for bit in stride(
      from: random.below(SeededGenerator.isLong ? 1 : 3), to: part.count * 8,
      by: SeededGenerator.isLong ? 1 : 3)
    {
      var damaged = part
      damaged[bit / 8] ^= 1 << (bit % 8)
      let error = #expect(throws: SearchError.self) { try Self.withColumns(damaged) { try $0.verify() } }
      #expect(error?.code == .corruptIndex && error?.file == "columns" && error?.offset != nil)
    }
    for count in 0..<part.count {
      #expect(throws: SearchError.self) { try Self.withColumns(Array(part[..<count])) { try $0.verify() } }
    }
  }

  /// Chunks whose bytes are anything at all, as if the checksum had not found it.
  @Test func damagedChunksNeverTrap() {
    var random = SeededGenerator.announced("damaged chunks")
    for _ in 0..<3_000 {
      var encoder = ColumnChunkEncoder()
      let documents = 1 + random.below(200)
      let most = random.below(3)
      for _ in 0..<documents {
        for _ in 0..<random.below(most + 1) { encoder.append(Int64(random.below(50))) }
        encoder.endDocument(isSet: false)
      }
      guard var bytes = try? encoder.encoded().bytes, !bytes.isEmpty else { continue }
      for _ in 0...random.below(3) {
        bytes[random.below(bytes.count)] = UInt8.random(in: 0...255, using: &random)
      }
      if random.chance(0.1) { bytes.removeLast(random.below(bytes.count)) }
      unsafe bytes.withUnsafeBytes { bytes in
        guard let chunk = unsafe ColumnChunk(bytes, documentCount: documents, bounds: .min ... .max) else {
          return
        }
        var mask = [UInt64](repeating: 0, count: 64)
        unsafe mask.withUnsafeMutableBufferPointer { mask in
          guard let base = mask.baseAddress else { return }
          unsafe chunk.fill(base, chunk.match(ColumnRanges([0...10])))
          unsafe chunk.fill(base, .all)
        }
        for document in 0..<documents { chunk.forEachValue(at: document) { _ in } }
      }
    }
  }
}
