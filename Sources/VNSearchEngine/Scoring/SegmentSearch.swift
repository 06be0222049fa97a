import CVNKernels

/// How a clause of a query takes part.
enum ClauseRole: Sendable, Hashable {
  /// A document without it does not match.
  case must
  /// A document needs at least `minimumShouldMatch` of these, or one if there is no `must`.
  case should
  /// A document with it does not match.
  case mustNot
  /// Adds to the score of documents that match otherwise.
  case bonus
  /// As `must`, without adding to the score.
  case filter
}

/// Runs one query in one segment: which sub-blocks can matter, in which order, and what their documents score.
///
/// 1. Bounds of all clauses are added for the 4,096 sub-blocks of a window.
/// 2. Sub-blocks that can reach the threshold are visited from the most promising one.
/// 3. In a sub-block the bounds of the clauses that each document has are added; it is left when none can reach the
///    threshold. Otherwise the clauses' contributions are added in a fixed order.
@safe final class SegmentSearch {
  /// A clause as this segment answers it.
  struct Clause {
    var scorer: BlockScorer
    var role: ClauseRole
  }

  /// A scorer that `scoring` keeps alive.
  private struct Unowned {
    unowned(unsafe) let scorer: BlockScorer
  }

  private let segmentIndex: Int32
  private let documentCount: Int
  private let lengthCodes: UnsafePointer<UInt8>
  private let scoring: [BlockScorer]
  private let scoringRoles: [ClauseRole]
  /// The same as `scoring`, without counting references at every use.
  private let scorers: UnsafeMutablePointer<Unowned>
  private let required: [BlockScorer]
  /// Whether every clause can score a single document.
  private let scoresSingly: Bool
  /// Whether a document that matches can lack a scoring clause: only then is it worth to look which it has.
  private let hasOptional: Bool
  private let excluded: [BlockScorer]
  private let minimumShouldMatch: Int
  private let normalizers: [Float]
  private let live: LiveDocuments?
  let scratch: ScoringScratch
  private let totals: UnsafeMutablePointer<Float>
  private let selected: UnsafeMutablePointer<UInt16>
  private let ordered: UnsafeMutablePointer<UInt16>
  private let rest: UnsafeMutablePointer<Float>
  private let approximations: UnsafeMutablePointer<UInt16>
  /// Steps of a score of 1 in `approximations`.
  private let scale: Float

  /// - Parameters:
  ///   - clauses: In the order in which their contributions are to be added; the same in every segment.
  ///   - minimumShouldMatch: How many `should` clauses a document needs.
  init(
    _ segment: Segment, index: Int, clauses: [Clause], minimumShouldMatch: Int, model: ImpactModel,
    unit: Float,
    live: LiveDocuments?
  ) {
    segmentIndex = Int32(index)
    documentCount = segment.documentCount
    unsafe lengthCodes = unsafe segment.lengths.codes
    let scoringClauses = clauses.filter { $0.role == .must || $0.role == .should || $0.role == .bonus }
    scoring = scoringClauses.map(\.scorer)
    scoringRoles = scoringClauses.map(\.role)
    unsafe scorers = .allocate(capacity: max(1, scoring.count))
    for (index, scorer) in scoring.enumerated() {
      unsafe (scorers + index).initialize(to: Unowned(scorer: scorer))
    }
    // The rarest first: most sub-blocks are decided by it.
    required = clauses.filter { $0.role == .must || $0.role == .filter }.map(\.scorer)
      .sorted { $0.cost < $1.cost }
    scoresSingly = scoring.allSatisfy(\.scoresSingleDocuments)
    hasOptional = scoringRoles.contains { $0 != .must }
    excluded = clauses.filter { $0.role == .mustNot }.map(\.scorer)
    self.minimumShouldMatch = minimumShouldMatch
    normalizers = model.normalizers()
    self.live = live
    scratch = ScoringScratch(unit: unit)
    unsafe totals = .allocate(capacity: DocumentGrid.subBlocksPerWindow)
    unsafe selected = .allocate(capacity: DocumentGrid.subBlocksPerWindow)
    unsafe ordered = .allocate(capacity: DocumentGrid.subBlocksPerWindow)
    unsafe approximations = .allocate(capacity: 64 * Self.batchSize)
    let most = scoring.reduce(Float(0)) { unsafe $0 + $1.contributions[255] }
    scale = most > 0 ? 60000 / most : 0
    if hasOptional && scoring.count > 1 { for scorer in scoring { scorer.setScale(scale) } }
    unsafe rest = .allocate(capacity: scoring.count + 1)
  }

