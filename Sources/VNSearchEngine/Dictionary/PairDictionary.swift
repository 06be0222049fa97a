/// The adjacent pairs of a segment, mapped; the format is described in `PairDictionaryWriter`.
@safe struct PairDictionary: @unchecked Sendable {
  private typealias Writer = PairDictionaryWriter
  let bytes: UnsafeRawBufferPointer
  let fileName: String
  /// How many different pairs there are.
  let count: Int
  let termCount: Int
  private let startsPlace: Int
  private let blocksPlace: Int
  private let entriesPlace: Int
  private let entriesEnd: Int

  init(_ bytes: UnsafeRawBufferPointer, fileName: String) throws(SearchError) {
    unsafe self.bytes = unsafe bytes
    self.fileName = fileName
    let footer = bytes.count - Writer.footerSize
    var values: [Int] = []
    if footer >= 0 {
      for index in 0..<6 {
        unsafe values.append(
          Int(clamping: bytes.loadUnaligned(fromByteOffset: footer + 8 * index, as: UInt64.self)))
      }
    }
    guard values.count == 6, values[0] <= values[1], values[1] <= values[2], values[2] <= values[3],
      values[3] == footer, values[4] <= bytes.count, values[5] <= bytes.count,
      values[1] - values[0] == 4 * (values[5] + 1),
      values[2] - values[1] == Writer.blockEntrySize * ((values[4] + Writer.blockSize - 1) / Writer.blockSize)
    else {
      throw SearchError(.corruptIndex, "the pair dictionary has no index", file: fileName)
    }
    startsPlace = values[0]
    blocksPlace = values[1]
    entriesPlace = values[2]
    entriesEnd = values[3]
    count = values[4]
    termCount = values[5]
  }

  /// The list of a pair of folded terms, by their ordinals in the term dictionary; nil if they are never adjacent.
  ///
  /// - Complexity: O(log of the pairs that begin with the first term).
  func find(_ first: Int, _ second: Int) throws(SearchError) -> PostingListMetadata? {
    guard first < termCount else { return nil }
    let range = range(ofFirst: first)
    if range.isEmpty { return nil }
    let block = block(of: range, second: second)
    var (place, offset, found) = try start(ofBlock: block)
    for index in block * Writer.blockSize..<min((block + 1) * Writer.blockSize, range.upperBound) {
      if index > block * Writer.blockSize {
        let next = Int(truncatingIfNeeded: min(try varint(&place), 1 << 32))
        found = index == range.lowerBound ? next : found &+ 1 &+ next
      }
      if index >= range.lowerBound && found >= second {
        return found == second ? try list(&place, &offset) : nil
      }
      try skipList(&place, &offset)
    }
    return nil
  }

  /// Calls `body` with the pairs of a first term, from the first whose second is not below one, until it returns false.
  ///
  /// - Complexity: O(log of the pairs that begin with the first term), and O(1) a call.
  func forEach(
    first: Int, from least: Int, _ body: (_ second: Int, _ list: PostingListMetadata) -> Bool
  ) throws(SearchError) {
    guard first < termCount else { return }
    let range = range(ofFirst: first)
    if range.isEmpty { return }
    var low = block(of: range, second: least)
    var goesOn = true
    while goesOn && low * Writer.blockSize < range.upperBound {
      try forEach(inBlock: low, of: range) { _, second, list in
        if second >= least { goesOn = body(second, list) }
        return goesOn
      }
      low += 1
    }
  }

  /// The last block that begins with a first term, whose pairs are `range`, and a second that is not above one.
  private func block(of range: Range<Int>, second: Int) -> Int {
    var low = range.lowerBound / Writer.blockSize
    var high = (range.upperBound - 1) / Writer.blockSize
    while low < high {
      let middle = (low + high + 1) / 2
      if blockSecond(middle) <= second { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// Where a block's entries begin, where the list of the first is, and its second term.
  private func start(ofBlock block: Int) throws(SearchError) -> (place: Int, offset: UInt64, second: Int) {
    let entry = blocksPlace + Writer.blockEntrySize * block + 3
    var place = unsafe entriesPlace + Int(bytes.loadUnaligned(fromByteOffset: entry, as: UInt32.self))
    let offset = try varint(&place)
    return (place, offset, blockSecond(block))
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

  /// The second term of a block's first pair.
  @inline(__always)
  private func blockSecond(_ block: Int) -> Int {
    let place = blocksPlace + Writer.blockEntrySize * block
    return unsafe Int(bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self)) | Int(bytes[place + 2])
      << 16
  }

  /// Calls `body` with the pairs of a block that begin with one term, whose pairs are `range`, until it returns false.
  func forEach(
    inBlock block: Int, of range: Range<Int>,
    _ body: (_ index: Int, _ second: Int, PostingListMetadata) -> Bool
  ) throws(SearchError) {
    let first = block * Writer.blockSize
    guard first < count else { return }
    var (place, offset, second) = try start(ofBlock: block)
    for index in first..<min(first + Writer.blockSize, range.upperBound) {
      if index > first {
        let next = Int(truncatingIfNeeded: min(try varint(&place), 1 << 32))
        second = index == range.lowerBound ? next : second &+ 1 &+ next
      }
      let list = try list(&place, &offset)
      if index >= range.lowerBound && !body(index, second, list) { return }
    }
  }

  private func list(_ place: inout Int, _ offset: inout UInt64) throws(SearchError) -> PostingListMetadata {
    let read = try PostingListMetadata.read(offset: &offset) { () throws(SearchError) in try varint(&place) }
    guard let list = read else { throw corrupt(place) }
    return list
  }

  /// Passes over a list.
  @inline(__always)
  private func skipList(_ place: inout Int, _ offset: inout UInt64) throws(SearchError) {
    let header = try varint(&place)
    if header & 3 != UInt64(PostingListKind.single.rawValue) {
      offset &+= UInt64(UInt32(truncatingIfNeeded: try varint(&place)))
    } else if header & 4 != 0 {
      _ = try varint(&place)
    }
  }

  private func corrupt(_ place: Int) -> SearchError {
    SearchError(
      .corruptIndex, "the pair dictionary is damaged; run `vnsearch check`", file: fileName, offset: place)
  }

  @inline(__always)
  private func varint(_ place: inout Int) throws(SearchError) -> UInt64 {
    // Most have a byte or two.
    if place &+ 1 < entriesEnd {
      let byte = unsafe bytes[place]
      if byte < 0x80 {
        place &+= 1
        return UInt64(byte)
      }
      let next = unsafe bytes[place &+ 1]
      if next < 0x80 {
        place &+= 2
        return UInt64(byte & 0x7F) | UInt64(next) &<< 7
      }
    }
    return try longVarint(&place)
  }

  @inline(never)
  private func longVarint(_ place: inout Int) throws(SearchError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while place < entriesEnd {
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
