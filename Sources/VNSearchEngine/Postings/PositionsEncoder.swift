/// Writes the positions of one folded term: for each document that has it, where and with which surface.
///
/// ```
/// positions  := single | [u32 offset[⌈df/64⌉] if df > 64] block*    blocks of 64 documents, offsets from the first block
/// single     := (varint gap  [varint surface if the term has several])*                           if df = 1
/// block      := varint(n − d)  u8 width | 64 if there are exceptions  [ends if n > d]  gaps  [spelling]  [exceptions]
///               n: positions of the block's d documents
/// ends       := bit[n]: set at the last position of each document
/// gaps       := packed n × width bits; the first gap of a document counts from position 0
/// spelling   := varint common  u8 0                                 every position has this surface; if the term has several
///             | varint common  u8 1 + w  varint least  bit[n]  packed (surface − least) × w bits
///               set bits have another surface than the common one, and are as many as the packed ones
/// exceptions := (varint index, varint gap >> width)*                up to the block's end; indexes count from the one before
/// ```
/// Bits and packed integers begin at a byte, lowest first. Surfaces are numbered in the order of the dictionary.
/// Positions count through all text fields of the document, with a gap between fields.
///
/// Example: a term with one surface at 3 in a document and at 1 and 2 in the next is `01 02 05 17`: one position more than
/// documents, two bits each, bits 0 and 2 for the last of each document, and gaps 3, 1, 1.
final class PositionsEncoder {
  /// Documents of a block.
  static let blockSize = 64
  /// Marks a width behind which exceptions follow.
  static let exceptionsFlag: UInt8 = 64

  private let gaps = IntegerBuffer()
  private let surfaces = IntegerBuffer()
  /// For each document, where the next one's positions begin.
  private let ends = IntegerBuffer()
  private let blocks = ByteBuffer()
  private let offsets = IntegerBuffer()
  private let others = IntegerBuffer()
  private let bits = IntegerBuffer()

  func removeAll() {
    gaps.removeAll()
    surfaces.removeAll()
    ends.removeAll()
  }

  /// Appends a position of the document in hand: how far it is from the one before, and with which surface.
  @inline(__always)
  func append(gap: UInt32, surface: UInt32) {
    gaps.append(gap)
    surfaces.append(surface)
  }

  /// Ends a document; it has one position at least.
  @inline(__always)
  func endDocument() { ends.append(UInt32(truncatingIfNeeded: gaps.count)) }

  /// Appends what was encoded since `removeAll()` to a buffer.
  ///
  /// - Parameter hasSurfaces: Whether the term has several.
  func write(to output: ByteBuffer, hasSurfaces: Bool) {
    let count = ends.count
    if count == 1 {
      for index in 0..<gaps.count {
        unsafe output.appendVarint(gaps.base[index])
        if hasSurfaces { unsafe output.appendVarint(surfaces.base[index]) }
      }
      return
    }
    blocks.removeAll()
    offsets.removeAll()
    var first = 0
    var index = 0
    while index < count {
      offsets.append(UInt32(blocks.count))
      let end = min(index + Self.blockSize, count)
      let last = unsafe Int(ends.base[end - 1])
      writeBlock(documents: index..<end, positions: first..<last, hasSurfaces: hasSurfaces)
      first = last
      index = end
    }
    if count > Self.blockSize {
      for index in 0..<offsets.count { unsafe output.append32(offsets.base[index]) }
    }
    unsafe output.append(blocks.bytes)
  }

