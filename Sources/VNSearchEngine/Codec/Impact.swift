/// The saturated frequency of a posting, `tf / (tf + K(length))`, and its one-byte upper bound.
///
/// Bounds are written with the default constants and the segment's own average length. When a search uses other
/// constants or statistics, `ImpactScale` says by how much an impact can have grown.
struct ImpactModel: Sendable, Equatable {
  /// k1 and b that bounds on disk are computed with.
  static let writtenK1: Float = 0.9
  static let writtenB: Float = 0.75

  let k1: Float
  let b: Float
  /// Average length in frequency units.
  let averageLength: Float

  /// K = k1·(1 − b + b·length/average) for each of the 256 length codes.
  func normalizers() -> [Float] {
    LengthCode.lengths.map { normalizer(length: $0) }
  }

  func normalizer(length: Float) -> Float {
    let average = averageLength > 0 ? averageLength : 1
    // Above 0, also for k1 = 0: every frequency then saturates at once.
    return max(k1 * ((1 - b) + b * length / average), 1e-30)
  }

  /// The largest factor by which odds tf/K grow from `written` to this model, over the lengths in a segment.
  ///
  /// K is linear in the length, so the ratio of two is monotone and its extremes are at the ends.
  func largestRatio(to written: ImpactModel, shortest: UInt8, longest: UInt8) -> Float {
    max(ratio(to: written, shortest), ratio(to: written, longest))
  }

  /// The least such factor.
  func leastRatio(to written: ImpactModel, shortest: UInt8, longest: UInt8) -> Float {
    min(ratio(to: written, shortest), ratio(to: written, longest))
  }

  private func ratio(to written: ImpactModel, _ code: UInt8) -> Float {
    if self == written { return 1 }
    let length = Float(LengthCode.decode(code))
    // Any frequency saturates by such a factor; with a larger one, as k1 = 0 gives, odds times it would overflow.
    return min(written.normalizer(length: length) / normalizer(length: length), 1e30)
  }

  /// Rounds an impact in 0…1 up to a byte; a posting's bound is never 0.
  @inline(__always)
  static func quantizeUp(_ impact: Float) -> UInt8 {
    let scaled = (impact * 255).rounded(.up)
    return UInt8(max(1, min(255, scaled)))
  }
}
