/// Why a text is no query: where, what stands there, and what could.
///
/// ```swift
/// do { _ = try Query(parsing: "(hà nội") } catch { print(error) }
/// // a query cannot be read: there should be ")", not the end
/// //   (hà nội
/// //          ^
/// ```
public struct QuerySyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The text.
  public let query: String
  /// Where the fault is: so many characters stand before it.
  public let position: Int
  /// The same place as bytes of UTF-8.
  public let byteOffset: Int
  /// What stands there.
  public let found: String
  /// What could stand there.
  public let expected: String
  /// What an index has against a query that can be read.
  private let explanation: String?

  /// - Parameters:
  ///   - scalarOffset: The place, in Unicode scalars.
  ///   - explanation: What an index has against a query that can be read.
  init(query: String, scalarOffset: Int, found: String, expected: String, explanation: String? = nil) {
    self.query = query
    self.explanation = explanation
    let before = String(String.UnicodeScalarView(query.unicodeScalars.prefix(scalarOffset)))
    position = before.count
    byteOffset = before.utf8.count
    self.found = found
    self.expected = expected
  }

  /// The error in one line.
  public var message: String {
    explanation.map { "a query cannot be answered: \($0)" }
      ?? "a query cannot be read: there should be \(expected), not \(found)"
  }

  /// The text, or the part of it around the fault, and below it a mark at the fault.
  public var marked: String {
    let width = 60
    // Line breaks and tabs would tear the mark from its place.
    let characters = query.map { character in
      character.unicodeScalars.contains { $0.properties.isWhitespace || $0.value < 32 } ? " " : character
    }
    let start = max(0, min(position - width / 2, characters.count - width))
    let end = min(characters.count, start + width)
    let head = start > 0 ? "…" : ""
    let tail = end < characters.count ? "…" : ""
    // In a terminal letters of East Asia and emoji are two columns wide, marks none.
    let columns = (head + String(characters[start..<min(end, position)])).reduce(0) { $0 + $1.columns }
    let blanks = String(repeating: " ", count: columns)
    return head + String(characters[start..<end]) + tail + "\n" + blanks + "^"
  }

  /// The message, and the place marked.
  public var description: String {
    message + "\n"
      + marked.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
      .joined(separator: "\n")
  }

  /// The same as an error of a search.
  public var searchError: SearchError { SearchError(.invalidQuery, description, offset: byteOffset) }
}
