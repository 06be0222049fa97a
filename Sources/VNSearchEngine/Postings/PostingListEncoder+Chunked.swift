extension PostingListEncoder {
  /// Containers of a chunk, in the order of their codes.
  enum ContainerKind: UInt8 {
    case tiny = 0
    case bitset = 1
    case row = 2

    /// The highest frequency that a posting holds by itself; this one means "see the exceptions".
    static let cap: UInt32 = 15

    static func forCount(_ count: Int) -> ContainerKind {
      if count >= PostingListEncoder.rowThreshold { return .row }
      return count >= PostingListEncoder.bitsetThreshold ? .bitset : .tiny
    }
  }

  /// Bytes before the directory: best impacts and flags, number of chunks, number of wide frequencies.
  static let chunkedHeaderSize = 12

  func encodeChunked(
    _ documents: UnsafeBufferPointer<UInt32>, _ frequencies: UnsafeBufferPointer<UInt32>, chunks: Int
  ) {
    let hasBounds = documents.count >= Self.boundsDensity * chunks
    unsafe encodeBest(documents, frequencies, flags: hasBounds ? 1 : 0)
    output.append32(UInt32(chunks))
    var wide: [(document: UInt32, frequency: UInt32)] = []
    for index in 0..<documents.count where unsafe frequencies[index] >= 65535 {
      unsafe wide.append((documents[index], frequencies[index]))
    }
    output.append32(UInt32(wide.count))
    let directory = output.count
    let directorySize = chunks * (2 + 2 + 4 + 1) + 4 + (hasBounds ? 64 * chunks : 0)
    _ = unsafe output.appendZeros(directorySize)
    for entry in wide {
      output.append32(entry.document)
      output.append32(entry.frequency)
    }
    let payload = output.count
    let kinds = directory + 2 * chunks
    let offsets = kinds + 2 * chunks
    let bests = offsets + 4 * (chunks + 1)
    let bounds = bests + chunks

    var index = 0
    for slot in 0..<chunks {
      let chunk = unsafe documents[index] >> UInt32(DocumentGrid.chunkShift)
      var end = index
      while unsafe end < documents.count && documents[end] >> UInt32(DocumentGrid.chunkShift) == chunk {
        end &+= 1
      }
      let kind = ContainerKind.forCount(end - index)
      unsafe output.base.storeBytes(of: UInt16(chunk), toByteOffset: directory + 2 * slot, as: UInt16.self)
      unsafe output.base.storeBytes(
        of: UInt16(kind.rawValue) << 12 | UInt16(end - index - 1), toByteOffset: kinds + 2 * slot,
        as: UInt16.self)
      unsafe output.base.storeBytes(
        of: UInt32(output.count - payload), toByteOffset: offsets + 4 * slot, as: UInt32.self)
      var best: UInt8 = 0
      for posting in index..<end {
        let document = unsafe documents[posting]
        let bound = unsafe impactBound(document, frequencies[posting])
        best = max(best, bound)
        if hasBounds {
          let place =
            bounds + 64 * slot + Int((document >> UInt32(DocumentGrid.subBlockShift)) & 63)
          if unsafe bound > output.base.load(fromByteOffset: place, as: UInt8.self) {
            unsafe output.base.storeBytes(of: bound, toByteOffset: place, as: UInt8.self)
          }
        }
      }
      unsafe output.base.storeBytes(of: best, toByteOffset: bests + slot, as: UInt8.self)
      unsafe encodeContainer(
        kind, UnsafeBufferPointer(rebasing: documents[index..<end]),
        UnsafeBufferPointer(rebasing: frequencies[index..<end]))
      index = end
    }
    output.overwrite32(UInt32(output.count - payload), at: offsets + 4 * chunks)
  }

  private func encodeContainer(
    _ kind: ContainerKind, _ documents: UnsafeBufferPointer<UInt32>,
    _ frequencies: UnsafeBufferPointer<UInt32>
  ) {
    let cap = ContainerKind.cap
    switch kind {
    case .tiny:
      for index in 0..<documents.count {
        let offset = unsafe documents[index] & 4095
        unsafe output.append16(UInt16(truncatingIfNeeded: offset << 4 | min(frequencies[index], cap)))
      }
    case .bitset:
      var masks = [UInt64](repeating: 0, count: 64)
      for index in 0..<documents.count {
        let document = unsafe documents[index]
        masks[Int(document >> 6) & 63] |= 1 << UInt64(document & 63)
      }
      for mask in masks { output.append64(mask) }
      var first = 0
      for mask in masks {
        output.append16(UInt16(first))
        first &+= mask.nonzeroBitCount
      }
      var index = 0
      while index < documents.count {
        let low = unsafe UInt8(min(frequencies[index], cap))
        let high = unsafe index &+ 1 < documents.count ? UInt8(min(frequencies[index &+ 1], cap)) : 0
        output.append(low | high << 4)
        index &+= 2
      }
    case .row:
      let row = unsafe output.appendZeros(2048)
      for index in 0..<documents.count {
        let offset = unsafe Int(documents[index] & 4095)
        let place = (offset >> 6) * 32 + (offset & 31)
        let nibble = unsafe UInt8(min(frequencies[index], cap)) << (offset & 32 != 0 ? 4 : 0)
        unsafe row.storeBytes(
          of: row.load(fromByteOffset: place, as: UInt8.self) | nibble, toByteOffset: place, as: UInt8.self)
      }
    }
    var exceptions = 0
    for index in 0..<frequencies.count where unsafe frequencies[index] >= cap { exceptions &+= 1 }
    output.append16(UInt16(exceptions))
    if exceptions == 0 { return }
    for index in 0..<documents.count where unsafe frequencies[index] >= cap {
      unsafe output.append16(UInt16(documents[index] & 4095))
    }
    for index in 0..<documents.count where unsafe frequencies[index] >= cap {
      unsafe output.append16(UInt16(min(frequencies[index], 65535)))
    }
  }
}
