public import VNSearchEngine
import VNTextAnalysis

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The ranking formula as it is written down, in double precision, over analyzed documents in memory: no index, no
/// pruning, no sharing of work. What the engine computes must equal it.
public struct ReferenceRanking {
  /// One token of a document.
  struct Token {
    var surface: String
    var folded: String
    /// Without marks, in an unmarked document.
    var isBare: Bool
    var field: Int
    /// Which text of the document it is in, and where.
    var text: Int
    var position: Int
    var isAlias: Bool
  }

  /// One syllable or word of a query.
  struct Syllable {
    var surface: String
    var folded: String
    var position: Int
    var isAlias: Bool
    var isMarked: Bool { surface != folded }
  }

  let boosts: [Double]
  private(set) var documents: [[Token]] = []
  private var surfaces: Set<Surface> = []
  /// Documents that are deleted but not merged away: they are not found, and still count.
  public var deleted: Set<Int> = []

  /// - Parameter boosts: What an occurrence in each field counts, in quarters.
  public init(boosts: [Double]) { self.boosts = boosts }

  /// Adds a document, one text for each field.
  public mutating func add(_ texts: [String]) {
    var tokens: [Token] = []
    var words = 0
    var marked = 0
    for (field, text) in texts.enumerated() {
      for token in Self.tokens(of: text) {
        if !token.isAlias && !token.startsWithDigit {
          words += 1
          if token.surface != token.folded { marked += 1 }
        }
        tokens.append(
          Token(
            surface: token.surface, folded: token.folded, isBare: token.canBeBare, field: field, text: field,
            position: token.position, isAlias: token.isAlias))
      }
    }
    let isUnmarked = Double(marked) < 0.25 * Double(words)
    for index in tokens.indices { tokens[index].isBare = tokens[index].isBare && isUnmarked }
    documents.append(tokens)
    for token in tokens {
      surfaces.insert(Surface(surface: token.surface, folded: token.folded, isBare: token.isBare))
    }
  }

  /// Takes documents out for good, as an index does with a segment that has no other: they no longer count.
  public mutating func remove(_ numbers: Range<Int>) {
    for number in numbers { documents[number] = [] }
    surfaces = Set(
      documents.joined().map { Surface(surface: $0.surface, folded: $0.folded, isBare: $0.isBare) })
  }

  // MARK: Collection

  private func length(_ document: [Token]) -> Double {
    document.filter { !$0.isAlias }.reduce(0) { $0 + boosts[$1.field] }
  }

  /// A length as one byte holds it, in units: exact to 39, then four significant bits of what is above 24.
  private func rounded(_ length: Double) -> Double {
    let units = Int(length / unit)
    if units < 40 { return Double(units) * unit }
    let above = units - 24
    let shift = Int.bitWidth - above.leadingZeroBitCount - 4
    return Double(24 + (above >> shift) << shift) * unit
  }

  /// The greatest number that 1 and all boosts are multiples of, in quarters.
  private var unit: Double {
    for quarters in [4, 2] where boosts.allSatisfy({ Int($0 * 4) % quarters == 0 }) {
      return Double(quarters) / 4
    }
    return 0.25
  }

  private var counted: [[Token]] { documents.filter { document in document.contains { !$0.isAlias } } }

  private func frequency(_ document: [Token], _ isWanted: (Token) -> Bool) -> Double {
    document.filter(isWanted).reduce(0) { $0 + boosts[$1.field] }
  }

  private func documentFrequency(_ isWanted: (Token) -> Bool) -> Double {
    Double(documents.count { $0.contains(where: isWanted) })
  }

  // MARK: Formula

