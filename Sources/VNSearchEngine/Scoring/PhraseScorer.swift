import CVNKernels

/// Scores a phrase: syllables at given distances, each with the surfaces that the query accepts.
///
/// Candidates come from the lists of adjacent pairs (from the terms' lists where a distance is not 1 or the phrase has
/// slop); positions are read only of candidates that can still reach the threshold. The frequency of a phrase of two
/// syllables that accepts every surface is that of its pair, without a look at positions.
final class PhraseScorer: BlockScorer {
  typealias Part = PhrasePart

  private let parts: [Part]
  private let pairs: [PostingCursor]
  private let slop: UInt32
  private let lengths: LengthsFile
  /// Units of frequency of an occurrence in each field; 0: the phrase is not wanted in that field.
  private let fieldWeights: [UInt32]
  private let unit: Float
  private let frequencyIsThatOfPair: Bool
  private let leads: [PostingCursor]
  private var window = 0
  private var positionBuffers: [IntegerBuffer]
  private let surfaces = IntegerBuffer()

  /// - Parameters:
  ///   - parts: By offset; at least two.
  ///   - pairs: The lists of all adjacent parts, where `slop` is 0.
  ///   - pairSuffices: Whether the only pair's frequency is the phrase's.
  init(
    parts: [Part], pairs: [PostingCursor], pairSuffices: Bool, slop: Int, lengths: LengthsFile,
    fieldWeights: [UInt32], weight: Float, boundRatio: Float, unit: Float
  ) {
    self.parts = parts
    self.pairs = pairs
    self.slop = UInt32(slop)
    self.lengths = lengths
    self.fieldWeights = fieldWeights
    self.unit = unit
    frequencyIsThatOfPair = pairSuffices
    var leads = pairs
    for part in parts where pairs.count < parts.count - 1 && !leads.contains(where: { $0 === part.cursor }) {
      leads.append(part.cursor)
    }
    self.leads = leads.sorted { $0.documentFrequency < $1.documentFrequency }
    positionBuffers = parts.map { _ in IntegerBuffer() }
    unsafe super.init(weight: weight, boundRatio: boundRatio, bounds: nil)
  }

  override func prepare(window: Int, chunks: UInt64) -> Bool {
    self.window = window
    let count = DocumentGrid.subBlocksPerWindow
    // The rarest first: the others matter only in the chunks that it leaves.
    var left = chunks
    for (index, cursor) in leads.enumerated() {
      let matches = cursor.prepare(window: window, chunks: left)
      if !matches {
        unsafe bounds.update(repeating: 0, count: count)
        return false
      }
      if index == 0 {
        unsafe bounds.update(from: cursor.bounds, count: count)
      } else {
        // A phrase occurs at most as often as the rarest of its pairs or terms.
        unsafe cvn_least_bounds(bounds, cursor.bounds, Int32(count))
      }
      left &= unsafe cvn_chunks_with_bounds(bounds)
      if left == 0 { return false }
    }
    // With slop one occurrence of a term may serve several matches, and no bound is known.
    if slop > 0 {
      for subBlock in 0..<count where unsafe bounds[subBlock] != 0 { unsafe bounds[subBlock] = 255 }
    }
    if !frequencyIsThatOfPair { for part in parts { part.cursor.prepare(window: window, chunks: left) } }
    return true
  }

  override func score(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    if unsafe bounds[subBlock] == 0 { return 0 }
    if frequencyIsThatOfPair {
      let mask = unsafe pairs[0].frequencies(of: subBlock, wanted: scratch.wanted, into: scratch.frequencies)
      if mask != 0 {
        unsafe cvn_score_frequencies(scratch.scores, scratch.frequencies, unit, scratch.normalizers, weight)
      }
      return mask
    }
    let candidates = candidates(subBlock) & scratch.wanted
    if candidates == 0 { return 0 }
    unsafe leads[0].frequencies(of: subBlock, into: scratch.frequencies)
    unsafe scratch.graded.update(repeating: 0, count: 64)
    var mask: UInt64 = 0
    var rest = candidates
    while rest != 0 {
      let document = rest.trailingZeroBitCount
      rest &= rest &- 1
      // The lead's frequency bounds the phrase's: who cannot reach the threshold by it need not be read.
      let most = unsafe Float(scratch.frequencies[document]) * unit
      let best = unsafe scratch.scores[document] + weight * (most / (most + scratch.normalizers[document]))
      if slop == 0 && best * BlockScorer.margin < scratch.needed { continue }
      let frequency = self.frequency(subBlock << 6 | document, scratch)
      if frequency > 0 {
        unsafe scratch.graded[document] = frequency
        mask |= 1 &<< UInt64(document)
      }
    }
    if mask != 0 { unsafe cvn_score(scratch.scores, scratch.graded, scratch.normalizers, weight) }
    return mask
  }

