/// Reads the positions of one folded term.
///
/// Every step is checked against the list's bytes: a damaged list yields fewer positions, never a trap. A full
/// check of a segment (`verify`) says that it is damaged.
@safe struct PositionsReader {
  private let bytes: UnsafeRawBufferPointer
  private let documentFrequency: Int
  private let hasTags: Bool

  /// - Parameters:
  ///   - bytes: The term's positions, mapped.
  ///   - hasTags: Whether the term has several surfaces.
  init(_ bytes: UnsafeRawBufferPointer, documentFrequency: Int, hasTags: Bool) {
    unsafe self.bytes = unsafe bytes
    self.documentFrequency = documentFrequency
    self.hasTags = hasTags
  }

  /// Appends the positions in the `ordinal`-th document of the term's list, and the surface at each.
  ///
  /// - Complexity: O(64 + positions in the document).
  func read(ordinal: Int, positions: IntegerBuffer, surfaces: IntegerBuffer) {
    guard let range = entryRange(ordinal) else { return }
    var place = range.lowerBound
    var tag: UInt64 = 1
    if hasTags {
      guard let value = varint(&place, range.upperBound) else { return }
      tag = value
    }
    var position: UInt64 = 0
    while place < range.upperBound {
      guard let gap = varint(&place, range.upperBound) else { return }
      position &+= gap
      var surface = UInt32(truncatingIfNeeded: tag &- 1)
      if tag == 0 {
        guard let own = varint(&place, range.upperBound) else { return }
        surface = UInt32(truncatingIfNeeded: own)
      }
      positions.append(UInt32(truncatingIfNeeded: position))
      surfaces.append(surface)
    }
  }

  /// The raw entry of a document, for copying.
  func entry(ordinal: Int) -> UnsafeRawBufferPointer {
    guard let range = entryRange(ordinal) else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
  }

  /// Calls `body` with the entry of each document in order; fewer than announced if the list is damaged.
  func forEachEntry(_ body: (UnsafeRawBufferPointer) -> Void) {
    if documentFrequency == 1 {
      unsafe body(bytes)
      return
    }
    var place = documentFrequency > 64 ? 4 * ((documentFrequency + 63) >> 6 + 1) : 0
    var left = documentFrequency
    while left > 0 {
      let count = min(64, left)
      guard unsafe place + count <= bytes.count else { return }
      let lengths = place
      place += count
      for index in 0..<count {
        var length = unsafe Int(bytes[lengths + index])
        if length == 255 {
          guard let wide = unsafe varint(&place, bytes.count), unsafe wide <= UInt64(bytes.count) else {
            return
          }
          length = Int(wide)
        }
        guard unsafe length <= bytes.count - place else { return }
        unsafe body(UnsafeRawBufferPointer(rebasing: bytes[place..<(place + length)]))
        place += length
      }
      left -= count
    }
  }

  /// Appends the gaps and surfaces of an entry.
  func decode(_ entry: UnsafeRawBufferPointer, gaps: IntegerBuffer, surfaces: IntegerBuffer) {
    var place = 0
    var tag: UInt64 = 1
    if hasTags {
      guard let value = unsafe Self.varint(entry, &place) else { return }
      tag = value
    }
    while place < entry.count {
      guard let gap = unsafe Self.varint(entry, &place) else { return }
      var surface = tag &- 1
      if tag == 0 {
        guard let own = unsafe Self.varint(entry, &place) else { return }
        surface = own
      }
      gaps.append(UInt32(truncatingIfNeeded: gap))
      surfaces.append(UInt32(truncatingIfNeeded: surface))
    }
  }

  private static func varint(_ bytes: UnsafeRawBufferPointer, _ place: inout Int) -> UInt64? {
    unsafe PositionsReader(bytes, documentFrequency: 1, hasTags: false).varint(&place, bytes.count)
  }

  private func entryRange(_ ordinal: Int) -> Range<Int>? {
    if documentFrequency == 1 { return unsafe 0..<bytes.count }
    let block = ordinal >> 6
    var start = 0
    if documentFrequency > 64 {
      let blockCount = (documentFrequency + 63) >> 6
      let table = 4 * (blockCount + 1)
      guard unsafe table <= bytes.count, block < blockCount else { return nil }
      start = unsafe table + Int(bytes.loadUnaligned(fromByteOffset: 4 * block, as: UInt32.self))
    }
    let inBlock = min(64, documentFrequency - block << 6)
    let index = ordinal & 63
    guard index < inBlock, unsafe start + inBlock <= bytes.count else { return nil }
    var place = start + inBlock
    // Nearly always no entry is long, and the lengths before just add up.
    var sum = 0
    var longest: UInt8 = 0
    for before in start...(start + index) {
      let length = unsafe bytes[before]
      sum &+= Int(length)
      longest = max(longest, length)
    }
    if longest < 255 {
      let length = unsafe Int(bytes[start + index])
      return unsafe place + sum <= bytes.count ? (place + sum - length)..<(place + sum) : nil
    }
    for before in 0...index {
      var length = unsafe Int(bytes[start + before])
      if length == 255 {
        guard let wide = unsafe varint(&place, bytes.count), unsafe wide <= UInt64(bytes.count) else {
          return nil
        }
        length = Int(wide)
      }
      guard unsafe length <= bytes.count - place else { return nil }
      if before == index { return place..<(place + length) }
      place += length
    }
    return nil
  }

  @inline(__always)
  private func varint(_ place: inout Int, _ end: Int) -> UInt64? {
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
