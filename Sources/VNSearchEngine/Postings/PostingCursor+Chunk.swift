import CVNKernels

/// Whole chunks at once: each of these is one call of a kernel for a container of 4,096 documents.
extension PostingCursor {
  /// A chunk of the window, by how the list has it.
  @unsafe enum Container {
    case none
    case tiny(UnsafeRawPointer, Int)
    case bitset(UnsafeRawPointer, Int)
    case row(UnsafeRawPointer)
    case decoded(Range<Int>)
  }

  @inline(__always)
  private func container(_ chunk: Int) -> Container {
    if kind != .chunked {
      let start = unsafe Int(slots[chunk])
      return unsafe start < 0 ? .none : decoded(from: start)
    }
    let slot = slot(ofChunk: chunk)
    return unsafe slot < 0 ? .none : container(slot: slot)
  }

  /// The part of a decoded list that is in the same chunk as the document at a place.
  @inline(__always)
  private func decoded(from start: Int) -> Container {
    let documents = unsafe documents.unsafelyUnwrapped
    let chunk = unsafe documents[start] >> UInt32(DocumentGrid.chunkShift)
    var end = start + 1
    while unsafe end < decodedCount && documents[end] >> UInt32(DocumentGrid.chunkShift) == chunk {
      end &+= 1
    }
    return unsafe .decoded(start..<end)
  }

  @inline(__always)
  private func container(slot: Int) -> Container {
    let bytes = unsafe payload.unsafelyUnwrapped + containerOffset(slot)
    switch containerKind(slot) {
    case 0: return unsafe .tiny(bytes, containerCount(slot))
    case 1: return unsafe .bitset(bytes, containerCount(slot))
    default: return unsafe .row(bytes)
    }
  }

  /// A chunk of the segment, whatever window is prepared, by how the list has it.
  ///
  /// - Parameter slot: Where to look from on, at first 0; moved on to the chunk. Chunks are asked for in ascending order.
  func container(ofSegmentChunk chunk: Int, from slot: inout Int) -> Container {
    if kind != .chunked {
      let first = UInt32(truncatingIfNeeded: chunk << DocumentGrid.chunkShift)
      let start = lowerBound(first)
      guard start < decodedCount,
        unsafe documents.unsafelyUnwrapped[start] &- first < UInt32(DocumentGrid.chunkSize)
      else { return unsafe .none }
      return unsafe decoded(from: start)
    }
    while slot < chunkCount && chunkID(slot) < chunk { slot &+= 1 }
    guard slot < chunkCount, chunkID(slot) == chunk else { return unsafe .none }
    settledBytes &+= containerOffset(slot &+ 1) &- containerOffset(slot)
    if chunk < DocumentGrid.chunksPerWindow { countedChunks |= 1 &<< UInt64(chunk) }
    return unsafe container(slot: slot)
  }

  /// Whether a container has a document, by its place in the chunk.
  func has(_ place: Int, in container: Container) -> Bool {
    switch unsafe container {
    case .none: return false
    case .tiny(let bytes, let count):
      let index = unsafe tinyLowerBound(bytes, count, UInt16(truncatingIfNeeded: place << 4))
      return unsafe index < count
        && Int(bytes.loadUnaligned(fromByteOffset: 2 &* index, as: UInt16.self) >> 4) == place
    case .bitset(let bytes, _): return unsafe bitsetMask(bytes, place >> 6) &>> UInt64(place & 63) & 1 == 1
    case .row(let rows):
      let byte = unsafe rows.load(fromByteOffset: (place >> 6) &* 32 &+ (place & 31), as: UInt8.self)
      return (place & 32 == 0 ? byte & 15 : byte >> 4) != 0
    case .decoded(let range):
      return range.contains {
        unsafe Int(documents.unsafelyUnwrapped[$0]) & (DocumentGrid.chunkSize - 1) == place
      }
    }
  }

