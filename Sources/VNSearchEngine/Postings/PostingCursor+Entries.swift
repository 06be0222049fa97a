/// Lists of single documents and of few, which need no cursor.
extension PostingCursor {
  static func damage(_ metadata: PostingListMetadata, _ fileName: String) -> (String) -> SearchError {
    { what in
      SearchError(
        .corruptIndex, "a posting list is damaged: \(what); run `vnsearch check`", file: fileName,
        offset: Int(truncatingIfNeeded: metadata.offset))
    }
  }

  /// The bytes of a list; nil if it ends behind the file.
  static func bytes(
    of metadata: PostingListMetadata, in file: UnsafeRawBufferPointer
  ) -> UnsafeRawBufferPointer? {
    guard metadata.offset <= UInt64(file.count),
      UInt64(metadata.length) <= UInt64(file.count) - metadata.offset, let base = file.baseAddress
    else { return nil }
    return unsafe UnsafeRawBufferPointer(start: base + Int(metadata.offset), count: Int(metadata.length))
  }

  /// Calls `body` with each posting of a list that is not `chunked`.
  ///
  /// - Throws: `corruptIndex` where a cursor would, perhaps after some calls.
  static func forEachPosting(
    of metadata: PostingListMetadata, in file: UnsafeRawBufferPointer, fileName: String, documentCount: Int,
    _ body: (_ document: UInt32, _ frequency: UInt32) -> Void
  ) throws(SearchError) {
    let corrupt = damage(metadata, fileName)
    if metadata.kind == .single {
      guard metadata.document < documentCount else { throw corrupt("a document beyond the last") }
      body(metadata.document, min(max(1, metadata.frequency), maximalFrequency))
      return
    }
    guard let list = unsafe bytes(of: metadata, in: file) else { throw corrupt("it ends behind the file") }
    let header = metadata.kind == .short ? 0 : 4
    guard list.count >= header else { throw corrupt("no header") }
    try unsafe forEachEntry(
      UnsafeRawBufferPointer(rebasing: list[header...]), count: Int(metadata.documentFrequency),
      documentCount, corrupt, body)
  }

  /// Calls `body` with each of the entries of a `short` or `flat` list.
  @inline(__always)
  static func forEachEntry(
    _ bytes: UnsafeRawBufferPointer, count: Int, _ documentCount: Int, _ corrupt: (String) -> SearchError,
    _ body: (_ document: UInt32, _ frequency: UInt32) -> Void
  ) throws(SearchError) {
    var place = 0
    var next: UInt64 = 0
    let limit = UInt64(documentCount)
    for _ in 0..<count {
      guard let entry = unsafe varint(bytes, &place) else { throw corrupt("cut off") }
      let document = next &+ entry >> 2
      guard document < limit, entry >> 2 < limit else { throw corrupt("a document beyond the last") }
      var frequency = UInt32(truncatingIfNeeded: entry & 3) &+ 1
      if frequency == 4 {
        guard let more = unsafe varint(bytes, &place) else { throw corrupt("cut off") }
        frequency = UInt32(truncatingIfNeeded: min(more, UInt64(maximalFrequency) - 4)) &+ 4
      }
      body(UInt32(truncatingIfNeeded: document), frequency)
      next = document &+ 1
    }
  }
}
