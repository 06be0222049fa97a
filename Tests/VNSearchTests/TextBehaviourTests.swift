import Foundation
import Testing
import VNSearch
import VNTestSupport
import VNTextAnalysis

/// The rows of `Behaviours/text.tsv`, which says what its columns mean.
@Suite struct TextBehaviourTests {
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
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Behaviours/text.tsv")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
      index, line in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard !line.hasPrefix("#"), columns.count >= 4 else { return nil }
      return Row(
        line: index + 1, area: columns[0],
        documents: columns[1].components(separatedBy: " | ").map(unescaped), query: unescaped(columns[2]),
        expectations: columns[3].split(separator: " ").map(String.init))
    }
  }()

  /// `\uXXXX` and `\UXXXXXXXX` as the code points that they are.
  static func unescaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var rest = Substring(text).unicodeScalars
    while let scalar = rest.popFirst() {
      guard scalar == "\\", let kind = rest.popFirst() else {
        result.append(scalar)
        continue
      }
      let digits = rest.prefix(kind == "u" ? 4 : 8)
      rest.removeFirst(digits.count)
      if let value = UInt32(String(Substring(digits)), radix: 16), let escaped = Unicode.Scalar(value) {
        result.append(escaped)
      }
    }
    return String(result)
  }

  @Test func everyAreaHasRows() {
    #expect(
      Set(Self.rows.map(\.area)) == [
        "unicode", "tone-placement", "i/y", "token", "number", "date", "legacy", "highlight",
      ])
    #expect(Self.rows.count > 70)
  }

  @Test(arguments: rows)
  func holds(row: Row) throws {
    let folder = TemporaryFolder()
    let index = try SearchIndex<Document>(
      at: folder.path("index"), schema: Schema(.key("id"), .text("text")))
    try index.write { writer in
      for (number, text) in row.documents.enumerated() {
        let repaired = row.area == "legacy" ? LegacyText.repaired(text)?.text : nil
        try writer.add(Document(id: name(number), text: repaired ?? text))
      }
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
        let expected = Self.unescaped(String(expectation.dropFirst(5)))
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

  private func name(_ number: Int) -> String { String(UnicodeScalar(UInt8(ascii: "a") + UInt8(number))) }
}
