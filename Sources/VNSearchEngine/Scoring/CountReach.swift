import CVNKernels

/// Which documents can reach a threshold, by the sums of their frequencies and their lengths.
@safe final class CountReach {
  /// For each length code the least sum that reaches the threshold, in units of `step`.
  private let needed: UnsafeMutablePointer<UInt8>
  /// Sums of several classes, weighted.
  private let weighted: UnsafeMutablePointer<UInt8>
  private var multipliers: [UInt8] = []
  private var share: Float = -1
  /// So many steps has a frequency of a unit, where weights are not all 1.
  private static let stepsOfUnit: Float = 4

  init() {
    unsafe needed = .allocate(capacity: 256)
    unsafe weighted = .allocate(capacity: DocumentGrid.chunkSize)
  }

  deinit {
    unsafe needed.deallocate()
    unsafe weighted.deallocate()
  }

  /// - Parameters:
  ///   - share: What the saturated frequency must be, 1 at most if any document is to reach it.
  ///   - normalizers: K for each length code.
  func prepare(_ share: Float, classWeights: [Float], unit: Float, normalizers: [Float]) {
    if share == self.share { return }
    self.share = share
    let isPlain = classWeights.count == 1
    let step = isPlain ? classWeights[0] * unit : unit / Self.stepsOfUnit
    if !isPlain {
      multipliers = classWeights.map { weight in
        UInt8(max(1, min(255, (weight * Self.stepsOfUnit).rounded(.up))))
      }
    }
    // tf / (tf + K) ≥ share where tf ≥ K · share / (1 − share); a little less, for what is rounded on the way.
    let odds = share < 1 ? share / (1 - share) * 0.99999 : Float.greatestFiniteMagnitude
    for code in 0..<256 {
      let steps = normalizers[code] * odds / step
      unsafe needed[code] = UInt8(max(1, min(255, steps)))
    }
  }

  /// Keeps in the masks of live sub-blocks what can reach the threshold; returns the sub-blocks with any left.
  func keep(
    _ masks: UnsafeMutablePointer<UInt64>, _ sums: UnsafePointer<UInt8>, codes: UnsafePointer<UInt8>,
    count: Int, live: UInt64
  ) -> UInt64 {
    var own = unsafe sums
    if !multipliers.isEmpty {
      unsafe cvn_weigh_counts(weighted, sums, multipliers, Int32(multipliers.count), live)
      unsafe own = unsafe UnsafePointer(weighted)
    }
    return unsafe cvn_counts_reach(masks, own, codes, Int32(min(count, 1 << 20)), needed, live)
  }
}
