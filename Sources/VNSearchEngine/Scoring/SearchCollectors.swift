/// The place behind which a page of results begins.
struct CursorPlace {
  /// One for each key of the sort.
  var values: [SortCollector.Value]
  var score: Float
  /// Whether a document with the same values and score comes later.
  var isBehind: (TopCollector.Hit) -> Bool

  /// Whether a document comes later by its score and key.
  func precedes(_ hit: TopCollector.Hit) -> Bool {
    hit.score != score ? hit.score < score : isBehind(hit)
  }
}

/// What one search collects: the best documents, counts.
///
/// A search on several threads has one for each segment and merges them in their order.
final class SearchCollectors {
  /// By score; nil for a search that sorts.
  let top: TopCollector?
  private let sort: SortCollector?
  private let facets: [FacetCollector]
  private let count: CountCollector?
  /// Those that need every match.
  private let blocks: [any BlockCollector]
  private let request: SearchRequest

  init(
    _ request: SearchRequest, _ search: SnapshotSearch, sort columns: [SortColumn], groups: DocumentGroups?,
    after: CursorPlace?, isBefore: @escaping (TopCollector.Hit, TopCollector.Hit) -> Bool
  ) throws(SearchError) {
    self.request = request
    var top: TopCollector?
    var sort: SortCollector?
    if !columns.isEmpty {
      sort = SortCollector(
        limit: request.limit, columns: columns, groups: groups, after: after, isHitBefore: isBefore)
    } else if let groups {
      top = DistinctCollector(
        limit: request.limit, threshold: request.threshold, groups: groups, after: after, isBefore: isBefore)
    } else {
      top = TopCollector(
        limit: request.limit, threshold: request.threshold, after: after, isBefore: isBefore)
    }
    self.top = top
    self.sort = sort
    var facets: [FacetCollector] = []
    for facet in request.facets { facets.append(try FacetCollector(facet, search)) }
    self.facets = facets
    count = facets.isEmpty ? nil : CountCollector()
    var blocks: [any BlockCollector] = facets
    if let count { blocks.append(count) }
    if request.limit > 0, let sort { blocks.append(sort) }
    self.blocks = blocks
  }

  /// Counted matches so far.
  private(set) var total = 0

  /// Searches a segment.
  func collect(_ search: SegmentSearch, segment: Int, _ reader: Segment) throws(SearchError) {
    if request.countsExactly && count == nil { total += search.count() }
    if request.limit > 0, let top { search.collect(into: top) }
    if blocks.isEmpty { return }
    for collector in blocks { try collector.begin(segment: segment, reader) }
    search.collect(into: blocks)
  }

  /// Adds what another has collected of other segments.
  func merge(_ other: SearchCollectors) {
    total += other.total
    if let top, let found = other.top { for hit in found.sorted() { top.insert(hit) } }
    for (mine, theirs) in zip(blocks, other.blocks) { mine.merge(theirs) }
  }

  /// Whether `result` counts every match.
  var countsExactly: Bool { request.countsExactly || count != nil }

  /// The documents, best first, and their values in the columns that they are sorted by.
  func hits() -> [(hit: TopCollector.Hit, values: [SortCollector.Value])] {
    if let sort { return sort.sorted().map { ($0.hit, $0.values) } }
    return (top?.sorted() ?? []).map { ($0, []) }
  }

  /// All matches.
  var exactTotal: Int { total + (count?.count ?? 0) }

  func facetCounts() throws(SearchError) -> [FacetCounts] {
    var counts: [FacetCounts] = []
    for facet in facets { counts.append(try facet.counts()) }
    return counts
  }
}
