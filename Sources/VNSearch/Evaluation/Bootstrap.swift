/// Drawing queries anew, with repetition, to see how far a mean depends on which queries were asked (Efron
/// 1979; for retrieval, Sakai 2006).
public struct Bootstrap: Sendable, Hashable {
  /// How many samples are drawn.
  public var samples: Int
  /// Begins the random numbers: the same seed gives the same figures on every machine.
  public var seed: UInt64

  /// Creates a resampling.
  public init(samples: Int = 10_000, seed: UInt64 = 20_240_727) {
    precondition(samples >= 40, "an interval of 95 % needs 40 samples at least")
    self.samples = samples
    self.seed = seed
  }

  /// The means of `samples` samples of `values`, in ascending order. O(samples · (values + log samples)).
  func sortedMeans(of values: [Double]) -> [Double] {
    guard !values.isEmpty else { return [] }
    // So that the order of the queries does not matter.
    let values = values.sorted()
    var state = seed
    let count = UInt64(values.count)
    var means: [Double] = []
    means.reserveCapacity(samples)
    for _ in 0..<samples {
      var sum = 0.0
      for _ in 0..<values.count {
        // Multiply and shift (Lemire 2019): the bias is below 2^-50 for any real number of queries.
        sum += values[Int(Self.next(&state).multipliedFullWidth(by: count).high)]
      }
      means.append(sum / Double(values.count))
    }
    means.sort()
    return means
  }

  /// The middle 95 % of sorted means.
  static func interval(_ means: [Double]) -> ClosedRange<Double> {
    guard !means.isEmpty else { return 0...0 }
    let cut = means.count / 40
    return means[cut]...means[means.count - 1 - cut]
  }

  /// SplitMix64 (Steele, Lea and Flood 2014).
  private static func next(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
