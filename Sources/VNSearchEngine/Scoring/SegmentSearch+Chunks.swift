import CVNKernels

/// Which chunks, sub-blocks and documents are scored, and in which order.
extension SegmentSearch {
  /// With so many candidates more than are wanted, the most promising are scored before the others are looked at again.
  private static let candidateSlack = 24

  /// Visits the chunks of a window, the most promising first.
  func visit(_ window: Int, chunks: Int, _ collector: TopCollector) {
    unsafe withUnsafeTemporaryAllocation(of: (highest: Float, chunk: Int).self, capacity: chunks) { order in
      for chunk in 0..<chunks {
        unsafe (order.baseAddress! + chunk).initialize(to: (cvn_max(totals + chunk << 6), chunk))
      }
      var sorted = unsafe order
      unsafe sorted.sort { $0.highest != $1.highest ? $0.highest > $1.highest : $0.chunk < $1.chunk }
      for index in 0..<chunks {
        if control?.shouldStop() == true { return }
        if unsafe order[index].highest < max(collector.threshold, Float.leastNonzeroMagnitude) { return }
        unsafe visit(
          chunk: order[index].chunk, window, highest: order[index].highest,
          next: index + 1 < chunks ? order[index + 1].chunk : nil, collector)
      }
    }
  }

  /// Scores what can reach the threshold in a chunk of the window.
  private func visit(chunk: Int, _ window: Int, highest: Float, next: Int?, _ collector: TopCollector) {
    var left = promising(chunk, threshold: collector.threshold)
    if left == 0 { return }
    scratch.counters.subBlocksVisited &+= left.nonzeroBitCount
    unsafe masks.update(repeating: .max, count: DocumentGrid.subBlocksPerChunk)
    keepAlive(chunk, window, left)
    for (index, scorer) in required.enumerated() where left != 0 {
      // What is scored anyway says then whether it matches.
      left = unsafe scorer.intersect(
        chunk: chunk, live: left, masks, exactly: requiredOnly[index], scratch)
    }
    if !excluded.isEmpty { exclude(chunk, left) }
    if left == 0 { return }
    guard let estimate, collector.limit > 0 else {
      if scoring.count == 1 && collector.threshold > 0 {
        let first = window << DocumentGrid.windowShift | chunk << DocumentGrid.chunkShift
        left = unsafe scoring[0].keepReaching(
          collector.threshold, chunk: chunk, live: left, masks, codes: lengthCodes + first,
          count: documentCount - first, normalizers: normalizers)
      }
      scoreByPromise(chunk, window, left, collector)
      return
    }
    // The next chunk's containers are on their way while this one is looked at.
    let prefetched = next.map { (chunk: $0, live: promising($0, threshold: collector.threshold)) }
    let visited = left.nonzeroBitCount
    chooseScale(highest, collector.threshold, estimate)
    left = self.estimate(chunk, window, left, estimate, collector.threshold, prefetching: prefetched)
    scratch.counters.subBlocksAbandoned &+= visited &- left.nonzeroBitCount
    if left != 0 { scoreCandidates(chunk, window, left, estimate, collector) }
  }

