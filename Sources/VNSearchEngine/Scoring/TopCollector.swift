/// The best k documents so far, and the score that a document must reach to be among them.
///
/// Equal scores are ordered by `isBefore`, so that a result does not depend on the order in which documents are
/// scored. It is asked only for documents that share the lowest score among the best, once at the end.
class TopCollector {
  /// A scored document.
  struct Hit {
    var score: Float
    var segment: Int32
    var ordinal: UInt32
  }

  private var heap: [Hit] = []
  /// Documents beside the heap that have the lowest score in it.
  private var ties: [Hit] = []
  /// k.
  final let limit: Int
  private let isBefore: (Hit, Hit) -> Bool
  /// Only documents behind it are wanted.
  final let after: CursorPlace?
  /// A document below this score cannot be among the best k; one that equals it may be.
  private(set) final var threshold: Float
  /// So many ties, at least, are gathered before all but the best are dropped.
  private static let leastTies = 1 << 14

  /// - Parameters:
  ///   - limit: k.
  ///   - threshold: A score that at least k documents are known to reach, here or elsewhere; 0 if none is known.
  ///   - after: Only documents behind it are wanted.
  ///   - isBefore: Which of two documents with equal scores comes first.
  init(
    limit: Int, threshold: Float = 0, after: CursorPlace? = nil, isBefore: @escaping (Hit, Hit) -> Bool
  ) {
    self.after = after
    self.limit = limit
    self.threshold = threshold
    self.isBefore = isBefore
    heap.reserveCapacity(min(limit, 1 << 16))
  }

  /// Raises the threshold to a score that at least k documents are known to reach.
  final func raise(to score: Float) { threshold = max(threshold, score) }

  /// Offers a document.
  func insert(_ hit: Hit) {
    if limit == 0 { return }
    if let after, !after.precedes(hit) { return }
    if heap.count < limit {
      heap.append(hit)
      unsafe heap.withUnsafeMutableBufferPointer { unsafe Self.raiseLast($0) }
      if heap.count == limit { threshold = max(threshold, heap[0].score) }
      return
    }
    let lowest = heap[0]
    if hit.score < lowest.score { return }
    if hit.score == lowest.score {
      tie(hit)
      return
    }
    let least = unsafe heap.withUnsafeMutableBufferPointer { (heap) -> Float in
      unsafe Self.replaceFirst(heap, by: hit)
      return unsafe heap[0].score
    }
    if least == lowest.score { tie(lowest) } else if !ties.isEmpty { ties.removeAll(keepingCapacity: true) }
    threshold = max(threshold, least)
  }

  /// Restores the heap after a hit was appended.
  @inline(__always)
  private static func raiseLast(_ heap: UnsafeMutableBufferPointer<Hit>) {
    var child = heap.count &- 1
    let hit = unsafe heap[child]
    while child > 0 {
      let parent = (child &- 1) / 2
      if unsafe hit.score >= heap[parent].score { break }
      unsafe heap[child] = unsafe heap[parent]
      child = parent
    }
    unsafe heap[child] = hit
  }

  /// Puts a hit in the place of the lowest.
  @inline(__always)
  private static func replaceFirst(_ heap: UnsafeMutableBufferPointer<Hit>, by hit: Hit) {
    var parent = 0
    while true {
      var child = 2 &* parent &+ 1
      if child >= heap.count { break }
      if unsafe child &+ 1 < heap.count && heap[child &+ 1].score < heap[child].score { child &+= 1 }
      if unsafe heap[child].score >= hit.score { break }
      unsafe heap[parent] = unsafe heap[child]
      parent = child
    }
    unsafe heap[parent] = hit
  }

  private func tie(_ hit: Hit) {
    ties.append(hit)
    if ties.count >= 2 * max(limit, Self.leastTies) {
      ties.sort(by: isBefore)
      ties.removeLast(ties.count - limit)
    }
  }

  /// The hits, best first.
  func sorted() -> [Hit] {
    guard let lowest = heap.first?.score else { return [] }
    if ties.isEmpty { return sorted(heap) }
    let above = sorted(heap.filter { $0.score > lowest })
    let shared = (heap.filter { $0.score == lowest } + ties).sorted(by: isBefore)
    return above + shared.prefix(heap.count - above.count)
  }

  /// An integer that ascends with the score; of 0 and −0, which are equal, the same.
  @inline(__always)
  private static func order(of score: Float) -> UInt32 {
    let bits = (score + 0).bitPattern
    return bits >> 31 == 1 ? ~bits : bits | 1 << 31
  }

  /// Hits by score, and where scores are equal by `isBefore`.
  private func sorted(_ hits: [Hit]) -> [Hit] {
    // Sorting integers is faster than calling back.
    var keys = hits.indices.map { UInt64(~Self.order(of: hits[$0].score)) << 32 | UInt64($0) }
    keys.sort()
    var result = keys.map { hits[Int($0 & 0xFFFF_FFFF)] }
    var first = 0
    while first < result.count {
      var end = first + 1
      while end < result.count && result[end].score == result[first].score { end += 1 }
      if end - first > 1 { result[first..<end].sort(by: isBefore) }
      first = end
    }
    return result
  }
}
