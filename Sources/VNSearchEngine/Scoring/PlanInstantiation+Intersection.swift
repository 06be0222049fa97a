/// What a plan requires, found before clauses are made.
extension PlanInstantiation {
  /// The clauses of a whole plan; nil if no document of the segment has all that it requires.
  ///
  /// Where few documents have all words that are required, they are found first, and `candidates` names them.
  mutating func clauses(of plan: QueryPlan) throws(SearchError) -> [SegmentSearch.Clause]? {
    var lists: [PostingListMetadata] = []
    for part in plan.parts where part.role == .must {
      guard let folded = part.foldedForm else { continue }
      guard let list = try resolver.list(folded, segment: index) else { return nil }
      lists.append(list)
    }
    if let known = resolver.takeIntersection(lists, segment: index) {
      candidates = known.documents
      keep(known.intersection.cursors)
    } else if ListIntersection.pays(lists, documentCount: segment.documentCount) {
      var intersection = ListIntersection(lists, documentCount: segment.documentCount)
      candidates = try intersection.documents { (list) throws(SearchError) in try segment.cursor(list) }
      keep(intersection.cursors)
      if candidates?.isEmpty == true { return nil }
    }
    return try clauses(of: plan.parts)
  }
}

extension QueryPlan.Part {
  /// The folded form whose list names exactly the documents that match; nil if it is not as simple.
  fileprivate var foldedForm: [UInt8]? {
    guard case .graded(let syllable) = kind else { return nil }
    let isWhole = syllable.uniformWeight != nil || (syllable.countsRest && syllable.twin == nil)
    return isWhole ? syllable.folded : nil
  }

  /// Whether every candidate matches it.
  var isListed: Bool { role == .must && foldedForm != nil }
}
