/// Counts the values of one column over all matches.
final class FacetCollector: BlockCollector {
  private let facet: Facet
  private let kind: Schema.Field.Kind
  private let columns: [LoadedColumn]
  /// Ranges of column values: of boundaries.
  private let ranges: [ColumnRanges]
  private let boundaries: [FieldValue]

  private var segment = -1
  /// By term ordinal, in the segment that is being counted.
  private var terms: [Int] = []
  private var keywords: [[UInt8]: Int] = [:]
  private var numbers: [Int64: Int] = [:]
  private var ranged: [Int]
  private var failure: SearchError?

  init(_ facet: Facet, _ search: SnapshotSearch) throws(SearchError) {
    self.facet = facet
    (columns, _) = try search.columns(named: facet.field, needsOrder: false)
    kind = search.schema.field(named: facet.field)?.kind ?? .keyword
    var ranges: [ColumnRanges] = []
    var boundaries: [FieldValue] = []
    switch facet.kind {
    case .values: break
    case .intervals(let width):
      guard width > 0, width.isFinite, kind == .integer || kind == .number || kind == .date else {
        throw SearchError(
          .invalidQuery,
          "intervals need a width above 0 and an integer, number or date field; \"\(facet.field)\" is of kind \(kind)"
        )
      }
    case .calendar:
      guard kind == .date else {
        throw SearchError(
          .invalidQuery, "the calendar needs a date field; \"\(facet.field)\" is of kind \(kind)")
      }
    case .boundaries(let given):
      guard kind != .keyword else {
        throw SearchError(
          .invalidQuery, "boundaries need numbers or dates; \"\(facet.field)\" is of kind \(kind)")
      }
      boundaries = given
      if let column = columns.first?.column {
        for index in 0...given.count {
          let from = index == 0 ? nil : ColumnFilter.Bound(given[index - 1])
          let to = index == given.count ? nil : ColumnFilter.Bound(given[index], isIncluded: false)
          ranges.append(try column.ranges(.range(from: from, to: to)))
        }
      }
    }
    self.ranges = ranges
    self.boundaries = boundaries
    ranged = ranges.map { _ in 0 }
  }

  func begin(segment: Int, _ reader: Segment) throws(SearchError) {
    try endSegment()
    self.segment = segment
    if kind == .keyword { terms = [Int](repeating: 0, count: columns[segment].column.termCount) }
  }

  func collect(_ block: MatchBlock) {
    guard let chunk = columns[segment].chunks[block.firstDocument >> DocumentGrid.chunkShift] else { return }
    let base = block.firstDocument & (DocumentGrid.chunkSize - 1)
    switch facet.kind {
    case .values where kind == .keyword:
      unsafe terms.withUnsafeMutableBufferPointer { terms in
        Self.forEachValue(chunk, base, block.mask) { value, isFirst, last in
          // A keyword is kept once for each document.
          if value >= 0 && value < Int64(terms.count) { unsafe terms[Int(value)] &+= 1 }
        }
      }
    case .values:
      Self.forEachValue(chunk, base, block.mask) { value, isFirst, last in
        if isFirst || value != last { numbers[value, default: 0] += 1 }
      }
    case .boundaries:
      for (index, range) in ranges.enumerated() {
        ranged[index] += (chunk.mask(base >> 6, chunk.match(range)) & block.mask).nonzeroBitCount
      }
    case .intervals, .calendar:
      Self.forEachValue(chunk, base, block.mask) { value, isFirst, last in
        let bucket = self.bucket(value)
        if isFirst || bucket != self.bucket(last) { numbers[bucket, default: 0] += 1 }
      }
    }
  }

  /// Calls `body` with each value of the documents of a mask, ascending for each, and the one before it.
  @inline(__always)
  private static func forEachValue(
    _ chunk: ColumnChunk, _ base: Int, _ mask: UInt64, _ body: (Int64, _ isFirst: Bool, _ last: Int64) -> Void
  ) {
    var rest = mask
    while rest != 0 {
      let document = base | rest.trailingZeroBitCount
      rest &= rest &- 1
      var isFirst = true
      var last: Int64 = 0
      for index in chunk.indices(at: document) {
        let value = chunk.value(index)
        body(value, isFirst, last)
        isFirst = false
        last = value
      }
    }
  }

