import CVNKernels

/// Chunks for one who adds up the frequencies of many lists, whatever window is prepared.
extension PostingCursor {
  /// Where a chunk of the segment is in the directory of a chunked list; nil if the list has nothing there.
  ///
  /// - Complexity: O(1) where the list has all chunks, else O(log chunks).
  @inline(__always)
  func slot(ofSegmentChunk chunk: Int) -> Int? {
    var low = 0
    // Chunks ascend, so that none stands behind the place of its own number.
    var high = min(chunk, chunkCount &- 1)
    if chunkID(high) == chunk { return high }
    while low < high {
      let middle = (low &+ high) >> 1
      if chunkID(middle) < chunk { low = middle &+ 1 } else { high = middle }
    }
    return chunkID(low) == chunk ? low : nil
  }

  /// Adds frequencies to the bytes of live sub-blocks, at most 255.
  ///
  /// - Parameters:
  ///   - tables: See `CountTables`.
  ///   - isFirst: Whether the chunk is looked into for the first time.
  func addCounts(
    ofSegmentChunk chunk: Int, live: UInt64, to sums: UnsafeMutablePointer<UInt8>, _ tables: CountTables,
    isFirst: Bool
  ) {
    guard let slot = slot(ofSegmentChunk: chunk) else { return }
    let container = unsafe payload.unsafelyUnwrapped + containerOffset(slot)
    if isFirst { settledBytes &+= containerOffset(slot &+ 1) &- containerOffset(slot) }
    let count = containerCount(slot)
    let (zeros, steps) = unsafe (tables.zeros, tables.steps)
    let exceptions: Int
    switch containerKind(slot) {
    case 2:
      unsafe cvn_add_row_steps(sums, zeros, zeros, container, steps, live)
      exceptions = 2048
    case 1:
      unsafe cvn_add_bitset_steps(
        sums, zeros, zeros, tables.scratch, container, Int32(count), end, steps, live)
      exceptions = Self.bitsetHeaderSize &+ (count &+ 1) >> 1
    default:
      if live == .max {
        unsafe cvn_add_tiny_steps(sums, zeros, container, Int32(count), steps)
      } else {
        unsafe addTinyCounts(container, count, live, to: sums)
      }
      exceptions = 2 &* count
    }
    unsafe addExceptions(container + exceptions, slot, live, to: sums)
  }

  private func addTinyCounts(
    _ container: UnsafeRawPointer, _ count: Int, _ live: UInt64, to sums: UnsafeMutablePointer<UInt8>
  ) {
    let first = live.trailingZeroBitCount
    let last = 64 &- live.leadingZeroBitCount
    var index = unsafe tinyLowerBound(container, count, UInt16(truncatingIfNeeded: first << 10))
    while index < count {
      let entry = unsafe container.loadUnaligned(fromByteOffset: 2 &* index, as: UInt16.self)
      index &+= 1
      if Int(entry >> 10) >= last { break }
      if live &>> UInt64(entry >> 10) & 1 == 0 { continue }
      let place = unsafe sums + Int(entry >> 4)
      unsafe place.pointee = UInt8(
        truncatingIfNeeded: min(255, Int(place.pointee) &+ max(1, Int(entry & 15))))
    }
  }

  /// Adds what frequencies have above the cap of their container.
  private func addExceptions(
    _ list: UnsafeRawPointer, _ slot: Int, _ live: UInt64, to sums: UnsafeMutablePointer<UInt8>
  ) {
    // A damaged count must not lead out of the container.
    let room = unsafe payload.unsafelyUnwrapped + containerOffset(slot &+ 1) - list
    let count = unsafe min(Int(list.loadUnaligned(as: UInt16.self)), (room &- 2) >> 2)
    for index in 0..<max(0, count) {
      let offset = unsafe Int(list.loadUnaligned(fromByteOffset: 2 &+ 2 &* index, as: UInt16.self) & 4095)
      if live &>> UInt64(offset >> 6) & 1 == 0 { continue }
      let frequency = unsafe Int(
        list.loadUnaligned(fromByteOffset: 2 &+ 2 &* (count &+ index), as: UInt16.self))
      let sum = unsafe Int(sums[offset]) &+ max(0, frequency &- 15)
      unsafe sums[offset] = UInt8(truncatingIfNeeded: min(255, sum))
    }
  }
}

/// What kernels for estimates need to add up frequencies themselves: classes that are all 0, and the steps of a frequency.
@safe final class CountTables {
  /// Classes of length of a chunk, or of its sub-blocks: there is one.
  let zeros: UnsafeMutablePointer<UInt8>
  /// The frequency itself.
  let steps: UnsafeMutablePointer<UInt8>
  let scratch: UnsafeMutablePointer<UInt8>

  init() {
    unsafe zeros = .allocate(capacity: 2 * DocumentGrid.chunkSize + 256)
    unsafe scratch = unsafe zeros + DocumentGrid.chunkSize
    unsafe steps = unsafe scratch + DocumentGrid.chunkSize
    unsafe zeros.update(repeating: 0, count: 2 * DocumentGrid.chunkSize + 256)
    for frequency in 0..<16 { unsafe steps[frequency] = UInt8(frequency) }
  }

  deinit { unsafe zeros.deallocate() }
}
