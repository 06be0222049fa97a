import CVNKernels

/// Which sub-blocks and documents are scored, and in which order.
extension SegmentSearch {
  /// How many of the most promising sub-blocks are scored first for each ten documents wanted.
  private static let headCount = 8
  /// A chunk with fewer promising sub-blocks is not read ahead.
  private static let prefetchedSubBlocks = 8

  /// Scores the most promising sub-blocks of a window, to raise the threshold.
  func visitHead(_ window: Int, _ chunks: Int, _ collector: TopCollector) {
    unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: DocumentGrid.chunksPerWindow) { highest in
      for chunk in 0..<chunks { unsafe highest[chunk] = cvn_max(totals + chunk << 6) }
      for _ in 0..<min(Self.headCount + collector.limit, DocumentGrid.subBlocksPerChunk * 4) {
        var best = 0
        for chunk in 1..<max(1, chunks) where unsafe highest[chunk] > highest[best] { best = chunk }
        let total = unsafe highest[best]
        if total <= 0 || total < collector.threshold { return }
        let local = unsafe cvn_at_least(totals + best << 6, total).trailingZeroBitCount
        let subBlock = best << 6 | local
        scratch.counters.subBlocksVisited &+= 1
        let mask = alive(subBlock, window)
        if let estimate, mask != 0, collector.threshold > 0 {
          unsafe masks[local] = mask
          if self.estimate(best, window, 1 &<< UInt64(local), estimate, threshold: collector.threshold) != 0 {
            unsafe scoreAll(subBlock, window, masks[local], collector)
          }
        } else if mask != 0 {
          scoreAll(subBlock, window, mask, collector)
        }
        unsafe totals[subBlock] = -1
        unsafe highest[best] = cvn_max(totals + best << 6)
      }
    }
  }

  /// Scores what can reach the threshold in a chunk of the window.
  func visit(chunk: Int, of chunks: Int, _ window: Int, _ collector: TopCollector) {
    var left = promising(chunk, threshold: collector.threshold)
    if left == 0 { return }
    scratch.counters.subBlocksVisited &+= left.nonzeroBitCount
    unsafe masks.update(repeating: .max, count: DocumentGrid.subBlocksPerChunk)
    keepAlive(chunk, window, left)
    for scorer in required where left != 0 {
      left = unsafe scorer.intersect(chunk: chunk, live: left, masks, scratch)
    }
    if !excluded.isEmpty { exclude(chunk, left) }
    if left == 0 { return }
    if let estimate, collector.threshold > 0 {
      let visited = left.nonzeroBitCount
      // The next chunk's containers are on their way while this one is looked at.
      let next =
        chunk + 1 < chunks
        && promising(chunk + 1, threshold: collector.threshold).nonzeroBitCount >= Self.prefetchedSubBlocks
      left = self.estimate(
        chunk, window, left, estimate, threshold: collector.threshold, prefetchingNext: next)
      scratch.counters.subBlocksAbandoned &+= visited &- left.nonzeroBitCount
    }
    while left != 0 {
      let local = left.trailingZeroBitCount
      left &= left &- 1
      if unsafe totals[chunk << 6 | local] < collector.threshold || masks[local] == 0 { continue }
      unsafe scoreAll(chunk << 6 | local, window, masks[local], collector)
    }
  }

  /// Removes from the masks of a chunk's live sub-blocks documents that do not exist or were deleted.
  func keepAlive(_ chunk: Int, _ window: Int, _ sub: UInt64) {
    let first = window << DocumentGrid.windowShift | chunk << DocumentGrid.chunkShift
    if first + DocumentGrid.chunkSize > documentCount {
      for local in 0..<DocumentGrid.subBlocksPerChunk where first + local << 6 + 64 > documentCount {
        let count = documentCount - (first + local << 6)
        unsafe masks[local] &= count <= 0 ? 0 : (1 &<< UInt64(count)) &- 1
      }
    }
    guard let live else { return }
    var left = sub
    while left != 0 {
      let local = left.trailingZeroBitCount
      left &= left &- 1
      if first + local << 6 < documentCount { unsafe masks[local] &= live.word(first >> 6 + local) }
    }
  }

  private func exclude(_ chunk: Int, _ live: UInt64) {
    var left = live
    while left != 0 {
      let local = left.trailingZeroBitCount
      left &= left &- 1
      for scorer in excluded { unsafe masks[local] &= ~scorer.matches(chunk << 6 | local, scratch) }
    }
  }

  /// Removes from the masks of live sub-blocks what cannot reach the threshold; returns the sub-blocks with any left.
  private func estimate(
    _ chunk: Int, _ window: Int, _ live: UInt64, _ estimate: ChunkEstimate, threshold: Float,
    prefetchingNext next: Bool = false
  ) -> UInt64 {
    if scale == 0 || threshold * scale > ChunkEstimate.mostSteps {
      scale = ChunkEstimate.thresholdSteps / threshold
      for scorer in scoring { scorer.prepareSteps(scale: scale, estimate) }
    }
    let first = window << DocumentGrid.windowShift | chunk << DocumentGrid.chunkShift
    unsafe estimate.begin(codes: lengthCodes + first, count: documentCount - first, live: live)
    let steps = UInt8(min(255, threshold * scale))
    for index in (1..<scoring.count).reversed() {
      withScorer(index) { scorer in
        unsafe cvn_add_bound_steps(
          estimate.rest(from: index), estimate.rest(from: index + 1), scorer.bounds + chunk << 6,
          scorer.boundSteps)
      }
    }
    var left = live
    for index in 0..<scoring.count {
      withScorer(index) { scorer in
        scorer.addSteps(chunk: chunk, live: left, to: estimate, scratch)
        if next { scorer.prefetch(chunk: chunk + 1) }
      }
      if index + 1 < scoring.count {
        left = unsafe cvn_can_reach(estimate.sums, estimate.rest(from: index + 1), steps, left)
        if left == 0 { return 0 }
      }
    }
    return unsafe cvn_sums_at_least(estimate.sums, steps, masks, left)
  }
}
