/// The best k of the entries that were offered, and of each group the best one only.
///
/// A group's best entry, when it comes, is compared with the k-th best group so far; that one only gets better, so nothing
/// that belongs to the result is lost.
struct BestEntries<Entry> {
  private struct Item {
    var entry: Entry
    var group: Int64?
    var number: Int
  }

  private let limit: Int
  private let isBefore: (Entry, Entry) -> Bool
  /// The worst at the top; items whose group has a better one may be among them, but not at the top.
  private var heap: [Item] = []
  /// For each group its best entry and the number of that item.
  private var groups: [Int64: (number: Int, entry: Entry)] = [:]
  private var count = 0
  private var number = 0

  init(limit: Int, isBefore: @escaping (Entry, Entry) -> Bool) {
    self.limit = limit
    self.isBefore = isBefore
  }

  /// The k-th best entry; nil if there are fewer.
  var worst: Entry? { count == limit ? heap.first?.entry : nil }

  /// Offers an entry.
  ///
  /// - Parameter group: Of entries with the same group the best one is kept; nil: it is alone.
  mutating func insert(_ entry: Entry, group: Int64? = nil) {
    if limit == 0 { return }
    if let worst, !isBefore(entry, worst) { return }
    if let group, let known = groups[group] {
      if !isBefore(entry, known.entry) { return }
      count -= 1
    }
    number += 1
    count += 1
    if let group { groups[group] = (number, entry) }
    push(Item(entry: entry, group: group, number: number))
    removeStale()
    if count > limit, let item = heap.first {
      if let group = item.group { groups[group] = nil }
      pop()
      count -= 1
      removeStale()
    }
  }

  /// The entries, best first.
  func sorted() -> [(entry: Entry, group: Int64?)] {
    heap.filter { !isStale($0) }.sorted { isBefore($0.entry, $1.entry) }.map { ($0.entry, $0.group) }
  }

  private func isStale(_ item: Item) -> Bool { item.group.map { groups[$0]?.number != item.number } ?? false }

  private mutating func removeStale() { while let item = heap.first, isStale(item) { pop() } }

  private mutating func push(_ item: Item) {
    heap.append(item)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      if !isBefore(heap[parent].entry, heap[child].entry) { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func pop() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var child = 2 * parent + 1
      if child >= heap.count { return }
      if child + 1 < heap.count && isBefore(heap[child].entry, heap[child + 1].entry) { child += 1 }
      if !isBefore(heap[parent].entry, heap[child].entry) { return }
      heap.swapAt(child, parent)
      parent = child
    }
  }
}
