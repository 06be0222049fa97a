/// Reads the positions of one folded term; the format is described in `PositionsEncoder`.
///
/// Every step is checked against the list's bytes: a damaged list yields fewer positions or others, never a trap. A full
/// check of a segment (`verify`) says that it is damaged.
@safe struct PositionsReader {
  private typealias Encoder = PositionsEncoder
  private let bytes: UnsafeRawBufferPointer
  private let documentFrequency: Int
  private let hasSurfaces: Bool

  /// - Parameters:
  ///   - bytes: The term's positions, mapped.
  ///   - hasSurfaces: Whether the term has several.
  init(_ bytes: UnsafeRawBufferPointer, documentFrequency: Int, hasSurfaces: Bool) {
    unsafe self.bytes = unsafe bytes
    self.documentFrequency = documentFrequency
    self.hasSurfaces = hasSurfaces
  }

  /// Appends the positions in the `ordinal`-th document of the term's list, and the surface at each.
  ///
  /// - Complexity: O(64 + positions in the block of 64 documents / 64 + positions in the document).
  func read(ordinal: Int, positions: IntegerBuffer, surfaces: IntegerBuffer) {
    if documentFrequency == 1 {
      readSingle(positions: positions, surfaces: surfaces)
      return
    }
    guard ordinal < documentFrequency, let block = block(ordinal / Encoder.blockSize),
      let range = range(of: ordinal % Encoder.blockSize, in: block)
    else { return }
    let spelling = spelling(block)
    var exceptions = block.hasExceptions ? exceptions(block, spelling) : nil
    var position: UInt32 = 0
    for index in range {
      let low = unsafe BitPacking.value(bytes, start: block.gaps, index: index, width: block.width)
      position &+= low | (exceptions?.high(at: index, in: self) ?? 0)
      positions.append(position)
    }
    appendSurfaces(spelling, range, to: surfaces)
  }

  /// Calls `body` with each document's gaps and surfaces, in order; with fewer documents than announced if the list is
  /// damaged.
  func forEachDocument(
    _ body: (_ gaps: UnsafeBufferPointer<UInt32>, _ surfaces: UnsafeBufferPointer<UInt32>) -> Void
  ) {
    let gaps = IntegerBuffer()
    let surfaces = IntegerBuffer()
    if documentFrequency == 1 {
      readSingle(positions: gaps, surfaces: surfaces)
      if gaps.count == 0 { return }
      for index in (1..<gaps.count).reversed() { unsafe gaps.base[index] &-= gaps.base[index - 1] }
      unsafe body(gaps.values, surfaces.values)
      return
    }
    for number in 0..<((documentFrequency + Encoder.blockSize - 1) / Encoder.blockSize) {
      guard let block = block(number) else { return }
      let spelling = spelling(block)
      gaps.removeAll()
      surfaces.removeAll()
      var exceptions = block.hasExceptions ? exceptions(block, spelling) : nil
      for index in 0..<block.positions {
        let low = unsafe BitPacking.value(bytes, start: block.gaps, index: index, width: block.width)
        gaps.append(low | (exceptions?.high(at: index, in: self) ?? 0))
      }
      appendSurfaces(spelling, 0..<block.positions, to: surfaces)
      var start = 0
      for _ in 0..<block.documents {
        let end = self.end(from: start, in: block)
        guard end > start else { return }
        unsafe body(
          UnsafeBufferPointer(rebasing: gaps.values[start..<end]),
          UnsafeBufferPointer(rebasing: surfaces.values[start..<end]))
        start = end
      }
    }
  }

  private func readSingle(positions: IntegerBuffer, surfaces: IntegerBuffer) {
    var place = 0
    var position: UInt32 = 0
    while unsafe place < bytes.count {
      guard let gap = unsafe varint(&place, bytes.count) else { return }
      var surface: UInt64 = 0
      if hasSurfaces {
        guard let own = unsafe varint(&place, bytes.count) else { return }
        surface = own
      }
      position &+= UInt32(truncatingIfNeeded: gap)
      positions.append(position)
      surfaces.append(UInt32(truncatingIfNeeded: surface))
    }
  }

  @inline(__always)
  fileprivate func varint(_ place: inout Int, _ end: Int) -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while place < end {
      let byte = unsafe bytes[place]
      place &+= 1
      value |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 { return value }
      shift &+= 7
      if shift > 42 { return nil }
    }
    return nil
  }
}

extension PositionsReader {
  /// Where the parts of a block are; all of them lie within the bytes.
  private struct Block {
    var documents: Int
    var positions: Int
    var width: Int
    var hasExceptions: Bool
    /// Where the bits are that end documents; −1 if each has one position.
    var ends: Int
    var gaps: Int
    /// Where the gaps end.
    var tail: Int
    var end: Int
  }

  /// Where a block says which surface each position has.
  private struct Spelling {
    var common: UInt32
    var least: UInt32 = 0
    var width = 0
    /// Where the bits of the others are; −1 if there are none.
    var bits = -1
    var packed = 0
    /// Where it ends.
    var tail: Int
  }

  /// Goes through a block's exceptions.
  private struct Exceptions {
    private var place: Int
    private let end: Int
    private let width: UInt32
    private var next = -1
    private var bits: UInt32 = 0

    init(place: Int, end: Int, width: Int, in reader: PositionsReader) {
      self.place = place
      self.end = end
      self.width = UInt32(width)
      advance(reader)
    }

