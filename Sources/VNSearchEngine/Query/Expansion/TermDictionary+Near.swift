extension TermDictionary {
  /// Calls `body` with the folded form of every term that is within `edits` letters of a pattern, until it returns
  /// false.
  ///
  /// The terms are a tree of letters: where no word that goes on so can be near enough, the next beginning that can is
  /// looked up. The rows of the distance are those of the letters that a term shares with the one before.
  ///
  /// - Complexity: O(beginnings that are near enough · log terms).
  func forEach(
    near pattern: [UInt32], edits: Int, _ body: ([UInt8]) throws(SearchError) -> Bool
  ) throws(SearchError) {
    let next = NextLetter(pattern)
    var cursor = FoldedTermCursor(self)
    // rows[n] is that of the first n letters.
    var letters: [UInt32] = []
    var rows = [EditDistance.Rows(pattern: pattern)]
    var isLive = try cursor.seek([])
    while isLive {
      let term = String(decoding: cursor.folded, as: UTF8.self).unicodeScalars.map(\.value)
      var depth = 0
      while depth < min(letters.count, term.count) && letters[depth] == term[depth] { depth += 1 }
      letters.removeLast(letters.count - depth)
      rows.removeLast(rows.count - depth - 1)
      var isDead = false
      while letters.count < term.count && !isDead {
        var row = rows[letters.count]
        row.append(term[letters.count])
        isDead = row.least > edits
        letters.append(term[letters.count])
        rows.append(row)
      }
      if !isDead {
        if rows[letters.count].distance <= edits, try !body(cursor.folded) { return }
        isLive = try cursor.advance()
        continue
      }
      // The next beginning that may be near: another last letter, or another one before it.
      var key: [UInt32]?
      while key == nil, let last = letters.popLast() {
        rows.removeLast()
        if let letter = next.letter(behind: last, rows[letters.count], edits: edits) {
          key = letters + [letter]
        }
      }
      guard let key else { return }
      isLive = try cursor.seek(
        Array(String(String.UnicodeScalarView(key.compactMap(Unicode.Scalar.init))).utf8))
    }
  }

  /// Which letters can go on.
  private struct NextLetter {
    private let own: [UInt32]

    init(_ pattern: [UInt32]) { own = Set(pattern).sorted() }

    /// The next letter behind one in the order of code points: any if another edit may be spent, else one of the
    /// pattern's own.
    func letter(behind last: UInt32, _ row: EditDistance.Rows<UInt32>, edits: Int) -> UInt32? {
      if row.leastOfRow + 1 <= edits {
        let next = last + 1
        return next < 0xD800 || next > 0xDFFF ? (next <= 0x10FFFF ? next : nil) : 0xE000
      }
      return own.first { $0 > last }
    }
  }
}
