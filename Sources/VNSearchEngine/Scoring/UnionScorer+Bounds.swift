import CVNKernels

/// What documents score at most before a chunk is looked into.
extension UnionScorer {
  /// The odds of an impact's bound.
  private static func odds(_ bound: UInt8) -> Float {
    let bound = min(Float(bound), 254.9)
    return bound / (255 - bound)
  }

  /// Fills the bounds of a window; returns whether anything matches in it.
  ///
  /// Of few lists each bounds the sub-blocks; of many only chunks, since the sum of many bounds says little.
  func fillBounds(window: Int, chunks: UInt64) -> Bool {
    let count = DocumentGrid.subBlocksPerWindow
    let firstChunk = window * DocumentGrid.chunksPerWindow
    return unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { buffer in
      guard let odds = buffer.baseAddress else { return false }
      unsafe odds.initialize(repeating: 0, count: count)
      var any: UInt64 = 0
      for (cursor, weight) in zip(cursors, cursorWeights) {
        any |= unsafe cursor.addOdds(
          ofWindow: firstChunk, chunks, weight: weight, bySubBlock: cursors.count <= Self.boundedLists,
          to: odds)
      }
      for chunk in 0..<DocumentGrid.chunksPerWindow where chunks &>> UInt64(chunk) & 1 == 1 {
        scattered.forEach(ofSegmentChunk: firstChunk + chunk) { posting in
          any |= 1 &<< UInt64(chunk)
          let subBlock = chunk << 6 | Int(posting.document >> 6) & 63
          let bound = impacts.bound(document: posting.document, frequency: posting.frequency)
          unsafe odds[subBlock] += classWeights[Int(posting.weightClass)] * Self.odds(bound) * Self.margin
        }
      }
      if any == 0 {
        unsafe bounds.update(repeating: 0, count: count)
        return false
      }
      unsafe cvn_odds_to_bounds(bounds, odds, Int32(count))
      return true
    }
  }
}

extension PostingCursor {
  /// Adds the odds of a chunked list's bounds to those of a window's sub-blocks; returns the chunks that it has.
  fileprivate func addOdds(
    ofWindow firstChunk: Int, _ chunks: UInt64, weight: Float, bySubBlock: Bool,
    to odds: UnsafeMutablePointer<Float>
  ) -> UInt64 {
    var any: UInt64 = 0
    var low = 0
    var high = chunkCount
    while low < high {
      let middle = (low + high) / 2
      if chunkID(middle) < firstChunk { low = middle + 1 } else { high = middle }
    }
    while low < chunkCount {
      let chunk = chunkID(low) - firstChunk
      if chunk >= DocumentGrid.chunksPerWindow { break }
      if chunks &>> UInt64(chunk) & 1 == 1 {
        any |= 1 &<< UInt64(chunk)
        let place = unsafe odds + chunk &* 64
        if bySubBlock && hasBounds {
          unsafe cvn_add_odds(
            place, (boundBytes.unsafelyUnwrapped + 64 &* low).assumingMemoryBound(to: UInt8.self), weight, 64)
        } else {
          let best = unsafe min(
            Float(bests.unsafelyUnwrapped.load(fromByteOffset: low, as: UInt8.self)), 254.9)
          let own = weight * best / (255 - best) * BlockScorer.margin
          for subBlock in 0..<64 { unsafe place[subBlock] += own }
        }
      }
      low &+= 1
    }
    return any
  }
}