  deinit {
    unsafe scorers.deinitialize(count: scoring.count)
    unsafe scorers.deallocate()
    unsafe totals.deallocate()
    unsafe selected.deallocate()
    unsafe ordered.deallocate()
    unsafe approximations.deallocate()
    unsafe rest.deallocate()
  }

  /// Offers every document that may be among the best to `collector`.
  func collect(into collector: TopCollector) {
    for window in 0..<DocumentGrid.windowCount(documents: documentCount) {
      let count = prepare(window, threshold: collector.threshold)
      visit(window, count, collector)
    }
  }

  /// How many documents match.
  func count() -> Int {
    // Beside a filter one optional clause must still match.
    let isUnion = minimumShouldMatch == 1 || (required.isEmpty && minimumShouldMatch == 0)
    let isIntersection = !required.isEmpty && minimumShouldMatch == 0
    var total = 0
    for window in 0..<DocumentGrid.windowCount(documents: documentCount) {
      if isUnion || isIntersection {
        total += countMasks(window, isUnion: isUnion)
      } else {
        let count = prepare(window, threshold: 0)
        for index in 0..<count { unsafe total += matching(Int(selected[index]), window).nonzeroBitCount }
      }
    }
    return total
  }

  /// Counts a window by whole masks, one clause after the other: its rows are read in the order of memory.
  private func countMasks(_ window: Int, isUnion: Bool) -> Int {
    let first = window << DocumentGrid.windowShift
    let subBlocks = (min(documentCount - first, DocumentGrid.windowSize) + 63) >> 6
    return unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: subBlocks) { masks in
      guard let masks = masks.baseAddress else { return 0 }
      unsafe masks.update(repeating: isUnion ? 0 : .max, count: subBlocks)
      if isUnion {
        for index in 0..<scoring.count where scoringRoles[index] == .should {
          if scoring[index].prepare(window: window) {
            unsafe scoring[index].unite(masks, count: subBlocks, scratch)
          }
        }
      }
      for scorer in required {
        if !scorer.prepare(window: window) { return 0 }
        unsafe scorer.intersect(masks, count: subBlocks, scratch)
      }
      for scorer in excluded where scorer.prepare(window: window) {
        for subBlock in 0..<subBlocks where unsafe masks[subBlock] != 0 {
          unsafe masks[subBlock] &= ~scorer.matches(subBlock, scratch)
        }
      }
      if documentCount - first < subBlocks << 6 {
        unsafe masks[subBlocks - 1] &= (1 &<< UInt64(documentCount & 63)) &- 1
      }
      var total = 0
      if let live {
        for subBlock in 0..<subBlocks {
          unsafe total &+= (masks[subBlock] & live.word(first >> 6 + subBlock)).nonzeroBitCount
        }
      } else {
        for subBlock in 0..<subBlocks { unsafe total &+= masks[subBlock].nonzeroBitCount }
      }
      return total
    }
  }

  /// Calls `body` with each sub-block of the segment that has matches, and their mask.
  func forEachMatch(_ body: (_ firstDocument: Int, _ mask: UInt64) -> Void) {
    for window in 0..<DocumentGrid.windowCount(documents: documentCount) {
      let count = prepare(window, threshold: 0)
      for index in 0..<count {
        let subBlock = unsafe Int(selected[index])
        let mask = matching(subBlock, window)
        if mask != 0 { body(window << DocumentGrid.windowShift | subBlock << 6, mask) }
      }
    }
  }

  /// Adds up the bounds of a window and fills `selected` with the sub-blocks that can reach the threshold.
  private func prepare(_ window: Int, threshold: Float) -> Int {
    let documents = min(documentCount - window << DocumentGrid.windowShift, DocumentGrid.windowSize)
    let subBlocks = (documents + 63) >> 6
    let padded = (subBlocks + 63) & ~63
    // Documents that have all that is required match, also with a score of 0.
    var any = !required.isEmpty && minimumShouldMatch == 0
    unsafe totals.update(repeating: any ? BlockScorer.leastContribution : 0, count: padded)
    for scorer in scoring where scorer.prepare(window: window) {
      any = true
      unsafe scorer.addBounds(to: totals, count: padded)
    }
    for scorer in required {
      if !scorer.prepare(window: window) { return 0 }
      unsafe cvn_require_bounds(totals, scorer.bounds, Int32(padded))
    }
    if !any { return 0 }
    // Only a damaged list has anything behind the last document.
    unsafe (totals + subBlocks).update(repeating: -1, count: padded - subBlocks)
    for scorer in excluded { _ = scorer.prepare(window: window) }
    return unsafe Int(
      cvn_select_bounds(totals, max(threshold, Float.leastNonzeroMagnitude), selected, Int32(padded)))
  }

  /// How many of the most promising sub-blocks are visited first, to raise the threshold.
  private static let headCount = 32
  /// How many sub-blocks are looked at together.
  private static let batchSize = 256
  /// Up to so many candidates of a sub-block are scored one by one.
  private static let singleLimit = 6

  /// Visits the selected sub-blocks: the most promising first, the others in the order of the documents, which is how
  /// their rows lie in memory.
  private func visit(_ window: Int, _ count: Int, _ collector: TopCollector) {
    if count == 0 { return }
    var highest: Float = 0
    var lowest = Float.greatestFiniteMagnitude
    for index in 0..<count {
      highest = unsafe max(highest, totals[Int(selected[index])])
      lowest = unsafe min(lowest, totals[Int(selected[index])])
    }
    // A counting sort into 256 classes is order enough to find the head.
    let scale = highest > lowest ? 255 / (highest - lowest) : 0
    var cut = 0
    var headCount = 0
    unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: 257) { starts in
      unsafe starts.update(repeating: 0)
      for index in 0..<count {
        unsafe starts[Int((totals[Int(selected[index])] - lowest) * scale)] &+= 1
      }
      cut = 255
      while unsafe cut > 0 && headCount &+ Int(starts[cut]) < Self.headCount {
        unsafe headCount &+= Int(starts[cut])
        cut &-= 1
      }
      unsafe headCount &+= Int(starts[cut])
      var place: Int32 = 0
      for bucket in stride(from: 255, through: cut, by: -1) {
        let size = unsafe starts[bucket]
        unsafe starts[bucket] = place
        place &+= size
      }
      for index in 0..<count {
        let subBlock = unsafe selected[index]
        let bucket = unsafe Int((totals[Int(subBlock)] - lowest) * scale)
        if bucket < cut { continue }
        unsafe ordered[Int(starts[bucket])] = subBlock
        unsafe starts[bucket] &+= 1
      }
    }
    for index in 0..<headCount {
      let subBlock = unsafe Int(ordered[index])
      if unsafe totals[subBlock] >= collector.threshold { score(subBlock, window, collector) }
    }
    if headCount == count { return }
    var index = 0
    while index < count {
      var batch = 0
      while index < count && batch < Self.batchSize {
        let subBlock = unsafe selected[index]
        index &+= 1
        if unsafe totals[Int(subBlock)] < collector.threshold
          || Int((totals[Int(subBlock)] - lowest) * scale) >= cut
        {
          continue
        }
        unsafe ordered[batch] = subBlock
        batch &+= 1
      }
      visit(batch: batch, window, collector)
    }
  }

  /// Visits the first sub-blocks of `ordered`, which are in the order of the documents.
  private func visit(batch: Int, _ window: Int, _ collector: TopCollector) {
    let threshold = collector.threshold
    if !looksAtTerms || threshold <= 0 {
      for index in 0..<batch where unsafe totals[Int(ordered[index])] >= collector.threshold {
        unsafe score(Int(ordered[index]), window, collector)
      }
      return
    }
    // Clause by clause over all sub-blocks of the batch, so that each list is read in the order of memory.
    unsafe approximations.update(repeating: 0, count: 64 * batch)
    for index in 0..<scoring.count {
      unsafe scorers[index].scorer.approximate(UnsafePointer(ordered), count: batch, approximations, scratch)
    }
    scratch.counters.subBlocksVisited &+= batch
    for index in 0..<batch {
      let subBlock = unsafe Int(ordered[index])
      if unsafe totals[subBlock] < collector.threshold { continue }
      var mask = unsafe cvn_totals_at_least(approximations + 64 &* index, steps(collector.threshold))
      if mask == 0 {
        scratch.counters.subBlocksAbandoned &+= 1
        continue
      }
      mask &= alive(subBlock, window)
      if mask != 0 { scoreAll(subBlock, window, mask, collector) }
    }
  }

  private var looksAtTerms: Bool { hasOptional && scoring.count > 1 }

  /// The steps that a document must have at least to reach a threshold.
  private func steps(_ threshold: Float) -> UInt16 { UInt16(min(65535, threshold * scale)) }

  /// The documents of a sub-block that exist, are not deleted, and pass what needs no scores.
  @inline(__always)
  private func alive(_ subBlock: Int, _ window: Int) -> UInt64 {
    let first = window << DocumentGrid.windowShift | subBlock << 6
    var mask = UInt64.max
    if first + 64 > documentCount { mask = (1 &<< UInt64(documentCount - first)) &- 1 }
    if let live { mask &= live.word(first >> 6) }
    for scorer in excluded where mask != 0 { mask &= ~scorer.matches(subBlock, scratch) }
    for scorer in required where mask != 0 { mask &= scorer.matches(subBlock, scratch) }
    return mask
  }

  /// The matching documents of a sub-block, without their scores.
  private func matching(_ subBlock: Int, _ window: Int) -> UInt64 {
    let mask = alive(subBlock, window)
    if mask == 0 || (minimumShouldMatch == 0 && !required.isEmpty) { return mask }
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

  private func score(_ subBlock: Int, _ window: Int, _ collector: TopCollector) {
    scratch.counters.subBlocksVisited &+= 1
    var mask = alive(subBlock, window)
    if mask == 0 { return }
    if looksAtTerms && collector.threshold > 0 {
      // First by which terms a document has at all: few can reach the threshold then.
      unsafe approximations.update(repeating: 0, count: 64)
      for index in 0..<scoring.count {
        let scorer = unsafe scorers[index].scorer
        if unsafe scorer.bounds[subBlock] != 0 {
          unsafe scorer.approximate(subBlock, approximations, scratch)
        }
      }
      unsafe mask &= cvn_totals_at_least(approximations, steps(collector.threshold))
      if mask == 0 {
        scratch.counters.subBlocksAbandoned &+= 1
        return
      }
    }
    scoreAll(subBlock, window, mask, collector)
  }

  /// Scores a sub-block and offers those of `candidates` that match.
  private func scoreAll(_ subBlock: Int, _ window: Int, _ candidates: UInt64, _ collector: TopCollector) {
    if scoresSingly && collector.threshold > 0 && candidates.nonzeroBitCount <= Self.singleLimit {
      scoreSingly(subBlock, window, candidates, collector)
      return
    }
    let first = window << DocumentGrid.windowShift | subBlock << 6
    let count = scoring.count
    let threshold = collector.threshold
    var mask = candidates
    gatherNormalizers(first)
    unsafe scratch.scores.update(repeating: 0, count: 64)
    fillRest(subBlock)
    var union: UInt64 = required.isEmpty || minimumShouldMatch > 0 ? 0 : UInt64.max
    let needsMasks = minimumShouldMatch > 1
    var index = 0
    while index < count {
      let scorer = unsafe scorers[index].scorer
      if unsafe scorer.bounds[subBlock] != 0 {
        scratch.needed = unsafe threshold - rest[index &+ 1]
        let matched = scorer.score(subBlock, scratch)
        if scoringRoles[index] == .should { union |= matched }
      }
      index &+= 1
    }
    scratch.counters.documentsScored &+= 64
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
  private func scoreSingly(_ subBlock: Int, _ window: Int, _ candidates: UInt64, _ collector: TopCollector) {
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
        let scorer = unsafe scorers[index].scorer
        if unsafe scorer.bounds[subBlock] == 0 { continue }
        guard
          let added = scorer.contribution(ofDocument: subBlock << 6 | bit, normalizer: normalizer, scratch)
        else { continue }
        score += added
        if scoringRoles[index] == .should { matchedOptional &+= 1 }
      }
      scratch.counters.documentsScored &+= 1
      if matchedOptional < minimumShouldMatch || (required.isEmpty && matchedOptional == 0) { continue }
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
      let scorer = unsafe scorers[last].scorer
      unsafe rest[last] = unsafe rest[last &+ 1] + scorer.contributions[Int(scorer.bounds[subBlock])]
    }
  }

  private func gatherNormalizers(_ first: Int) {
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
