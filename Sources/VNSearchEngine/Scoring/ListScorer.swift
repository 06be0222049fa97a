import CVNKernels

/// Scores one posting list: a term in plain mode, a pair, a syllable all of whose surfaces count fully.
final class ListScorer: BlockScorer {
  let cursor: PostingCursor

  init(_ cursor: PostingCursor, weight: Float, boundRatio: Float) {
    self.cursor = cursor
    unsafe super.init(weight: weight, boundRatio: boundRatio, bounds: cursor.bounds)
  }

  override func prepare(window: Int) -> Bool { cursor.prepare(window: window) }

  override func score(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    if let row = unsafe cursor.row(of: subBlock) {
      let capped = unsafe cvn_score_row(scratch.scores, row, scratch.unit, scratch.normalizers, weight)
      if capped == 0 { return unsafe cvn_row_mask(row) }
    }
    let mask = unsafe cursor.frequencies(of: subBlock, into: scratch.frequencies)
    if mask != 0 {
      unsafe cvn_score_frequencies(
        scratch.scores, scratch.frequencies, scratch.unit, scratch.normalizers, weight)
    }
    return mask
  }

  override var scoresSingleDocuments: Bool { true }

  override func contribution(ofDocument local: Int, normalizer: Float, _ scratch: ScoringScratch) -> Float? {
    let frequency = cursor.frequency(ofDocument: local)
    if frequency == 0 { return nil }
    let tf = Float(Int32(truncatingIfNeeded: frequency)) * scratch.unit
    return weight * (tf / (tf + normalizer))
  }

  override func approximate(
    _ subBlock: Int, _ totals: UnsafeMutablePointer<UInt16>, _ scratch: ScoringScratch
  ) {
    unsafe cvn_add_masked(totals, cursor.mask(of: subBlock), steps[Int(bounds[subBlock])])
  }

  override func approximate(
    _ subBlocks: UnsafePointer<UInt16>, count: Int, _ totals: UnsafeMutablePointer<UInt16>,
    _ scratch: ScoringScratch
  ) {
    let cursor = self.cursor
    for index in 0..<count {
      let subBlock = unsafe Int(subBlocks[index])
      let bound = unsafe bounds[subBlock]
      if bound == 0 { continue }
      if let row = unsafe cursor.row(of: subBlock) {
        unsafe cvn_add_row(totals + 64 &* index, row, steps[Int(bound)])
      } else {
        unsafe cvn_add_masked(totals + 64 &* index, cursor.mask(of: subBlock), steps[Int(bound)])
      }
    }
  }

  override func unite(_ masks: UnsafeMutablePointer<UInt64>, count: Int, _ scratch: ScoringScratch) {
    let cursor = self.cursor
    for subBlock in 0..<count where unsafe bounds[subBlock] != 0 {
      unsafe masks[subBlock] |= cursor.mask(of: subBlock)
    }
  }

  override func intersect(_ masks: UnsafeMutablePointer<UInt64>, count: Int, _ scratch: ScoringScratch) {
    let cursor = self.cursor
    for subBlock in 0..<count where unsafe masks[subBlock] != 0 {
      unsafe masks[subBlock] &= cursor.mask(of: subBlock)
    }
  }

  override var cost: Int { cursor.documentFrequency }

  override func matches(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 { cursor.mask(of: subBlock) }

  override func guaranteed(count: Int, leastRatio: Float) -> Float {
    cursor.guaranteed(count: count, weight: weight, leastRatio: leastRatio)
  }
}

extension PostingCursor {
  /// A contribution that at least `count` of the list's documents reach.
  func guaranteed(count: Int, weight: Float, leastRatio: Float) -> Float {
    let best = count <= 10 ? tenthBest : (count <= 100 ? hundredthBest : 0)
    if best == 0 || count > documentFrequency { return 0 }
    let odds = Float(best) * leastRatio
    return weight / BlockScorer.margin * (odds / (Float(255 - Int(best)) + odds))
  }

  /// The row of a sub-block, if its container is one.
  @inline(__always)
  func row(of subBlock: Int) -> UnsafeRawPointer? {
    if kind != .chunked { return nil }
    let slot = unsafe Int(slots[subBlock >> 6])
    if slot < 0 || containerKind(slot) != 2 { return nil }
    return unsafe payload.unsafelyUnwrapped + containerOffset(slot) + 32 &* (subBlock & 63)
  }
}
