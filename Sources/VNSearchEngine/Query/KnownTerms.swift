/// The entries and lists that were looked up for a query: each form and pair has a place, counted from 0.
struct KnownTerms {
  /// A folded form that was looked up.
  private struct Known {
    /// Its first eight bytes; most forms have no more.
    var prefix: UInt64
    var count: Int
    var folded: [UInt8]
    /// The pair that begins with it and was looked up last, as a place in `knownPairs`; negative: none was.
    var lastPair = -1
  }

  /// A pair that was looked up: its second form, and the pair before it with the same first.
  private struct KnownPair {
    var second: Int
    var previous: Int
  }

  let segments: [Segment]
  /// Whether entries come with their surfaces: only those who tell marks apart want them.
  let withSurfaces: Bool
  private var known: [Known] = []
  /// The entries of the forms in `known`, one for each segment.
  private var entries: [TermDictionary.SharedEntry?] = []
  private var knownPairs: [KnownPair] = []
  /// The lists of the pairs in `knownPairs`, one for each segment.
  private var pairLists: [PostingListMetadata?] = []
  /// Where forms behind the first few are in `known`: looking through a few is faster than hashing.
  private var places: [[UInt8]: Int] = [:]
  private static let lookedThrough = 32

  init(_ segments: [Segment], withSurfaces: Bool) {
    self.segments = segments
    self.withSurfaces = withSurfaces
  }

  private func place(_ folded: [UInt8], _ prefix: UInt64) -> Int? {
    for index in 0..<min(known.count, Self.lookedThrough)
    where known[index].prefix == prefix && known[index].count == folded.count
      && (folded.count <= 8 || known[index].folded == folded)
    { return index }
    return known.count <= Self.lookedThrough ? nil : places[folded]
  }

  private mutating func append(_ folded: [UInt8], _ prefix: UInt64) -> Int {
    if known.count >= Self.lookedThrough { places[folded] = known.count }
    known.append(Known(prefix: prefix, count: folded.count, folded: folded))
    return known.count - 1
  }

  /// Makes room for the first forms and pairs of a text.
  mutating func reserveCapacity(_ count: Int) {
    if !known.isEmpty { return }
    known.reserveCapacity(count)
    entries.reserveCapacity(count * segments.count)
    knownPairs.reserveCapacity(count)
    pairLists.reserveCapacity(count * segments.count)
  }

  /// Where a folded form's entries are: they are looked up if nobody asked for them before.
  mutating func lookUp(_ folded: [UInt8]) throws(SearchError) -> Int {
    let prefix = folded.leadingBytes
    if let place = place(folded, prefix) { return place }
    for segment in segments {
      do throws(SearchError) {
        entries.append(try segment.findTerm(folded, withSurfaces: withSurfaces))
      } catch {
        entries.removeLast(entries.count - known.count * segments.count)
        throw error
      }
    }
    return append(folded, prefix)
  }

  /// The entry of the form at a place.
  func entry(_ place: Int, segment: Int) -> TermDictionary.SharedEntry? {
    entries[place * segments.count + segment]
  }

  // MARK: Pairs

  /// Where the lists of two adjacent folded forms are, by where their entries are.
  mutating func lookUpPair(_ one: Int, _ other: Int) throws(SearchError) -> Int {
    var place = known[one].lastPair
    while place >= 0 {
      if knownPairs[place].second == other { return place }
      place = knownPairs[place].previous
    }
    let before = pairLists.count
    for index in segments.indices {
      var list: PostingListMetadata?
      if let first = entries[one * segments.count + index]?.entry.ordinal,
        let second = entries[other * segments.count + index]?.entry.ordinal
      {
        do throws(SearchError) {
          list = try segments[index].pairs.find(first, second)
        } catch {
          pairLists.removeLast(pairLists.count - before)
          throw error
        }
      }
      pairLists.append(list)
    }
    knownPairs.append(KnownPair(second: other, previous: known[one].lastPair))
    known[one].lastPair = knownPairs.count - 1
    return knownPairs.count - 1
  }

  /// The list of the pair at a place.
  func list(_ place: Int, segment: Int) -> PostingListMetadata? {
    pairLists[place * segments.count + segment]
  }
}

extension [UInt8] {
  /// The first eight bytes, as a number that tells most terms apart.
  var leadingBytes: UInt64 {
    var prefix: UInt64 = 0
    for index in 0..<Swift.min(8, count) { prefix |= UInt64(self[index]) &<< UInt64(8 &* index) }
    return prefix
  }
}
