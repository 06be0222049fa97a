/// Scores words and phrases that stand close to each other in one field, in any order.
///
/// Candidates have every syllable; positions are read only of those that can still reach the threshold. A passage from
/// the first word of one operand to the last of another counts 1/(1 + n), n the words in it that belong to none, if n
/// is at most the distance; of passages that begin with the same operand only the tightest counts.
@safe final class NearScorer: BlockScorer {
  private let operands: [[PhraseScorer.Part]]
  /// How many positions each operand takes.
  private let spans: [Int64]
  private let distance: Int64
  private let lengths: LengthsFile
  private let fieldWeights: [UInt32]
  private let unit: Float
  private var leads: [PostingCursor] = []
  private var window = 0
  private var starts: [[Int64]]
  private var buffers: [IntegerBuffer]
  private let surfaces = IntegerBuffer()

  /// - Parameters:
  ///   - operands: Two or more; the parts of each by offset.
  ///   - fieldWeights: Units of a passage in each field; 0: it is not wanted there.
  init(
    operands: [[PhraseScorer.Part]], distance: Int, lengths: LengthsFile, fieldWeights: [UInt32],
    weight: Float, boundRatio: Float, unit: Float
  ) {
    self.operands = operands
    spans = operands.map { Int64($0.last?.offset ?? 0) + 1 }
    self.distance = Int64(distance)
    self.lengths = lengths
    self.fieldWeights = fieldWeights
    self.unit = unit
    for part in operands.joined() where !leads.contains(where: { $0 === part.cursor }) {
      leads.append(part.cursor)
    }
    starts = operands.map { _ in [] }
    buffers = (0..<(operands.map(\.count).max() ?? 0)).map { _ in IntegerBuffer() }
    unsafe super.init(weight: weight, boundRatio: boundRatio, bounds: nil)
  }

  override var cost: Int { leads.map(\.documentFrequency).min() ?? 0 }

  override func prepare(window: Int, chunks: UInt64) -> Bool {
    self.window = window
    let count = DocumentGrid.subBlocksPerWindow
    unsafe bounds.update(repeating: 255, count: count)
    for cursor in leads {
      guard cursor.prepare(window: window, chunks: chunks) else {
        unsafe bounds.update(repeating: 0, count: count)
        return false
      }
      // One occurrence may be in several passages: no bound of the frequency is known.
      for subBlock in 0..<count where unsafe cursor.bounds[subBlock] == 0 { unsafe bounds[subBlock] = 0 }
    }
    return true
  }

  override func score(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    if unsafe bounds[subBlock] == 0 { return 0 }
    var mask: UInt64 = 0
    var rest = candidates(subBlock) & scratch.wanted
    while rest != 0 {
      let document = rest.trailingZeroBitCount
      rest &= rest &- 1
      if unsafe (scratch.scores[document] + weight) * Self.margin < scratch.needed { continue }
      let tf = frequency(subBlock << 6 | document, scratch)
      if tf <= 0 { continue }
      mask |= 1 &<< UInt64(document)
      unsafe scratch.graded[document] = tf
      unsafe scratch.scores[document] += weight * (tf / (tf + scratch.normalizers[document]))
    }
    return mask
  }

  override func matches(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    if unsafe bounds[subBlock] == 0 { return 0 }
    var mask: UInt64 = 0
    var rest = candidates(subBlock)
    while rest != 0 {
      let document = rest.trailingZeroBitCount
      rest &= rest &- 1
      if frequency(subBlock << 6 | document, scratch) > 0 { mask |= 1 &<< UInt64(document) }
    }
    return mask
  }

  /// Positions are for what is left of the candidates.
  override func candidates(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    unsafe bounds[subBlock] == 0 ? 0 : candidates(subBlock)
  }

  private func candidates(_ subBlock: Int) -> UInt64 {
    var mask = UInt64.max
    for cursor in leads where mask != 0 { mask &= cursor.mask(of: subBlock) }
    return mask
  }

  /// The weighted passages of a document of the window.
  private func frequency(_ local: Int, _ scratch: ScoringScratch) -> Float {
    scratch.counters.positionsRead &+= 1
    for index in operands.indices {
      readStarts(of: index, local)
      if starts[index].isEmpty { return 0 }
    }
    let document = window << DocumentGrid.windowShift | local
    let fieldStarts = fieldWeights.count == 1 ? [] : lengths.fieldStarts(document: document)
    let covered = spans.reduce(0, +)
    var places = [Int](repeating: 0, count: operands.count)
    var frequency: Float = 0
    while true {
      var least = 0
      var lastStart = Int64.min
      var end = Int64.min
      for index in operands.indices {
        let start = starts[index][places[index]]
        if start < starts[least][places[least]] { least = index }
        lastStart = max(lastStart, start)
        end = max(end, start + spans[index])
      }
      let start = starts[least][places[least]]
      let between = max(0, end - start - covered)
      places[least] += 1
      let isLast = places[least] == starts[least].count
      if between <= distance, isLast || starts[least][places[least]] > lastStart {
        frequency +=
          fieldWeights.weight(at: UInt32(truncatingIfNeeded: start), fieldStarts, unit) / Float(1 + between)
      }
      if isLast { return frequency }
    }
  }

  /// Where an operand begins in a document of the window.
  private func readStarts(of operand: Int, _ local: Int) {
    starts[operand].removeAll(keepingCapacity: true)
    let parts = operands[operand]
    for (index, part) in parts.enumerated() {
      part.readPositions(ofDocument: local, into: buffers[index], surfaces)
    }
    next: for place in 0..<buffers[0].count {
      let start = unsafe buffers[0].base[place]
      for index in parts.indices.dropFirst()
      where !buffers[index].contains(ascending: start &+ parts[index].offset) {
        continue next
      }
      starts[operand].append(Int64(start))
    }
  }
}
