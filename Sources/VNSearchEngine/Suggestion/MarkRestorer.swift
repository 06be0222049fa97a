import VNTextAnalysis

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Puts the marks back that a query was typed without, as the index spells its words.
///
/// The most probable surfaces of a row of syllables, given their folded forms, by a chain over adjacent ones:
///
///     Π P(s₁ s₂ | f₁ f₂) / Π P(s | f) of the inner ones
///
/// found by Viterbi's algorithm. P(s | f) is the share of documents; P(s₁ s₂ | f₁ f₂) is counted in a sample of the
/// documents that have the folded pair, smoothed by `smoothing` imagined pairs drawn from the single shares. A chain
/// normalized syllable by syllable, P(s₂ | s₁ f₂), is worse by six points in a hundred: it cannot weigh that the first
/// of two surfaces is never followed by such a form at all.
struct MarkRestorer {
  /// Imagined occurrences of each pair, spread as if its syllables were independent.
  static let smoothing = 2.0
  /// Documents of a pair that are looked at.
  static let sampleSize = 64
  /// Surfaces of a folded form that are considered, the most frequent first.
  static let candidateCount = 32
  /// A syllable without a neighbour gets the marks that at least so many of its documents have.
  static let loneShare = 0.5

  let counter: SurfacePairCounter
  private let resolver: TermResolver

  init(segments: [Segment], resolver: TermResolver) {
    self.resolver = resolver
    counter = SurfacePairCounter(segments: segments, resolver: resolver, sampleSize: Self.sampleSize)
  }

  /// A surface and the logarithm of its share among those of its folded form.
  private struct Candidate {
    var surface: [UInt8]
    var logShare: Double
  }

  /// The most probable surface of each word, its own where the index has no better.
  ///
  /// - Parameter words: Without aliases, in order of position.
  /// - Complexity: for each pair, a sample of 64 documents and the square of the forms' surfaces.
  func restore(_ words: [AnalyzedText.Syllable]) throws(SearchError) -> [[UInt8]] {
    let isMostlyMarked =
      Double(words.count { $0.isMarked }) >= SurfaceWeights.markedShare * Double(words.count)
    var lattice: [[Candidate]] = []
    for word in words { lattice.append(try candidates(for: word, isMostlyMarked)) }
    var result = words.map(\.surface)
    var first = 0
    while first < words.count {
      var last = first
      while last + 1 < words.count, words[last].position + 1 == words[last + 1].position { last += 1 }
      let best = try bestPath(words[first...last], lattice[first...last])
      for (offset, choice) in best.enumerated() { result[first + offset] = choice }
      first = last + 1
    }
    return Self.isForeign(words) ? try keepingProven(result, words) : result
  }

  /// Whether no more than half of the words have the shape of a Vietnamese syllable: `world cup`, `the end`.
  private static func isForeign(_ words: [AnalyzedText.Syllable]) -> Bool {
    let shaped = words.count { word in
      unsafe word.surface.withUnsafeBufferPointer { unsafe Syllable(surface: $0) != nil }
    }
    return 2 * shaped <= words.count
  }

  /// Beside foreign words, a word keeps its spelling unless some document has the other one beside its neighbour.
  private func keepingProven(
    _ restored: [[UInt8]], _ words: [AnalyzedText.Syllable]
  ) throws(SearchError) -> [[UInt8]] {
    var result = restored
    for place in words.indices where restored[place] != words[place].surface {
      var isProven = false
      for first in [place - 1, place] where first >= 0 && first + 1 < words.count && !isProven {
        guard words[first].position + 1 == words[first + 1].position else { continue }
        let counts = try counter.count(words[first].folded, words[first + 1].folded)
        let pair = SurfacePairCounter.Pair(first: restored[first], second: restored[first + 1])
        isProven = counts[pair] ?? 0 > 0
      }
      if !isProven { result[place] = words[place].surface }
    }
    return result
  }

  /// The surfaces that a word may stand for: those with its marks and more; only its own where it is meant as written.
  private func candidates(
    for word: AnalyzedText.Syllable, _ isMostlyMarked: Bool
  ) throws(SearchError) -> [Candidate] {
    let asTyped = [Candidate(surface: word.surface, logShare: 0)]
    if word.startsWithDigit || !word.isMarked && isMostlyMarked { return asTyped }
    var documents: [[UInt8]: Int] = [:]
    for entry in try resolver.find(word.folded) {
      for surface in entry?.surfaces ?? [] where !surface.isBare {
        let relation = unsafe word.surface.withUnsafeBufferPointer { typed in
          unsafe surface.bytes.withUnsafeBufferPointer {
            unsafe Surface.relation(ofQuery: typed, toIndexed: $0)
          }
        }
        if relation == .exact || relation == .refined {
          documents[surface.bytes, default: 0] += Int(surface.list.documentFrequency)
        }
      }
    }
    let total = documents.values.reduce(0, +)
    if total == 0 { return asTyped }
    // By number, then by bytes: the same choice whatever the order of a dictionary.
    let sorted = documents.sorted { left, right in
      left.value != right.value
        ? left.value > right.value : left.key.lexicographicallyPrecedes(right.key)
    }
    return sorted.prefix(Self.candidateCount).map { surface, count in
      Candidate(surface: surface, logShare: log(Double(count) / Double(total)))
    }
  }

  private func bestPath(
    _ words: ArraySlice<AnalyzedText.Syllable>, _ lattice: ArraySlice<[Candidate]>
  ) throws(SearchError) -> [[UInt8]] {
    if words.count == 1, let candidate = lattice.first?.first {
      return [candidate.logShare >= log(Self.loneShare) ? candidate.surface : words[words.startIndex].surface]
    }
    var scores = lattice[lattice.startIndex].map(\.logShare)
    var origins: [[Int]] = []
    for place in lattice.indices.dropFirst() {
      let (left, right) = (lattice[place - 1], lattice[place])
      let pairs = try logProbabilities(words[place - 1].folded, left, words[place].folded, right)
      var next: [Double] = []
      var origin: [Int] = []
      for column in right.indices {
        var best = (score: -Double.infinity, row: 0)
        for row in left.indices {
          let score = scores[row] + pairs[row][column] - left[row].logShare
          if score > best.score { best = (score, row) }
        }
        next.append(best.score)
        origin.append(best.row)
      }
      scores = next
      origins.append(origin)
    }
    var choice = scores.indices.max { scores[$0] < scores[$1] } ?? 0
    var path = [lattice[lattice.endIndex - 1][choice].surface]
    for (step, origin) in origins.enumerated().reversed() {
      choice = origin[choice]
      path.append(lattice[lattice.startIndex + step][choice].surface)
    }
    return path.reversed()
  }

  /// log P(s₁ s₂ | f₁ f₂) for each two candidates.
  private func logProbabilities(
    _ first: [UInt8], _ left: [Candidate], _ second: [UInt8], _ right: [Candidate]
  ) throws(SearchError) -> [[Double]] {
    let isDecided = left.count == 1 && right.count == 1
    let counts = isDecided ? [:] : try counter.count(first, second)
    let total = Double(counts.values.reduce(0, +))
    return left.map { one in
      right.map { other in
        let pair = SurfacePairCounter.Pair(first: one.surface, second: other.surface)
        let expected = exp(one.logShare + other.logShare)
        return log((Double(counts[pair] ?? 0) + Self.smoothing * expected) / (total + Self.smoothing))
      }
    }
  }
}
