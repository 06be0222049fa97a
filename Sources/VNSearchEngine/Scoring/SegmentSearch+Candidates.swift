import CVNKernels

/// A search of documents that are known to be the only ones: few, so that no bounds are added and nothing is estimated.
extension SegmentSearch {
  /// The candidates of the sub-block with a first document; all its documents where any can match.
  @inline(__always)
  func candidateMask(_ first: Int) -> UInt64 {
    guard let candidates else { return .max }
    return Self.mask(first, of: candidates)
  }

  private static func mask(_ first: Int, of candidates: [UInt32]) -> UInt64 {
    var index = lowerBound(first, in: candidates)
    var mask: UInt64 = 0
    while index < candidates.count && Int(candidates[index]) < first + 64 {
      mask |= 1 &<< UInt64(candidates[index] & 63)
      index += 1
    }
    return mask
  }

  /// Where the first candidate from a document on is.
  private static func lowerBound(_ document: Int, in candidates: [UInt32]) -> Int {
    var (low, high) = (0, candidates.count)
    while low < high {
      let middle = (low + high) / 2
      if Int(candidates[middle]) < document { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Moves all clauses to the candidates' chunks of a window, and marks in `totals` the sub-blocks that have any.
  ///
  /// - Returns: Whether any can match.
  func prepare(_ candidates: [UInt32], in window: Int, subBlocks: Int) -> Bool {
    var index = Self.lowerBound(window << DocumentGrid.windowShift, in: candidates)
    let end = (window + 1) << DocumentGrid.windowShift
    var left: UInt64 = 0
    unsafe totals.update(repeating: -1, count: subBlocks)
    while index < candidates.count && Int(candidates[index]) < end {
      let subBlock = Int(candidates[index]) >> 6 & (DocumentGrid.subBlocksPerWindow - 1)
      unsafe totals[subBlock] = BlockScorer.leastContribution
      left |= 1 &<< UInt64(subBlock >> 6)
      index += 1
    }
    for scorer in required where left != 0 {
      if !scorer.prepare(window: window, chunks: left) { return false }
      left = unsafe cvn_require_bounds(totals, scorer.bounds, Int32(subBlocks))
    }
    if left == 0 { return false }
    for scorer in scoring { _ = scorer.prepare(window: window, chunks: left) }
    for scorer in excluded { _ = scorer.prepare(window: window, chunks: left) }
    return true
  }

  /// Scores the candidates of a window.
  func visit(_ candidates: [UInt32], in window: Int, _ collector: TopCollector) {
    var index = Self.lowerBound(window << DocumentGrid.windowShift, in: candidates)
    let end = (window + 1) << DocumentGrid.windowShift
    while index < candidates.count && Int(candidates[index]) < end {
      let first = Int(candidates[index]) & ~63
      while index < candidates.count && Int(candidates[index]) < first + 64 { index += 1 }
      let subBlock = first >> 6 & (DocumentGrid.subBlocksPerWindow - 1)
      if unsafe totals[subBlock] < 0 { continue }
      var mask = existing(subBlock, window)
      for scorer in excluded where mask != 0 { mask &= ~scorer.matches(subBlock, scratch) }
      for (index, scorer) in required.enumerated() where mask != 0 {
        // What is scored anyway says then whether it matches.
        mask &= requiredOnly[index] ? scorer.matches(subBlock, scratch) : scorer.candidates(subBlock, scratch)
      }
      if mask == 0 { continue }
      scratch.counters.subBlocksVisited &+= 1
      if scoresSingly {
        scoreSingly(subBlock, window, mask, collector)
      } else {
        scoreAll(subBlock, window, mask, collector)
      }
    }
  }
}