  override var scoresSingleDocuments: Bool { true }

  override func contribution(ofDocument local: Int, normalizer: Float, _ scratch: ScoringScratch) -> Float? {
    var tf: Float
    if frequencyIsThatOfPair {
      let frequency = pairs[0].frequency(ofDocument: local)
      if frequency == 0 { return nil }
      tf = Float(Int32(truncatingIfNeeded: frequency)) * unit
    } else {
      for cursor in leads where cursor.frequency(ofDocument: local) == 0 { return nil }
      tf = frequency(local, scratch)
      if tf <= 0 { return nil }
    }
    return weight * (tf / (tf + normalizer))
  }

  /// Positions are for what is left of the candidates.
  override func candidates(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    unsafe bounds[subBlock] == 0 ? 0 : candidates(subBlock)
  }

  override func matches(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    if unsafe bounds[subBlock] == 0 { return 0 }
    if frequencyIsThatOfPair { return pairs[0].mask(of: subBlock) }
    var mask: UInt64 = 0
    var rest = candidates(subBlock)
    while rest != 0 {
      let document = rest.trailingZeroBitCount
      rest &= rest &- 1
      if frequency(subBlock << 6 | document, scratch) > 0 { mask |= 1 &<< UInt64(document) }
    }
    return mask
  }

  override func guaranteed(count: Int, leastRatio: Float) -> Float {
    frequencyIsThatOfPair ? pairs[0].guaranteed(count: count, weight: weight, leastRatio: leastRatio) : 0
  }

  private func candidates(_ subBlock: Int) -> UInt64 {
    var mask = UInt64.max
    for cursor in leads where mask != 0 { mask &= cursor.mask(of: subBlock) }
    return mask
  }

  /// How often the phrase occurs in a document of the window, in natural frequency; 0 if it does not.
  private func frequency(_ local: Int, _ scratch: ScoringScratch) -> Float {
    scratch.counters.positionsRead &+= 1
    for index in parts.indices {
      let part = parts[index]
      let buffer = positionBuffers[index]
      part.readPositions(ofDocument: local, into: buffer, surfaces)
      if buffer.count == 0 { return 0 }
    }
    let document = window << DocumentGrid.windowShift | local
    return slop == 0 ? exactFrequency(document) : sloppyFrequency(document)
  }

  private func exactFrequency(_ document: Int) -> Float {
    var rarest = 0
    for index in parts.indices where positionBuffers[index].count < positionBuffers[rarest].count {
      rarest = index
    }
    var frequency: Float = 0
    let starts = fieldWeights.count == 1 ? [] : lengths.fieldStarts(document: document)
    unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: parts.count) { places in
      unsafe places.update(repeating: 0)
      next: for place in 0..<positionBuffers[rarest].count {
        let position = unsafe positionBuffers[rarest].base[place]
        guard position >= parts[rarest].offset else { continue }
        let first = position &- parts[rarest].offset
        for index in parts.indices where index != rarest {
          // Positions ascend in every part, so that each is walked through once.
          let buffer = positionBuffers[index]
          let wanted = first &+ parts[index].offset
          var other = unsafe places[index]
          while unsafe other < buffer.count && buffer.base[other] < wanted { other &+= 1 }
          unsafe places[index] = other
          if other == buffer.count { return }
          if unsafe buffer.base[other] != wanted { continue next }
        }
        frequency += fieldWeights.weight(at: first, starts, unit)
      }
    }
    return frequency
  }

  /// Sums 1/(1 + distance) over the tightest places where every part is near its own, as Lucene does.
  private func sloppyFrequency(_ document: Int) -> Float {
    let starts = fieldWeights.count == 1 ? [] : lengths.fieldStarts(document: document)
    var places = [Int](repeating: 0, count: parts.count)
    func shifted(_ index: Int) -> Int64 {
      unsafe Int64(positionBuffers[index].base[places[index]]) - Int64(parts[index].offset)
    }
    var frequency: Float = 0
    while true {
      var least = 0
      var most = shifted(0)
      for index in 1..<parts.count {
        if shifted(index) < shifted(least) { least = index }
        most = max(most, shifted(index))
      }
      let spread = most - shifted(least)
      let before = shifted(least)
      let position = unsafe positionBuffers[least].base[places[least]]
      places[least] += 1
      let isLast = places[least] == positionBuffers[least].count
      // The tightest place of its kind: moving its first part on does not bring the others nearer.
      if spread <= Int64(slop), isLast || shifted(least) > most || max(most, shifted(least)) - before > spread
      {
        frequency += fieldWeights.weight(at: position, starts, unit) / Float(1 + spread)
      }
      if isLast { return frequency }
    }
  }
}