  /// Calls `body` with each posting of a tiny or decoded container, from the first live sub-block to the last: its place in
  /// the chunk, its frequency up to 15.
  @inline(__always)
  func forEachPosting(_ container: Container, live: UInt64 = .max, _ body: (Int, Int) -> Void) {
    switch unsafe container {
    case .tiny(let bytes, let count):
      let first = live.trailingZeroBitCount << 10
      let last = (64 - live.leadingZeroBitCount) << 10
      var index = unsafe first == 0 ? 0 : tinyLowerBound(bytes, count, UInt16(truncatingIfNeeded: first))
      while index < count {
        let entry = unsafe bytes.loadUnaligned(fromByteOffset: 2 &* index, as: UInt16.self)
        if Int(entry) >= last { break }
        body(Int(entry >> 4), max(1, Int(entry & 15)))
        index &+= 1
      }
    case .decoded(let range):
      for index in range {
        unsafe body(
          Int(documents.unsafelyUnwrapped[index]) & (DocumentGrid.chunkSize - 1),
          Int(min(15, decodedFrequencies.unsafelyUnwrapped[index])))
      }
    default: break
    }
  }

  /// The postings of a tiny container from the first live sub-block to the last.
  @inline(__always)
  private func tinyRange(_ bytes: UnsafeRawPointer, _ count: Int, _ live: UInt64) -> Range<Int> {
    if live == 0 { return 0..<0 }
    let first = live.trailingZeroBitCount
    let last = live.leadingZeroBitCount
    let start = unsafe first == 0 ? 0 : tinyLowerBound(bytes, count, UInt16(truncatingIfNeeded: first << 10))
    let end =
      unsafe last == 0 ? count : tinyLowerBound(bytes, count, UInt16(truncatingIfNeeded: (64 - last) << 10))
    return start..<max(start, end)
  }

  /// Asks the memory for a chunk's live sub-blocks.
  func prefetch(chunk: Int, live: UInt64) {
    if live == 0 { return }
    switch unsafe container(chunk) {
    case .none, .decoded: break
    case .tiny(let bytes, let count): unsafe cvn_prefetch(bytes, Int32(2 * count), live)
    case .bitset(let bytes, let count):
      unsafe cvn_prefetch(bytes, 512, live)
      unsafe cvn_prefetch(bytes + 512, 128, live)
      unsafe cvn_prefetch(bytes + Self.bitsetHeaderSize, Int32(count / 2), live)
    case .row(let rows): unsafe cvn_prefetch(rows, 2048, live)
    }
  }

  /// Adds to the sums of live sub-blocks what each document's frequency contributes at most, by `table`.
  func addSteps(chunk: Int, live: UInt64, table: UnsafePointer<UInt8>, to estimate: ChunkEstimate) {
    let container = unsafe container(chunk)
    switch unsafe container {
    case .none: break
    case .row(let rows):
      unsafe cvn_add_row_steps(estimate.sums, estimate.classes, estimate.least, rows, table, live)
    case .bitset(let bytes, let count):
      unsafe cvn_add_bitset_steps(
        estimate.sums, estimate.classes, estimate.least, estimate.buffer(0), bytes, Int32(count), end, table,
        live)
    case .tiny(let bytes, let count):
      // Sums outside of live sub-blocks are not read.
      let range = unsafe tinyRange(bytes, count, live)
      unsafe cvn_add_tiny_steps(
        estimate.sums, estimate.classes, bytes + 2 &* range.lowerBound, Int32(range.count), table)
    case .decoded:
      let sums = unsafe estimate.sums
      let classes = unsafe estimate.classes
      unsafe forEachPosting(container, live: live) { place, frequency in
        if live &>> UInt64(place >> 6) & 1 == 0 { return }
        let sum = unsafe Int(sums[place]) &+ Int(table[Int(classes[place]) | frequency])
        unsafe sums[place] = UInt8(truncatingIfNeeded: min(255, sum))
      }
    }
  }

