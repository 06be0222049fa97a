/// The term dictionary of a segment, mapped: folded terms in byte order, each with its surfaces.
///
/// Opening reads eight bytes; a lookup is a binary search over blocks of 32 terms. The format is described in
/// `TermDictionaryWriter`. All reads are checked.
@safe struct TermDictionary: @unchecked Sendable {
  /// One folded term.
  struct Entry {
    /// Its place in byte order, from 0.
    var ordinal: Int
    var folded: [UInt8]
    /// Documents with any surface, frequencies summed.
    var list: PostingListMetadata
    var positionsOffset: UInt64
    var positionsLength: Int
    var surfaceCount: Int
    /// In the order in which positions name them; none where they were not asked for.
    var surfaces: [Surface]
  }

  /// An entry that several searches look at: handing it on copies none of its parts.
  final class SharedEntry: Sendable {
    let entry: Entry
    let withSurfaces: Bool

    init(_ entry: Entry, withSurfaces: Bool) {
      self.entry = entry
      self.withSurfaces = withSurfaces
    }
  }

  /// One surface of a folded term.
  struct Surface {
    var bytes: [UInt8]
    /// Whether it stands for bare tokens of unmarked documents.
    var isBare: Bool
    var list: PostingListMetadata
  }

  let bytes: UnsafeRawBufferPointer
  let fileName: String
  /// How many folded terms there are.
  let count: Int
  let blockCount: Int
  private let offsetsStart: Int

