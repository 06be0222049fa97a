import Testing
import VNSearch

/// Why a document has its score, as a program and a person see it.
@Suite("Explanations")
struct ExplanationTests {
  @Test("A phrase is explained by its syllables: their surfaces, their documents, their share")
  func explainsPhrases() async throws {
    try await QueryingTests.withIndex { index in
      for (text, frequency, surfaces) in [
        ("\"hà nội\"", 3, [["hà": 3], ["nội": 3]]), ("body:\"nguyễn huệ\"", 1, [["nguyễn": 1], ["huệ": 1]]),
        ("\"nội hà\"~2", 1, [["nội": 3], ["hà": 3]]),
      ] as [(String, Float, [[String: Float]])] {
        let hit = try #require(
          try index.search(try Query(parsing: text)).first { try [1, 3].contains($0.document.id) })
        let explanation = try hit.explanation
        #expect(explanation.score == hit.score)
        let phrase = try #require(explanation.parts.first)
        #expect(phrase.frequency == frequency, "\(explanation)")
        #expect(
          phrase.parts.map { Dictionary(uniqueKeysWithValues: $0.surfaces.map { ($0.text, $0.frequency) }) }
            == surfaces)
        #expect(abs(phrase.parts.reduce(0) { $0 + $1.contribution } - phrase.contribution) < 1e-5)
        #expect(abs(phrase.parts.reduce(0) { $0 + $1.weight } - phrase.weight) < 1e-5)
        for part in phrase.parts {
          #expect((part.documentFrequency ?? 0) >= 1)
          #expect(explanation.description.contains("exact \"\(part.text)\""), "\(explanation)")
        }
      }
    }
  }
}
