import Testing
import VNSearch
import VNTestSupport

/// The rows of `Behaviours/ranking.tsv`, which says what its columns mean.
@Suite struct RankingBehaviourTests {
  static let rows = SearchBehaviour.rows("ranking.tsv")

  @Test func everyAreaHasRows() {
    #expect(
      Set(Self.rows.map(\.area)) == [
        "fold", "rank", "strict", "partial", "wrong", "phrase", "stop", "ime", "suggest",
      ])
  }

  @Test(arguments: rows)
  func holds(row: SearchBehaviour) throws {
    let folder = TemporaryFolder()
    let index = try row.index(in: folder)
    var query = row.query
    var ranking = Ranking()
    for mode in Ranking.Diacritics.allCases where query.hasPrefix("--\(mode.rawValue) ") {
      ranking.diacritics = mode
      query.removeFirst(mode.rawValue.count + 3)
    }
    let results = try index.search(query, ranking: ranking)
    var scores: [String: Float] = [:]
    for hit in results {
      scores[try hit.document.id] = hit.score
      #expect(try hit.explanation.score == hit.score)
    }
    for expectation in row.expectations {
      try check(expectation, scores, results, index, query)
    }
  }

  private func check(
    _ expectation: String, _ scores: [String: Float], _ results: SearchResults<SearchBehaviour.Document>,
    _ index: SearchIndex<SearchBehaviour.Document>, _ query: String
  ) throws {
    func value(_ prefix: String) -> String? {
      guard expectation.hasPrefix(prefix) else { return nil }
      return String(expectation.dropFirst(prefix.count)).replacing("_", with: " ")
    }
    if expectation == "approximate" || expectation == "exact" {
      #expect(results.isApproximate == (expectation == "approximate"))
    } else if let decoded = value("decoded=") {
      #expect(results.decodedText ?? "-" == decoded)
    } else if let suggestion = value("suggest=") {
      #expect(try index.suggestion(for: query) ?? "-" == suggestion)
    } else if expectation.hasPrefix("!") {
      #expect(scores[String(expectation.dropFirst())] == nil, "\(expectation)")
    } else {
      let names = expectation.split { "<>=".contains($0) }.map(String.init)
      let values = names.map { scores[$0] ?? 0 }
      for name in names.prefix(expectation.contains(">") ? 1 : 2) {
        #expect(scores[name] != nil, "\(name) is not found")
      }
      guard names.count == 2 else { return }
      let holds =
        expectation.contains(">=")
        ? values[0] >= values[1] : expectation.contains(">") ? values[0] > values[1] : values[0] == values[1]
      #expect(holds, "\(expectation): \(values)")
    }
  }
}
