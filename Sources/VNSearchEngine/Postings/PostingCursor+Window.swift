import CVNKernels

extension PostingCursor {
  /// Moves to a window and fills `bounds` for its sub-blocks. Returns whether any document in it has the term.
  ///
  /// - Parameter chunks: The chunks of interest; in others all bounds are 0.
  @discardableResult
  func prepare(window: Int, chunks: UInt64 = .max) -> Bool {
    if window == self.window && chunks & ~preparedChunks == 0 { return windowHasPostings }
    if window != self.window { settleBytesRead() }
    preparedChunks = window == self.window ? preparedChunks | chunks : chunks
    self.window = window
    unsafe bounds.update(repeating: 0, count: DocumentGrid.subBlocksPerWindow)
    windowHasPostings = kind == .chunked ? prepareChunks(window) : prepareDecoded(window)
    return windowHasPostings
  }

  private func prepareDecoded(_ window: Int) -> Bool {
    guard let documents = unsafe documents else { return false }
    let first = lowerBound(UInt32(truncatingIfNeeded: window << DocumentGrid.windowShift))
    let last = lowerBound(UInt32(truncatingIfNeeded: (window + 1) << DocumentGrid.windowShift))
    guard let decodedFrequencies = unsafe decodedFrequencies else { return false }
    unsafe slots.update(repeating: -1, count: DocumentGrid.chunksPerWindow)
    for index in (first..<last).reversed() {
      let document = unsafe documents[index]
      let chunk = Int(document) >> DocumentGrid.chunkShift & (DocumentGrid.chunksPerWindow - 1)
      unsafe slots[chunk] = Int32(truncatingIfNeeded: index)
      let subBlock =
        Int(document >> UInt32(DocumentGrid.subBlockShift)) & (DocumentGrid.subBlocksPerWindow - 1)
      unsafe bounds[subBlock] = unsafe max(
        bounds[subBlock], impacts.bound(document: document, frequency: decodedFrequencies[index]))
    }
    windowFirst = first
    windowLast = last
    return first < last
  }

  private func prepareChunks(_ window: Int) -> Bool {
    unsafe slots.update(repeating: -1, count: DocumentGrid.chunksPerWindow)
    let firstChunk = window * DocumentGrid.chunksPerWindow
    var low = 0
    var high = chunkCount
    while low < high {
      let middle = (low + high) / 2
      if chunkID(middle) < firstChunk { low = middle + 1 } else { high = middle }
    }
    let firstSlot = low
    while low < chunkCount {
      let chunk = chunkID(low) - firstChunk
      if chunk >= DocumentGrid.chunksPerWindow { break }
      if preparedChunks &>> UInt64(chunk) & 1 == 0 {
        low &+= 1
        continue
      }
      unsafe slots[chunk] = Int32(truncatingIfNeeded: low)
      let place = unsafe bounds + chunk &* 64
      if hasBounds {
        unsafe UnsafeMutableRawPointer(place).copyMemory(
          from: boundBytes.unsafelyUnwrapped + 64 &* low, byteCount: 64)
      } else {
        touchedChunks |= 1 &<< UInt64(chunk)
        unsafe fillBounds(place, slot: low)
      }
      low &+= 1
    }
    return low > firstSlot
  }

  /// Where a chunk of the window is in the directory, for one who looks into it; negative if the list has nothing there.
  @inline(__always)
  func slot(ofChunk chunk: Int) -> Int {
    touchedChunks |= 1 &<< UInt64(truncatingIfNeeded: chunk)
    return unsafe Int(slots[chunk])
  }

  /// Bytes of the list that were looked at: its directory or, of a short list, all; and containers.
  var bytesRead: Int {
    settleBytesRead()
    return settledBytes
  }

  /// Adds the containers of the window's chunks that were looked into.
  private func settleBytesRead() {
    var left = kind == .chunked && window >= 0 ? touchedChunks : 0
    if window == 0 { left &= ~countedChunks }
    touchedChunks = 0
    while left != 0 {
      let slot = unsafe Int(slots[left.trailingZeroBitCount])
      left &= left &- 1
      if slot >= 0 { settledBytes &+= containerOffset(slot &+ 1) &- containerOffset(slot) }
    }
  }

