/// Which documents people judged relevant to which queries: what TREC calls qrels.
public struct RelevanceJudgments: Sendable, Hashable {
  private var grades: [String: [String: Int]] = [:]
  /// The queries that have judgments, in the order in which they came first.
  public private(set) var queries: [String] = []

  /// No judgments.
  public init() {}

  /// Reads TREC qrels: `query iteration document grade` a line, separated by tabs or blanks.
  ///
  /// The iteration is not used. A pair of query and document that comes twice keeps the last grade.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8, line ends LF or CRLF.
  ///   - file: The name for errors.
  /// - Throws: `SearchError.Code.invalidInput` with the line.
  public init(parsing bytes: [UInt8], file: String? = nil) throws(SearchError) {
    for (line, number) in TextLines(bytes) {
      let columns = try TextLines.columns(line, number, file)
      guard columns.count == 4, let grade = Int(columns[3]) else {
        throw TextLines.error(
          "a judgment must be a query, an iteration, a document and a whole number as grade", number, file)
      }
      add(grade: grade, query: columns[0], document: columns[2])
    }
  }

  /// Adds a judgment, or replaces the one there is.
  public mutating func add(grade: Int, query: String, document: String) {
    if grades[query] == nil { queries.append(query) }
    grades[query, default: [:]][document] = grade
  }

  /// The judged documents of a query and their grades; nil if it has none.
  public subscript(query: String) -> [String: Int]? { grades[query] }
}
