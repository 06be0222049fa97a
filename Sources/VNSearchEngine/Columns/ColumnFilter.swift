import VNTextAnalysis

/// What the values of a field must be for a document to pass; one value that passes is enough.
package enum ColumnFilter: Sendable, Hashable, Codable {
  /// One end of a range.
  package struct Bound: Sendable, Hashable, Codable {
    package var value: FieldValue
    package var isIncluded: Bool

    package init(_ value: FieldValue, isIncluded: Bool = true) {
      self.value = value
      self.isIncluded = isIncluded
    }
  }

  /// The document has a value.
  case exists
  /// A value is one of these. A date is seconds since 1970 or ISO 8601; without a time it is the whole day, month or
  /// year.
  case anyOf([FieldValue])
  /// A value is between the bounds; without a bound that side is open. Keywords are in the order of their UTF-8.
  case range(from: Bound?, to: Bound?)

  /// A value is this one.
  package static func equals(_ value: FieldValue) -> ColumnFilter { .anyOf([value]) }
}

extension Column {
  /// The values that pass a filter.
  ///
  /// - Throws: ``SearchError/Code/invalidQuery`` if a value of the filter cannot be one of this column;
  ///   ``SearchError/Code/corruptIndex``.
  func ranges(_ filter: ColumnFilter) throws(SearchError) -> ColumnRanges {
    switch filter {
    case .exists: return .all
    case .anyOf(let values):
      var ranges: [ClosedRange<Int64>] = []
      for value in values {
        let low = try lowest(.init(value))
        let high = try highest(.init(value))
        if let low, let high, low <= high { ranges.append(low...high) }
      }
      return ColumnRanges(ranges)
    case .range(let from, let to):
      var low: Int64? = .min
      var high: Int64? = .max
      if let from { low = try lowest(from) }
      if let to { high = try highest(to) }
      guard let low, let high, low <= high else { return ColumnRanges([]) }
      return ColumnRanges([low...high])
    }
  }

  /// Writes which documents of a chunk pass: 64 words, bit i of word j is document 64 j + i of the chunk.
  ///
  /// - Complexity: O(1) if the bounds of the chunk decide, else O(values of the chunk).
  func fill(
    _ mask: UnsafeMutablePointer<UInt64>, chunk number: Int, matching ranges: ColumnRanges
  ) throws(SearchError) {
    guard let bounds = bounds(ofChunk: number), !ranges.overlapping(bounds).isEmpty,
      let chunk = try chunk(number)
    else { return unsafe mask.update(repeating: 0, count: 64) }
    unsafe chunk.fill(mask, chunk.match(ranges))
  }

  /// The smallest column value that is not below a bound; nil if there is none.
  private func lowest(_ bound: ColumnFilter.Bound) throws(SearchError) -> Int64? {
    switch kind {
    case .keyword:
      let (ordinal, isPresent) = try position(ofTerm: try values.keyword(bound.value))
      return isPresent && !bound.isIncluded ? ordinal + 1 : ordinal
    case .integer:
      if let integer = try values.integer(bound.value) {
        if bound.isIncluded { return integer }
        return integer == .max ? nil : integer + 1
      }
      // A fraction, or beyond 64 bits: the next integer above.
      let number = try values.number(bound.value).rounded(.up)
      return number < -0x1p63 ? .min : Int64(exactly: number)
    default:
      // Behind a day is behind its last moment.
      let value = bound.isIncluded ? try values.encoded(bound.value) : try values.lastMoment(bound.value)
      if bound.isIncluded { return value }
      return value == .max ? nil : value + 1
    }
  }

  /// The largest column value that is not above a bound; nil if there is none.
  private func highest(_ bound: ColumnFilter.Bound) throws(SearchError) -> Int64? {
    switch kind {
    case .keyword:
      let (ordinal, isPresent) = try position(ofTerm: try values.keyword(bound.value))
      return isPresent && bound.isIncluded ? ordinal : ordinal - 1
    case .integer:
      if let integer = try values.integer(bound.value) {
        if bound.isIncluded { return integer }
        return integer == .min ? nil : integer - 1
      }
      let number = try values.number(bound.value).rounded(.down)
      return number >= 0x1p63 ? .max : Int64(exactly: number)
    default:
      let value = bound.isIncluded ? try values.lastMoment(bound.value) : try values.encoded(bound.value)
      if bound.isIncluded { return value }
      return value == .min ? nil : value - 1
    }
  }

  private var values: FilterValues { FilterValues(kind: kind) }
}
