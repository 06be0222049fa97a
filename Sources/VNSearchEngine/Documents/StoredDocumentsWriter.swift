/// Writes the stored fields of a segment's documents: records in ordinal order, compressed in blocks.
///
/// ```
/// documents = frame × blocks, entry × blocks, trailer
/// frame     = a zstd frame of: (length: varint) × documents of the block, records one after the other
/// entry     = first ordinal: UInt32, plain size: UInt32, CRC-32C of the frame: UInt32, end of the frame: UInt64
/// trailer   = blocks: UInt32, documents: UInt32, end of the frames: UInt64,
///             CRC-32C of the entries: UInt32, CRC-32C of the 20 bytes before: UInt32
/// ```
///
/// All integers are little-endian, offsets count from the start of the part, a varint has 7 bits a byte, low
/// bits first. A block is closed at 16 KiB (`blockSize`) and, unless one record alone is larger, has at most
/// twice that. A record is what ``DocumentRecord`` says; this part takes any bytes.
///
/// Two records, `41` and `4243`, are one frame of the plain bytes `01 02 41 42 43` (14 bytes compressed, `0E`), the
/// entry `00000000 05000000 crc 0E00000000000000` and the trailer `01000000 02000000 0E00000000000000 crc crc`.
///
/// Memory: one block, its compressed form, and 20 bytes a block for the index.
struct StoredDocumentsWriter: ~Copyable {
  /// How many documents have been appended.
  private(set) var documentCount = 0

  private let blockSize: Int
  private var compressor: ZstdCompressor
  // The block that is being filled.
  private var lengths = ByteWriter()
  private var records: [UInt8] = []
  private var firstPending = 0
  // What has been written.
  private var entries = ByteWriter()
  private var blockCount = 0
  private var framesEnd = 0

  /// Creates a writer.
  ///
  /// - Parameters:
  ///   - level: zstd's compression level: 1 is fast; 9 is smaller and about ten times slower to write. Reading
  ///     costs the same.
  ///   - blockSize: At how many bytes a block is closed: larger is smaller on disk and slower to read from.
  init(level: Int = 1, blockSize: Int = StoredDocumentsFormat.blockSize) throws(SearchError) {
    precondition(blockSize > 0)
    self.blockSize = blockSize
    compressor = try ZstdCompressor(level: level)
  }

  /// Appends the record of the next document.
  ///
  /// - Throws: ``SearchError/Code/invalidDocument`` if it is larger than 1 GiB, or what `output` throws.
  mutating func append<Output: PartOutput & ~Copyable>(
    _ record: UnsafeRawBufferPointer, to output: inout Output
  ) throws(SearchError) {
    guard record.count <= StoredDocumentsFormat.maximumRecordSize else {
      throw SearchError(
        .invalidDocument, "The stored fields of a document have \(record.count) bytes; 1 GiB is the most.")
    }
    if lengths.count > 0 && records.count + record.count > 2 * blockSize { try closeBlock(to: &output) }
    lengths.appendVarint(record.count)
    unsafe records.append(contentsOf: record)
    documentCount += 1
    if records.count >= blockSize { try closeBlock(to: &output) }
  }

  /// Appends the record of the next document.
  mutating func append<Output: PartOutput & ~Copyable>(
    _ record: [UInt8], to output: inout Output
  ) throws(SearchError) {
    try unsafe record.span.bytes.withUnsafeBytes { (record) throws(SearchError) in
      try unsafe append(record, to: &output)
    }
  }

  /// Appends the documents of another segment that `isLive` keeps, in their order.
  ///
  /// Blocks in which every document is kept are copied as they are, without being decompressed, unless they are
  /// less than half full: many small segments must not leave many small blocks.
  mutating func append<Output: PartOutput & ~Copyable>(
    contentsOf documents: StoredDocuments, keeping isLive: (Int) -> Bool = { _ in true },
    to output: inout Output
  ) throws(SearchError) {
    var cache = try StoredDocumentsCache()
    for number in 0..<documents.blockCount {
      // Some MB of what was read is enough to keep.
      if number % 256 == 255 { documents.releaseMemory() }
      let block = try documents.block(number)
      if block.plainSize >= blockSize / 2 && block.ordinals.allSatisfy(isLive) {
        try closeBlock(to: &output)
        let frame = try unsafe documents.checkedFrame(of: block)
        documentCount += block.ordinals.count
        try unsafe writeBlock(frame: frame, plainSize: block.plainSize, to: &output)
        continue
      }
      for ordinal in block.ordinals where isLive(ordinal) {
        try unsafe documents.withRecord(ordinal, cache: &cache) { (record) throws(SearchError) in
          try unsafe append(record, to: &output)
        }
      }
    }
  }

  /// Writes what is pending and the index of the blocks, which completes the part.
  consuming func finish<Output: PartOutput & ~Copyable>(to output: inout Output) throws(SearchError) {
    try closeBlock(to: &output)
    let checksum = CRC32C.checksum(entries.bytes)
    var trailer = ByteWriter()
    trailer.append(UInt32(blockCount))
    trailer.append(UInt32(documentCount))
    trailer.append(UInt64(framesEnd))
    trailer.append(checksum)
    trailer.append(CRC32C.checksum(trailer.bytes))
    try output.append(entries)
    try output.append(trailer)
  }

  // MARK: Blocks

  private mutating func closeBlock<Output: PartOutput & ~Copyable>(
    to output: inout Output
  ) throws(SearchError) {
    guard lengths.count > 0 else { return }
    lengths.append(raw: records)
    let block = lengths.bytes
    let frame = try unsafe block.span.bytes.withUnsafeBytes { (plain) throws(SearchError) in
      try unsafe compressor.compress(plain)
    }
    try unsafe writeBlock(frame: frame, plainSize: block.count, to: &output)
    lengths = ByteWriter()
    records.removeAll(keepingCapacity: true)
  }

  /// Writes the block of the documents from `firstPending` up to `documentCount`.
  private mutating func writeBlock<Output: PartOutput & ~Copyable>(
    frame: UnsafeRawBufferPointer, plainSize: Int, to output: inout Output
  ) throws(SearchError) {
    guard documentCount <= UInt32.max, plainSize <= UInt32.max else {
      throw SearchError(.invalidDocument, "A segment can have at most 4,294,967,295 documents.")
    }
    try unsafe output.append(frame)
    framesEnd += frame.count
    blockCount += 1
    entries.append(UInt32(firstPending))
    entries.append(UInt32(plainSize))
    entries.append(unsafe CRC32C.checksum(frame))
    entries.append(UInt64(framesEnd))
    firstPending = documentCount
  }
}
