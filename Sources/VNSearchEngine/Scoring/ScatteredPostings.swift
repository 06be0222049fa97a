/// The postings of many short lists, by chunk: what a pattern finds beside its longer lists.
struct ScatteredPostings {
  struct Posting {
    var document: UInt32
    var frequency: UInt32
    var weightClass: Int32
  }

  private let postings: [Posting]
  /// Where each chunk's begin.
  private let starts: [Int32]

  var count: Int { postings.count }

  /// Puts the postings of each chunk together.
  ///
  /// - Complexity: O(postings + chunks).
  init(_ unsorted: [Posting], chunks: Int) {
    let shift = UInt32(DocumentGrid.chunkShift)
    var starts = [Int32](repeating: 0, count: chunks + 1)
    for posting in unsorted { starts[Int(posting.document >> shift) + 1] += 1 }
    for chunk in 0..<chunks { starts[chunk + 1] += starts[chunk] }
    var next = starts
    var sorted = unsorted
    for posting in unsorted {
      let chunk = Int(posting.document >> shift)
      sorted[Int(next[chunk])] = posting
      next[chunk] += 1
    }
    postings = sorted
    self.starts = starts
  }

  /// Calls `body` with each posting of a chunk of the segment.
  @inline(__always)
  func forEach(ofSegmentChunk chunk: Int, _ body: (Posting) -> Void) {
    guard chunk + 1 < starts.count else { return }
    for index in Int(starts[chunk])..<Int(starts[chunk + 1]) { body(postings[index]) }
  }
}