  /// Computes the bounds of a container's sub-blocks where the list carries none.
  private func fillBounds(_ place: UnsafeMutablePointer<UInt8>, slot: Int) {
    let container = unsafe payload.unsafelyUnwrapped + containerOffset(slot)
    let best = unsafe bests.unsafelyUnwrapped.load(fromByteOffset: slot, as: UInt8.self)
    let count = containerCount(slot)
    let chunk = UInt32(truncatingIfNeeded: chunkID(slot) << DocumentGrid.chunkShift)
    switch containerKind(slot) {
    case 0:
      for index in 0..<count {
        let entry = unsafe container.loadUnaligned(fromByteOffset: 2 &* index, as: UInt16.self)
        let document = chunk | UInt32(entry >> 4)
        // A damaged offset may lie behind the last document.
        if Int(document) >= documentCount { continue }
        let bound = min(best, impacts.bound(document: document, frequency: UInt32(entry & 15)))
        unsafe place[Int(entry >> 10)] = unsafe max(place[Int(entry >> 10)], bound)
      }
    case 1:
      for subBlock in 0..<64 where unsafe bitsetMask(container, subBlock) != 0 {
        unsafe place[subBlock] = best
      }
    default:
      for subBlock in 0..<64 where unsafe cvn_row_mask(container + 32 &* subBlock) != 0 {
        unsafe place[subBlock] = best
      }
    }
  }

  /// The frequencies of the 64 documents of a sub-block of the window, 0 where a document lacks the term.
  ///
  /// - Parameters:
  ///   - subBlock: 0 ..< 4096, counted from the beginning of the window.
  ///   - output: 64 places, all written.
  /// - Returns: One bit for each document that has the term.
  @inline(__always) @discardableResult
  func frequencies(
    of subBlock: Int, wanted: UInt64 = .max, into output: UnsafeMutablePointer<UInt32>
  ) -> UInt64 {
    unsafe output.update(repeating: 0, count: 64)
    return unsafe addFrequencies(of: subBlock, wanted: wanted, to: output)
  }

  /// Adds the frequencies of a sub-block to `output` and returns one bit for each document that has the term.
  ///
  /// - Parameter wanted: Documents whose frequency must be exact; others may count as 15 what is more.
  func addFrequencies(
    of subBlock: Int, wanted: UInt64 = .max, to output: UnsafeMutablePointer<UInt32>
  ) -> UInt64 {
    if unsafe bounds[subBlock] == 0 { return 0 }
    if kind != .chunked { return unsafe addDecoded(subBlock, output) }
    let slot = slot(ofChunk: subBlock >> 6)
    if slot < 0 { return 0 }
    let container = unsafe payload.unsafelyUnwrapped + containerOffset(slot)
    let count = containerCount(slot)
    let local = subBlock & 63
    var mask: UInt64 = 0
    var capped: UInt64 = 0
    let exceptions: UnsafeRawPointer
    switch containerKind(slot) {
    case 0:
      var index = unsafe tinyLowerBound(container, count, UInt16(truncatingIfNeeded: local << 10))
      while index < count {
        let entry = unsafe container.loadUnaligned(fromByteOffset: 2 &* index, as: UInt16.self)
        if Int(entry >> 10) != local { break }
        let bit = UInt64(1) &<< UInt64(entry >> 4 & 63)
        unsafe output[Int(entry >> 4) & 63] &+= UInt32(entry & 15)
        mask |= bit
        if entry & 15 == 15 { capped |= bit }
        index &+= 1
      }
      unsafe exceptions = unsafe container + 2 &* count
    case 1:
      mask = unsafe bitsetMask(container, local)
      capped = unsafe cvn_bitset_add(output, container, Int32(count), end, Int32(local))
      unsafe exceptions = unsafe container + (Self.bitsetHeaderSize &+ (count &+ 1) >> 1)
    default:
      let row = unsafe container + 32 &* local
      capped = unsafe cvn_row_add(row, output)
      mask = unsafe cvn_row_mask(row)
      unsafe exceptions = unsafe container + 2048
    }
    capped &= wanted
    while capped != 0 {
      let document = capped.trailingZeroBitCount
      capped &= capped &- 1
      let frequency = unsafe exception(
        exceptions, slot, UInt16(truncatingIfNeeded: local << 6 | document))
      unsafe output[document] &+= frequency &- 15
    }
    return mask
  }

  /// The frequency in one document of the window, counted from its beginning; 0 if it lacks the term.
  @inline(__always)
  func frequency(ofDocument local: Int) -> UInt32 {
    let subBlock = local >> 6
    if unsafe bounds[subBlock] == 0 { return 0 }
    if kind != .chunked { return decodedFrequency(local) }
    let slot = slot(ofChunk: subBlock >> 6)
    if slot < 0 { return 0 }
    return frequency(slot: slot, inChunk: local & 4095)
  }

