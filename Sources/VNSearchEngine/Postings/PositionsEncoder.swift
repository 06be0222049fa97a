/// Writes the positions of one folded term: for each document that has it, where and with which surface.
///
/// ```
/// positions := [u32 offset[⌈df/64⌉ + 1] if df > 64] block*          blocks of 64 documents, offsets from the first block
/// block     := [u8 length[n] if df > 1] entry{n}                    length 255: a varint length stands before the entry
/// entry     := [varint tag if the term has several surfaces] place*
/// place     := varint(gap) [varint surface if tag is 0]             the first gap counts from position 0
/// ```
/// A tag of s + 1 says that all occurrences have surface s of the term; 0, that each names its own.
/// Positions count through all text fields of the document, with a gap between fields.
final class PositionsEncoder {
  private let lengths = IntegerBuffer()
  private let entries = ByteBuffer()
  private let blocks = ByteBuffer()
  private let offsets = IntegerBuffer()

  /// The entries of the term's documents, in order, each ended by `endDocument()`.
  var entry: ByteBuffer { entries }
  private var entryStart = 0

  func removeAll() {
    lengths.removeAll()
    entries.removeAll()
    entryStart = 0
  }

  /// Ends the entry of a document.
  @inline(__always)
  func endDocument() {
    lengths.append(UInt32(truncatingIfNeeded: entries.count &- entryStart))
    entryStart = entries.count
  }

  /// Appends what was encoded since `removeAll()` to a buffer.
  func write(to output: ByteBuffer) {
    let count = lengths.count
    if count == 1 {
      unsafe output.append(entries.bytes)
      return
    }
    blocks.removeAll()
    offsets.removeAll()
    var place = 0
    var index = 0
    while index < count {
      offsets.append(UInt32(blocks.count))
      let end = min(index + 64, count)
      for document in index..<end { unsafe blocks.append(UInt8(min(lengths.base[document], 255))) }
      for document in index..<end {
        let length = unsafe Int(lengths.base[document])
        if length >= 255 { blocks.appendVarint(length) }
        unsafe blocks.append(UnsafeRawBufferPointer(start: entries.base + place, count: length))
        place += length
      }
      index = end
    }
    if count > 64 {
      offsets.append(UInt32(blocks.count))
      for index in 0..<offsets.count { unsafe output.append32(offsets.base[index]) }
    }
    unsafe output.append(blocks.bytes)
  }
}