  /// Scores the candidates that `masks` names, the most promising first where there are many.
  private func scoreCandidates(
    _ chunk: Int, _ window: Int, _ live: UInt64, _ estimate: ChunkEstimate, _ collector: TopCollector
  ) {
    var level = steps(collector.threshold)
    let wanted = collector.limit &+ Self.candidateSlack
    if candidateCount(live) > wanted {
      // The highest level that enough candidates reach, by halving.
      var low = Int(level)
      var high = 256
      while high &- low > 1 {
        let middle = (low &+ high) >> 1
        if unsafe Int(cvn_count_at_least(estimate.sums, UInt8(middle), masks, live)) >= wanted {
          low = middle
        } else {
          high = middle
        }
      }
      if low > Int(level) {
        unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: DocumentGrid.subBlocksPerChunk) {
          rest in
          guard let rest = rest.baseAddress else { return }
          unsafe rest.update(from: masks, count: DocumentGrid.subBlocksPerChunk)
          let best = unsafe cvn_sums_at_least(estimate.sums, UInt8(low), masks, live)
          scoreMasked(chunk, window, best, collector)
          for local in 0..<DocumentGrid.subBlocksPerChunk where best &>> UInt64(local) & 1 == 1 {
            unsafe rest[local] &= ~masks[local]
          }
          unsafe masks.update(from: rest, count: DocumentGrid.subBlocksPerChunk)
        }
        level = steps(collector.threshold)
        scoreMasked(
          chunk, window, unsafe cvn_sums_at_least(estimate.sums, level, masks, live), collector)
        return
      }
    }
    scoreMasked(chunk, window, live, collector)
  }

  private func candidateCount(_ live: UInt64) -> Int {
    var count = 0
    var left = live
    while left != 0 {
      unsafe count &+= masks[left.trailingZeroBitCount].nonzeroBitCount
      left &= left &- 1
    }
    return count
  }

  /// Scores the documents of the masks of live sub-blocks.
  private func scoreMasked(_ chunk: Int, _ window: Int, _ live: UInt64, _ collector: TopCollector) {
    var left = live
    while left != 0 {
      let local = left.trailingZeroBitCount
      left &= left &- 1
      if unsafe totals[chunk << 6 | local] < collector.threshold || masks[local] == 0 { continue }
      unsafe scoreAll(chunk << 6 | local, window, masks[local], collector)
    }
  }

  /// Scores whole sub-blocks, those with the highest bounds first.
  private func scoreByPromise(_ chunk: Int, _ window: Int, _ live: UInt64, _ collector: TopCollector) {
    var left = live
    while left != 0 {
      var best = left.trailingZeroBitCount
      var others = left & (left &- 1)
      while others != 0 {
        let local = others.trailingZeroBitCount
        others &= others &- 1
        if unsafe totals[chunk << 6 | local] > totals[chunk << 6 | best] { best = local }
      }
      if unsafe totals[chunk << 6 | best] < collector.threshold { return }
      left &= ~(1 &<< UInt64(best))
      if unsafe masks[best] != 0 { unsafe scoreAll(chunk << 6 | best, window, masks[best], collector) }
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

  /// Makes tables whose steps suit the threshold; before there is one, the highest total.
  private func chooseScale(_ highest: Float, _ threshold: Float, _ estimate: ChunkEstimate) {
    let target = threshold > 0 ? threshold : highest
    let isFine =
      scale > 0 && threshold * scale <= ChunkEstimate.mostSteps
      && (threshold == 0 || threshold * scale >= ChunkEstimate.leastSteps)
    if isFine { return }
    scale = min(ChunkEstimate.thresholdSteps / target, .greatestFiniteMagnitude)
    for scorer in scoring { scorer.prepareSteps(scale: scale, estimate) }
  }

  /// Whether a clause may match in a chunk of the window.
  @inline(__always)
  private func isPresent(_ clause: Int, _ chunk: Int) -> Bool {
    unsafe present[clause] &>> UInt64(chunk) & 1 == 1
  }

  /// The steps that a document must have to reach a threshold.
  private func steps(_ threshold: Float) -> UInt8 { UInt8(min(255, threshold * scale)) }

  /// Removes from the masks of live sub-blocks what cannot reach the threshold; returns the sub-blocks with any left.
  private func estimate(
    _ chunk: Int, _ window: Int, _ live: UInt64, _ estimate: ChunkEstimate, _ threshold: Float,
    prefetching next: (chunk: Int, live: UInt64)?
  ) -> UInt64 {
    let first = window << DocumentGrid.windowShift | chunk << DocumentGrid.chunkShift
    unsafe estimate.begin(codes: lengthCodes + first, count: documentCount - first, live: live)
    let steps = steps(threshold)
    for index in (1..<scoring.count).reversed() {
      if !isPresent(index, chunk) {
        unsafe estimate.rest(from: index).update(
          from: estimate.rest(from: index + 1), count: DocumentGrid.subBlocksPerChunk)
        continue
      }
      withScorer(index) { scorer in
        unsafe cvn_add_bound_steps(
          estimate.rest(from: index), estimate.rest(from: index + 1), scorer.bounds + chunk << 6,
          scorer.boundSteps)
      }
    }
    var left = live
    unsafe estimate.left.update(repeating: 0, count: DocumentGrid.subBlocksPerChunk)
    for index in 0..<scoring.count {
      if let next, isPresent(index, next.chunk) {
        withScorer(index) { $0.prefetch(chunk: next.chunk, live: next.live) }
      }
      if !isPresent(index, chunk) { continue }
      withScorer(index) { scorer in
        scorer.addSteps(chunk: chunk, live: left, to: estimate, scratch)
        unsafe scorer.restBounds(chunk: chunk) { bounds, table in
          unsafe cvn_add_bound_steps(estimate.left, estimate.left, bounds, table)
        }
      }
      if index + 1 < scoring.count || hasRest {
        left = unsafe cvn_can_reach(
          estimate.sums, estimate.rest(from: index + 1), estimate.left, steps, left)
        if left == 0 { return 0 }
      }
    }
    if hasRest { left = addRests(chunk, left, estimate, steps) }
    return unsafe cvn_sums_at_least(estimate.sums, steps, masks, left)
  }

  /// Adds what the clauses left for later; returns the sub-blocks that can still reach the threshold.
  private func addRests(_ chunk: Int, _ live: UInt64, _ estimate: ChunkEstimate, _ steps: UInt8) -> UInt64 {
    for index in scoring.indices.reversed() {
      unsafe estimate.later(from: index).update(
        from: estimate.later(from: index + 1), count: DocumentGrid.subBlocksPerChunk)
      withScorer(index) { scorer in
        unsafe scorer.restBounds(chunk: chunk) { bounds, table in
          unsafe cvn_add_bound_steps(estimate.later(from: index), estimate.later(from: index), bounds, table)
        }
      }
    }
    var left = live
    for index in scoring.indices {
      if !isPresent(index, chunk) { continue }
      let adds = withScorer(index) { scorer in
        if scorer.hasRest { scorer.addRestSteps(chunk: chunk, live: left, to: estimate, scratch) }
        return scorer.hasRest
      }
      if !adds { continue }
      left = unsafe cvn_can_reach(
        estimate.sums, estimate.later(from: index + 1), estimate.nothing, steps, left)
      if left == 0 { return 0 }
    }
    return left
  }
}
