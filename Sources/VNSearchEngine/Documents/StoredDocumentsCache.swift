/// The block of stored documents that was read last, decompressed.
///
/// Whoever reads documents keeps one, so that the documents of a block are decompressed once. It serves any
/// number of segments, one task at a time, and never grows beyond the largest block it met.
struct StoredDocumentsCache: ~Copyable {
  let decompressor: ZstdDecompressor
  var plain = RawBuffer()
  /// Which ``StoredDocuments`` the block belongs to; 0 is none.
  var owner: UInt64 = 0
  /// The documents in the block.
  var ordinals = 0..<0
  /// Where each record ends in `plain`, and in front where the first begins.
  var ends: [Int] = []

  /// Creates an empty cache.
  init() throws(SearchError) { decompressor = try ZstdDecompressor() }
}
