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
      var child = heap.count - 1
      while child > 0 {
        let parent = (child - 1) / 2
        if heap[child].score >= heap[parent].score { break }
        heap.swapAt(child, parent)
        child = parent
      }
    } else {
      let lowest = heap[0]
      if hit.score < lowest.score { return }
      if hit.score == lowest.score {
        tie(hit)
        return
      }
      heap[0] = hit
      var parent = 0
      while true {
        var child = 2 * parent + 1
        if child >= heap.count { break }
        if child + 1 < heap.count && heap[child + 1].score < heap[child].score { child += 1 }
        if heap[child].score >= heap[parent].score { break }
        heap.swapAt(child, parent)
        parent = child
      }
      if heap[0].score == lowest.score { tie(lowest) } else { ties.removeAll(keepingCapacity: true) }
    }
    if heap.count == limit { threshold = max(threshold, heap[0].score) }
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
    let isOrdered = { (left: Hit, right: Hit) in
      left.score != right.score ? left.score > right.score : self.isBefore(left, right)
    }
    if ties.isEmpty { return heap.sorted(by: isOrdered) }
    let above = heap.filter { $0.score > lowest }
    let shared = (heap.filter { $0.score == lowest } + ties).sorted(by: isBefore)
    return above.sorted(by: isOrdered) + shared.prefix(heap.count - above.count)
  }
}
