extension SegmentSearch {
  /// Gives every match to the collectors.
  func collect(into collectors: [any BlockCollector]) {
    for window in 0..<DocumentGrid.windowCount(documents: documentCount) {
      let chunks = prepare(window, threshold: 0)
      for chunk in 0..<chunks {
        if control?.shouldStop() == true { return }
        var left = promising(chunk, threshold: 0)
        if left == 0 { continue }
        let wanting = collectors.filter {
          $0.wants(chunk: window * DocumentGrid.chunksPerWindow + chunk)
        }
        if wanting.isEmpty { continue }
        while left != 0 {
          let subBlock = chunk << 6 | left.trailingZeroBitCount
          left &= left &- 1
          let mask = matching(subBlock, window)
          if mask == 0 { continue }
          let block = MatchBlock(
            self, segment: Int(segmentIndex), window: window, subBlock: subBlock, mask: mask)
          for collector in wanting { collector.collect(block) }
        }
      }
    }
  }

  /// The scores of a sub-block of the window that was prepared last, the same bits as in every other search.
  ///
  /// - Parameter wanted: The documents whose scores are asked for.
  func scores(of subBlock: Int, firstDocument: Int, wanted: UInt64) -> UnsafePointer<Float> {
    gatherNormalizers(firstDocument)
    scratch.wanted = wanted
    unsafe scratch.scores.update(repeating: 0, count: 64)
    scratch.needed = -.greatestFiniteMagnitude
    for scorer in scoring where unsafe scorer.bounds[subBlock] != 0 { _ = scorer.score(subBlock, scratch) }
    scratch.counters.documentsScored &+= wanted.nonzeroBitCount
    return unsafe UnsafePointer(scratch.scores)
  }
}
