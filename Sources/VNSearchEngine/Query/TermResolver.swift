/// The dictionary entries of a query's terms in each segment, looked up once.
final class TermResolver {
  let segments: [Segment]
  /// Whether entries come with their surfaces: only those who tell marks apart want them.
  private let withSurfaces: Bool
  private var entries: [[UInt8]: [TermDictionary.Entry?]] = [:]

  init(_ segments: [Segment], withSurfaces: Bool = true) {
    self.segments = segments
    self.withSurfaces = withSurfaces
  }

  /// A folded form's entry in each segment.
  func find(_ folded: [UInt8]) throws(SearchError) -> [TermDictionary.Entry?] {
    if let known = entries[folded] { return known }
    var found: [TermDictionary.Entry?] = []
    for segment in segments { found.append(try segment.terms.find(folded, withSurfaces: withSurfaces)) }
    entries[folded] = found
    return found
  }

  /// Keeps what a scan of a segment has found.
  func remember(_ entry: TermDictionary.Entry, segment: Int) {
    entries[entry.folded, default: Array(repeating: nil, count: segments.count)][segment] = entry
  }

  /// The list of two adjacent folded forms in each segment.
  func find(_ first: [UInt8], _ second: [UInt8]) throws(SearchError) -> [PostingListMetadata?] {
    let firsts = try find(first)
    let seconds = try find(second)
    var found: [PostingListMetadata?] = []
    for (index, segment) in segments.enumerated() {
      if let first = firsts[index], let second = seconds[index] {
        found.append(try segment.pairs.find(first.ordinal, second.ordinal))
      } else {
        found.append(nil)
      }
    }
    return found
  }
}

extension TermDictionary {
  func find(_ folded: [UInt8], withSurfaces: Bool = true) throws(SearchError) -> Entry? {
    try unsafe folded.withUnsafeBufferPointer { (bytes) throws(SearchError) in
      try unsafe find(UnsafeRawBufferPointer(bytes), withSurfaces: withSurfaces)
    }
  }
}
