/// Writes the adjacent pairs of a segment: for each two folded terms that stand side by side, a posting list.
///
/// ```
/// pairs   := lists  start  second  block  meta  footer
/// start   := u32[terms + 1]        the first pair of each first term
/// second  := u24[pairs]            the second term of each pair, ascending within a first term
/// block   := u32[⌈pairs/16⌉]       where the metadata of every 16th pair begins in meta
/// meta    := (varint offset at every 16th pair)  list
/// footer  := u64 of where start, second, block and meta begin and end, u64 pairs, u64 terms
/// ```
/// `list` is that of the term dictionary; lists follow each other in the order of the pairs, so that only every
/// 16th says where it begins.
final class PairDictionaryWriter {
  static let blockSize = 16
  static let footerSize = 7 * 8

  private let starts = IntegerBuffer()
  private let seconds = ByteBuffer()
  private let blocks = IntegerBuffer()
  private let metadata = ByteBuffer()
  private(set) var pairCount = 0

  /// Appends a pair. Pairs ascend by first, then second term.
  func append(first: Int, second: Int, list: PostingListMetadata, listsEnd: UInt64) {
    while starts.count <= first { starts.append(UInt32(pairCount)) }
    seconds.append16(UInt16(truncatingIfNeeded: second))
    seconds.append(UInt8(truncatingIfNeeded: second >> 16))
    if pairCount % Self.blockSize == 0 {
      blocks.append(UInt32(truncatingIfNeeded: metadata.count))
      metadata.appendVarint(listsEnd - UInt64(list.length))
    }
    TermDictionaryWriter.append(list, to: metadata)
    pairCount += 1
  }

  /// The tables that follow the lists.
  func finish(termCount: Int, listsEnd: UInt64) -> [ByteBuffer] {
    while starts.count <= termCount { starts.append(UInt32(pairCount)) }
    let head = ByteBuffer(capacity: starts.count * 4)
    for index in 0..<starts.count { unsafe head.append32(starts.base[index]) }
    let middle = ByteBuffer(capacity: blocks.count * 4 + 64)
    for index in 0..<blocks.count { unsafe middle.append32(blocks.base[index]) }
    let footer = ByteBuffer(capacity: Self.footerSize)
    var place = listsEnd
    footer.append64(place)
    for part in [head.count, seconds.count, middle.count, metadata.count] {
      place += UInt64(part)
      footer.append64(place)
    }
    footer.append64(UInt64(pairCount))
    footer.append64(UInt64(termCount))
    return [head, seconds, middle, metadata, footer]
  }
}