  /// The frequency in one document of a container.
  @inline(__always)
  func frequency(slot: Int, inChunk: Int) -> UInt32 {
    let container = unsafe payload.unsafelyUnwrapped + containerOffset(slot)
    if containerKind(slot) == 2 {
      let byte = unsafe container.load(fromByteOffset: (inChunk >> 6) &* 32 &+ (inChunk & 31), as: UInt8.self)
      let frequency = UInt32(inChunk & 32 == 0 ? byte & 15 : byte >> 4)
      return unsafe frequency < 15
        ? frequency : exception(container + 2048, slot, UInt16(truncatingIfNeeded: inChunk))
    }
    return unsafe sparseFrequency(container, slot, inChunk)
  }

  private func decodedFrequency(_ local: Int) -> UInt32 {
    guard let documents = unsafe documents, let decodedFrequencies = unsafe decodedFrequencies else {
      return 0
    }
    let document = UInt32(truncatingIfNeeded: window << DocumentGrid.windowShift | local)
    let index = lowerBound(document, from: windowFirst, to: windowLast)
    return unsafe index < windowLast && documents[index] == document ? decodedFrequencies[index] : 0
  }

  private func sparseFrequency(_ container: UnsafeRawPointer, _ slot: Int, _ inChunk: Int) -> UInt32 {
    let count = containerCount(slot)
    if containerKind(slot) == 0 {
      let index = unsafe tinyLowerBound(container, count, UInt16(truncatingIfNeeded: inChunk << 4))
      if index == count { return 0 }
      let entry = unsafe container.loadUnaligned(fromByteOffset: 2 &* index, as: UInt16.self)
      if Int(entry >> 4) != inChunk { return 0 }
      let frequency = UInt32(entry & 15)
      return unsafe frequency < 15 ? frequency : exception(container + 2 &* count, slot, entry >> 4)
    }
    if unsafe bitsetMask(container, inChunk >> 6) &>> UInt64(inChunk & 63) & 1 == 0 { return 0 }
    let frequency = unsafe bitsetFrequency(container, bitsetRank(container, inChunk), count)
    return unsafe frequency < 15 ? frequency : bitsetException(container, count, slot, inChunk)
  }

  /// One bit for each document of a sub-block that has the term.
  func mask(of subBlock: Int) -> UInt64 {
    if unsafe bounds[subBlock] == 0 { return 0 }
    if kind != .chunked {
      guard let documents = unsafe documents else { return 0 }
      var mask: UInt64 = 0
      let base = UInt32(truncatingIfNeeded: window << DocumentGrid.windowShift | subBlock << 6)
      var index = lowerBound(base, from: windowFirst, to: windowLast)
      while unsafe index < windowLast && documents[index] &- base < 64 {
        unsafe mask |= 1 &<< UInt64(documents[index] &- base)
        index &+= 1
      }
      return mask
    }
    let slot = slot(ofChunk: subBlock >> 6)
    if slot < 0 { return 0 }
    let container = unsafe payload.unsafelyUnwrapped + containerOffset(slot)
    let count = containerCount(slot)
    let local = subBlock & 63
    var mask: UInt64 = 0
    switch containerKind(slot) {
    case 0:
      var index = unsafe tinyLowerBound(container, count, UInt16(truncatingIfNeeded: local << 10))
      while index < count {
        let entry = unsafe container.loadUnaligned(fromByteOffset: 2 &* index, as: UInt16.self)
        if Int(entry >> 10) != local { break }
        mask |= 1 &<< UInt64(entry >> 4 & 63)
        index &+= 1
      }
    case 1: mask = unsafe bitsetMask(container, local)
    default:
      mask = unsafe cvn_row_mask(container + 32 &* local)
    }
    return mask
  }

  @inline(__always)
  private func addDecoded(_ subBlock: Int, _ output: UnsafeMutablePointer<UInt32>) -> UInt64 {
    guard let documents = unsafe documents, let decodedFrequencies = unsafe decodedFrequencies else {
      return 0
    }
    let base = UInt32(truncatingIfNeeded: window << DocumentGrid.windowShift | subBlock << 6)
    var mask: UInt64 = 0
    var index = lowerBound(base, from: windowFirst, to: windowLast)
    while index < windowLast {
      let document = unsafe documents[index] &- base
      if document >= 64 { break }
      unsafe output[Int(document)] &+= decodedFrequencies[index]
      mask |= 1 &<< UInt64(document)
      index &+= 1
    }
    return mask
  }

