/// A passage of a document's field, with the ranges that match a query.
public struct Snippet: Sendable, Hashable {
  /// The passage, as it stands in the document.
  public let text: String
  /// Byte ranges in `text`'s UTF-8, ascending and apart; whole combining sequences.
  public let matches: [Range<Int>]
  /// Whether the document has text before the passage.
  public let isCutBefore: Bool
  /// Whether it goes on behind the passage.
  public let isCutAfter: Bool

  /// The text with the five characters that mean something in HTML written as references.
  ///
  /// ```swift
  /// snippet.highlighted(escape: Snippet.htmlEscaped)
  /// ```
  public static func htmlEscaped(_ text: Substring) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The passage with its matches between `open` and `close`, and an ellipsis where the document goes on.
  ///
  /// - Parameters:
  ///   - open: What stands before a match.
  ///   - close: What stands behind it.
  ///   - escape: What to do with the document's own text, for example to escape HTML.
  public func highlighted(
    open: String = "<mark>", close: String = "</mark>", escape: (Substring) -> String = { String($0) }
  ) -> String {
    var result = isCutBefore ? "…" : ""
    let bytes = text.utf8
    var place = bytes.startIndex
    for match in matches {
      let start = bytes.index(bytes.startIndex, offsetBy: match.lowerBound)
      let end = bytes.index(bytes.startIndex, offsetBy: match.upperBound)
      result += escape(text[place..<start]) + open + escape(text[start..<end]) + close
      place = end
    }
    result += escape(text[place...])
    if isCutAfter { result += "…" }
    return result
  }
}
