extension ColumnChunk {
  /// Writes which documents have a value inside of `ranges`: bit i of word j is document 64 j + i. All 64 words are
  /// written; those beyond the last document are 0.
  func fill(_ mask: UnsafeMutablePointer<UInt64>, matching ranges: ColumnRanges) {
    let packedRanges = packedRanges(ranges)
    if let first = packedRanges.first, packedRanges.count == 1 {
      let low = first.lowerBound
      let span = first.upperBound - low
      unsafe fill(mask) { $0 &- low <= span }
    } else if packedRanges.isEmpty {
      unsafe mask.update(repeating: 0, count: 64)
    } else {
      unsafe packedRanges.withUnsafeBufferPointer { ranges in
        unsafe fill(mask) { value in
          // The first range that does not end before the value.
          var low = 0
          var high = ranges.count
          while low < high {
            let middle = (low &+ high) &>> 1
            if unsafe ranges[middle].upperBound < value { low = middle &+ 1 } else { high = middle }
          }
          return unsafe low < ranges.count && ranges[low].lowerBound <= value
        }
      }
    }
  }

  /// Writes which documents have a value at all.
  func fillPresent(_ mask: UnsafeMutablePointer<UInt64>) {
    if form == .optional {
      for word in 0..<64 { unsafe mask[word] = present(word) }
    } else {
      unsafe fill(mask) { _ in true }
    }
  }

  /// The packed values that stand for values inside of `ranges`, as disjoint ascending ranges.
  private func packedRanges(_ ranges: ColumnRanges) -> [ClosedRange<UInt64>] {
    let largest = UInt64(bitPattern: bounds.upperBound &- bounds.lowerBound) / divisor
    var packed: [ClosedRange<UInt64>] = []
    for range in ranges.overlapping(bounds) {
      let low = UInt64(bitPattern: Swift.max(range.lowerBound, bounds.lowerBound) &- bounds.lowerBound)
      let high = UInt64(bitPattern: Swift.min(range.upperBound, bounds.upperBound) &- bounds.lowerBound)
      // Rounded inwards: only multiples of the divisor occur.
      let first = low / divisor + (low % divisor == 0 ? 0 : 1)
      let last = Swift.min(high / divisor, largest)
      if first <= last { packed.append(first...last) }
    }
    return packed
  }

  @inline(__always)
  private func fill(_ mask: UnsafeMutablePointer<UInt64>, where matches: (UInt64) -> Bool) {
    switch form {
    case .one:
      var document = 0
      for word in 0..<64 {
        var bits: UInt64 = 0
        let end = Swift.min(document &+ 64, documentCount)
        var bit: UInt64 = 0
        while document < end {
          bits |= (matches(packed[document]) ? 1 : 0) &<< bit
          bit &+= 1
          document &+= 1
        }
        unsafe mask[word] = bits
      }
    case .optional:
      var index = 0
      for word in 0..<64 {
        var rest = present(word)
        var bits: UInt64 = 0
        while rest != 0 {
          if matches(packed[index]) { bits |= rest & (0 &- rest) }
          index &+= 1
          rest &= rest &- 1
        }
        unsafe mask[word] = bits
      }
    case .several:
      for word in 0..<64 {
        var bits: UInt64 = 0
        for document in Swift.min(word * 64, documentCount)..<Swift.min(word * 64 + 64, documentCount) {
          for index in indices(at: document) where matches(packed[index]) {
            bits |= 1 &<< UInt64(document & 63)
            break
          }
        }
        unsafe mask[word] = bits
      }
    }
  }
}