  private func writeBlock(documents: Range<Int>, positions: Range<Int>, hasSurfaces: Bool) {
    blocks.appendVarint(positions.count - documents.count)
    let gaps = unsafe UnsafeBufferPointer(rebasing: self.gaps.values[positions])
    let (width, exceptions) = unsafe Self.bestWidth(gaps)
    blocks.append(UInt8(width) | (exceptions > 0 ? Self.exceptionsFlag : 0))
    if positions.count > documents.count {
      writeBits(count: positions.count) { set in
        for document in documents { unsafe set(Int(ends.base[document]) - positions.lowerBound - 1) }
      }
    }
    unsafe BitPacking.append(gaps, width: width, to: blocks)
    if hasSurfaces { unsafe writeSpelling(UnsafeBufferPointer(rebasing: surfaces.values[positions])) }
    if exceptions == 0 { return }
    var next = 0
    for index in 0..<gaps.count {
      let high = unsafe gaps[index] >> UInt32(width)
      if high == 0 { continue }
      blocks.appendVarint(index - next)
      blocks.appendVarint(high)
      next = index + 1
    }
  }

  /// The width that takes the fewest bytes, and how many gaps are wider.
  private static func bestWidth(_ gaps: UnsafeBufferPointer<UInt32>) -> (width: Int, exceptions: Int) {
    unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: 33) { counts in
      unsafe counts.update(repeating: 0)
      for index in 0..<gaps.count { unsafe counts[32 &- gaps[index].leadingZeroBitCount] &+= 1 }
      var width = 32
      while unsafe width > 0 && counts[width] == 0 { width -= 1 }
      var best = (width: width, exceptions: 0)
      var least = BitPacking.size(count: gaps.count, width: width)
      // One bit less at a time; gaps above take a byte for their index and one for each seven bits above.
      var wider = 0
      var higher = 0
      var candidate = width - 1
      while candidate >= 0 {
        unsafe wider &+= Int(counts[candidate + 1])
        higher = 0
        for other in (candidate + 1)...width {
          unsafe higher &+= Int(counts[other]) &* ((other &- candidate &+ 6) / 7)
        }
        let size = BitPacking.size(count: gaps.count, width: candidate) &+ wider &+ higher
        if size < least {
          least = size
          best = (candidate, wider)
        }
        // Below a point the exceptions alone take more.
        if wider &+ higher > least { break }
        candidate -= 1
      }
      return best
    }
  }

  private func writeSpelling(_ surfaces: UnsafeBufferPointer<UInt32>) {
    let common = unsafe Self.commonest(surfaces)
    blocks.appendVarint(common)
    others.removeAll()
    var least = UInt32.max
    var most: UInt32 = 0
    for index in 0..<surfaces.count {
      let surface = unsafe surfaces[index]
      if surface == common { continue }
      others.append(surface)
      least = min(least, surface)
      most = max(most, surface)
    }
    if others.count == 0 {
      blocks.append(0)
      return
    }
    let width = 32 - (most - least).leadingZeroBitCount
    blocks.append(UInt8(1 + width))
    blocks.appendVarint(least)
    writeBits(count: surfaces.count) { set in
      for index in 0..<surfaces.count where unsafe surfaces[index] != common { set(index) }
    }
    for index in 0..<others.count { unsafe others.base[index] &-= least }
    unsafe BitPacking.append(others.values, width: width, to: blocks)
  }

  /// The surface that a majority has, if there is one, else one that many have (Boyer and Moore's vote).
  private static func commonest(_ surfaces: UnsafeBufferPointer<UInt32>) -> UInt32 {
    var candidate = unsafe surfaces[0]
    var lead = 0
    for index in 0..<surfaces.count {
      let surface = unsafe surfaces[index]
      if lead == 0 { candidate = surface }
      lead &+= surface == candidate ? 1 : -1
    }
    return candidate
  }

  /// Appends `count` bits, of which `body` sets some.
  private func writeBits(count: Int, _ body: ((Int) -> Void) -> Void) {
    let bytes = unsafe blocks.appendZeros((count + 7) >> 3)
    body { place in
      let byte = unsafe bytes + place >> 3
      unsafe byte.storeBytes(of: byte.load(as: UInt8.self) | 1 << UInt8(place & 7), as: UInt8.self)
    }
  }
}
