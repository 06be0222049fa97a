/// Which segments to merge: runs of neighbours of about one size.
///
/// Segments are kept in the order of their documents, so only neighbours are merged. A tier is a power of ten of live
/// documents; as soon as `factor` neighbours at the end are of a tier or below, they become one. A segment of which more
/// than half is deleted is written anew by itself. So an index has at most some `factor` × log₁₀(documents) segments and
/// about twice the size of its live documents, and a document is written some log₁₀(documents) times.
struct MergePolicy: Sendable, Hashable {
  /// How many segments of a size make one of the next.
  var factor = 8
  /// The share of deleted documents above which a segment is written anew.
  var deletedShare = 0.5

  /// The range of segments to merge next; nil if none.
  ///
  /// - Parameter segments: Oldest first.
  func next(_ segments: [FlushedSegment]) -> Range<Int>? {
    let wasteful = segments.firstIndex { segment in
      Double(segment.deletedCount) > deletedShare * Double(segment.entry.documentCount)
    }
    if let wasteful { return wasteful..<wasteful + 1 }
    return next(segments.map(\.liveCount))
  }

  /// The range of segments to merge next by their sizes; nil if none.
  ///
  /// - Parameter sizes: Live documents of each segment, oldest first.
  func next(_ sizes: [Int]) -> Range<Int>? {
    var start = sizes.count
    while start > 0 {
      // Take in neighbours to the left that are no larger than what is taken already, by tier.
      let tier = Self.tier(sizes[(start - 1)...].reduce(0, max))
      while start > 0 && Self.tier(sizes[start - 1]) <= tier { start -= 1 }
      let count = sizes[start...].count
      let ofTier = sizes[start...].count { Self.tier($0) == tier }
      if ofTier >= factor || count >= 2 * factor { return start..<sizes.count }
    }
    return nil
  }

  private static func tier(_ documents: Int) -> Int {
    var tier = 0
    var rest = max(documents, 1000) / 1000
    while rest >= 10 {
      tier += 1
      rest /= 10
    }
    return tier
  }
}
