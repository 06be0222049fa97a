/// The dictionary entries of a query's terms and pairs in each segment, looked up once.
final class TermResolver {
  let segments: [Segment]
  /// Whether entries come with their surfaces: only those who tell marks apart want them.
  let withSurfaces: Bool
  private var known: KnownTerms
  /// What was found out of a phrase before it is searched: lists of pairs, and the documents that have them.
  private var begun: [(segment: Int, cursors: [PostingCursor], documents: [UInt32])] = []
  /// The same of words that are required; no documents: there are many.
  private var intersected: [(segment: Int, intersection: ListIntersection, documents: [UInt32]?)] = []
  /// What patterns match, as far as it was asked for.
  var expansions: [TermPattern: TermExpansion] = [:]
  var matchedEntries: [TermPattern: [Int: [TermDictionary.Entry]]] = [:]

  init(_ segments: [Segment], withSurfaces: Bool = true) {
    self.segments = segments
    self.withSurfaces = withSurfaces
    known = KnownTerms(segments, withSurfaces: withSurfaces)
  }

  /// Makes room for the first forms and pairs of a text.
  func reserveCapacity(_ count: Int) { known.reserveCapacity(count) }

  /// The place of a folded form, which stands for it in `pair`.
  func lookUp(_ folded: [UInt8]) throws(SearchError) -> Int { try known.lookUp(folded) }

  /// A folded form's entry in each segment.
  func find(_ folded: [UInt8]) throws(SearchError) -> [TermDictionary.Entry?] {
    let place = try known.lookUp(folded)
    return segments.indices.map { known.entry(place, segment: $0)?.entry }
  }

  /// A folded form's entry in a segment.
  func find(_ folded: [UInt8], segment: Int) throws(SearchError) -> TermDictionary.Entry? {
    let place = try known.lookUp(folded)
    return known.entry(place, segment: segment)?.entry
  }

  /// A folded form's list in a segment.
  func list(_ folded: [UInt8], segment: Int) throws(SearchError) -> PostingListMetadata? {
    let place = try known.lookUp(folded)
    return known.entry(place, segment: segment)?.entry.list
  }

  /// The list in a segment of the folded form at a place.
  func list(at place: Int, segment: Int) -> PostingListMetadata? {
    known.entry(place, segment: segment)?.entry.list
  }

  /// Keeps what was found out of required words of a segment, for one who searches them.
  func keep(_ intersection: ListIntersection, _ documents: [UInt32]?, segment: Int) {
    intersected.append((segment, intersection, documents))
  }

  /// What was kept of exactly these lists; nil if nothing was.
  func takeIntersection(
    _ lists: [PostingListMetadata], segment: Int
  ) -> (intersection: ListIntersection, documents: [UInt32]?)? {
    for place in intersected.indices
    where intersected[place].segment == segment && intersected[place].intersection.isOf(lists) {
      let taken = intersected.remove(at: place)
      return (taken.intersection, taken.documents)
    }
    return nil
  }

  /// How many documents have a folded form.
  func documentFrequency(_ folded: [UInt8]) throws(SearchError) -> Int {
    let place = try known.lookUp(folded)
    return segments.indices.reduce(0) {
      $0 + Int(known.entry(place, segment: $1)?.entry.list.documentFrequency ?? 0)
    }
  }

  // MARK: Pairs

  /// The list of two adjacent folded forms in a segment, by the places of the forms.
  func pair(_ first: Int, _ second: Int, segment: Int) throws(SearchError) -> PostingListMetadata? {
    let pair = try known.lookUpPair(first, second)
    return known.list(pair, segment: segment)
  }

  /// The list of two adjacent folded forms in a segment.
  func find(_ first: [UInt8], _ second: [UInt8], segment: Int) throws(SearchError) -> PostingListMetadata? {
    try pair(try known.lookUp(first), try known.lookUp(second), segment: segment)
  }

  /// The list of two adjacent folded forms in each segment.
  func find(_ first: [UInt8], _ second: [UInt8]) throws(SearchError) -> [PostingListMetadata?] {
    let (one, other) = (try known.lookUp(first), try known.lookUp(second))
    let pair = try known.lookUpPair(one, other)
    return segments.indices.map { known.list(pair, segment: $0) }
  }

  /// Keeps lists of pairs of a segment, and the documents that have all of them, for one who searches them.
  func keep(_ cursors: [PostingCursor], _ documents: [UInt32], segment: Int) {
    begun.append((segment, cursors, documents))
  }

  /// Lists of pairs of a segment that were kept, if all of them are among `lists`, and the documents that have them.
  func takeBegun(
    _ lists: [PostingListMetadata], segment: Int
  ) -> (cursors: [PostingCursor], documents: [UInt32]?) {
    for place in begun.indices where begun[place].segment == segment {
      if begun[place].cursors.allSatisfy({ lists.contains($0.metadata) }) {
        let taken = begun.remove(at: place)
        return (taken.cursors, taken.documents)
      }
    }
    return ([], nil)
  }

  /// How many documents have two folded forms side by side.
  func documentFrequency(_ first: [UInt8], _ second: [UInt8]) throws(SearchError) -> Int {
    try find(first, second).reduce(0) { $0 + Int($1?.documentFrequency ?? 0) }
  }
}

extension TermDictionary {
  func find(_ folded: [UInt8], withSurfaces: Bool = true) throws(SearchError) -> Entry? {
    try unsafe folded.withUnsafeBufferPointer { (bytes) throws(SearchError) in
      try unsafe find(UnsafeRawBufferPointer(bytes), withSurfaces: withSurfaces)
    }
  }
}
