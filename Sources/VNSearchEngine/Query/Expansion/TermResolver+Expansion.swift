import VNTextAnalysis

extension TermResolver {
  /// The folded forms, of all segments, that a pattern matches as far as letters without marks go, in byte order.
  ///
  /// What is found of each is kept, as by `find`.
  ///
  /// - Parameter limit: More than so many are an error.
  /// - Complexity: O(terms that begin as the pattern does); a fuzzy pattern passes over blocks of terms whose common
  ///   beginning is already too far from it.
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
        try segment.terms.forEach(near: matcher.bases, edits: edits, take)
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

extension TermDictionary {
  /// Calls `body` with every term that may be within `edits` letters of a pattern, until it returns false.
  func forEach(near pattern: [UInt32], edits: Int, _ body: (Entry) -> Bool) throws(SearchError) {
    var goesOn = true
    var first: [UInt8] = blockCount > 0 ? unsafe Array(try firstTerm(ofBlock: 0)) : []
    for block in 0..<blockCount where goesOn {
      var next: [UInt8] = []
      if block + 1 < blockCount {
        next = unsafe Array(try firstTerm(ofBlock: block + 1))
        // What all terms of the block begin with, whole letters of it.
        var shared = 0
        while shared < min(first.count, next.count) && first[shared] == next[shared] { shared += 1 }
        while shared > 0 && shared < first.count && first[shared] & 0xC0 == 0x80 { shared -= 1 }
        var rows = EditDistance.Rows(pattern: pattern)
        for scalar in String(decoding: first[..<shared], as: UTF8.self).unicodeScalars {
          rows.append(scalar.value)
        }
        if rows.least > edits {
          first = next
          continue
        }
      }
      try scan(block: block, withSurfaces: true) { entry in
        goesOn = body(entry)
        return goesOn
      }
      first = next
    }
  }
}
