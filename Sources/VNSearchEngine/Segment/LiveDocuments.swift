/// Which documents of a segment are not deleted: one bit each, on the document grid.
///
/// ```
/// deletes := u64 word[⌈N/64⌉]            bit set: deleted
/// ```
final class LiveDocuments: Sendable {
  private let words: [UInt64]
  let deletedCount: Int

  /// - Parameter deleted: One bit for each document; set: deleted.
  init(deleted: [UInt64]) {
    words = deleted.map { ~$0 }
    deletedCount = deleted.reduce(0) { $0 + $1.nonzeroBitCount }
  }

  /// The live documents of a sub-block of 64.
  @inline(__always)
  func word(_ index: Int) -> UInt64 { words[index] }

  func isLive(_ ordinal: Int) -> Bool { words[ordinal >> 6] &>> UInt64(ordinal & 63) & 1 == 1 }

  /// Reads a deletes file.
  static func open(_ file: MappedFile, documentCount: Int) throws(SearchError) -> LiveDocuments {
    let count = (documentCount + 63) / 64
    guard unsafe file.bytes.count == 8 * count else {
      throw SearchError(.corruptIndex, "the deletions do not fit the segment's documents", file: file.path)
    }
    return LiveDocuments(
      deleted: (0..<count).map {
        unsafe UInt64(littleEndian: file.bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self))
      })
  }
}
