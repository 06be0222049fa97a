/// How many documents match, without their scores.
extension SegmentSearch {
  /// How many documents match.
  func count() -> Int {
    if candidates != nil {
      var total = 0
      forEachMatch { _, mask in total += mask.nonzeroBitCount }
      return total
    }
    // A single word is in as many documents as its list says.
    let isRequired = scoring.count == 1 && scoringRoles[0] == .must
    let isSingle =
      scoring.count == 1 && scoringRoles[0] != .bonus && minimumShouldMatch <= (isRequired ? 0 : 1)
    if isSingle, excluded.isEmpty, live == nil, required.count == (isRequired ? 1 : 0),
      let known = scoring[0].knownCount
    {
      return known
    }
    // Beside a filter one optional clause must still match.
    let isUnion = minimumShouldMatch == 1 || (required.isEmpty && minimumShouldMatch == 0)
    let isIntersection = !required.isEmpty && minimumShouldMatch == 0
    var total = 0
    for window in 0..<DocumentGrid.windowCount(documents: documentCount) {
      if control?.shouldStop() == true { return total }
      if isUnion || isIntersection {
        total += countMasks(window, isUnion: isUnion)
      } else {
        let chunks = prepare(window, threshold: 0)
        for chunk in 0..<chunks {
          if control?.shouldStop() == true { return total }
          var left = promising(chunk, threshold: 0)
          while left != 0 {
            total += matching(chunk << 6 | left.trailingZeroBitCount, window).nonzeroBitCount
            left &= left &- 1
          }
        }
      }
    }
    return total
  }

  /// Counts a window by whole masks, chunk by chunk: one call of a kernel for a clause and a chunk.
  private func countMasks(_ window: Int, isUnion: Bool) -> Int {
    let first = window << DocumentGrid.windowShift
    let chunks = DocumentGrid.chunkCount(documents: min(documentCount - first, DocumentGrid.windowSize))
    var uniting: [BlockScorer] = []
    if isUnion {
      for index in 0..<scoring.count where scoringRoles[index] == .should {
        if scoring[index].prepare(window: window) { uniting.append(scoring[index]) }
      }
    }
    for scorer in required where !scorer.prepare(window: window) { return 0 }
    let excluding = excluded.filter { $0.prepare(window: window) }
    var total = 0
    for chunk in 0..<chunks {
      unsafe masks.update(repeating: isUnion ? 0 : .max, count: DocumentGrid.subBlocksPerChunk)
      for scorer in uniting { unsafe scorer.unite(chunk: chunk, into: masks, scratch) }
      keepAlive(chunk, window, .max)
      var matched = UInt64.max
      for scorer in required where matched != 0 {
        matched = unsafe scorer.intersect(chunk: chunk, live: matched, masks, exactly: true, scratch)
      }
      while matched != 0 {
        let local = matched.trailingZeroBitCount
        matched &= matched &- 1
        var mask = unsafe masks[local]
        for scorer in excluding where mask != 0 { mask &= ~scorer.matches(chunk << 6 | local, scratch) }
        total &+= mask.nonzeroBitCount
      }
    }
    return total
  }
}
