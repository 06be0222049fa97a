import CVNKernels

/// Single documents: whether the list has one, and where.
extension PostingCursor {
  /// The list's documents if they are decoded, as those of short lists are.
  var decodedDocuments: [UInt32]? {
    guard kind != .chunked, let documents = unsafe documents else { return nil }
    return unsafe Array(UnsafeBufferPointer(start: documents, count: decodedCount))
  }

  /// Whether the list has a document, whatever window is prepared.
  ///
  /// - Complexity: O(log chunks + log postings of a chunk).
  func contains(_ document: UInt32) -> Bool {
    if kind != .chunked {
      let place = lowerBound(document)
      return unsafe place < decodedCount && documents.unsafelyUnwrapped[place] == document
    }
    let chunk = Int(document) >> DocumentGrid.chunkShift
    var low = 0
    var high = chunkCount
    while low < high {
      let middle = (low + high) / 2
      if chunkID(middle) < chunk { low = middle + 1 } else { high = middle }
    }
    guard low < chunkCount, chunkID(low) == chunk else { return false }
    let container = unsafe payload.unsafelyUnwrapped + containerOffset(low)
    let inChunk = Int(document) & (DocumentGrid.chunkSize - 1)
    switch containerKind(low) {
    case 0:
      let count = containerCount(low)
      let place = unsafe tinyLowerBound(container, count, UInt16(truncatingIfNeeded: inChunk << 4))
      return unsafe place < count
        && Int(container.loadUnaligned(fromByteOffset: 2 &* place, as: UInt16.self) >> 4) == inChunk
    case 1: return unsafe bitsetMask(container, inChunk >> 6) &>> UInt64(inChunk & 63) & 1 == 1
    default:
      return unsafe cvn_row_mask(container + 32 &* (inChunk >> 6)) &>> UInt64(inChunk & 63) & 1 == 1
    }
  }

  /// Where in the whole list the posting of a document of this window stands; the document must have the term.
  ///
  /// - Complexity: O(chunks) the first time, then O(64) within a chunk.
  func ordinal(ofDocument local: Int) -> Int {
    let subBlock = local >> 6
    if kind != .chunked {
      return lowerBound(UInt32(truncatingIfNeeded: window << DocumentGrid.windowShift | local))
    }
    let slot = slot(ofChunk: subBlock >> 6)
    // Only where a damaged pair list names a document that its terms do not have.
    if slot < 0 { return documentFrequency }
    let container = unsafe payload.unsafelyUnwrapped + containerOffset(slot)
    let count = containerCount(slot)
    let inChunk = local & 4095
    if firstOrdinals.isEmpty {
      var total = 0
      firstOrdinals = (0..<chunkCount).map { slot in
        defer { total += containerCount(slot) }
        return total
      }
    }
    let first = firstOrdinals[slot]
    switch containerKind(slot) {
    case 0:
      return unsafe first + tinyLowerBound(container, count, UInt16(truncatingIfNeeded: inChunk << 4))
    case 1: return unsafe first + bitsetRank(container, inChunk)
    default:
      if rankedSlot != slot {
        rankedSlot = slot
        var rank: UInt16 = 0
        rowRanks.removeAll(keepingCapacity: true)
        for block in 0..<DocumentGrid.subBlocksPerChunk {
          rowRanks.append(rank)
          unsafe rank &+= UInt16(cvn_row_mask(container + 32 &* block).nonzeroBitCount)
        }
      }
      let below = (UInt64(1) &<< UInt64(inChunk & 63)) &- 1
      return unsafe first + Int(rowRanks[inChunk >> 6])
        + (cvn_row_mask(container + 32 &* (inChunk >> 6)) & below).nonzeroBitCount
    }
  }

  /// How many postings of a bitset container stand before a document.
  @inline(__always)
  func bitsetRank(_ container: UnsafeRawPointer, _ inChunk: Int) -> Int {
    let below = (UInt64(1) &<< UInt64(inChunk & 63)) &- 1
    return unsafe bitsetFirst(container, inChunk >> 6)
      &+ (bitsetMask(container, inChunk >> 6) & below).nonzeroBitCount
  }
}