  /// Adds frequencies to `nibbles`, at most 15, in live sub-blocks; others may change. Returns whether the chunk has any.
  @discardableResult
  func expand(chunk: Int, live: UInt64, to nibbles: UnsafeMutablePointer<UInt8>) -> Bool {
    let container = unsafe container(chunk)
    switch unsafe container {
    case .none: return false
    case .row(let rows): unsafe cvn_expand_rows(nibbles, rows, live)
    case .bitset(let bytes, let count):
      unsafe cvn_expand_bitset(nibbles, bytes, Int32(count), end, live)
    case .tiny(let bytes, let count):
      let range = unsafe tinyRange(bytes, count, live)
      unsafe cvn_expand_tiny(nibbles, bytes + 2 &* range.lowerBound, Int32(range.count))
    case .decoded:
      unsafe forEachPosting(container, live: live) { place, frequency in
        if live &>> UInt64(place >> 6) & 1 == 0 { return }
        unsafe nibbles[place] = UInt8(truncatingIfNeeded: min(15, Int(nibbles[place]) &+ frequency))
      }
    }
    return true
  }

  /// Adds a chunk's documents to `masks`, one for each sub-block.
  func unite(chunk: Int, into masks: UnsafeMutablePointer<UInt64>) {
    unsafe unite(container(chunk), into: masks)
  }

  /// Adds a container's documents to `masks`, one for each sub-block.
  func unite(_ container: Container, into masks: UnsafeMutablePointer<UInt64>) {
    switch unsafe container {
    case .none: break
    case .row(let rows): unsafe cvn_unite_rows(masks, rows, .max)
    case .bitset(let bytes, _):
      for subBlock in 0..<64 { unsafe masks[subBlock] |= bitsetMask(bytes, subBlock) }
    case .tiny(let bytes, let count): unsafe cvn_unite_tiny(masks, bytes, Int32(count))
    case .decoded:
      unsafe forEachPosting(container) { place, _ in unsafe masks[place >> 6] |= 1 &<< UInt64(place & 63) }
    }
  }

  /// Keeps in the `masks` of live sub-blocks what the list has, and returns the sub-blocks that have any left.
  func intersect(chunk: Int, live: UInt64, _ masks: UnsafeMutablePointer<UInt64>) -> UInt64 {
    unsafe intersect(container(chunk), live: live, masks)
  }

  /// Keeps in the `masks` of live sub-blocks what a container has, and returns the sub-blocks that have any left.
  func intersect(_ container: Container, live: UInt64, _ masks: UnsafeMutablePointer<UInt64>) -> UInt64 {
    switch unsafe container {
    case .none: return 0
    case .row(let rows): return unsafe cvn_intersect_rows(masks, rows, live)
    case .bitset(let bytes, _):
      var any: UInt64 = 0
      var left = live
      while left != 0 {
        let subBlock = left.trailingZeroBitCount
        left &= left &- 1
        let mask = unsafe masks[subBlock] & bitsetMask(bytes, subBlock)
        unsafe masks[subBlock] = mask
        if mask != 0 { any |= 1 &<< UInt64(subBlock) }
      }
      return any
    case .tiny(let bytes, let count):
      let range = unsafe tinyRange(bytes, count, live)
      return unsafe cvn_intersect_tiny(masks, bytes + 2 &* range.lowerBound, Int32(range.count), live)
    case .decoded:
      // Ascending: a sub-block's postings are gathered before they are applied.
      var any: UInt64 = 0
      var subBlock = -1
      var found: UInt64 = 0
      func apply() {
        if subBlock < 0 || live &>> UInt64(subBlock) & 1 == 0 { return }
        let mask = unsafe masks[subBlock] & found
        unsafe masks[subBlock] = mask
        if mask != 0 { any |= 1 &<< UInt64(subBlock) }
      }
      unsafe forEachPosting(container, live: live) { place, _ in
        if place >> 6 != subBlock {
          apply()
          subBlock = place >> 6
          found = 0
        }
        found |= 1 &<< UInt64(place & 63)
      }
      apply()
      return any
    }
  }
}
