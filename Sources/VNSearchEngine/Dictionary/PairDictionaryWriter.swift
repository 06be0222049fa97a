/// Writes the adjacent pairs of a segment: for each two folded terms that stand side by side, a posting list.
///
/// ```
/// pairs   := lists  start  block  entries  footer
/// start   := u32[terms + 1]                             the first pair of each first term
/// block   := (u24 second, u32 place)[⌈pairs/16⌉]        of every 16th pair its second term, and where it begins in entries
/// entries := [varint offset at every 16th pair, else varint second] list
///            second: of a first term's first pair the term itself, else how many terms lie between it and the one before
/// footer  := u64 of where start, block and entries begin and end, u64 pairs, u64 terms
/// ```
/// `list` is that of the term dictionary; lists follow each other in the order of the pairs, so that only every
/// 16th says where it begins.
final class PairDictionaryWriter {
  static let blockSize = 16
  static let footerSize = 6 * 8
  /// Bytes of an entry of the table of blocks.
  static let blockEntrySize = 7

  private let starts = IntegerBuffer()
  private let blocks = ByteBuffer()
  private let entries = ByteBuffer()
  private var last = (first: -1, second: 0)
  private(set) var pairCount = 0

  /// Appends a pair. Pairs ascend by first, then second term.
  func append(first: Int, second: Int, list: PostingListMetadata, listsEnd: UInt64) {
    while starts.count <= first { starts.append(UInt32(pairCount)) }
    if pairCount % Self.blockSize == 0 {
      blocks.append16(UInt16(truncatingIfNeeded: second))
      blocks.append(UInt8(truncatingIfNeeded: second >> 16))
      blocks.append32(UInt32(truncatingIfNeeded: entries.count))
      entries.appendVarint(listsEnd - UInt64(list.length))
    } else {
      entries.appendVarint(first == last.first ? second - last.second - 1 : second)
    }
    TermDictionaryWriter.append(list, to: entries)
    last = (first, second)
    pairCount += 1
  }

  /// The tables that follow the lists.
  func finish(termCount: Int, listsEnd: UInt64) -> [ByteBuffer] {
    while starts.count <= termCount { starts.append(UInt32(pairCount)) }
    let head = ByteBuffer(capacity: starts.count * 4)
    for index in 0..<starts.count { unsafe head.append32(starts.base[index]) }
    let footer = ByteBuffer(capacity: Self.footerSize)
    var place = listsEnd
    footer.append64(place)
    for part in [head.count, blocks.count, entries.count] {
      place += UInt64(part)
      footer.append64(place)
    }
    footer.append64(UInt64(pairCount))
    footer.append64(UInt64(termCount))
    return [head, blocks, entries, footer]
  }
}
