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

  /// Reads what a dictionary says of a list; the format is described in `TermDictionaryWriter`.
  ///
  /// - Parameters:
  ///   - offset: Where the list begins; moved behind it.
  ///   - varint: The dictionary's next integer.
  /// - Returns: nil if it is damaged.
  @inline(__always)
  static func read(
    offset: inout UInt64, varint: () throws(SearchError) -> UInt64
  ) throws(SearchError) -> PostingListMetadata? {
    let header = try varint()
    if header & 3 == UInt64(PostingListKind.single.rawValue) {
      return PostingListMetadata(
        kind: .single, documentFrequency: 1, document: UInt32(truncatingIfNeeded: header >> 3),
        frequency: header & 4 == 0 ? 1 : UInt32(truncatingIfNeeded: try varint()))
    }
    guard let kind = PostingListKind(rawValue: UInt8(header & 3)), header >> 2 <= UInt64(UInt32.max) else {
      return nil
    }
    let length = UInt32(truncatingIfNeeded: try varint())
    defer { offset &+= UInt64(length) }
    return PostingListMetadata(
      kind: kind, documentFrequency: UInt32(header >> 2), offset: offset, length: length)
  }
}
