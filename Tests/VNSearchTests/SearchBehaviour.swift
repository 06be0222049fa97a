import Testing
import VNSearch
import VNTestSupport

/// A row of a table of behaviours: documents, a query, and what must be found.
struct SearchBehaviour: Sendable, CustomTestStringConvertible {
  struct Document: Codable, Sendable {
    var id: String
    var text: String
  }

  var line: Int
  var area: String
  var documents: [String]
  var query: String
  var expectations: [String]
  var testDescription: String { "\(area) line \(line)" }

  /// The rows of a file in `Behaviours`.
  static func rows(_ name: String) -> [SearchBehaviour] {
    BehaviourTable.rows(name, beside: #filePath).map { row in
      SearchBehaviour(
        line: row.line, area: row.columns[0],
        documents: row.columns[1].split(separator: " | ", omittingEmptySubsequences: false).map {
          BehaviourTable.unescaped(String($0))
        },
        query: BehaviourTable.unescaped(row.columns[2]),
        expectations: row.columns[3].split(separator: " ").map(String.init))
    }
  }

  /// An index of the documents, which are named a, b, c, … in their order.
  ///
  /// - Parameter change: What is done to each text before.
  func index(in folder: TemporaryFolder, _ change: (String) -> String = { $0 }) throws -> SearchIndex<
    Document
  > {
    let index = try SearchIndex<Document>(
      at: folder.path("index"), schema: Schema(.key("id"), .text("text")))
    try index.write { writer in
      for (number, text) in documents.enumerated() {
        let name = String(UnicodeScalar(UInt8(ascii: "a") + UInt8(number)))
        try writer.add(Document(id: name, text: change(text)))
      }
    }
    return index
  }
}
