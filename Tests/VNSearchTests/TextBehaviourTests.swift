import Testing
import VNSearch
import VNTestSupport
import VNTextAnalysis

/// The rows of `Behaviours/text.tsv`, which says what its columns mean.
@Suite struct TextBehaviourTests {
  static let rows = SearchBehaviour.rows("text.tsv")

  @Test func everyAreaHasRows() {
    #expect(
      Set(Self.rows.map(\.area)) == [
        "unicode", "tone-placement", "i/y", "token", "number", "date", "legacy", "highlight",
      ])
    #expect(Self.rows.count > 70)
  }

  @Test(arguments: rows)
  func holds(row: SearchBehaviour) throws {
    let folder = TemporaryFolder()
    let index = try row.index(in: folder) { text in
      row.area == "legacy" ? LegacyText.repaired(text)?.text ?? text : text
    }
    let results = try index.search(row.query)
    var scores: [String: Float] = [:]
    for hit in results { scores[try hit.document.id] = hit.score }
    for expectation in row.expectations {
      if expectation == "exact" || expectation == "approximate" {
        #expect(results.approximateWords.isEmpty == (expectation == "exact"))
      } else if expectation.hasPrefix("mark=") {
        let hit = try #require(try results.first { try $0.document.id == "a" })
        let snippet = try hit.snippet(of: "text")
        let bytes = Array(snippet.text.utf8)
        let expected = BehaviourTable.unescaped(String(expectation.dropFirst(5)))
        // Compared as bytes: strings of one canonical form would be equal.
        #expect(
          snippet.matches.map { Array(bytes[$0]) } == expected.split(separator: "|").map { Array($0.utf8) })
      } else if expectation.hasPrefix("!") {
        #expect(scores[String(expectation.dropFirst())] == nil, "\(expectation)")
      } else {
        let names = expectation.split { ">=".contains($0) }.map(String.init)
        let values = names.map { scores[$0] ?? 0 }
        for (index, value) in values.enumerated() where index == 0 || expectation.contains("=") {
          #expect(value > 0, "\(names[index]) is not found")
        }
        guard values.count == 2 else { continue }
        #expect(
          expectation.contains(">") ? values[0] > values[1] : values[0] == values[1],
          "\(expectation): \(values)")
      }
    }
  }
}
