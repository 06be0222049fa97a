/// What the dictionaries alone say of a query, before it is planned or a list is opened.
extension QueryPlanner {
  /// Whether no document can match: all segments lack a word, or a pair of a phrase, that is required.
  ///
  /// Asked only where marks mean nothing; elsewhere a search reports how it took words that it does not know.
  func cannotMatch(_ query: Query) throws(SearchError) -> Bool {
    switch query.node {
    case .phrase(let text, slop: 0):
      let syllables = analyzed(text).syllables
      for segment in resolver.segments.indices where try !lacks(phrase: syllables, segment) { return false }
      return true
    case .text(let text, requiresAll: true):
      let syllables = analyzed(text).syllables
      for segment in resolver.segments.indices where try !lacks(allOf: syllables, segment) { return false }
      return true
    case .boosted(let inner, _), .constant(let inner, _): return try cannotMatch(inner)
    case .boolean(let clauses, _):
      for clause in clauses where clause.role == .must || clause.role == .filter {
        if try cannotMatch(clause.query) { return true }
      }
      return false
    case .text, .phrase, .everything, .filter, .field, .prefix, .pattern, .near: return false
    }
  }

  /// Whether a segment lacks a word, or no document has all words, where it takes little to know that.
  private func lacks(allOf syllables: [AnalyzedText.Syllable], _ segment: Int) throws(SearchError) -> Bool {
    resolver.reserveCapacity(syllables.count)
    var places: [Int] = []
    var lists: [PostingListMetadata] = []
    places.reserveCapacity(syllables.count)
    lists.reserveCapacity(syllables.count)
    for index in syllables.indices where !syllables[index].isAlias {
      let place = try resolver.lookUp(syllables[index].folded)
      if places.contains(place) { continue }
      guard let list = resolver.list(at: place, segment: segment) else { return true }
      places.append(place)
      lists.append(list)
      if places.count == Self.wordsLookedAt { return false }
    }
    let reader = resolver.segments[segment]
    guard ListIntersection.pays(lists, documentCount: reader.documentCount) else { return false }
    var intersection = ListIntersection(lists, documentCount: reader.documentCount)
    let documents = try intersection.documents { (list) throws(SearchError) in try reader.cursor(list) }
    if documents?.isEmpty == true { return true }
    resolver.keep(intersection, documents, segment: segment)
    return false
  }

  /// A text of so many words is left to the search.
  private static let wordsLookedAt = 64

  /// With so many of a phrase's pairs looked at, it is left to the search whether a document has all.
  private static let pairsLookedAt = 4

  /// Whether a segment lacks a pair of a phrase, or no document has all of its rarest ones.
  private func lacks(phrase syllables: [AnalyzedText.Syllable], _ segment: Int) throws(SearchError) -> Bool {
    resolver.reserveCapacity(syllables.count)
    var lists: [PostingListMetadata] = []
    var last: (place: Int, position: UInt32)?
    for index in syllables.indices where !syllables[index].isAlias {
      let place = try resolver.lookUp(syllables[index].folded)
      let position = syllables[index].position
      if let last, last.position + 1 == position {
        guard let list = try resolver.pair(last.place, place, segment: segment) else { return true }
        if lists.isEmpty { lists.reserveCapacity(syllables.count) }
        lists.append(list)
      }
      last = (place, position)
    }
    if lists.count < 2 { return false }
    // The rarest few to the front.
    for place in 0..<min(lists.count, Self.pairsLookedAt) {
      var rarest = place
      for other in place + 1..<lists.count
      where lists[other].documentFrequency < lists[rarest].documentFrequency { rarest = other }
      lists.swapAt(place, rarest)
    }
    let reader = resolver.segments[segment]
    if lists[0].kind == .chunked { return false }
    var cursors = [try reader.pairCursor(lists[0])]
    guard var documents = cursors[0].decodedDocuments else { return false }
    for list in lists[1..<min(lists.count, Self.pairsLookedAt)] {
      let cursor = try reader.pairCursor(list)
      documents.removeAll { !cursor.contains($0) }
      if documents.isEmpty { return true }
      cursors.append(cursor)
    }
    resolver.keep(cursors, documents, segment: segment)
    return false
  }

  /// How many documents match, deleted ones among them, where a dictionary says so: for one word without its marks.
  func knownCount(_ query: Query) throws(SearchError) -> Int? {
    guard case .text(let text, _) = query.node else { return nil }
    let syllables = analyzed(text).syllables
    guard syllables.count == 1, !syllables[0].isAlias else { return nil }
    return try resolver.documentFrequency(syllables[0].folded)
  }
}
