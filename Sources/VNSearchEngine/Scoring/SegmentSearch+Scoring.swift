import CVNKernels

/// Sub-blocks and single documents: exact scores.
extension SegmentSearch {
  /// Up to so many candidates of a sub-block are scored one by one.
  private static let singleLimit = 6

  /// The documents of a sub-block that exist, are not deleted, and can match as far as candidates go.
  @inline(__always)
  func existing(_ subBlock: Int, _ window: Int) -> UInt64 {
    let first = window << DocumentGrid.windowShift | subBlock << 6
    var mask = candidateMask(first)
    if first + 64 > documentCount { mask &= (1 &<< UInt64(documentCount - first)) &- 1 }
    if let live { mask &= live.word(first >> 6) }
    return mask
  }

  /// The documents of a sub-block that exist, are not deleted, and pass what needs no scores.
  @inline(__always)
  func alive(_ subBlock: Int, _ window: Int) -> UInt64 {
    var mask = existing(subBlock, window)
    for scorer in excluded where mask != 0 { mask &= ~scorer.matches(subBlock, scratch) }
    for scorer in required where mask != 0 { mask &= scorer.matches(subBlock, scratch) }
    return mask
  }

  /// The matching documents of a sub-block, without their scores.
  func matching(_ subBlock: Int, _ window: Int) -> UInt64 {
    let mask = alive(subBlock, window)
    if mask == 0 || (minimumShouldMatch == 0 && hasRequired) { return mask }
    if minimumShouldMatch <= 1 {
      var union: UInt64 = 0
      for index in 0..<scoring.count where scoringRoles[index] == .should {
        union |= scoring[index].matches(subBlock, scratch)
      }
      return mask & union
    }
    return mask & enough { index in scoring[index].matches(subBlock, scratch) }
  }

  /// The documents that at least `minimumShouldMatch` of the `should` clauses match: a carry-save counter.
  private func enough(_ masks: (Int) -> UInt64) -> UInt64 {
    // atLeast[n]: documents with n + 1 matches or more.
    unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: minimumShouldMatch) { atLeast in
      unsafe atLeast.update(repeating: 0)
      for index in 0..<scoring.count where scoringRoles[index] == .should {
        var carry = masks(index)
        for level in 0..<minimumShouldMatch where carry != 0 {
          let both = unsafe atLeast[level] & carry
          unsafe atLeast[level] |= carry
          carry = both
        }
      }
      return unsafe atLeast[minimumShouldMatch - 1]
    }
  }

  /// Scores a sub-block and offers those of `candidates` that match.
  func scoreAll(_ subBlock: Int, _ window: Int, _ candidates: UInt64, _ collector: TopCollector) {
    if scoresSingly && collector.threshold > 0 && candidates.nonzeroBitCount <= Self.singleLimit {
      scoreSingly(subBlock, window, candidates, collector)
      return
    }
    let first = window << DocumentGrid.windowShift | subBlock << 6
    let count = scoring.count
    let threshold = collector.threshold
    var mask = candidates
    scratch.wanted = candidates
    gatherNormalizers(first)
    unsafe scratch.scores.update(repeating: 0, count: 64)
    fillRest(subBlock)
    var union: UInt64 = !hasRequired || minimumShouldMatch > 0 ? 0 : UInt64.max
    let needsMasks = minimumShouldMatch > 1
    var index = 0
    while index < count {
      scratch.needed = unsafe threshold - rest[index &+ 1]
      let matched = withScorer(index) { unsafe $0.bounds[subBlock] == 0 ? 0 : $0.score(subBlock, scratch) }
      switch scoringRoles[index] {
      case .should: union |= matched
      case .must: mask &= matched
      default: break
      }
      index &+= 1
    }
    scratch.counters.documentsScored &+= candidates.nonzeroBitCount
    mask &= union
    if needsMasks && mask != 0 { mask &= enough { index in scoring[index].matches(subBlock, scratch) } }
    if threshold > 0 { unsafe mask &= cvn_at_least(scratch.scores, threshold) }
    while mask != 0 {
      let document = mask.trailingZeroBitCount
      mask &= mask &- 1
      let score = unsafe scratch.scores[document]
      if score >= collector.threshold {
        collector.insert(
          TopCollector.Hit(
            score: score, segment: segmentIndex, ordinal: UInt32(truncatingIfNeeded: first | document)))
      }
    }
  }

  /// Scores candidates one by one, each only as long as it can reach the threshold.
  func scoreSingly(_ subBlock: Int, _ window: Int, _ candidates: UInt64, _ collector: TopCollector) {
    let count = scoring.count
    let first = window << DocumentGrid.windowShift | subBlock << 6
    fillRest(subBlock)
    var mask = candidates
    next: while mask != 0 {
      let bit = mask.trailingZeroBitCount
      mask &= mask &- 1
      let normalizer = unsafe normalizers[Int(lengthCodes[first | bit])]
      let threshold = collector.threshold
      var score: Float = 0
      var matchedOptional = 0
      for index in 0..<count {
        if unsafe (score + rest[index]) * BlockScorer.margin < threshold { continue next }
        let contribution = withScorer(index) { scorer in
          unsafe scorer.bounds[subBlock] == 0
            ? nil : scorer.contribution(ofDocument: subBlock << 6 | bit, normalizer: normalizer, scratch)
        }
        guard let added = contribution else {
          if scoringRoles[index] == .must { continue next }
          continue
        }
        score += added
        if scoringRoles[index] == .should { matchedOptional &+= 1 }
      }
      scratch.counters.documentsScored &+= 1
      if matchedOptional < minimumShouldMatch || (!hasRequired && matchedOptional == 0) { continue }
      if score >= threshold {
        collector.insert(
          TopCollector.Hit(
            score: score, segment: segmentIndex, ordinal: UInt32(truncatingIfNeeded: first | bit)))
      }
    }
  }

  /// What the clauses from each on can add at most in a sub-block.
  private func fillRest(_ subBlock: Int) {
    var last = scoring.count
    unsafe rest[last] = 0
    while last > 0 {
      last &-= 1
      let most = withScorer(last) { unsafe $0.contributions[Int($0.bounds[subBlock])] }
      unsafe rest[last] = unsafe rest[last &+ 1] + most
    }
  }

  func gatherNormalizers(_ first: Int) {
    unsafe normalizers.withUnsafeBufferPointer { table in
      if first + 64 <= documentCount {
        unsafe cvn_gather_normalizers(scratch.normalizers, lengthCodes + first, table.baseAddress)
      } else {
        for document in 0..<64 {
          let code = unsafe first + document < documentCount ? lengthCodes[first + document] : 0
          unsafe scratch.normalizers[document] = unsafe table[Int(code)]
        }
      }
    }
  }
}
