import VNTextAnalysis

/// How many letters two words differ by: Damerau–Levenshtein distance, where no letter is changed twice (optimal string
/// alignment).
enum EditDistance {
  /// The distance; nil if it is above `limit`.
  ///
  /// - Complexity: O(first · second).
  static func between<Letter: Equatable>(_ first: [Letter], _ second: [Letter], limit: Int) -> Int? {
    if abs(first.count - second.count) > limit { return nil }
    var rows = Rows(pattern: first)
    for letter in second {
      rows.append(letter)
      if rows.least > limit { return nil }
    }
    return rows.distance <= limit ? rows.distance : nil
  }

  /// The rows of the matrix that the next letter needs.
  struct Rows<Letter: Equatable> {
    let pattern: [Letter]
    private var before: [Int] = []
    private var row: [Int]
    private var last: Letter?

    init(pattern: [Letter]) {
      self.pattern = pattern
      row = Array(0...pattern.count)
    }

    /// The distance of the pattern from the letters so far.
    var distance: Int { row[pattern.count] }

    /// No letters that follow bring the distance below this.
    var least: Int {
      let least = row.min() ?? 0
      // Two letters that change places reach over one row.
      return before.isEmpty ? least : min(least, (before.min() ?? 0) + 1)
    }

    mutating func append(_ letter: Letter) {
      var next = [Int](repeating: 0, count: row.count)
      next[0] = row[0] + 1
      for index in pattern.indices {
        var best = min(row[index + 1], next[index]) + 1
        best = min(best, row[index] + (pattern[index] == letter ? 0 : 1))
        if index > 0, let last, pattern[index] == last, pattern[index - 1] == letter {
          best = min(best, before[index - 1] + 1)
        }
        next[index + 1] = best
      }
      before = row
      row = next
      last = letter
    }
  }

  /// The fewest edits of letters without marks, and among those ways the fewest letters with another quality.
  static func graded(
    _ first: [SurfaceLetter], _ second: [SurfaceLetter], comparesMarks: Bool
  ) -> (letters: Int, marks: Int) {
    // Both in one number: an edit of a letter weighs more than any number of marks.
    let letter = 1 << 20
    func cost(_ one: SurfaceLetter, _ other: SurfaceLetter) -> Int {
      one.base != other.base ? letter : (comparesMarks && one.quality != other.quality ? 1 : 0)
    }
    var before: [Int] = []
    var row = (0...first.count).map { $0 * letter }
    for (place, other) in second.enumerated() {
      var next = [Int](repeating: 0, count: row.count)
      next[0] = row[0] + letter
      for index in first.indices {
        var best = min(min(row[index + 1], next[index]) + letter, row[index] + cost(first[index], other))
        if index > 0 && place > 0 && first[index].base == second[place - 1].base
          && first[index - 1].base == other.base
        {
          best = min(
            best,
            before[index - 1] + letter + cost(first[index], second[place - 1]) + cost(first[index - 1], other)
          )
        }
        next[index + 1] = best
      }
      before = row
      row = next
    }
    return (row[first.count] / letter, row[first.count] % letter)
  }
}
