/// Reads one posting list, window by window and sub-block by sub-block.
///
/// `prepare(window:)` fills `bounds`: for each of the window's 4,096 sub-blocks an upper bound of the best impact in
/// it, 0 where no document has the term. `frequencies(of:into:)` then gives the 64 frequencies of one sub-block.
/// All structure that comes from disk is checked when the cursor is made; decoded values cannot leave the grid.
///
/// Not thread-safe; a search makes its own.
@safe final class PostingCursor {
  typealias Encoder = PostingListEncoder
  /// No frequency is higher; a damaged list cannot bring one that overflows in a sum.
  static let maximalFrequency: UInt32 = 1 << 28
  /// Masks and first ordinals of a bitset container.
  static let bitsetHeaderSize = 64 * 10
  /// What the dictionary says of the list.
  let metadata: PostingListMetadata
  let documentFrequency: Int
  /// An upper bound of the impact of every posting.
  let bestBound: UInt8
  /// Lower bounds of the 10th and 100th best impacts, 0 where unknown.
  let tenthBest: UInt8
  let hundredthBest: UInt8
  /// Bounds of the window's sub-blocks.
  let bounds: UnsafeMutablePointer<UInt8>

  let impacts: ImpactTable
  let documentCount: Int
  let kind: PostingListKind
  var window = -1
  /// The chunks of the window whose bounds are filled.
  var preparedChunks: UInt64 = 0
  var windowHasPostings = false
  var windowFirst = 0
  var windowLast = 0
  var firstOrdinals: [Int] = []
  /// Postings before each sub-block of the row container that `ordinal(ofDocument:)` looked into last.
  var rowRanks: [UInt16] = []
  var rankedSlot = -1
  /// Chunks of the window that were looked into since `settledBytes` were.
  var touchedChunks: UInt64 = 0
  /// Chunks of the first window whose containers were counted without a window.
  var countedChunks: UInt64 = 0
  /// See `bytesRead`.
  var settledBytes = 0

  // Decoded lists: single, short and flat.
  var documents: UnsafeMutablePointer<UInt32>?
  var decodedFrequencies: UnsafeMutablePointer<UInt32>?
  var decodedCount = 0

  /// Where the window's chunks are: in the directory of a chunked list, in the decoded documents of another.
  let slots: UnsafeMutablePointer<Int32>

  // Chunked lists: the directory.
  var chunkCount = 0
  var hasBounds = false
  var chunkIDs: UnsafeRawPointer?
  var kinds: UnsafeRawPointer?
  var offsets: UnsafeRawPointer?
  var bests: UnsafeRawPointer?
  var boundBytes: UnsafeRawPointer?
  var wide: UnsafeRawPointer?
  var wideCount = 0
  var payload: UnsafeRawPointer?
  /// Where the mapped bytes end; nothing is read from there on.
  var end: UnsafeRawPointer?

