import Synchronization

/// Reads what ``StoredDocumentsWriter`` wrote.
///
/// Opening checks the trailer and the index of blocks: O(blocks). Reading a document decompresses its block,
/// unless the cache has it. Every block has a checksum that is compared before it is decompressed.
@safe struct StoredDocuments: @unchecked Sendable {
  /// How many documents there are; their ordinals are `0..<documentCount`.
  let documentCount: Int
  /// How many blocks they are in.
  let blockCount: Int

  private let bytes: UnsafeRawBufferPointer
  /// Keeps the memory of `bytes`, if it is not the caller who does.
  private let owner: AnyObject?
  private let framesEnd: Int
  private let file: String
  private let fileOffset: Int
  /// Tells the caches which part a block is from; an address could be used again by another mapping.
  private let identifier: UInt64

  private static let identifiers = Atomic<UInt64>(1)

  /// Opens the part.
  ///
  /// - Parameters:
  ///   - bytes: The part, and nothing else. They must never change.
  ///   - owner: Keeps the memory; nil if the caller does.
  ///   - file: The file named in errors.
  ///   - fileOffset: Where in the file the part begins.
  /// - Throws: ``SearchError/Code/corruptIndex``.
  init(
    _ bytes: UnsafeRawBufferPointer, owner: AnyObject? = nil, file: String, fileOffset: Int = 0
  ) throws(SearchError) {
    typealias Format = StoredDocumentsFormat
    unsafe self.bytes = unsafe bytes
    self.owner = owner
    self.file = file
    self.fileOffset = fileOffset
    identifier = StoredDocuments.identifiers.wrappingAdd(1, ordering: .relaxed).oldValue

    func corrupt(_ message: String, at offset: Int) -> SearchError {
      SearchError(.corruptIndex, message, file: file, offset: fileOffset + offset)
    }
    let trailer = bytes.count - Format.trailerSize
    guard trailer >= 0 else { throw corrupt("The stored documents are cut off.", at: 0) }
    let checked = unsafe UnsafeRawBufferPointer(rebasing: bytes[trailer..<trailer + Format.trailerSize - 4])
    guard unsafe CRC32C.checksum(checked) == bytes.littleEndian(UInt32.self, at: bytes.count - 4) else {
      throw corrupt("The end of the stored documents is damaged.", at: trailer)
    }
    blockCount = unsafe Int(bytes.littleEndian(UInt32.self, at: trailer))
    documentCount = unsafe Int(bytes.littleEndian(UInt32.self, at: trailer + 4))
    framesEnd = unsafe Int(truncatingIfNeeded: bytes.littleEndian(UInt64.self, at: trailer + 8))
    guard framesEnd >= 0, framesEnd <= trailer, trailer - framesEnd == blockCount * Format.entrySize,
      documentCount >= blockCount, (documentCount == 0) == (blockCount == 0)
    else { throw corrupt("The end of the stored documents contradicts itself.", at: trailer) }
    let entries = unsafe UnsafeRawBufferPointer(rebasing: bytes[framesEnd..<trailer])
    guard unsafe CRC32C.checksum(entries) == bytes.littleEndian(UInt32.self, at: trailer + 16) else {
      throw corrupt("The index of the stored documents is damaged.", at: framesEnd)
    }
  }

  /// Opens a file of kind ``FileKind/documents``.
  init(_ file: MappedFile) throws(SearchError) {
    try unsafe self.init(file.bytes, owner: file, file: file.path, fileOffset: FileFrame.headerLength)
  }

  /// Lets go of the memory that was read into, where the documents are a file's.
  func releaseMemory() { (owner as? MappedFile)?.releaseMemory() }

  /// Gives the record of a document to `body`.
  ///
  /// The bytes are valid only inside `body`.
  /// - Throws: ``SearchError/Code/corruptIndex`` if there is no such document or its block is damaged.
  func withRecord<Result>(
    _ ordinal: Int, cache: inout StoredDocumentsCache,
    _ body: (UnsafeRawBufferPointer) throws(SearchError) -> Result
  ) throws(SearchError) -> Result {
    if cache.owner != identifier || !cache.ordinals.contains(ordinal) {
      try load(try block(containing: ordinal), into: &cache)
    }
    let index = ordinal - cache.ordinals.lowerBound
    let start = cache.ends[index]
    let end = cache.ends[index + 1]
    let plain = try unsafe cache.plain.reserve(0)
    return try unsafe body(UnsafeRawBufferPointer(start: plain + start, count: end - start))
  }

