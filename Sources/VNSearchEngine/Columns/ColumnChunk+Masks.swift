/// The packed values of one chunk that a filter lets pass.
enum PackedMatch {
  case none
  /// Every value there is.
  case all
  /// `value - low <= span`.
  case range(low: UInt64, span: UInt64)
  /// Disjoint ranges, ascending.
  case ranges([ClosedRange<UInt64>])
}

extension ColumnChunk {
  /// How `ranges` are asked of packed values.
  func match(_ ranges: ColumnRanges) -> PackedMatch {
    let overlapping = ranges.overlapping(bounds)
    if overlapping.isEmpty { return .none }
    if overlapping.contains(where: {
      $0.lowerBound <= bounds.lowerBound && $0.upperBound >= bounds.upperBound
    }) {
      return .all
    }
    let largest = UInt64(bitPattern: bounds.upperBound &- bounds.lowerBound) / divisor
    var packed: [ClosedRange<UInt64>] = []
    for range in overlapping {
      let low = UInt64(bitPattern: Swift.max(range.lowerBound, bounds.lowerBound) &- bounds.lowerBound)
      let high = UInt64(bitPattern: Swift.min(range.upperBound, bounds.upperBound) &- bounds.lowerBound)
      // Rounded inwards: only multiples of the divisor occur.
      let first = low / divisor + (low % divisor == 0 ? 0 : 1)
      let last = Swift.min(high / divisor, largest)
      if first <= last { packed.append(first...last) }
    }
    guard let first = packed.first else { return .none }
    return packed.count == 1
      ? .range(low: first.lowerBound, span: first.upperBound - first.lowerBound) : .ranges(packed)
  }

  /// Which documents of a sub-block have a value that passes: bit i is document 64 `word` + i of the chunk.
  @inline(__always)
  func mask(_ word: Int, _ match: PackedMatch) -> UInt64 {
    switch match {
    case .none: return 0
    case .all: return presentMask(word)
    case .range(let low, let span): return mask(word) { $0 &- low <= span }
    case .ranges(let ranges):
      return unsafe ranges.withUnsafeBufferPointer { ranges in
        mask(word) { value in
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

  /// Which documents of a sub-block have a value at all.
  func presentMask(_ word: Int) -> UInt64 {
    switch form {
    case .one:
      let count = documentCount - word << 6
      return count >= 64 ? .max : count <= 0 ? 0 : (1 &<< UInt64(count)) &- 1
    case .optional: return present(word)
    case .several: return mask(word) { _ in true }
    }
  }

  /// Writes which documents pass: 64 words; those beyond the last document are 0.
  func fill(_ mask: UnsafeMutablePointer<UInt64>, _ match: PackedMatch) {
    for word in 0..<64 { unsafe mask[word] = self.mask(word, match) }
  }

  @inline(__always)
  private func mask(_ word: Int, where matches: (UInt64) -> Bool) -> UInt64 {
    let start = Swift.min(word &<< 6, documentCount)
    let end = Swift.min(start &+ 64, documentCount)
    var bits: UInt64 = 0
    switch form {
    case .one:
      var bit: UInt64 = 0
      var document = start
      while document < end {
        bits |= (matches(packed[document]) ? 1 : 0) &<< bit
        bit &+= 1
        document &+= 1
      }
    case .optional:
      var index = rank(word)
      var rest = present(word)
      while rest != 0 {
        if matches(packed[index]) { bits |= rest & (0 &- rest) }
        index &+= 1
        rest &= rest &- 1
      }
    case .several:
      for document in start..<end {
        for index in indices(at: document) where matches(packed[index]) {
          bits |= 1 &<< UInt64(truncatingIfNeeded: document & 63)
          break
        }
      }
    }
    return bits
  }
}