  /// - Parameters:
  ///   - file: The body of the postings file, mapped; must outlive the cursor.
  ///   - documentCount: N of the segment.
  ///   - impacts: The segment's bounds of single postings.
  /// - Throws: `corruptIndex` when the list's structure does not fit its bytes.
  init(
    _ metadata: PostingListMetadata, in file: UnsafeRawBufferPointer, fileName: String, documentCount: Int,
    impacts: ImpactTable
  ) throws(SearchError) {
    self.metadata = metadata
    self.impacts = impacts
    self.documentCount = documentCount
    documentFrequency = Int(metadata.documentFrequency)
    kind = metadata.kind
    // In one piece: a query of many lists makes and frees many of these.
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: DocumentGrid.subBlocksPerWindow + 4 * DocumentGrid.chunksPerWindow, alignment: 16)
    unsafe bounds = memory.bindMemory(to: UInt8.self, capacity: DocumentGrid.subBlocksPerWindow)
    unsafe slots = (memory + DocumentGrid.subBlocksPerWindow).bindMemory(
      to: Int32.self, capacity: DocumentGrid.chunksPerWindow)
    let corrupt = Self.damage(metadata, fileName)
    if metadata.kind == .single {
      bestBound = 255
      tenthBest = 0
      hundredthBest = 0
      guard metadata.document < documentCount else { throw corrupt("a document beyond the last") }
      unsafe documents = .allocate(capacity: 1)
      unsafe decodedFrequencies = .allocate(capacity: 1)
      unsafe documents![0] = metadata.document
      unsafe decodedFrequencies![0] = min(max(1, metadata.frequency), Self.maximalFrequency)
      decodedCount = 1
      return
    }
    guard let list = unsafe Self.bytes(of: metadata, in: file), let base = file.baseAddress else {
      bestBound = 0
      tenthBest = 0
      hundredthBest = 0
      throw corrupt("it ends behind the file")
    }
    var headerSize = 0
    if metadata.kind == .short {
      bestBound = 255
      tenthBest = 0
      hundredthBest = 0
    } else {
      guard list.count >= 4 else {
        bestBound = 0
        tenthBest = 0
        hundredthBest = 0
        throw corrupt("no header")
      }
      bestBound = unsafe list[0]
      tenthBest = unsafe list[1]
      hundredthBest = unsafe list[2]
      headerSize = 4
    }
    settledBytes = list.count
    if metadata.kind == .chunked {
      try unsafe openDirectory(list, fileEnd: base + file.count, corrupt)
    } else {
      try unsafe decodeEntries(UnsafeRawBufferPointer(rebasing: list[headerSize...]), corrupt)
    }
  }

  deinit {
    unsafe UnsafeMutableRawPointer(bounds).deallocate()
    unsafe documents?.deallocate()
    unsafe decodedFrequencies?.deallocate()
  }

  private func decodeEntries(
    _ bytes: UnsafeRawBufferPointer, _ corrupt: (String) -> SearchError
  ) throws(SearchError) {
    // Every entry takes a byte at least, which bounds what a damaged frequency can make us allocate.
    guard documentFrequency <= bytes.count else { throw corrupt("fewer postings than announced") }
    let documents = UnsafeMutablePointer<UInt32>.allocate(capacity: documentFrequency)
    let frequencies = UnsafeMutablePointer<UInt32>.allocate(capacity: documentFrequency)
    unsafe self.documents = unsafe documents
    unsafe decodedFrequencies = unsafe frequencies
    var index = 0
    try unsafe Self.forEachEntry(bytes, count: documentFrequency, documentCount, corrupt) {
      document, frequency in
      unsafe documents[index] = document
      unsafe frequencies[index] = frequency
      index &+= 1
    }
    decodedCount = documentFrequency
  }

  @inline(__always)
  static func varint(_ bytes: UnsafeRawBufferPointer, _ place: inout Int) -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while place < bytes.count {
      let byte = unsafe bytes[place]
      place &+= 1
      value |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 { return value }
      shift &+= 7
      if shift > 42 { return nil }
    }
    return nil
  }

  private func openDirectory(
    _ list: UnsafeRawBufferPointer, fileEnd: UnsafeRawPointer, _ corrupt: (String) -> SearchError
  ) throws(SearchError) {
    guard list.count >= Encoder.chunkedHeaderSize, let base = list.baseAddress else {
      throw corrupt("no directory")
    }
    hasBounds = unsafe list[3] & 1 != 0
    let count = unsafe Int(list.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    wideCount = unsafe Int(list.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    let chunkTotal = DocumentGrid.chunkCount(documents: documentCount)
    guard count > 0, count <= chunkTotal, wideCount <= documentFrequency else {
      throw corrupt("more chunks than the segment has")
    }
    let directorySize = count * 9 + 4 + (hasBounds ? 64 * count : 0)
    let payloadStart = Encoder.chunkedHeaderSize + directorySize + 8 * wideCount
    guard payloadStart <= list.count else { throw corrupt("the directory is cut off") }
    chunkCount = count
    unsafe chunkIDs = unsafe base + Encoder.chunkedHeaderSize
    unsafe kinds = unsafe base + Encoder.chunkedHeaderSize + 2 * count
    unsafe offsets = unsafe base + Encoder.chunkedHeaderSize + 4 * count
    unsafe bests = unsafe base + Encoder.chunkedHeaderSize + 8 * count + 4
    unsafe boundBytes = unsafe base + Encoder.chunkedHeaderSize + 9 * count + 4
    unsafe wide = unsafe base + Encoder.chunkedHeaderSize + directorySize
    unsafe payload = unsafe base + payloadStart
    unsafe end = unsafe fileEnd
    let payloadSize = list.count - payloadStart
    settledBytes = payloadStart
    var lastChunk = -1
    var lastOffset = 0
    for slot in 0..<count {
      let chunk = chunkID(slot)
      let start = containerOffset(slot)
      let end = containerOffset(slot &+ 1)
      guard chunk > lastChunk, chunk < chunkTotal, start == lastOffset, end >= start, end <= payloadSize
      else {
        throw corrupt("its chunks are out of order")
      }
      let postings = containerCount(slot)
      let body: Int
      switch unsafe kinds!.loadUnaligned(fromByteOffset: 2 * slot, as: UInt16.self) >> 12 {
      case 0: body = 2 * postings
      case 1: body = Self.bitsetHeaderSize + (postings + 1) / 2
      case 2: body = 2048
      default: throw corrupt("an unknown container")
      }
      // How many exceptions follow is looked at when one is wanted: containers that are not read stay untouched.
      guard end - start >= body + 2 else { throw corrupt("a container is cut off") }
      lastChunk = chunk
      lastOffset = end
    }
  }

  @inline(__always)
  func chunkID(_ slot: Int) -> Int {
    unsafe Int(chunkIDs.unsafelyUnwrapped.loadUnaligned(fromByteOffset: 2 &* slot, as: UInt16.self))
  }

  @inline(__always)
  func containerCount(_ slot: Int) -> Int {
    unsafe Int(kinds.unsafelyUnwrapped.loadUnaligned(fromByteOffset: 2 &* slot, as: UInt16.self) & 0x0FFF)
      &+ 1
  }

  @inline(__always)
  func containerOffset(_ slot: Int) -> Int {
    unsafe Int(offsets.unsafelyUnwrapped.loadUnaligned(fromByteOffset: 4 &* slot, as: UInt32.self))
  }
}
