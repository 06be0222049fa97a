import Foundation
import Testing
import VNSearch
import VNTestSupport

/// The rows of `Behaviours/ranking.tsv`, which says what its columns mean.
@Suite struct RankingBehaviourTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var line: Int
    var area: String
    var documents: [String]
    var query: String
    var expectations: [String]
    var testDescription: String { "\(area) line \(line)" }
  }

  struct Document: Codable, Sendable {
    var id: String
    var text: String
  }

  static let rows: [Row] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Behaviours/ranking.tsv")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
      index, line in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard !line.hasPrefix("#"), columns.count >= 4 else { return nil }
      return Row(
        line: index + 1, area: columns[0], documents: columns[1].components(separatedBy: " | "),
        query: columns[2], expectations: columns[3].split(separator: " ").map(String.init))
    }
  }()

  @Test func everyAreaHasRows() {
    #expect(
      Set(Self.rows.map(\.area)) == [
        "fold", "rank", "strict", "partial", "wrong", "phrase", "stop", "ime", "suggest",
      ])
  }

  @Test(arguments: rows)
  func holds(row: Row) throws {
    let folder = TemporaryFolder()
    let index = try SearchIndex<Document>(
      at: folder.path("index"), schema: Schema(.key("id"), .text("text")))
    let names = row.documents.indices.map { String(UnicodeScalar(UInt8(ascii: "a") + UInt8($0))) }
    try index.write { writer in
      for (name, text) in zip(names, row.documents) { try writer.add(Document(id: name, text: text)) }
    }
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
    _ expectation: String, _ scores: [String: Float], _ results: SearchResults<Document>,
    _ index: SearchIndex<Document>, _ query: String
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
