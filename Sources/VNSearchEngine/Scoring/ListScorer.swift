import CVNKernels

/// Scores one posting list: a term in plain mode, a pair, a syllable all of whose surfaces count fully.
final class ListScorer: BlockScorer {
  let cursor: PostingCursor

  init(_ cursor: PostingCursor, weight: Float, boundRatio: Float) {
    self.cursor = cursor
    unsafe super.init(weight: weight, boundRatio: boundRatio, bounds: cursor.bounds)
  }

  override func prepare(window: Int, chunks: UInt64) -> Bool {
    cursor.prepare(window: window, chunks: chunks)
  }

  override func score(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    if let row = unsafe cursor.row(of: subBlock) {
      let capped = unsafe cvn_score_row(
        scratch.scores, row, scratch.unit, scratch.normalizers, weight, scratch.wanted)
      if capped == 0 { return unsafe cvn_row_mask(row) }
    }
    let mask = unsafe cursor.frequencies(of: subBlock, wanted: scratch.wanted, into: scratch.frequencies)
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

  override func prepareSteps(scale: Float, _ estimate: ChunkEstimate) {
    super.prepareSteps(scale: scale, estimate)
    unsafe estimate.fill(
      table, weight: weight * Self.margin * scale, unit: estimate.unit,
      highest: contributions[Int(cursor.bestBound)] * scale)
  }

  override func addSteps(chunk: Int, live: UInt64, to estimate: ChunkEstimate, _ scratch: ScoringScratch) {
    unsafe cursor.addSteps(chunk: chunk, live: live, table: table, to: estimate)
  }

  override func prefetch(chunk: Int, live: UInt64) { cursor.prefetch(chunk: chunk, live: live) }

  override func unite(chunk: Int, into masks: UnsafeMutablePointer<UInt64>, _ scratch: ScoringScratch) {
    unsafe cursor.unite(chunk: chunk, into: masks)
  }

  override func intersect(
    chunk: Int, live: UInt64, _ masks: UnsafeMutablePointer<UInt64>, exactly: Bool, _ scratch: ScoringScratch
  ) -> UInt64 {
    unsafe cursor.intersect(chunk: chunk, live: live, masks)
  }

  override var cost: Int { cursor.documentFrequency }

  override var knownCount: Int? { cursor.documentFrequency }

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
    let slot = slot(ofChunk: subBlock >> 6)
    if slot < 0 || containerKind(slot) != 2 { return nil }
    return unsafe payload.unsafelyUnwrapped + containerOffset(slot) + 32 &* (subBlock & 63)
  }
}