  @inline(__always)
  func lowerBound(_ document: UInt32) -> Int { lowerBound(document, from: 0, to: decodedCount) }

  @inline(__always)
  func lowerBound(_ document: UInt32, from first: Int, to last: Int) -> Int {
    guard let documents = unsafe documents else { return 0 }
    var low = first
    var high = last
    while low < high {
      let middle = (low &+ high) >> 1
      if unsafe documents[middle] < document { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  @inline(__always)
  func containerKind(_ slot: Int) -> UInt16 {
    unsafe kinds.unsafelyUnwrapped.loadUnaligned(fromByteOffset: 2 &* slot, as: UInt16.self) >> 12
  }

  /// The documents of a bitset container's sub-block.
  @inline(__always)
  func bitsetMask(_ container: UnsafeRawPointer, _ subBlock: Int) -> UInt64 {
    unsafe UInt64(littleEndian: container.loadUnaligned(fromByteOffset: 8 &* subBlock, as: UInt64.self))
  }

  @inline(__always)
  func bitsetFirst(_ container: UnsafeRawPointer, _ subBlock: Int) -> Int {
    unsafe Int(container.loadUnaligned(fromByteOffset: 512 &+ 2 &* subBlock, as: UInt16.self))
  }

  /// The frequency of a bitset container's posting; the last one's where a damaged index leads behind it.
  @inline(__always)
  func bitsetFrequency(_ container: UnsafeRawPointer, _ index: Int, _ count: Int) -> UInt32 {
    let place = min(index, count &- 1)
    let byte = unsafe container.load(fromByteOffset: Self.bitsetHeaderSize &+ place >> 1, as: UInt8.self)
    return max(1, UInt32(place & 1 == 0 ? byte & 15 : byte >> 4))
  }

  @inline(__always)
  func bitsetException(_ container: UnsafeRawPointer, _ count: Int, _ slot: Int, _ inChunk: Int) -> UInt32 {
    unsafe exception(
      container + (Self.bitsetHeaderSize &+ (count &+ 1) >> 1), slot, UInt16(truncatingIfNeeded: inChunk))
  }

  @inline(__always)
  func tinyLowerBound(_ container: UnsafeRawPointer, _ count: Int, _ entry: UInt16) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low &+ high) >> 1
      if unsafe container.loadUnaligned(fromByteOffset: 2 &* middle, as: UInt16.self) < entry {
        low = middle &+ 1
      } else {
        high = middle
      }
    }
    return low
  }

  /// The frequency of a posting at its container's cap.
  @inline(never)
  func exception(_ list: UnsafeRawPointer, _ slot: Int, _ offset: UInt16) -> UInt32 {
    // A damaged count must not lead out of the container.
    let room = unsafe payload.unsafelyUnwrapped + containerOffset(slot &+ 1) - list
    let count = unsafe min(Int(list.loadUnaligned(as: UInt16.self)), (room &- 2) >> 2)
    // Offsets are spread about evenly, so that the place is near where it would be if they were.
    func offsetAt(_ index: Int) -> UInt16 {
      unsafe list.loadUnaligned(fromByteOffset: 2 &+ 2 &* index, as: UInt16.self)
    }
    var low = max(0, min(count &- 1, (count &* Int(offset)) >> DocumentGrid.chunkShift))
    while low < count && offsetAt(low) < offset { low &+= 1 }
    while low > 0 && offsetAt(low &- 1) >= offset { low &-= 1 }
    // A damaged list may lack the exception; the posting says that the frequency is not below the cap.
    let cap = Encoder.ContainerKind.cap
    guard low < count else { return cap }
    let frequency = unsafe UInt32(
      list.loadUnaligned(fromByteOffset: 2 &+ 2 &* (count &+ low), as: UInt16.self))
    if frequency < 65535 { return max(frequency, cap) }
    let document = UInt32(truncatingIfNeeded: chunkID(slot) << DocumentGrid.chunkShift) | UInt32(offset)
    for index in 0..<wideCount {
      if unsafe wide.unsafelyUnwrapped.loadUnaligned(fromByteOffset: 8 &* index, as: UInt32.self) == document
      {
        let frequency = unsafe wide.unsafelyUnwrapped.loadUnaligned(
          fromByteOffset: 8 &* index &+ 4, as: UInt32.self)
        return min(max(frequency, 65535), Self.maximalFrequency)
      }
    }
    return frequency
  }
}
