/// How the postings of one list are stored.
enum PostingListKind: UInt8 {
  /// One document: it stands in the dictionary, nothing in the postings file.
  case single = 0
  /// 2–15 documents: varints without a header.
  case short = 1
  /// Varints behind a header; few documents in each chunk that has any.
  case flat = 2
  /// A directory of containers, one for each chunk that has documents.
  case chunked = 3
}

/// What a dictionary entry says of a list: how many documents, and where they are.
struct PostingListMetadata: Equatable {
  var kind: PostingListKind
  /// How many documents have the term.
  var documentFrequency: UInt32
  /// The document, for a `single` list.
  var document: UInt32 = 0
  /// Its frequency in units, for a `single` list.
  var frequency: UInt32 = 0
  /// Where the list begins in the body of its postings file.
  var offset: UInt64 = 0
  /// How many bytes it has there.
  var length: UInt32 = 0

  /// A list of one posting, from its header in a dictionary: `document << 3 | (a frequency follows) << 2`.
  static func single(
    header: UInt64, frequency: () throws(SearchError) -> UInt64
  ) throws(SearchError) -> PostingListMetadata {
    PostingListMetadata(
      kind: .single, documentFrequency: 1, document: UInt32(truncatingIfNeeded: header >> 3),
      frequency: header & 4 == 0 ? 1 : UInt32(truncatingIfNeeded: try frequency()))
  }
}
