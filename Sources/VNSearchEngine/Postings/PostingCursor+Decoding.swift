import CVNKernels

extension PostingCursor {
  /// Appends all documents and their frequencies in order; of a damaged list none beyond the segment's last.
  ///
  /// - Complexity: O(postings + chunks).
  func decode(documents output: IntegerBuffer, frequencies: IntegerBuffer) {
    guard kind == .chunked else {
      guard let documents = unsafe documents, let decodedFrequencies = unsafe decodedFrequencies else {
        return
      }
      for index in 0..<decodedCount {
        unsafe output.append(documents[index])
        unsafe frequencies.append(decodedFrequencies[index])
      }
      return
    }
    let limit = UInt32(truncatingIfNeeded: documentCount)
    for slot in 0..<chunkCount {
      let base = UInt32(truncatingIfNeeded: chunkID(slot) << DocumentGrid.chunkShift)
      let container = unsafe payload.unsafelyUnwrapped + containerOffset(slot)
      let count = containerCount(slot)
      switch containerKind(slot) {
      case 0:
        for index in 0..<count {
          let entry = unsafe container.loadUnaligned(fromByteOffset: 2 &* index, as: UInt16.self)
          if base | UInt32(entry >> 4) >= limit { continue }
          output.append(base | UInt32(entry >> 4))
          let frequency = max(1, UInt32(entry & 15))
          unsafe frequencies.append(
            frequency == 15 ? exception(container + 2 &* count, slot, entry >> 4) : frequency)
        }
      case 1:
        var index = 0
        for subBlock in 0..<64 {
          var mask = unsafe bitsetMask(container, subBlock)
          while mask != 0 {
            let offset = subBlock << 6 | mask.trailingZeroBitCount
            mask &= mask &- 1
            let frequency = unsafe bitsetFrequency(container, index, count)
            index &+= 1
            if base | UInt32(truncatingIfNeeded: offset) >= limit { continue }
            output.append(base | UInt32(truncatingIfNeeded: offset))
            unsafe frequencies.append(
              frequency == 15 ? bitsetException(container, count, slot, offset) : frequency)
          }
        }
      default:
        for subBlock in 0..<64 {
          let row = unsafe container + 32 &* subBlock
          var mask = unsafe cvn_row_mask(row)
          while mask != 0 {
            let document = mask.trailingZeroBitCount
            mask &= mask &- 1
            let byte = unsafe row.load(fromByteOffset: document & 31, as: UInt8.self)
            let frequency = UInt32(document < 32 ? byte & 15 : byte >> 4)
            let offset = UInt16(truncatingIfNeeded: subBlock << 6 | document)
            if base | UInt32(offset) >= limit { continue }
            output.append(base | UInt32(offset))
            unsafe frequencies.append(frequency == 15 ? exception(container + 2048, slot, offset) : frequency)
          }
        }
      }
    }
  }
}
