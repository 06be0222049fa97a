/// Sizes and limits that the writer and the reader of stored documents share.
enum StoredDocumentsFormat {
  /// Bytes of one entry of the block index.
  static let entrySize = 20
  /// Bytes after the block index.
  static let trailerSize = 24
  /// A block is closed when it has this many bytes before compression, unless told otherwise.
  static let blockSize = 16_384
  /// The largest record: one document's stored fields.
  static let maximumRecordSize = 1 << 30
  /// The most that zstd can expand: a run of 128 KiB takes 4 bytes.
  static let maximumExpansion = 32_768
}

/// One block of stored documents, as the index of blocks describes it.
struct StoredDocumentsBlock {
  /// The documents in it.
  var ordinals: Range<Int>
  /// Bytes before compression.
  var plainSize: Int
  /// CRC-32C of the compressed bytes.
  var checksum: UInt32
  /// Where the compressed bytes are in the part.
  var frame: Range<Int>
}
