/// Writes the term dictionary of a segment: folded terms in byte order, each with its surfaces.
///
/// ```
/// terms    := block*  u32 offset[blocks]  u32 blocks  u32 terms
/// block    := varint postings  varint positions  term{1…32}         where the first list and positions begin
/// term     := varint shared  varint rest  u8[rest]                  with the term before; 0 in a block's first
///             list  varint positions  varint surfaces  surface*
/// surface  := varint(length << 1 | bare)  u8[length]  [list if there are several]      length 0: as the term
/// list     := varint(df << 2 | kind)  varint length                 kind ≠ 0
///           | varint(document << 3 | 4 if a frequency follows)  [varint frequency]      one document, frequency 1 if not given
/// ```
/// `list` and `positions` say how many bytes the postings and the positions have; they follow each other in their
/// files in the order of the dictionary. A term with one surface has one list for both.
final class TermDictionaryWriter {
  static let blockSize = 32

  let output = ByteBuffer(capacity: 1 << 16)
  private let offsets = IntegerBuffer()
  private var last: [UInt8] = []
  private(set) var termCount = 0

  /// Begins a term. Terms ascend in byte order.
  func begin(folded: UnsafeRawBufferPointer, postingsOffset: UInt64, positionsOffset: UInt64) {
    var shared = 0
    if termCount % Self.blockSize == 0 {
      offsets.append(UInt32(truncatingIfNeeded: output.count))
      output.appendVarint(postingsOffset)
      output.appendVarint(positionsOffset)
    } else {
      while unsafe shared < min(last.count, folded.count) && last[shared] == folded[shared] { shared += 1 }
    }
    output.appendVarint(shared)
    output.appendVarint(folded.count - shared)
    unsafe output.append(UnsafeRawBufferPointer(rebasing: folded[shared...]))
    last.removeAll(keepingCapacity: true)
    unsafe last.append(contentsOf: folded)
    termCount += 1
  }

  func append(_ list: PostingListMetadata) { Self.append(list, to: output) }

  static func append(_ list: PostingListMetadata, to output: ByteBuffer) {
    if list.kind == .single {
      output.appendVarint(UInt64(list.document) << 3 | (list.frequency == 1 ? 0 : 4))
      if list.frequency != 1 { output.appendVarint(list.frequency) }
      return
    }
    output.appendVarint(UInt64(list.documentFrequency) << 2 | UInt64(list.kind.rawValue))
    output.appendVarint(list.length)
  }

  func append(positionsLength: Int, surfaceCount: Int) {
    output.appendVarint(positionsLength)
    output.appendVarint(surfaceCount)
  }

  /// Appends a surface; `list` is nil for the only one of its term.
  func append(surface: UnsafeRawBufferPointer, isBare: Bool, list: PostingListMetadata?) {
    let isSame = unsafe surface.elementsEqual(last)
    output.appendVarint(UInt64(isSame ? 0 : surface.count) << 1 | (isBare ? 1 : 0))
    if !isSame { unsafe output.append(surface) }
    if let list { append(list) }
  }

  /// Appends the index of blocks. The dictionary is complete then.
  func finish() {
    let blocks = offsets.count
    for index in 0..<offsets.count { unsafe output.append32(offsets.base[index]) }
    output.append32(UInt32(blocks))
    output.append32(UInt32(termCount))
  }
}
