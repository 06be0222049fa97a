import Foundation

/// Draws queries from documents, as people ask for what they have seen: parts of titles, phrases, questions, single syllables.
public struct QueryMaker {
  /// A set of queries of one kind.
  public struct QuerySet: Sendable {
    public var name: String
    public var queries: [String]
  }

  private var random: RandomSource

  public init(seed: UInt64) { random = RandomSource(seed: seed, stream: 0x0E11) }

  /// Makes `count` queries of each kind; the most frequent syllables are as many as there are, at most 200.
  ///
  /// - Parameters:
  ///   - documentCount: How many documents there are to draw from.
  ///   - document: Gives one of them.
  public mutating func sets(
    count: Int, documentCount: Int, document: (Int) -> DocumentGenerator.Document
  ) -> [QuerySet] {
    var titles: [String] = []
    var phrases: [String] = []
    var questions: [String] = []
    var syllables: [String: Int] = [:]
    var tries = 0
    while (titles.count < count || questions.count < count) && tries < count * 20 {
      tries += 1
      let drawn = document(random.below(documentCount))
      let title = Self.words(of: drawn.title)
      let text = Self.words(of: drawn.text)
      for word in text { syllables[word.lowercased().precomposedStringWithCanonicalMapping, default: 0] += 1 }
      if titles.count < count, let part = part(of: title.count > 1 ? title : text, Self.shortLengths) {
        titles.append(part)
      }
      if phrases.count < count, let part = part(of: text, Self.shortLengths) { phrases.append("\"\(part)\"") }
      if questions.count < count, let part = part(of: text, Self.questionLengths) {
        questions.append(part + "?")
      }
    }
    let frequent = syllables.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }.prefix(
      200)
    return [
      QuerySet(name: "titles", queries: titles), QuerySet(name: "phrases", queries: phrases),
      QuerySet(name: "questions", queries: questions),
      QuerySet(name: "syllables", queries: frequent.map(\.key)),
    ]
  }

  /// The same query without marks.
  public static func withoutMarks(_ query: String) -> String { Spelling.bare.write(query).lowercased() }

  /// Shares of lengths, from `first` words on: as in logs of searches in titles, and of questions.
  private static let shortLengths = (first: 2, shares: [0.41, 0.33, 0.15, 0.11])
  private static let questionLengths = (
    first: 5,
    shares: [
      0.02, 0.04, 0.06, 0.08, 0.08, 0.08, 0.08, 0.1, 0.09, 0.07, 0.06, 0.07, 0.04, 0.03, 0.03, 0.02, 0.02,
      0.01,
    ]
  )

  private mutating func part(of words: [String], _ lengths: (first: Int, shares: [Double])) -> String? {
    var chance = random.unit() * lengths.shares.reduce(0, +)
    var length = lengths.first
    for share in lengths.shares {
      if chance < share { break }
      chance -= share
      length += 1
    }
    guard words.count >= length else { return nil }
    let start = random.below(words.count - length + 1)
    return words[start..<start + length].joined(separator: " ")
  }

  /// Words without the punctuation around them; those of symbols only are left out.
  private static func words(of text: [UInt8]) -> [String] {
    String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace).compactMap { word in
      let trimmed = word.trimmingCharacters(in: CharacterSet.alphanumerics.inverted)
      return trimmed.isEmpty ? nil : trimmed
    }
  }
}
