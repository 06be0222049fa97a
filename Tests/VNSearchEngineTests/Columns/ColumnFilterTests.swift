import Testing
import VNTestSupport

@testable import VNSearchEngine

struct ColumnFilterTests {
  /// Whether a document passes, by comparing its values one by one.
  static func passes(_ value: FieldValue, _ kind: Schema.Field.Kind, _ filter: ColumnFilter) -> Bool {
    OracleFilter.passes(value.isNull ? [] : value.arrayValue ?? [value], kind, filter)
  }

  static func filter(_ kind: Schema.Field.Kind, _ random: inout SeededGenerator, spread: Int) -> ColumnFilter
  {
    func value() -> FieldValue {
      // Values beyond 53 bits compare as doubles in the slow twin, so they are left to the rows below.
      let value = ColumnsTests.scalar(kind, &random, spread: spread)
      if kind == .integer, random.chance(0.2) { return .number(Double(random.below(9_000)) - 4_999.5) }
      return value == .integer(.min) || value == .integer(.max) ? 0 : value
    }
    switch random.below(8) {
    case 0: return .exists
    case 1, 2: return .equals(value())
    case 3: return .anyOf((0..<random.below(12)).map { _ in value() })
    default:
      let from = random.chance(0.7) ? ColumnFilter.Bound(value(), isIncluded: random.chance(0.5)) : nil
      let to = random.chance(0.7) ? ColumnFilter.Bound(value(), isIncluded: random.chance(0.5)) : nil
      return .range(from: from, to: to)
    }
  }

  static func passing(_ column: Column, _ filter: ColumnFilter) throws -> [Int] {
    let ranges = try column.ranges(filter)
    var passing: [Int] = []
    for number in 0..<column.chunkCount {
      var mask = [UInt64](repeating: .max, count: 64)
      try unsafe mask.withUnsafeMutableBufferPointer { mask in
        guard let base = mask.baseAddress else { return }
        try unsafe column.fill(base, chunk: number, matching: ranges)
      }
      for bit in 0..<4_096 where mask[bit >> 6] >> UInt64(bit & 63) & 1 == 1 {
        passing.append(number << DocumentGrid.chunkShift + bit)
      }
    }
    return passing
  }

  @Test(arguments: [
    (5_000, 1.0, 1, 40), (4_500, 0.6, 1, 7), (4_200, 0.8, 3, 200), (100, 1, 1, 1), (4_096, 0.01, 1, 9),
  ])
  func equalsOneByOne(count: Int, share: Double, most: Int, spread: Int) throws {
    var random = SeededGenerator.announced("filters")
    var documents = ColumnsTests.documents(&random, count: count, share: share, most: most, spread: spread)
    for ordinal in documents.indices
    where documents[ordinal][1].integerValue.map({ abs($0 / 2) > 1 << 52 }) ?? false {
      documents[ordinal][1] = 0
    }
    let part = try ColumnsTests.write(documents)
    try ColumnsTests.withColumns(part) { (columns: Columns) throws in
      for (index, column) in columns.columns.enumerated() {
        for _ in 0..<(SeededGenerator.isLong ? 100 : 8) {
          let filter = Self.filter(column.kind, &random, spread: spread)
          let expected = documents.indices.filter { Self.passes(documents[$0][index], column.kind, filter) }
          #expect(try Self.passing(column, filter) == expected, "\(column.kind) \(filter)")
        }
      }
    }
  }

  @Test(
    arguments: [
      (1, .equals(.integer(.max)), [1]),
      (1, .range(from: .init(.integer(.max), isIncluded: false), to: nil), []),
      (1, .range(from: nil, to: .init(.integer(.min), isIncluded: false)), []), (1, .equals(1.5), []),
      (1, .range(from: .init(1e30), to: nil), []),
      (1, .range(from: .init(-1e30), to: .init(1e30)), [0, 1, 2]),
      (1, .equals("7"), [2]), (1, .range(from: .init(6.5), to: .init(7.5)), [2]),
      (3, .equals("1970-01-02"), [0]),
      (3, .range(from: .init("1970"), to: .init("1971", isIncluded: false)), [0]),
      (3, .range(from: .init("1971"), to: nil), [1]), (4, .equals(true), [0, 2]), (4, .equals("false"), [1]),
      (0, .equals("hà nội"), [0]), (0, .range(from: .init("h"), to: .init("i")), [0, 2]),
      (0, .equals("zz"), []),
      (0, .anyOf([]), []), (2, .equals(0), [1]), (2, .range(from: .init(0, isIncluded: false), to: nil), [0]),
      (2, .exists, [0, 1]), (0, .range(from: .init("huế", isIncluded: false), to: nil), [0, 1]),
    ] as [(Int, ColumnFilter, [Int])])
  func rows(column: Int, filter: ColumnFilter, expected: [Int]) throws {
    let documents: [[FieldValue]] = [
      ["hà nội", .integer(.min), 0.5, 86_400, true], ["đà lạt", .integer(.max), .number(-0.0), 4e7, false],
      ["huế", 7, nil, nil, true],
    ]
    try ColumnsTests.withColumns(try ColumnsTests.write(documents)) { (columns: Columns) throws in
      #expect(try Self.passing(columns.columns[column], filter) == expected)
    }
  }

  @Test(
    arguments: [
      (1, .equals("x")), (2, .equals(true)), (3, .equals("27/07/2024")), (4, .equals(1)), (1, .equals(nil)),
      (0, .equals(["a": 1])), (2, .range(from: .init(.number(.nan)), to: nil)),
    ] as [(Int, ColumnFilter)])
  func refusesValuesOfOtherKinds(column: Int, filter: ColumnFilter) throws {
    try ColumnsTests.withColumns(try ColumnsTests.write([["a", 1, 1, 1, true]])) {
      (columns: Columns) throws in
      let error = #expect(throws: SearchError.self) { try columns.columns[column].ranges(filter) }
      #expect(error?.code == .invalidQuery)
    }
  }

  @Test func numbersKeepTheirOrder() {
    let numbers: [Double] = [
      -.infinity, -.greatestFiniteMagnitude, -1, -.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude, 0.1,
      1e300,
      .infinity,
    ]
    let encoded = numbers.map { ColumnNumber.encode($0) }
    #expect(encoded == encoded.sorted() && Set(encoded).count == numbers.count)
    #expect(encoded.map { ColumnNumber.decode($0) } == numbers)
    #expect(ColumnNumber.encode(-0.0) == ColumnNumber.encode(0.0))
    #expect(ColumnNumber.encode(seconds: 1e300) == .max && ColumnNumber.encode(seconds: -1e300) == .min)
  }

  @Test func rangesAreUnited() {
    #expect(ColumnRanges([5...6, 1...2, 3...3, 6...9]).ranges == [1...3, 5...9])
    #expect(ColumnRanges([.min...0, 1 ... .max]).ranges == [.min ... .max])
    #expect(ColumnRanges([0 ... .max, 7...7]).ranges == [0 ... .max])
    let ranges = ColumnRanges([1...3, 7...9])
    #expect((0...10).filter { ranges.contains($0) } == [1, 2, 3, 7, 8, 9])
  }
}