  /// Reads every block and checks that it is what was written.
  func verify() throws(SearchError) {
    var cache = try StoredDocumentsCache()
    for number in 0..<blockCount { try load(try block(number), into: &cache) }
  }

  // MARK: Blocks

  /// What the index says about a block, checked against the bounds of the part.
  func block(_ number: Int) throws(SearchError) -> StoredDocumentsBlock {
    let entry = framesEnd + number * StoredDocumentsFormat.entrySize
    let isLast = number == blockCount - 1
    let start =
      number == 0
      ? 0 : unsafe bytes.littleEndian(UInt64.self, at: entry - StoredDocumentsFormat.entrySize + 12)
    let end = unsafe bytes.littleEndian(UInt64.self, at: entry + 12)
    let first = firstOrdinal(ofBlock: number)
    let next = isLast ? documentCount : firstOrdinal(ofBlock: number + 1)
    let plainSize = unsafe Int(bytes.littleEndian(UInt32.self, at: entry + 4))
    guard start < end, end <= framesEnd, first < next, next <= documentCount, plainSize >= next - first,
      plainSize / StoredDocumentsFormat.maximumExpansion <= Int(end - start)
    else { throw corrupt("The index of the stored documents contradicts itself.", at: entry) }
    return unsafe StoredDocumentsBlock(
      ordinals: first..<next, plainSize: plainSize, checksum: bytes.littleEndian(UInt32.self, at: entry + 8),
      frame: Int(start)..<Int(end))
  }

  /// The compressed bytes of a block, after comparing their checksum.
  func checkedFrame(of block: StoredDocumentsBlock) throws(SearchError) -> UnsafeRawBufferPointer {
    let frame = unsafe UnsafeRawBufferPointer(rebasing: bytes[block.frame])
    guard unsafe CRC32C.checksum(frame) == block.checksum else {
      throw corrupt("A block of stored documents is damaged.", at: block.frame.lowerBound)
    }
    return unsafe frame
  }

  private func firstOrdinal(ofBlock number: Int) -> Int {
    unsafe Int(bytes.littleEndian(UInt32.self, at: framesEnd + number * StoredDocumentsFormat.entrySize))
  }

  private func block(containing ordinal: Int) throws(SearchError) -> StoredDocumentsBlock {
    guard ordinal >= 0, ordinal < documentCount else {
      throw corrupt("There is no stored document \(ordinal) among \(documentCount).", at: framesEnd)
    }
    var low = 0
    var high = blockCount
    // The last block whose first ordinal is not beyond the one asked for.
    while high - low > 1 {
      let middle = (low + high) / 2
      if firstOrdinal(ofBlock: middle) <= ordinal { low = middle } else { high = middle }
    }
    let block = try block(low)
    guard block.ordinals.contains(ordinal) else {
      throw corrupt("The index of the stored documents is not in order.", at: framesEnd)
    }
    return block
  }

  private func load(
    _ block: StoredDocumentsBlock, into cache: inout StoredDocumentsCache
  ) throws(SearchError) {
    cache.owner = 0
    let frame = try unsafe checkedFrame(of: block)
    let plain = try unsafe cache.plain.reserve(block.plainSize)
    guard unsafe cache.decompressor.decompress(frame, to: plain, count: block.plainSize) else {
      throw corrupt("A block of stored documents cannot be decompressed.", at: block.frame.lowerBound)
    }

    // The lengths come first, so where the records begin is known after the last of them.
    cache.ends.removeAll(keepingCapacity: true)
    cache.ends.append(0)
    let lengths = unsafe UnsafeRawBufferPointer(start: plain, count: block.plainSize)
    var position = 0
    var end = 0
    for _ in block.ordinals {
      guard let length = unsafe lengths.varint(at: &position), length <= UInt64(block.plainSize - end) else {
        throw corrupt("The lengths in a block of stored documents are damaged.", at: block.frame.lowerBound)
      }
      end += Int(length)
      cache.ends.append(end)
    }
    guard position + end == block.plainSize else {
      throw corrupt("The lengths in a block of stored documents are damaged.", at: block.frame.lowerBound)
    }
    for index in cache.ends.indices { cache.ends[index] += position }
    cache.ordinals = block.ordinals
    cache.owner = identifier
  }

  private func corrupt(_ message: String, at offset: Int) -> SearchError {
    SearchError(.corruptIndex, message, file: file, offset: fileOffset + offset)
  }
}
