/// How one run differs from another on the same queries.
public struct PairedDifference: Sendable, Hashable {
  /// The mean of the differences.
  public let mean: Double
  /// Where it lies with a probability of 95 %; the difference is significant if 0 is outside.
  public let interval: ClosedRange<Double>
  /// How likely a difference as large as this one, in either direction, would be if there were none: the
  /// share of bootstrap samples on the other side of 0, doubled. At least 2 / (samples + 1).
  public let pValue: Double
  /// Queries for which the first run is better.
  public let better: Int
  /// Queries for which it is worse.
  public let worse: Int
  /// Queries for which both are the same.
  public let equal: Int

  /// Whether 0 is outside of ``interval``.
  public var isSignificant: Bool { !interval.contains(0) }

  init(_ differences: [Double], bootstrap: Bootstrap) {
    let means = bootstrap.sortedMeans(of: differences)
    mean = differences.isEmpty ? 0 : differences.reduce(0, +) / Double(differences.count)
    interval = Bootstrap.interval(means)
    let notAbove = means.count { $0 <= 0 }
    let notBelow = means.count { $0 >= 0 }
    pValue = means.isEmpty ? 1 : min(1, 2 * Double(min(notAbove, notBelow) + 1) / Double(means.count + 1))
    better = differences.count { $0 > 0 }
    worse = differences.count { $0 < 0 }
    equal = differences.count { $0 == 0 }
  }
}
