/// A set of column values: disjoint closed ranges in ascending order. Every filter becomes one.
struct ColumnRanges: Sendable, Hashable {
  /// The ranges; between two there is at least one value.
  let ranges: [ClosedRange<Int64>]

  /// The union of any ranges.
  init(_ ranges: [ClosedRange<Int64>]) {
    var merged: [ClosedRange<Int64>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, last.upperBound == .max || range.lowerBound <= last.upperBound + 1 {
        merged[merged.count - 1] = last.lowerBound...Swift.max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    self.ranges = merged
  }

  /// All values.
  static let all = ColumnRanges([.min ... .max])

  func contains(_ value: Int64) -> Bool { !overlapping(value...value).isEmpty }

  /// The ranges that have values in common with `bounds`.
  func overlapping(_ bounds: ClosedRange<Int64>) -> ArraySlice<ClosedRange<Int64>> {
    let first = partition { $0.upperBound >= bounds.lowerBound }
    let end = partition { $0.lowerBound > bounds.upperBound }
    return first < end ? ranges[first..<end] : []
  }

  /// The index of the first range for which `isBehind` holds; it does for all behind that.
  private func partition(_ isBehind: (ClosedRange<Int64>) -> Bool) -> Int {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if isBehind(ranges[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
