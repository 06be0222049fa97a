/// What went wrong, in the words of whoever must act on it.
///
/// The set of codes is open: compare with `==`, and have a default.
public struct SearchError: Error, Sendable, Hashable {
  /// The kind of failure.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }

    /// The bytes on disk are not what was written: damaged, cut off, or not an index file.
    public static let corruptIndex = Code("corruptIndex")
    /// There is no index at this path.
    public static let noIndex = Code("noIndex")
    /// The index was made with another format, schema or analyzer version.
    public static let incompatibleIndex = Code("incompatibleIndex")
    /// Another process or task is writing.
    public static let locked = Code("locked")
    /// The operating system refused an operation.
    public static let inputOutput = Code("inputOutput")
    /// A commit failed so late that nobody can tell for now whether it is on disk: the index is at it or at the one before,
    /// whole in both cases. Repeat the commit, or open the index for writing again and look.
    public static let outcomeUnknown = Code("outcomeUnknown")
    /// A document or field value cannot be taken as it is.
    public static let invalidDocument = Code("invalidDocument")
    /// A schema cannot be used as it is.
    public static let invalidSchema = Code("invalidSchema")
    /// A query cannot be understood or is over a limit.
    public static let invalidQuery = Code("invalidQuery")
    /// A search was not done in the time that its limits allow.
    public static let timeLimit = Code("timeLimit")
    /// The task that a search ran in was cancelled.
    public static let cancelled = Code("cancelled")
    /// A file that was given to be read (queries, judgments, a run) is not what it should be.
    public static let invalidInput = Code("invalidInput")
  }

  /// The kind of failure.
  public let code: Code
  /// One sentence: what was wrong and what to do.
  public let message: String
  /// The file concerned, if there is one.
  public let file: String?
  /// The byte offset in that file, if one is known.
  public let offset: Int?

  /// Creates an error.
  public init(_ code: Code, _ message: String, file: String? = nil, offset: Int? = nil) {
    self.code = code
    self.message = message
    self.file = file
    self.offset = offset
  }
}

extension SearchError {
  /// This failure of a commit that could not be taken back for certain either.
  var leavingOutcomeUnknown: SearchError {
    SearchError(
      .outcomeUnknown,
      "it is not known whether the commit is on disk; commit again, or open the index and look: \(message)",
      file: file, offset: offset)
  }
}

extension SearchError: CustomStringConvertible {
  public var description: String {
    var text = message
    if let file {
      text += " [\(file)"
      if let offset { text += ", offset \(offset)" }
      text += "]"
    }
    return text
  }
}
