/// The best documents by score, of those with the same value of a field the best one only.
final class DistinctCollector: TopCollector {
  private var best: BestEntries<Hit>
  private let groups: DocumentGroups

  init(
    limit: Int, threshold: Float, groups: DocumentGroups, after: CursorPlace?,
    isBefore: @escaping (Hit, Hit) -> Bool
  ) {
    self.groups = groups
    best = BestEntries(limit: limit) { left, right in
      left.score != right.score ? left.score > right.score : isBefore(left, right)
    }
    super.init(limit: limit, threshold: threshold, after: after, isBefore: isBefore)
  }

  override func insert(_ hit: Hit) {
    if let after, !after.precedes(hit) { return }
    best.insert(hit, group: groups.group(of: hit))
    if let worst = best.worst { raise(to: worst.score) }
  }

  override func sorted() -> [Hit] { best.sorted().map(\.entry) }
}