  /// The bucket of a column value, by the number of its interval or its first day since 1970.
  private func bucket(_ value: Int64) -> Int64 {
    switch facet.kind {
    case .intervals(let width):
      let number = ColumnNumber.decode(value, kind: kind).numberValue ?? 0
      let bucket = (number / width).rounded(.down)
      return bucket >= 0x1p62 ? 1 << 62 : bucket <= -0x1p62 ? -(1 << 62) : Int64(bucket)
    case .calendar(let unit, let offset):
      let seconds =
        (value / 1_000_000 - (value % 1_000_000 < 0 ? 1 : 0)) + Int64(Facet.bounded(secondsFromUTC: offset))
      let days = seconds / 86_400 - (seconds % 86_400 < 0 ? 1 : 0)
      if unit == .day { return days }
      let (year, month, _) = Timestamp.civil(days: Int(days))
      return Int64(Timestamp.days(year: year, month: unit == .month ? month : 1, day: 1))
    case .values, .boundaries: return value
    }
  }

  /// Moves the counts of the segment's terms to those of all segments.
  private func endSegment() throws(SearchError) {
    guard segment >= 0, kind == .keyword else { return }
    let column = columns[segment].column
    for block in 0..<ColumnsFormat.termBlockCount(terms: column.termCount) {
      let start = block * ColumnsFormat.termBlockLength
      let end = min(start + ColumnsFormat.termBlockLength, terms.count)
      if terms[start..<end].allSatisfy({ $0 == 0 }) { continue }
      for (index, term) in try column.terms(ofBlock: block).enumerated() where terms[start + index] > 0 {
        keywords[term, default: 0] += terms[start + index]
      }
    }
    terms = []
    segment = -1
  }

  func merge(_ other: any BlockCollector) {
    guard let other = other as? FacetCollector else { return }
    do throws(SearchError) {
      try endSegment()
      try other.endSegment()
    } catch {
      failure = error
    }
    failure = failure ?? other.failure
    keywords.merge(other.keywords, uniquingKeysWith: +)
    numbers.merge(other.numbers, uniquingKeysWith: +)
    for index in ranged.indices { ranged[index] += other.ranged[index] }
  }

  /// The counts, as the facet wants them.
  func counts() throws(SearchError) -> FacetCounts {
    try endSegment()
    if let failure { throw failure }
    var result = FacetCounts(field: facet.field, values: [], distinctCount: 0)
    switch facet.kind {
    case .values(let limit) where kind == .keyword:
      let sorted = keywords.sorted { left, right in
        left.value != right.value ? left.value > right.value : left.key.lexicographicallyPrecedes(right.key)
      }
      result.values = sorted.prefix(limit).map {
        FacetCounts.Value(value: .string(String(decoding: $0.key, as: UTF8.self)), count: $0.value)
      }
      result.distinctCount = sorted.count
    case .values(let limit):
      let sorted = numbers.sorted { left, right in
        left.value != right.value ? left.value > right.value : left.key < right.key
      }
      result.values = sorted.prefix(limit).map {
        FacetCounts.Value(value: ColumnNumber.decode($0.key, kind: kind), count: $0.value)
      }
      result.distinctCount = sorted.count
    case .boundaries:
      for (index, count) in ranged.enumerated() {
        // Not `? … : nil`, which would be the value null.
        let end: FieldValue? = boundaries.indices.contains(index) ? .some(boundaries[index]) : .none
        result.values.append(
          FacetCounts.Value(
            value: index == 0 ? .null : boundaries[index - 1], end: end, count: count))
      }
      result.distinctCount = ranged.count
    case .intervals(let width):
      for (bucket, count) in numbers.sorted(by: { $0.key < $1.key }) {
        result.values.append(
          FacetCounts.Value(
            value: .number(Double(bucket) * width), end: .number(Double(bucket + 1) * width), count: count))
      }
      result.distinctCount = numbers.count
    case .calendar(let unit, let given):
      let offset = Facet.bounded(secondsFromUTC: given)
      for (day, count) in numbers.sorted(by: { $0.key < $1.key }) {
        let (year, month, _) = Timestamp.civil(days: Int(day))
        let end =
          switch unit {
          case .day: Int(day) + 1
          case .month: Timestamp.days(year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1)
          case .year: Timestamp.days(year: year + 1, month: 1, day: 1)
          }
        result.values.append(
          FacetCounts.Value(
            value: .number(Double(Int(day) * 86_400 - offset)), end: .number(Double(end * 86_400 - offset)),
            count: count))
      }
      result.distinctCount = numbers.count
    }
    return result
  }
}

/// Counts matches.
final class CountCollector: BlockCollector {
  private(set) var count = 0

  func begin(segment: Int, _ reader: Segment) {}
  func collect(_ block: MatchBlock) { count &+= block.mask.nonzeroBitCount }
  func merge(_ other: any BlockCollector) { if let other = other as? CountCollector { count += other.count } }
}
