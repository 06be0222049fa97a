extension TermDictionary {
  /// Calls `body` at every term that is within `edits` letters of a pattern, until it returns false.
  ///
  /// The terms are a tree of letters: where no word that goes on so can be near enough, the next beginning that can is
  /// looked up. The rows of the distance are those of the letters that a term shares with the one before.
  ///
  /// - Complexity: O(beginnings that are near enough · log terms).
  func forEach(
    near pattern: [UInt32], edits: Int, _ body: (inout TermScanner) throws(SearchError) -> Bool
  ) throws(SearchError) {
    let own = Set(pattern).sorted()
    var scanner = TermScanner(self)
    var letters: [UInt32] = []
    var rows = DistanceRows(pattern)
    var isLive = try scanner.advance()
    while isLive {
      let depth = Self.replace(&letters, with: scanner.folded)
      rows.keep(depth)
      var isDead = false
      while rows.count < letters.count && !isDead {
        rows.append(letters[rows.count], after: rows.count == 0 ? nil : letters[rows.count - 1])
        isDead = rows.least > edits
      }
      if !isDead {
        if rows.distance <= edits, try !body(&scanner) { return }
        isLive = try scanner.advance()
        continue
      }
      // The next beginning that may be near: another last letter, or another one before it.
      letters.removeLast(letters.count - rows.count)
      var next: UInt32?
      while next == nil, let last = letters.popLast() {
        rows.keep(letters.count)
        next = Self.letter(behind: last, of: own, spends: rows.leastOfRow + 1 <= edits)
      }
      guard let next else { return }
      var key: [UInt8] = []
      for letter in letters { Self.append(letter, to: &key) }
      Self.append(next, to: &key)
      // What is known of the letters is that of the beginning.
      let before = scanner.ordinal
      isLive = try scanner.seek(key)
      // Letters of a damaged term may not be what its bytes are ordered by; there must be an end nevertheless.
      if isLive && scanner.ordinal == before { isLive = try scanner.advance() }
    }
  }

  /// Puts a term's letters in the place of another's; returns how many they begin with alike.
  private static func replace(_ letters: inout [UInt32], with folded: [UInt8]) -> Int {
    var depth = 0
    var count = 0
    var isSame = true
    func take(_ letter: UInt32) {
      if count < letters.count {
        isSame = isSame && letters[count] == letter
        letters[count] = letter
      } else {
        isSame = false
        letters.append(letter)
      }
      count += 1
      if isSame { depth = count }
    }
    if folded.allSatisfy({ $0 < 0x80 }) {
      for byte in folded { take(UInt32(byte)) }
    } else {
      for scalar in String(decoding: folded, as: UTF8.self).unicodeScalars { take(scalar.value) }
    }
    letters.removeLast(letters.count - count)
    return depth
  }

  private static func append(_ letter: UInt32, to key: inout [UInt8]) {
    guard let scalar = Unicode.Scalar(letter) else { return }
    if scalar.isASCII { key.append(UInt8(letter)) } else { key += Array(String(scalar).utf8) }
  }

  /// The next letter behind one in the order of code points: any if another edit may be spent, else one of the
  /// pattern's own.
  private static func letter(behind last: UInt32, of own: [UInt32], spends: Bool) -> UInt32? {
    guard spends else { return own.first { $0 > last } }
    let next = last + 1
    return next < 0xD800 || next > 0xDFFF ? (next <= 0x10FFFF ? next : nil) : 0xE000
  }

  /// The rows of the distance (see `EditDistance.Rows`) for each beginning of a word, in one array.
  private struct DistanceRows {
    private let pattern: [UInt32]
    private let width: Int
    private var cells: [Int]
    /// The least of each row.
    private var leasts: [Int] = [0]
    /// How many letters there are rows for.
    private(set) var count = 0

    init(_ pattern: [UInt32]) {
      self.pattern = pattern
      width = pattern.count + 1
      cells = Array(0...pattern.count)
    }

    /// The distance of the pattern from the letters so far.
    var distance: Int { cells[width * count + pattern.count] }
    /// The fewest edits of any beginning of the pattern.
    var leastOfRow: Int { leasts[count] }
    /// No letters that follow bring the distance below this: two letters that change places reach over one row.
    var least: Int { count == 0 ? leasts[0] : min(leasts[count], leasts[count - 1] + 1) }

    /// Forgets all but the first letters' rows.
    mutating func keep(_ letters: Int) {
      if letters >= count { return }
      count = letters
      cells.removeLast(cells.count - width * (count + 1))
      leasts.removeLast(leasts.count - (count + 1))
    }

    mutating func append(_ letter: UInt32, after last: UInt32?) {
      let row = width * count
      var left = cells[row] + 1
      var least = left
      cells.append(left)
      for index in 0..<pattern.count {
        var best = min(cells[row + index + 1], left) + 1
        best = min(best, cells[row + index] + (pattern[index] == letter ? 0 : 1))
        if index > 0, let last, pattern[index] == last, pattern[index - 1] == letter {
          best = min(best, cells[row - width + index - 1] + 1)
        }
        cells.append(best)
        left = best
        least = min(least, best)
      }
      leasts.append(least)
      count += 1
    }
  }
}
