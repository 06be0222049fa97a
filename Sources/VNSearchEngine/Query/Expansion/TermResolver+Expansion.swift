import VNTextAnalysis

/// What a pattern matches in the segments of a snapshot.
struct TermExpansion {
  /// What it matches in one segment.
  struct InSegment {
    /// The words, with the documents of this segment.
    var words = MatchedWords()
    /// The ordinal of each, ascending.
    var ordinals: [Int] = []
    /// The lists to read, and what an occurrence in each counts.
    var lists: [(list: PostingListMetadata, weight: Float)] = []
  }

  /// The words of all segments.
  var words = MatchedWords()
  var segments: [InSegment] = []
}

extension TermResolver {
  /// What a pattern matches; looked up once.
  ///
  /// - Parameter limit: More words than so many are an error.
  /// - Complexity: O(terms that begin as the pattern does); a fuzzy pattern passes over all beginnings that are
  ///   already too far from it.
  func expand(
    _ pattern: TermPattern, _ matcher: TermMatcher, limit: Int = .max, _ control: SearchControl? = nil
  ) throws(SearchError) -> TermExpansion {
    if let known = expansions[pattern] { return known }
    var expansion = TermExpansion()
    for segment in segments {
      if control?.shouldStop() == true { break }
      let own = try matches(of: matcher, in: segment, limit: limit)
      expansion.words = expansion.words.merging(own.words)
      expansion.segments.append(own)
      if expansion.words.count > limit { throw Self.tooMany(limit) }
    }
    if expansion.segments.count == segments.count { expansions[pattern] = expansion }
    return expansion
  }

  private static func tooMany(_ limit: Int) -> SearchError {
    SearchError(
      .invalidQuery,
      "a pattern matches more than \(limit) words; give more of its letters, or allow more expansions")
  }

  private func matches(
    of matcher: TermMatcher, in segment: Segment, limit: Int
  ) throws(SearchError) -> TermExpansion.InSegment {
    var result = TermExpansion.InSegment()
    let acceptsAll = matcher.acceptsAllSurfaces
    var own: [(list: PostingListMetadata, weight: Float)] = []
    var bytes: [UInt8] = []
    try segment.terms.forEachMatch(of: matcher) { (scanner) throws(SearchError) in
      if result.words.count == limit { throw Self.tooMany(limit) }
      result.words.append(folded: scanner.folded)
      result.ordinals.append(scanner.ordinal)
      own.removeAll(keepingCapacity: true)
      try unsafe scanner.forEachSurface { surface, isBare, list in
        var weight: Float = 1
        if !acceptsAll {
          bytes.removeAll(keepingCapacity: true)
          unsafe bytes.append(contentsOf: surface)
          weight = matcher.weight(of: bytes, isBare: isBare)
        }
        own.append((list, weight))
        if weight == 0 { return }
        unsafe result.words.append(
          surface: surface, isBare: isBare, documents: Int(list.documentFrequency), weight: weight)
      }
      // Where all surfaces count alike, their list in common says the same.
      let first = own.first?.weight ?? 0
      if own.allSatisfy({ $0.weight == first }) {
        if first != 0 { result.lists.append((scanner.list, first)) }
      } else {
        for surface in own where surface.weight != 0 { result.lists.append(surface) }
      }
      return true
    }
    return result
  }

  /// The entries of the words of a segment that a pattern matches as far as letters without marks go; looked up once.
  func entries(
    of pattern: TermPattern, _ matcher: TermMatcher, segment: Int
  ) throws(SearchError) -> [TermDictionary.Entry] {
    if let known = matchedEntries[pattern]?[segment] { return known }
    var entries: [TermDictionary.Entry] = []
    try segments[segment].terms.forEachMatch(of: matcher) { (scanner) throws(SearchError) in
      entries.append(try scanner.entry())
      return true
    }
    matchedEntries[pattern, default: [:]][segment] = entries
    return entries
  }
}

extension TermDictionary {
  /// Calls `body` at every term that a pattern matches as far as letters without marks go, until it returns false.
  func forEachMatch(
    of matcher: TermMatcher, _ body: (inout TermScanner) throws(SearchError) -> Bool
  ) throws(SearchError) {
    if let edits = matcher.edits { return try forEach(near: matcher.bases, edits: edits, body) }
    var scanner = TermScanner(self)
    let prefix = matcher.foldedPrefix
    var isLive = try scanner.seek(prefix)
    while isLive && scanner.folded.starts(with: prefix) {
      if matcher.matches(folded: scanner.folded), try !body(&scanner) { return }
      isLive = try scanner.advance()
    }
  }
}
