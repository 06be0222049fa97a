import VNTextAnalysis

extension TermResolver {
  /// The folded forms, of all segments, that a pattern matches as far as letters without marks go, in byte order.
  ///
  /// What is found of each is kept, as by `find`.
  ///
  /// - Parameter limit: More than so many are an error.
  /// - Complexity: O(terms that begin as the pattern does); a fuzzy pattern passes over all beginnings that are
  ///   already too far from it.
  func expand(_ matcher: TermMatcher, limit: Int, _ control: SearchControl?) throws(SearchError) -> [[UInt8]]
  {
    var found: Set<[UInt8]> = []
    for (index, segment) in segments.enumerated() {
      if control?.shouldStop() == true { break }
      var error: SearchError?
      let take = { (entry: TermDictionary.Entry) -> Bool in
        guard matcher.matches(folded: entry.folded) else { return true }
        if found.insert(entry.folded).inserted && found.count > limit {
          error = SearchError(
            .invalidQuery,
            "a pattern matches more than \(limit) words; give more of its letters, or allow more expansions")
          return false
        }
        self.remember(entry, segment: index)
        return true
      }
      if let edits = matcher.edits {
        try segment.terms.forEach(near: matcher.bases, edits: edits) { (folded) throws(SearchError) in
          guard let entry = try self.find(folded, segment: index) else { return true }
          return take(entry)
        }
      } else {
        let prefix = matcher.foldedPrefix
        try unsafe prefix.withUnsafeBufferPointer { (start) throws(SearchError) in
          try unsafe segment.terms.forEach(from: UnsafeRawBufferPointer(start)) { entry in
            entry.folded.starts(with: prefix) && take(entry)
          }
        }
      }
      if let error { throw error }
    }
    // A form that a segment was not found to have, it has not.
    return found.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
