/// What ranking a query needs to know of the whole collection.
///
/// An index gathers its own; those of several shards are added with `merge(_:)` and handed to each, so that they rank
/// as one index.
public struct QueryStatistics: Sendable, Hashable, Codable {
  /// A surface of a folded form.
  struct SurfaceKey: Sendable, Hashable, Codable {
    var bytes: [UInt8]
    var isBare: Bool
  }

  /// A folded form's documents, and those of each of its surfaces.
  struct Term: Sendable, Hashable, Codable {
    var documentFrequency = 0
    var surfaces = SurfaceFrequencies()
  }

  /// Two folded forms side by side.
  struct PairKey: Sendable, Hashable, Codable {
    var first: [UInt8]
    var second: [UInt8]
  }

  /// Documents with text.
  public internal(set) var documentCount = 0
  /// Sum of their lengths, in units of frequency.
  public internal(set) var totalLength = 0
  var terms = TermFrequencies()
  var pairs: [PairKey: Int] = [:]
  /// The words that each pattern matches.
  var expansions: [TermPattern: MatchedWords] = [:]

  /// Those of no document: what others are added to.
  public static var none: QueryStatistics { QueryStatistics() }

  init() {}

  /// Adds the statistics of another shard for the same query.
  public mutating func merge(_ other: QueryStatistics) {
    documentCount += other.documentCount
    totalLength += other.totalLength
    terms.merge(other.terms)
    pairs.merge(other.pairs, uniquingKeysWith: +)
    expansions.merge(other.expansions) { $0.merging($1) }
  }

  var averageLength: Float { documentCount == 0 ? 1 : Float(Double(totalLength) / Double(documentCount)) }

  /// ln(1 + (N − n + ½)/(n + ½)), above 0 for every n ≤ N.
  func inverseDocumentFrequency(_ documents: Double) -> Float {
    let count = Double(documentCount)
    return Float(logarithm1p((count - documents + 0.5) / (documents + 0.5)))
  }

  /// About how many documents have at least one of several surfaces: N·(1 − Π(1 − n/N)).
  func union(_ frequencies: [Int]) -> Double {
    let count = Double(documentCount)
    if count == 0 || frequencies.isEmpty { return 0 }
    if frequencies.count == 1 { return Double(frequencies[0]) }
    if frequencies.count < 16 {
      return count * (1 - frequencies.sorted().reduce(1.0) { $0 * (1 - Double($1) / count) })
    }
    // In a fixed order, so that the product has the same bits everywhere. Most words are rare: those are counted, not
    // sorted.
    var rare = [Int](repeating: 0, count: Self.rareFrequencies)
    var others: [Int] = []
    for frequency in frequencies {
      if (0..<Self.rareFrequencies).contains(frequency) {
        rare[frequency] += 1
      } else {
        others.append(frequency)
      }
    }
    others.sort()
    var product = 1.0
    for (frequency, times) in rare.enumerated() where times > 0 {
      let factor = 1 - Double(frequency) / count
      for _ in 0..<times { product *= factor }
    }
    for frequency in others { product *= 1 - Double(frequency) / count }
    return count * (1 - product)
  }

  private static let rareFrequencies = 64
}
