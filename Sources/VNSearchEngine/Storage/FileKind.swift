/// What a file of an index holds. The raw value is byte 4 of the file's header and must never change.
package enum FileKind: UInt8, Sendable, Hashable, CaseIterable {
  /// Dictionary: folded terms, their surfaces, where their postings are.
  case terms = 1
  /// Containers of documents and frequencies.
  case postings = 2
  /// Positions of the terms in the documents.
  case positions = 3
  /// Field lengths.
  case lengths = 4
  /// Adjacent pairs and their postings.
  case pairs = 5
  /// Stored documents.
  case documents = 6
  /// Numbers, dates, keywords and booleans.
  case columns = 7
  /// The users' keys of the documents.
  case keys = 8
  /// Deleted documents of one segment at one generation.
  case deletes = 9
  /// One commit: which files are the index.
  case commit = 10

  /// The last part of the names of such files: "terms".
  package var name: String {
    switch self {
    case .terms: "terms"
    case .postings: "postings"
    case .positions: "positions"
    case .lengths: "lengths"
    case .pairs: "pairs"
    case .documents: "documents"
    case .columns: "columns"
    case .keys: "keys"
    case .deletes: "deletes"
    case .commit: "commit"
    }
  }
}
