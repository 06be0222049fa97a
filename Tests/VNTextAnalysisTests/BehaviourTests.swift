import Testing
import VNTestSupport

@testable import VNTextAnalysis

/// The rows of `Behaviours/analysis.tsv`, which says what its columns mean.
@Suite struct BehaviourTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var line: Int
    var area: String
    var document: String
    var query: String
    var expectation: String
    var testDescription: String { "\(area) line \(line)" }
  }

  struct Entry {
    var surface: String
    var folded: String
    var position: UInt32
    var range: Range<Int>
    var isAlias: Bool
  }

  static let rows = BehaviourTable.rows("analysis.tsv", beside: #filePath).map { row in
    let columns = row.columns.map(BehaviourTable.unescaped)
    return Row(
      line: row.line, area: columns[0], document: columns[1], query: columns[2], expectation: columns[3])
  }

  static func entries(_ text: String) -> [Entry] {
    let buffer = TokenBuffer()
    VietnameseAnalyzer().analyze(text, into: buffer)
    let surfaces = buffer.surfaces
    let folded = buffer.foldedForms
    return unsafe buffer.withTokens { tokens in
      tokens.indices.map { index in
        let token = unsafe tokens[index]
        return Entry(
          surface: surfaces[index], folded: folded[index], position: token.position,
          range: Int(token.start)..<Int(token.end), isAlias: token.isAlias)
      }
    }
  }

  /// Whether `query` is found in `document`: each of its tokens, or an alias that covers it.
  func isFound(_ query: [Entry], in document: [Entry], _ equal: (Entry, Entry) -> Bool) -> Bool {
    let aliases = query.filter(\.isAlias)
    return query.filter { !$0.isAlias }.allSatisfy { entry in
      document.contains { equal(entry, $0) }
        || aliases.contains { alias in
          alias.range.lowerBound <= entry.range.lowerBound && entry.range.upperBound <= alias.range.upperBound
            && document.contains { equal(alias, $0) }
        }
    }
  }

  @Test(arguments: rows) func row(_ row: Row) throws {
    let document = Self.entries(row.document)
    let query = Self.entries(row.query)
    let parts = row.expectation.split(separator: "=", maxSplits: 1).map(String.init)
    let value = parts.count > 1 ? parts[1] : ""
    switch parts[0] {
    case "same": #expect(isFound(query, in: document) { $0.surface == $1.surface })
    case "folded": #expect(isFound(query, in: document) { $0.folded == $1.folded })
    case "twin":
      #expect(!isFound(query, in: document) { $0.surface == $1.surface })
      #expect(
        isFound(query, in: document) {
          [.exact, .twin].contains(Surface.relation(ofQuery: $0.surface, toIndexed: $1.surface))
        })
    case "differ":
      #expect(
        !query.filter { !$0.isAlias }.allSatisfy { entry in
          document.contains {
            $0.folded == entry.folded || Surface.iyTwin(of: entry.surface)?.surface == $0.surface
          }
        } || query.contains { entry in entry.isAlias && !document.contains { $0.folded == entry.folded } })
    case "phrase":
      let words = query.filter { !$0.isAlias }.map(\.folded)
      let positions = document.filter { !$0.isAlias }
      #expect(
        positions.indices.contains { start in
          start + words.count <= positions.count
            && words.indices.allSatisfy { positions[start + $0].folded == words[$0] }
        })
    case "tokens": #expect(tokens(row.document) == value)
    case "decode":
      let decoded = TelexDecoder().decode(row.query) ?? VNIDecoder().decode(row.query)
      #expect(decoded == value)
      let found = Self.entries(decoded ?? "")
      let source = row.document == row.query ? found : document
      #expect(isFound(found, in: source) { $0.surface == $1.surface })
    case "literal":
      #expect(TelexDecoder().decode(row.query) == nil && VNIDecoder().decode(row.query) == nil)
    case "repair":
      let repaired = try #require(LegacyText.repaired(row.document)?.text)
      #expect(repaired == value)
      #expect(isFound(query, in: Self.entries(repaired)) { $0.surface == $1.surface })
    case "untouched":
      #expect(LegacyText.repaired(row.document) == nil)
      #expect(isFound(query, in: document) { $0.surface == $1.surface })
    case "mark":
      let bytes = Array(row.document.utf8)
      let marked = document.filter { entry in
        query.contains { $0.folded == entry.folded }
      }.map { String(decoding: bytes[$0.range], as: UTF8.self) }
      #expect(marked.map { Array($0.utf8) } == value.split(separator: "|").map { Array($0.utf8) })
    default: Issue.record("unknown expectation \(row.expectation)")
    }
  }

  @Test func allAreasAreThere() {
    let areas = Set(Self.rows.map(\.area))
    #expect(
      areas == ["unicode", "tone-placement", "i/y", "token", "number", "date", "ime", "legacy", "highlight"])
    #expect(Self.rows.count >= 90)
  }
}
