/// The dictionary entries of a query's terms in each segment, looked up once.
final class TermResolver {
  /// A folded form that was looked up.
  private struct Known {
    /// Its first eight bytes; most forms have no more.
    var prefix: UInt64
    var folded: [UInt8]
    var entries: [TermDictionary.Entry?]
  }

  let segments: [Segment]
  /// Whether entries come with their surfaces: only those who tell marks apart want them.
  private let withSurfaces: Bool
  private var known: [Known] = []
  /// Where forms behind the first few are in `known`: looking through a few is faster than hashing.
  private var places: [[UInt8]: Int] = [:]
  private static let lookedThrough = 32

  init(_ segments: [Segment], withSurfaces: Bool = true) {
    self.segments = segments
    self.withSurfaces = withSurfaces
  }

  private static func prefix(_ folded: [UInt8]) -> UInt64 {
    var prefix: UInt64 = 0
    for index in 0..<min(8, folded.count) { prefix |= UInt64(folded[index]) &<< UInt64(8 &* index) }
    return prefix
  }

  private func place(_ folded: [UInt8], _ prefix: UInt64) -> Int? {
    for index in 0..<min(known.count, Self.lookedThrough)
    where known[index].prefix == prefix && known[index].folded == folded { return index }
    return known.count <= Self.lookedThrough ? nil : places[folded]
  }

  private func append(_ folded: [UInt8], _ prefix: UInt64, _ entries: [TermDictionary.Entry?]) -> Int {
    if known.count >= Self.lookedThrough { places[folded] = known.count }
    known.append(Known(prefix: prefix, folded: folded, entries: entries))
    return known.count - 1
  }

  /// Where a folded form's entries are.
  private func lookUp(_ folded: [UInt8]) throws(SearchError) -> Int {
    let prefix = Self.prefix(folded)
    if let place = place(folded, prefix) { return place }
    var found: [TermDictionary.Entry?] = []
    for segment in segments { found.append(try segment.findTerm(folded, withSurfaces: withSurfaces)) }
    return append(folded, prefix, found)
  }

  /// A folded form's entry in each segment.
  func find(_ folded: [UInt8]) throws(SearchError) -> [TermDictionary.Entry?] {
    known[try lookUp(folded)].entries
  }

  /// A folded form's entry in a segment.
  func find(_ folded: [UInt8], segment: Int) throws(SearchError) -> TermDictionary.Entry? {
    known[try lookUp(folded)].entries[segment]
  }

  /// Keeps what a scan of a segment has found.
  func remember(_ entry: TermDictionary.Entry, segment: Int) {
    let prefix = Self.prefix(entry.folded)
    let place =
      place(entry.folded, prefix)
      ?? append(entry.folded, prefix, Array(repeating: nil, count: segments.count))
    known[place].entries[segment] = entry
  }

  /// The list of two adjacent folded forms in each segment.
  func find(_ first: [UInt8], _ second: [UInt8]) throws(SearchError) -> [PostingListMetadata?] {
    var found: [PostingListMetadata?] = []
    for index in segments.indices { found.append(try find(first, second, segment: index)) }
    return found
  }

  /// The list of two adjacent folded forms in a segment.
  func find(_ first: [UInt8], _ second: [UInt8], segment: Int) throws(SearchError) -> PostingListMetadata? {
    let (one, other) = (try lookUp(first), try lookUp(second))
    guard let first = known[one].entries[segment]?.ordinal,
      let second = known[other].entries[segment]?.ordinal
    else { return nil }
    return try segments[segment].pairs.find(first, second)
  }
}

extension TermDictionary {
  func find(_ folded: [UInt8], withSurfaces: Bool = true) throws(SearchError) -> Entry? {
    try unsafe folded.withUnsafeBufferPointer { (bytes) throws(SearchError) in
      try unsafe find(UnsafeRawBufferPointer(bytes), withSurfaces: withSurfaces)
    }
  }
}
