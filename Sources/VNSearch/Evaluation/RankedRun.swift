/// What a search engine found for the queries of a test collection: what TREC calls a run.
public struct RankedRun: Sendable, Hashable {
  /// A document found.
  public struct Entry: Sendable, Hashable {
    /// The document's key.
    public var document: String
    /// What it was ranked by, higher is better.
    public var score: Double

    /// Creates an entry.
    public init(document: String, score: Double) {
      self.document = document
      self.score = score
    }
  }

  private var rankings: [String: [Entry]] = [:]
  /// The queries in the order in which they came first.
  public private(set) var queries: [String] = []

  /// An empty run.
  public init() {}

  /// Reads a TREC run: `query Q0 document rank score tag` a line, separated by tabs or blanks.
  ///
  /// As in trec_eval, the rank is not used: documents are ordered by score (as 32-bit floats), equal ones by
  /// their ids, last first.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8, line ends LF or CRLF.
  ///   - file: The name for errors.
  /// - Throws: `SearchError.Code.invalidInput` with the line, also for a document that a query has twice.
  public init(parsing bytes: [UInt8], file: String? = nil) throws(SearchError) {
    var seen: [String: Set<String>] = [:]
    for (line, number) in TextLines(bytes) {
      let columns = try TextLines.columns(line, number, file)
      guard columns.count >= 5, let score = Double(columns[4]), !score.isNaN else {
        throw TextLines.error(
          "a line of a run must be a query, Q0, a document, a rank, a score and a tag", number, file)
      }
      if !seen[columns[0], default: []].insert(columns[2]).inserted {
        throw TextLines.error(
          "the query \"\(columns[0])\" has the document \"\(columns[2])\" twice", number, file)
      }
      if rankings[columns[0]] == nil { queries.append(columns[0]) }
      rankings[columns[0], default: []].append(Entry(document: columns[2], score: score))
    }
    for query in queries {
      rankings[query]?.sort { a, b in
        let (left, right) = (Float(a.score), Float(b.score))
        return left != right ? left > right : b.document.utf8.lexicographicallyPrecedes(a.document.utf8)
      }
    }
  }

  /// Sets what was found for a query, best first; the order counts, not the scores.
  public mutating func set(_ entries: [Entry], for query: String) {
    if rankings.updateValue(entries, forKey: query) == nil { queries.append(query) }
  }

  /// What was found for a query, best first; empty if nothing was.
  public subscript(query: String) -> [Entry] { rankings[query] ?? [] }

  /// The lines of a TREC run for one query.
  ///
  /// trec_eval orders by score alone and keeps 32 bits of it. So a score that is not lower than the one above
  /// is written a hair lower: the order of this run is the order that trec_eval sees.
  ///
  /// - Throws: `SearchError.Code.invalidInput` if an id has white space in it, which the format cannot
  ///   hold.
  public func trecLines(for query: String, tag: String) throws(SearchError) -> [String] {
    var lines: [String] = []
    var last = Float.infinity
    for (index, entry) in self[query].enumerated() {
      for id in [query, entry.document] where id.isEmpty || id.utf8.contains(where: { $0 <= 0x20 }) {
        throw SearchError(
          .invalidInput, "The id \"\(id)\" has white space in it, which a TREC run cannot hold.")
      }
      var score = Float(entry.score)
      if score >= last { score = last.nextDown }
      last = score
      lines.append("\(query) Q0 \(entry.document) \(index + 1) \(score) \(tag)")
    }
    return lines
  }
}
