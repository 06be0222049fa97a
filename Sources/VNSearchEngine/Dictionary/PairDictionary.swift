/// The adjacent pairs of a segment, mapped; the format is described in `PairDictionaryWriter`.
@safe struct PairDictionary: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer
  let fileName: String
  /// How many different pairs there are.
  let count: Int
  let termCount: Int
  private let startsPlace: Int
  private let secondsPlace: Int
  private let blocksPlace: Int
  private let metadataPlace: Int
  private let metadataEnd: Int

  init(_ bytes: UnsafeRawBufferPointer, fileName: String) throws(SearchError) {
    unsafe self.bytes = unsafe bytes
    self.fileName = fileName
    let footer = bytes.count - PairDictionaryWriter.footerSize
    var values: [Int] = []
    if footer >= 0 {
      for index in 0..<7 {
        unsafe values.append(
          Int(clamping: bytes.loadUnaligned(fromByteOffset: footer + 8 * index, as: UInt64.self)))
      }
    }
    guard values.count == 7, values[0] <= values[1], values[1] <= values[2], values[2] <= values[3],
      values[3] <= values[4], values[4] == footer, values[5] <= bytes.count, values[6] <= bytes.count,
      values[1] - values[0] == 4 * (values[6] + 1), values[2] - values[1] == 3 * values[5],
      values[3] - values[2] == 4
        * ((values[5] + PairDictionaryWriter.blockSize - 1) / PairDictionaryWriter.blockSize)
    else {
      throw SearchError(.corruptIndex, "the pair dictionary has no index", file: fileName)
    }
    startsPlace = values[0]
    secondsPlace = values[1]
    blocksPlace = values[2]
    metadataPlace = values[3]
    metadataEnd = values[4]
    count = values[5]
    termCount = values[6]
  }

  /// The list of a pair of folded terms, by their ordinals in the term dictionary; nil if they are never adjacent.
  ///
  /// - Complexity: O(log of the pairs that begin with the first term).
  func find(_ first: Int, _ second: Int) throws(SearchError) -> PostingListMetadata? {
    guard first < termCount, second < termCount else { return nil }
    var low = start(first)
    let end = min(start(first + 1), count)
    var high = end
    while low < high {
      let middle = (low + high) / 2
      if self.second(middle) < second { low = middle + 1 } else { high = middle }
    }
    guard low < end, self.second(low) == second else { return nil }
    var found: PostingListMetadata?
    try forEach(inBlock: low / PairDictionaryWriter.blockSize) { index, list in
      if index == low { found = list }
      return index < low
    }
    return found
  }

  /// Pairs that begin with a term, as indices.
  func range(ofFirst first: Int) -> Range<Int> {
    let begin = min(start(first), count)
    return begin..<max(begin, min(start(first + 1), count))
  }

  @inline(__always)
  private func start(_ term: Int) -> Int {
    unsafe Int(bytes.loadUnaligned(fromByteOffset: startsPlace + 4 * term, as: UInt32.self))
  }

  /// The second term of a pair.
  @inline(__always)
  func second(_ index: Int) -> Int {
    let place = secondsPlace + 3 * index
    return unsafe Int(bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self)) | Int(bytes[place + 2])
      << 16
  }

  /// Calls `body` with the pairs of a block of 16 until it returns false.
  func forEach(inBlock block: Int, _ body: (Int, PostingListMetadata) -> Bool) throws(SearchError) {
    let first = block * PairDictionaryWriter.blockSize
    guard first < count else { return }
    var place =
      unsafe metadataPlace
      + Int(bytes.loadUnaligned(fromByteOffset: blocksPlace + 4 * block, as: UInt32.self))
    var offset = try varint(&place)
    for index in first..<min(first + PairDictionaryWriter.blockSize, count) {
      let header = try varint(&place)
      guard let kind = PostingListKind(rawValue: UInt8(header & 3)), header >> 2 <= UInt64(UInt32.max) else {
        throw corrupt(place)
      }
      var list = PostingListMetadata(kind: kind, documentFrequency: UInt32(header >> 2))
      if kind == .single {
        list.document = UInt32(truncatingIfNeeded: try varint(&place))
        list.frequency = UInt32(truncatingIfNeeded: try varint(&place))
      } else {
        list.offset = offset
        list.length = UInt32(truncatingIfNeeded: try varint(&place))
        offset &+= UInt64(list.length)
      }
      if !body(index, list) { return }
    }
  }

  private func corrupt(_ place: Int) -> SearchError {
    SearchError(
      .corruptIndex, "the pair dictionary is damaged; run `vnsearch check`", file: fileName, offset: place)
  }

  private func varint(_ place: inout Int) throws(SearchError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while place < metadataEnd {
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
