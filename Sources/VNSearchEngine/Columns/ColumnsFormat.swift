/// Sizes that the writer and the reader of columns share.
enum ColumnsFormat {
  /// Bytes of the description of one column.
  static let descriptionSize = 32
  /// Bytes of one entry of a column's chunks.
  static let chunkEntrySize = 32
  /// Bytes of one entry of a column's blocks of terms.
  static let termBlockEntrySize = 16
  /// Bytes before the values of a chunk.
  static let chunkHeaderSize = 16
  /// Bytes after the directory.
  static let trailerSize = 24
  /// Terms in a block of the dictionary.
  static let termBlockLength = 64
  /// The longest keyword: bytes of UTF-8.
  static let maximumKeywordSize = 65_535

  static func termBlockCount(terms: Int) -> Int { (terms + termBlockLength - 1) / termBlockLength }
}

/// How the values of a chunk belong to its documents.
enum ColumnChunkForm: UInt8 {
  /// Every document has one.
  case one = 1
  /// A document has one or none.
  case optional = 2
  /// A document has any number.
  case several = 3
}
