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

  // The documents of the block in hand: a list may be as long as the index, its blocks are not.
  private let gaps = IntegerBuffer()
  private let surfaces = IntegerBuffer()
  /// For each of these documents, where the next one's positions begin.
  private let ends = IntegerBuffer()
  private let blocks = ByteBuffer()
  private let offsets = IntegerBuffer()
  private let others = IntegerBuffer()
  /// Whether the term has several surfaces.
  private var hasSurfaces = false

  /// Begins a term.
  ///
  /// - Parameter hasSurfaces: Whether it has several surfaces.
  func begin(hasSurfaces: Bool) {
    self.hasSurfaces = hasSurfaces
    removeDocuments()
    blocks.removeAll()
    offsets.removeAll()
  }

  /// Appends a position of the document in hand: how far it is from the one before, and with which surface.
  @inline(__always)
  func append(gap: UInt32, surface: UInt32) {
    gaps.append(gap)
    surfaces.append(surface)
  }

  /// Ends a document; it has one position at least.
  @inline(__always)
  func endDocument() {
    ends.append(UInt32(truncatingIfNeeded: gaps.count))
    if ends.count == Self.blockSize { closeBlock() }
  }

  private func removeDocuments() {
    gaps.removeAll()
    surfaces.removeAll()
    ends.removeAll()
  }

  @inline(never)
  private func closeBlock() {
    offsets.append(UInt32(truncatingIfNeeded: blocks.count))
    writeBlock()
    removeDocuments()
  }

  /// Ends the term and appends its positions to a buffer.
  func finish(to output: ByteBuffer) {
    if offsets.count == 0 && ends.count == 1 {
      for index in 0..<gaps.count {
        unsafe output.appendVarint(gaps.base[index])
        if hasSurfaces { unsafe output.appendVarint(surfaces.base[index]) }
      }
      return
    }
    if ends.count > 0 { closeBlock() }
    if offsets.count > 1 {
      for index in 0..<offsets.count { unsafe output.append32(offsets.base[index]) }
    }
    unsafe output.append(blocks.bytes)
  }

  private func writeBlock() {
    let gaps = unsafe self.gaps.values
    blocks.appendVarint(gaps.count - ends.count)
    let (width, exceptions) = unsafe Self.bestWidth(gaps)
    blocks.append(UInt8(width) | (exceptions > 0 ? Self.exceptionsFlag : 0))
    if gaps.count > ends.count {
      writeBits(count: gaps.count) { set in
        for document in 0..<ends.count { unsafe set(Int(ends.base[document]) - 1) }
      }
    }
    unsafe BitPacking.append(gaps, width: width, to: blocks)
    if hasSurfaces { unsafe writeSpelling(surfaces.values) }
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
