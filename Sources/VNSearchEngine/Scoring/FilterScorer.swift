/// Matches the documents that pass a filter and adds nothing to their scores.
@safe final class FilterScorer: BlockScorer {
  private let filter: SegmentFilter
  private let documentCount: Int
  private var firstDocument = 0

  init(_ filter: SegmentFilter, documentCount: Int) {
    self.filter = filter
    self.documentCount = documentCount
    unsafe super.init(weight: 0, boundRatio: 1, bounds: nil)
  }

  /// Asked after the lists: those know better where to look.
  override var cost: Int { documentCount }

  override func prepare(window: Int, chunks: UInt64) -> Bool {
    filter.prepare(window: window)
    firstDocument = window << DocumentGrid.windowShift
    let end = min(DocumentGrid.subBlocksPerWindow, (documentCount - firstDocument + 63) >> 6)
    unsafe (bounds + end).update(repeating: 0, count: DocumentGrid.subBlocksPerWindow - end)
    var any = false
    for chunk in 0..<((end + 63) >> 6) {
      let isPossible = filter.shares[chunk] != .none
      any = any || isPossible
      let start = chunk << 6
      unsafe (bounds + start).update(repeating: isPossible ? 255 : 0, count: min(64, end - start))
    }
    return any
  }

  override func score(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 { matches(subBlock, scratch) }

  override func matches(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    if unsafe bounds[subBlock] == 0 { return 0 }
    let rest = documentCount - firstDocument - subBlock << 6
    return filter.mask(subBlock) & (rest < 64 ? (1 &<< UInt64(max(0, rest))) &- 1 : .max)
  }
}
