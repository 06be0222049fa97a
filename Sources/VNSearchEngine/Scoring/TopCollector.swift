/// The best k documents so far, and the score that a document must reach to be among them.
///
/// Equal scores are ordered by `isBefore`, so that a result does not depend on the order in which documents are
/// scored.
final class TopCollector {
  /// A scored document.
  struct Hit {
    var score: Float
    var segment: Int32
    var ordinal: UInt32
  }

  private var heap: [Hit] = []
  /// k.
  let limit: Int
  private let isBefore: (Hit, Hit) -> Bool
  /// A document below this score cannot be among the best k; one that equals it may be.
  private(set) var threshold: Float

  /// - Parameters:
  ///   - limit: k.
  ///   - threshold: A score that at least k documents are known to reach, here or elsewhere; 0 if none is known.
  ///   - isBefore: Which of two documents with equal scores comes first.
  init(limit: Int, threshold: Float = 0, isBefore: @escaping (Hit, Hit) -> Bool) {
    self.limit = limit
    self.threshold = threshold
    self.isBefore = isBefore
    heap.reserveCapacity(min(limit, 1 << 16))
  }

  /// Raises the threshold to a score that at least k documents are known to reach.
  func raise(to score: Float) { threshold = max(threshold, score) }

  /// Whether `left` is worse than `right`.
  @inline(__always)
  private func isWorse(_ left: Hit, _ right: Hit) -> Bool {
    if left.score != right.score { return left.score < right.score }
    return isBefore(right, left)
  }

  func insert(_ hit: Hit) {
    if limit == 0 { return }
    if heap.count < limit {
      heap.append(hit)
      var child = heap.count - 1
      while child > 0 {
        let parent = (child - 1) / 2
        if !isWorse(heap[child], heap[parent]) { break }
        heap.swapAt(child, parent)
        child = parent
      }
    } else {
      if !isWorse(heap[0], hit) { return }
      heap[0] = hit
      var parent = 0
      while true {
        var child = 2 * parent + 1
        if child >= heap.count { break }
        if child + 1 < heap.count && isWorse(heap[child + 1], heap[child]) { child += 1 }
        if !isWorse(heap[child], heap[parent]) { break }
        heap.swapAt(child, parent)
        parent = child
      }
    }
    if heap.count == limit { threshold = max(threshold, heap[0].score) }
  }

  /// The hits, best first.
  func sorted() -> [Hit] { heap.sorted { isWorse($1, $0) } }
}