  /// The score of each document that matches a text.
  public func scores(_ text: String, _ ranking: Ranking) -> [Int: Double] {
    let count = Double(counted.count)
    if count == 0 { return [:] }
    let average = counted.reduce(0) { $0 + length($1) } / count
    func idf(_ n: Double) -> Double { log(1 + (count - n + 0.5) / (n + 0.5)) }
    func saturated(_ x: Double, _ document: [Token]) -> Double {
      let k = ranking.k1 * (1 - ranking.b + ranking.b * rounded(length(document)) / average)
      return x * (ranking.scalesByK1 ? ranking.k1 + 1 : 1) / (x + k)
    }

    let query = Self.tokens(of: text).map {
      Syllable(surface: $0.surface, folded: $0.folded, position: $0.position, isAlias: $0.isAlias)
    }
    var scores: [Int: Double] = [:]
    for syllable in query {
      let weights = self.weights(syllable, query, ranking.diacritics)
      var absent = 1.0
      var counting = false
      for (surface, weight) in weights where weight >= 0.5 {
        counting = true
        absent *= 1 - documentFrequency { surface.matches($0) } / count
      }
      var inverse = idf(count * (1 - absent))
      if !counting || ranking.diacritics == .folded {
        inverse = idf(documentFrequency { $0.folded == syllable.folded })
      }
      for (number, document) in documents.enumerated() where !deleted.contains(number) {
        var sum = 0.0
        var rest = 0.0
        for (surface, weight) in weights {
          let frequency = frequency(document) { surface.matches($0) }
          if weight >= 0.5 || !counting { sum += weight * frequency } else { rest += weight * frequency }
        }
        let frequency = sum + min(0.5, rest)
        if frequency > 0 { scores[number, default: 0] += inverse * saturated(frequency, document) }
      }
    }
    if !ranking.usesPairs { return scores }
    let words = query.filter { !$0.isAlias }
    for (first, second) in zip(words, words.dropFirst()) where first.position + 1 == second.position {
      func pairs(_ document: [Token]) -> Double {
        let tokens = document.filter { !$0.isAlias }
        return zip(tokens, tokens.dropFirst()).reduce(0) { sum, pair in
          pair.0.folded == first.folded && pair.1.folded == second.folded && pair.0.text == pair.1.text
            && pair.0.position + 1 == pair.1.position ? sum + boosts[pair.0.field] : sum
        }
      }
      let inverse = idf(Double(documents.count { pairs($0) > 0 }))
      for number in scores.keys {
        scores[number, default: 0] +=
          ranking.lambda * inverse * saturated(pairs(documents[number]), documents[number])
      }
    }
    return scores
  }

  /// A surface of the collection.
  private struct Surface: Hashable {
    var surface: String
    var folded: String
    var isBare: Bool

    func matches(_ token: Token) -> Bool {
      token.surface == surface && token.folded == folded && token.isBare == isBare
    }
  }

  /// The table: what each surface of the collection counts for a syllable of a query.
  private func weights(
    _ syllable: Syllable, _ query: [Syllable], _ diacritics: Ranking.Diacritics
  ) -> [(Surface, Double)] {
    let words = query.filter { !$0.isAlias }
    let isMostlyMarked = Double(words.count { $0.isMarked }) / Double(words.count) >= 0.6
    let hasTone = words.contains { VNTextAnalysis.Surface.hasTone($0.surface) }
    let twin = VNTextAnalysis.Surface.iyTwin(of: syllable.surface)
    var weights: [(Surface, Double)] = []
    for surface in surfaces {
      if surface.folded != syllable.folded {
        if diacritics == .smart, let twin, surface.surface == twin.surface, !surface.isBare {
          weights.append((surface, 0.95))
        }
        continue
      }
      let isSame = surface.surface == syllable.surface
      let weight: Double =
        switch diacritics {
        case .folded: 1
        case .strict: isSame ? 1 : 0
        case .smart:
          if isSame {
            1
          } else if surface.isBare {
            syllable.isMarked ? 0.8 : 1
          } else if !syllable.isMarked {
            isMostlyMarked ? 0.1 : 1
          } else if !hasTone && words.count >= 2 && isRefined(syllable.surface, surface.surface) {
            0.9
          } else {
            0.1
          }
        }
      if weight > 0 { weights.append((surface, weight)) }
    }
    if diacritics == .smart && !weights.contains(where: { $0.1 >= 0.5 }) {
      // Nothing in the collection is meant: everything counts a little, and is called approximate.
      return weights.map { ($0.0, max($0.1, 0.3)) }
    }
    return weights
  }

  private func isRefined(_ query: String, _ surface: String) -> Bool {
    VNTextAnalysis.Surface.relation(ofQuery: query, toIndexed: surface) == .refined
  }

  // MARK: Analysis

  private static func tokens(of text: String) -> [(
    surface: String, folded: String, position: Int, isAlias: Bool, startsWithDigit: Bool, canBeBare: Bool
  )] {
    let buffer = TokenBuffer()
    VietnameseAnalyzer().analyze(text, into: buffer)
    return unsafe buffer.withTokens { tokens in
      unsafe tokens.map { token in
        let form = buffer.form(token.form)
        return unsafe buffer.withBytes(of: token.form) { surface, folded in
          unsafe (
            String(decoding: surface, as: UTF8.self), String(decoding: folded, as: UTF8.self),
            Int(token.position),
            token.isAlias, form.startsWithDigit,
            !form.isMarked && (form.tokenClass == .syllable || form.tokenClass == .word)
          )
        }
      }
    }
  }
}