  init(_ bytes: UnsafeRawBufferPointer, fileName: String) throws(SearchError) {
    unsafe self.bytes = unsafe bytes
    self.fileName = fileName
    guard bytes.count >= 8 else {
      throw SearchError(.corruptIndex, "the term dictionary is cut off", file: fileName)
    }
    blockCount = unsafe Int(bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt32.self))
    count = unsafe Int(bytes.loadUnaligned(fromByteOffset: bytes.count - 4, as: UInt32.self))
    offsetsStart = bytes.count - 8 - 4 * blockCount
    let blockSize = TermDictionaryWriter.blockSize
    guard offsetsStart >= 0, blockCount == (count + blockSize - 1) / blockSize else {
      throw SearchError(.corruptIndex, "the term dictionary has no index", file: fileName)
    }
  }

  /// Finds a folded term; nil if the segment does not have it.
  ///
  /// - Complexity: O(log terms).
  func find(_ folded: UnsafeRawBufferPointer, withSurfaces: Bool = true) throws(SearchError) -> Entry? {
    let block = try unsafe blockIndex(of: folded)
    guard block >= 0 else { return nil }
    var place = try blockStart(block)
    var postings = try varint(&place)
    var positions = try varint(&place)
    // How many bytes the term before and `folded` have in common: what a term shares beyond them cannot differ from it.
    var common = 0
    let first = block * TermDictionaryWriter.blockSize
    for ordinal in first..<min(first + TermDictionaryWriter.blockSize, count) {
      let shared = Int(truncatingIfNeeded: min(try varint(&place), 1 << 32))
      let suffix = try unsafe run(&place)
      var order = -1
      if shared <= common {
        common = unsafe shared + sharedCount(suffix, folded, from: shared)
        let end = shared + suffix.count
        if common < end && common < folded.count {
          order = unsafe Int(suffix[common - shared]) - Int(folded[common])
        } else {
          order = end - folded.count
        }
      }
      if order > 0 { return nil }
      var entry = try self.entry(&place, &postings, &positions, ordinal: ordinal)
      if order < 0 {
        try skipSurfaces(entry.surfaceCount, &place, &postings)
        continue
      }
      entry.folded = unsafe Array(folded)
      if withSurfaces { try readSurfaces(of: &entry, &place, &postings) }
      return entry
    }
    return nil
  }

  /// How many bytes of `suffix` are those of `folded` from a place on.
  @inline(__always)
  private func sharedCount(
    _ suffix: UnsafeRawBufferPointer, _ folded: UnsafeRawBufferPointer, from start: Int
  )
    -> Int
  {
    var index = 0
    while unsafe index < suffix.count && start + index < folded.count
      && suffix[index] == folded[start + index]
    {
      index &+= 1
    }
    return index
  }

  /// The last block whose first term is not above `folded`; −1 if there is none.
  func blockIndex(of folded: UnsafeRawBufferPointer) throws(SearchError) -> Int {
    var low = 0
    var high = blockCount
    while low < high {
      let middle = (low + high) / 2
      let first = try unsafe firstTerm(ofBlock: middle)
      if unsafe compareBytes(first, folded) <= 0 { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }

  func compareBytes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
    let shared = min(left.count, right.count)
    for index in 0..<shared where unsafe left[index] != right[index] {
      return unsafe Int(left[index]) - Int(right[index])
    }
    return left.count - right.count
  }

  func blockStart(_ block: Int) throws(SearchError) -> Int {
    let start = unsafe Int(bytes.loadUnaligned(fromByteOffset: offsetsStart + 4 * block, as: UInt32.self))
    guard start < offsetsStart else { throw corrupt(offsetsStart + 4 * block) }
    return start
  }

  /// The first folded term of a block.
  func firstTerm(ofBlock block: Int) throws(SearchError) -> UnsafeRawBufferPointer {
    var place = try blockStart(block)
    _ = try varint(&place)
    _ = try varint(&place)
    _ = try varint(&place)
    return try unsafe run(&place)
  }

  /// Decodes a block's terms until `body` returns false.
  func scan(block: Int, withSurfaces: Bool, _ body: (Entry) -> Bool) throws(SearchError) {
    var place = try blockStart(block)
    var postings = try varint(&place)
    var positions = try varint(&place)
    var folded: [UInt8] = []
    let first = block * TermDictionaryWriter.blockSize
    for ordinal in first..<min(first + TermDictionaryWriter.blockSize, count) {
      let shared = try varint(&place)
      guard shared <= UInt64(folded.count) else { throw corrupt(place) }
      folded.removeLast(folded.count - Int(shared))
      unsafe folded.append(contentsOf: try run(&place))
      var entry = try self.entry(&place, &postings, &positions, ordinal: ordinal)
      entry.folded = folded
      if withSurfaces {
        try readSurfaces(of: &entry, &place, &postings)
      } else {
        try skipSurfaces(entry.surfaceCount, &place, &postings)
      }
      if !body(entry) { return }
    }
  }

  // MARK: Reading, also for `TermScanner`

  /// What stands before a term's surfaces.
  private func entry(
    _ place: inout Int, _ postings: inout UInt64, _ positions: inout UInt64, ordinal: Int
  ) throws(SearchError) -> Entry {
    let (list, positionsLength, surfaceCount) = try header(&place, &postings)
    defer { positions &+= positionsLength }
    return Entry(
      ordinal: ordinal, folded: [], list: list, positionsOffset: positions,
      positionsLength: Int(positionsLength), surfaceCount: surfaceCount, surfaces: [])
  }

  @inline(__always)
  func header(
    _ place: inout Int, _ postings: inout UInt64
  ) throws(SearchError) -> (list: PostingListMetadata, positionsLength: UInt64, surfaceCount: Int) {
    let list = try self.list(&place, &postings)
    let positionsLength = try varint(&place)
    let surfaceCount = try varint(&place)
    guard positionsLength <= UInt64(Int32.max), surfaceCount > 0, unsafe surfaceCount <= UInt64(bytes.count)
    else {
      throw corrupt(place)
    }
    return (list, positionsLength, Int(surfaceCount))
  }

  func readSurfaces(of entry: inout Entry, _ place: inout Int, _ postings: inout UInt64)
    throws(SearchError)
  {
    entry.surfaces.reserveCapacity(min(entry.surfaceCount, 64))
    for _ in 0..<entry.surfaceCount {
      let header = try varint(&place)
      let surface = try unsafe run(&place, length: header >> 1)
      let own = entry.surfaceCount == 1 ? entry.list : try list(&place, &postings)
      unsafe entry.surfaces.append(
        Surface(
          bytes: surface.isEmpty ? entry.folded : Array(surface), isBare: header & 1 != 0, list: own))
    }
  }

  func skipSurfaces(_ count: Int, _ place: inout Int, _ postings: inout UInt64) throws(SearchError) {
    for _ in 0..<count {
      _ = try unsafe run(&place, length: try varint(&place) >> 1)
      if count > 1 { _ = try list(&place, &postings) }
    }
  }

  func list(_ place: inout Int, _ offset: inout UInt64) throws(SearchError) -> PostingListMetadata {
    let read = try PostingListMetadata.read(offset: &offset) { () throws(SearchError) in try varint(&place) }
    guard let list = read else { throw corrupt(place) }
    return list
  }

  func corrupt(_ place: Int) -> SearchError {
    SearchError(
      .corruptIndex, "the term dictionary is damaged; run `vnsearch check`", file: fileName, offset: place)
  }

  func run(_ place: inout Int) throws(SearchError) -> UnsafeRawBufferPointer {
    let length = try varint(&place)
    return try unsafe run(&place, length: length)
  }

  @inline(__always)
  func run(_ place: inout Int, length: UInt64) throws(SearchError) -> UnsafeRawBufferPointer {
    guard unsafe length <= UInt64(bytes.count - place) else { throw corrupt(place) }
    defer { place += Int(length) }
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[place..<(place + Int(length))])
  }

  @inline(__always)
  func varint(_ place: inout Int) throws(SearchError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while unsafe place < bytes.count {
      let byte = unsafe bytes[place]
      place &+= 1
      value |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 { return value }
      shift &+= 7
      if shift > 56 { break }
    }
    throw corrupt(place)
  }
}