    private mutating func advance(_ reader: PositionsReader) {
      guard let skipped = reader.varint(&place, end), skipped < 1 << 32, let high = reader.varint(&place, end)
      else {
        next = .max
        return
      }
      next &+= 1 &+ Int(skipped)
      bits = UInt32(truncatingIfNeeded: high) &<< width
    }

    /// The bits above the width at an index; indexes ascend.
    mutating func high(at index: Int, in reader: PositionsReader) -> UInt32 {
      while next < index { advance(reader) }
      return next == index ? bits : 0
    }
  }

  @inline(__always)
  private func block(_ number: Int) -> Block? {
    var place = 0
    var end = unsafe bytes.count
    if documentFrequency > Encoder.blockSize {
      let blocks = (documentFrequency &+ Encoder.blockSize &- 1) / Encoder.blockSize
      let table = 4 &* blocks
      guard table <= end, number < blocks else { return nil }
      place = unsafe table &+ Int(bytes.loadUnaligned(fromByteOffset: 4 &* number, as: UInt32.self))
      if number &+ 1 < blocks {
        end = unsafe min(
          end, table &+ Int(bytes.loadUnaligned(fromByteOffset: 4 &* number &+ 4, as: UInt32.self)))
      }
    }
    let documents = min(Encoder.blockSize, documentFrequency &- number &* Encoder.blockSize)
    guard let more = varint(&place, end), place < end else { return nil }
    let header = unsafe bytes[place]
    place &+= 1
    let width = Int(header & 63)
    // Each position that is not the first of its document has a bit.
    guard width <= 32, more <= UInt64(8 &* (end &- place)) else { return nil }
    let positions = documents &+ Int(more)
    var ends = -1
    if more > 0 {
      ends = place
      place &+= (positions &+ 7) >> 3
    }
    let tail = place &+ BitPacking.size(count: positions, width: width)
    guard tail <= end else { return nil }
    return Block(
      documents: documents, positions: positions, width: width,
      hasExceptions: header & Encoder.exceptionsFlag != 0, ends: ends, gaps: place, tail: tail, end: end)
  }

  /// The positions of a document of a block.
  @inline(__always)
  private func range(of document: Int, in block: Block) -> Range<Int>? {
    if block.ends < 0 { return document..<(document &+ 1) }
    var start = 0
    if document > 0 {
      // Behind the end of the document before: the `document`-th set bit.
      var left = document
      var base = 0
      while true {
        guard base < block.positions else { return nil }
        var word = unsafe BitPacking.word(bytes, block.ends &+ base >> 3)
        let count = word.nonzeroBitCount
        if count < left {
          left &-= count
          base &+= 64
          continue
        }
        while left > 1 {
          word &= word &- 1
          left &-= 1
        }
        start = base &+ word.trailingZeroBitCount &+ 1
        break
      }
    }
    let end = end(from: start, in: block)
    return end > start ? start..<end : nil
  }

  /// Where the positions of the document end that begin at `start`; not behind `start` if the block is damaged.
  @inline(__always)
  private func end(from start: Int, in block: Block) -> Int {
    if block.ends < 0 { return min(start &+ 1, block.positions) }
    var place = start
    while place < block.positions {
      let word = unsafe BitPacking.word(bytes, block.ends &+ place >> 3) &>> UInt64(place & 7)
      if word != 0 {
        let end = place &+ word.trailingZeroBitCount &+ 1
        return end <= block.positions ? end : start
      }
      place &+= 64 &- (place & 7)
    }
    return start
  }

  private func spelling(_ block: Block) -> Spelling {
    var spelling = Spelling(common: 0, tail: block.tail)
    guard hasSurfaces else { return spelling }
    var place = block.tail
    guard let common = varint(&place, block.end), place < block.end else { return spelling }
    spelling.common = UInt32(truncatingIfNeeded: common)
    let kind = unsafe bytes[place]
    place &+= 1
    spelling.tail = place
    guard kind > 0, kind <= 33, let least = varint(&place, block.end) else { return spelling }
    let packed = place &+ (block.positions &+ 7) >> 3
    guard packed <= block.end else { return spelling }
    spelling.least = UInt32(truncatingIfNeeded: least)
    spelling.width = Int(kind) &- 1
    spelling.bits = place
    spelling.packed = packed
    spelling.tail =
      packed
      &+ BitPacking.size(
        count: ones(spelling, before: block.positions), width: spelling.width)
    return spelling
  }

  private func exceptions(_ block: Block, _ spelling: Spelling) -> Exceptions {
    Exceptions(place: spelling.tail, end: block.end, width: block.width, in: self)
  }

  /// How many positions before one have another surface than the common one.
  private func ones(_ spelling: Spelling, before index: Int) -> Int {
    var count = 0
    var base = 0
    while base < index {
      var word = unsafe BitPacking.word(bytes, spelling.bits &+ base >> 3)
      if index &- base < 64 { word &= (1 &<< UInt64(index &- base)) &- 1 }
      count &+= word.nonzeroBitCount
      base &+= 64
    }
    return count
  }

  private func appendSurfaces(_ spelling: Spelling, _ range: Range<Int>, to surfaces: IntegerBuffer) {
    if spelling.bits < 0 {
      for _ in range { surfaces.append(spelling.common) }
      return
    }
    var other = ones(spelling, before: range.lowerBound)
    for index in range {
      if unsafe bytes[spelling.bits &+ index >> 3] &>> UInt8(index & 7) & 1 == 0 {
        surfaces.append(spelling.common)
        continue
      }
      let value = unsafe BitPacking.value(
        bytes, start: spelling.packed, index: other, width: spelling.width)
      surfaces.append(value &+ spelling.least)
      other &+= 1
    }
  }
}
