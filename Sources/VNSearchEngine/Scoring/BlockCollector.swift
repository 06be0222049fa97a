/// What a search found in one sub-block of 64 documents.
struct MatchBlock {
  let segment: Int
  /// The ordinal of the sub-block's first document.
  let firstDocument: Int
  /// One bit for each matching document; never 0.
  let mask: UInt64
  private let search: SegmentSearch
  private let subBlock: Int

  init(_ search: SegmentSearch, segment: Int, window: Int, subBlock: Int, mask: UInt64) {
    self.search = search
    self.segment = segment
    self.subBlock = subBlock
    self.mask = mask
    firstDocument = window << DocumentGrid.windowShift | subBlock << 6
  }

  /// The scores of the matching documents, computed when asked for; valid until the next block.
  func scores() -> UnsafePointer<Float> {
    unsafe search.scores(of: subBlock, firstDocument: firstDocument, wanted: mask)
  }
}

/// Takes the matches of a search, 64 documents at a time, in the order of the documents.
///
/// A collector works on one thread; searches on several threads give each its own, which are added with `merge(_:)`.
protocol BlockCollector: AnyObject {
  /// A segment begins.
  func begin(segment: Int, _ reader: Segment) throws(SearchError)
  /// Whether a match in a chunk of 4,096 documents could still matter.
  func wants(chunk: Int) -> Bool
  /// Takes the matches of a sub-block.
  func collect(_ block: MatchBlock)
  /// Adds what another collector for the same search has found.
  func merge(_ other: any BlockCollector)
}

extension BlockCollector {
  func wants(chunk: Int) -> Bool { true }
}
