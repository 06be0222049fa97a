import Testing
import VNTestSupport

@testable import VNSearchEngine
import VNTextAnalysis

/// The engine against the formula as it is written down (`ReferenceRanking`).
struct FormulaTests {
  /// Syllables of few folded forms, so that every row of the table of weights occurs; words with aliases.
  static let vocabulary: [String] = """
    ma má mà mả mã mạ ha hà hạ hả noi nội nói nổi nới ky kỹ ki kĩ quy quý quí nguoi ngươi người nguời duong đường \
    dương đương the thể thé café cafe 2024 TP.HCM COVID-19 1.000.000 nước nuoc đ d
    """.split(separator: " ").map(String.init)

  static func text(_ random: inout SeededGenerator, words: ClosedRange<Int>, unmarked: Bool = false) -> String
  {
    (0..<Int.random(in: words, using: &random)).map { _ in
      // Few words are frequent.
      let word = vocabulary[min(random.below(vocabulary.count), random.below(vocabulary.count))]
      return unmarked && random.chance(0.9) ? (try? folded(word)) ?? word : word
    }.joined(separator: random.chance(0.1) ? ", " : " ")
  }

  private static func folded(_ word: String) throws -> String {
    let analyzed = AnalyzedText(word, analyzer: VietnameseAnalyzer()).syllables
    return analyzed.count == 1 ? String(decoding: analyzed[0].folded, as: UTF8.self) : word
  }

  static let rankings: [Ranking] = [
    Ranking(), Ranking(diacritics: .strict), Ranking(diacritics: .folded), Ranking(usesPairs: false),
    Ranking(k1: 1.5, b: 0.3, lambda: 0.7), .plain(), .plain(diacritics: .strict),
    .plain(k1: 0.5, b: 0.9, diacritics: .smart),
  ]

  @Test func equalsTheReference() throws {
    var random = SeededGenerator.announced("formula")
    for _ in 0..<(SeededGenerator.isLong ? 300 : 5) {
      let boosts = random.pick([[1.0], [3, 1], [1.5, 1], [2, 0.25, 1]])
      try check(boosts: boosts, documents: 1 + random.below(SeededGenerator.isLong ? 300 : 70), &random)
    }
  }

  private func check(boosts: [Double], documents count: Int, _ random: inout SeededGenerator) throws {
    let folder = TemporaryFolder()
    let engine = IndexEngine(path: folder.path("index"))
    let schema = try Schema(
      fields: [.key("id")] + boosts.enumerated().map { .text("field\($0.offset)", boost: $0.element) })
    var reference = ReferenceRanking(boosts: boosts)
    // A merge takes deleted documents out of the statistics; the reference counts them all.
    var options = IndexingOptions()
    options.mergePolicy = MergePolicy(factor: 1_000_000, deletedShare: 1)
    let session = try engine.makeWriter(schema: schema, options: options)
    var segmentStarts = [0]
    for number in 0..<count {
      let unmarked = random.chance(0.3)
      let texts = boosts.indices.map { _ in
        Self.text(&random, words: 0...(random.chance(0.1) ? 80 : 12), unmarked: unmarked)
      }
      reference.add(texts)
      try session.add(
        [(0, .integer(Int64(number)))]
          + texts.enumerated().map { ($0.offset + 1, FieldValue.string($0.element)) })
      if random.chance(0.02) {
        try session.commit()
        segmentStarts.append(number + 1)
      }
    }
    try session.commit()
    for number in 0..<count where random.chance(0.05) {
      reference.deleted.insert(number)
      try session.delete(key: .integer(Int64(number)))
    }
    try session.commit()
    for (start, end) in zip(segmentStarts, segmentStarts.dropFirst() + [count])
    where (start..<end).allSatisfy(reference.deleted.contains) {
      reference.remove(start..<end)
    }
    let snapshot = try engine.refresh()
    for _ in 0..<20 {
      let query = Self.text(&random, words: 1...5, unmarked: random.chance(0.3))
      let ranking = random.chance(0.5) ? Ranking() : random.pick(Self.rankings)
      try compare(snapshot, reference, query, ranking, count: count)
    }
  }

  /// Scores agree to a hundred-thousandth: the engine adds in 32 bits, the reference in 64.
  private func compare(
    _ snapshot: IndexSnapshot, _ reference: ReferenceRanking, _ query: String, _ ranking: Ranking, count: Int
  ) throws {
    let expected = reference.scores(query, ranking)
    let found = try snapshot.search(.text(query), ranking: ranking, limit: count + 1)
    #expect(found.hits.count == expected.count, "\(query) \(ranking)")
    var previous = Float.infinity
    for hit in found.hits {
      guard case .integer(let key) = try snapshot.key(at: hit.location), let score = expected[Int(key)] else {
        Issue.record("\(query): a document that the reference does not find")
        return
      }
      #expect(
        abs(Double(hit.score) - score) <= 1e-5 * max(1, score),
        "\(query), document \(key): \(hit.score), \(score)")
      #expect(hit.score <= previous)
      previous = hit.score
    }
    // Explained part by part, a document has the very same score.
    for hit in found.hits.prefix(3) {
      let explanation = try #require(try snapshot.explain(.text(query), ranking: ranking, at: hit.location))
      #expect(explanation.score == hit.score, "\(query)\n\(explanation)")
      for part in explanation.parts {
        let frequency = try #require(part.frequency)
        let expected = part.weight * (frequency / (frequency + explanation.normalizer))
        #expect(abs(part.contribution - expected) <= 1e-5 * part.weight, "\(query)\n\(explanation)")
      }
    }
    // The best few, found with pruning, are the first of all.
    let best = try snapshot.search(.text(query), ranking: ranking, limit: 5)
    #expect(best.hits.map(\.score) == found.hits.prefix(5).map(\.score))
    #expect(best.hits.map(\.location) == found.hits.prefix(5).map(\.location))
  }
}
