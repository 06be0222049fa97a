/// Postings of a term as people write them: `thu: 1 3 7×2` – documents, with the frequency where it is not 1.
///
/// `1...4` stands for 1 2 3 4, `10...30/5` for every fifth document, both with `×` for all of them.
package struct PostingText: Sendable, Hashable, CustomStringConvertible {
  package var term: String
  package var documents: [UInt32]
  package var frequencies: [UInt32]

  package init(term: String = "", documents: [UInt32], frequencies: [UInt32]) {
    self.term = term
    self.documents = documents
    self.frequencies = frequencies
  }

  /// Reads the text; nil if it is not one.
  package init?(_ text: String) {
    var rest = text[...]
    term = ""
    documents = []
    frequencies = []
    if let colon = rest.firstIndex(of: ":") {
      term = String(rest[..<colon])
      rest = rest[rest.index(after: colon)...]
    }
    for item in rest.split(separator: " ") {
      let parts = item.split(separator: "×", omittingEmptySubsequences: false)
      guard let frequency = parts.count == 1 ? 1 : UInt32(parts[1]), parts.count <= 2 else { return nil }
      guard let range = Self.range(parts[0]) else { return nil }
      for document in range {
        documents.append(document)
        frequencies.append(frequency)
      }
    }
  }

  private static func range(_ text: Substring) -> StrideThrough<UInt32>? {
    let steps = text.split(separator: "/")
    guard (1...2).contains(steps.count), let step = steps.count == 2 ? UInt32(steps[1]) : 1, step > 0 else {
      return nil
    }
    let ends = steps[0].split(separator: ".", omittingEmptySubsequences: true)
    guard let first = ends.first.flatMap({ UInt32($0) }), let last = ends.last.flatMap({ UInt32($0) }) else {
      return nil
    }
    return stride(from: first, through: last, by: UInt32.Stride(step))
  }

  package var description: String {
    let items = zip(documents, frequencies).map { $1 == 1 ? "\($0)" : "\($0)×\($1)" }
    return (term.isEmpty ? "" : "\(term): ") + items.joined(separator: " ")
  }
}
