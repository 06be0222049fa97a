/// Scores words in one text field: what another scorer finds in all fields, counted again at its positions there.
///
/// The other scorer's bounds hold, as a word occurs in a field at most as often as in all of them. Positions are read
/// only of documents that can still reach the threshold.
@safe final class FieldScorer: BlockScorer {
  /// What an occurrence of a surface is worth.
  enum Use {
    case counts(weightClass: Int)
    /// A part of the capped rest; see `GradedScorer`.
    case rest
    case ignored
  }

  /// A folded form in this segment.
  struct Form {
    var cursor: PostingCursor
    var positions: PositionsReader
    var uses: [Use]
  }

  private let inner: BlockScorer
  private let forms: [Form]
  private let classWeights: [Float]
  private let field: Int
  private let fieldWeight: UInt32
  private let lengths: LengthsFile
  private let unit: Float
  private var window = 0
  private var isActive: [Bool]
  private var counts: [UInt32]
  private let positions = IntegerBuffer()
  private let surfaces = IntegerBuffer()

  init(
    _ inner: BlockScorer, forms: [Form], classWeights: [Float], field: Int, fieldWeight: UInt32,
    lengths: LengthsFile, weight: Float, boundRatio: Float, unit: Float
  ) {
    self.inner = inner
    self.forms = forms
    self.classWeights = classWeights
    self.field = field
    self.fieldWeight = fieldWeight
    self.lengths = lengths
    self.unit = unit
    isActive = forms.map { _ in false }
    counts = classWeights.map { _ in 0 }
    unsafe super.init(weight: weight, boundRatio: boundRatio, bounds: nil)
  }

  override var cost: Int { inner.cost }

  override func prepare(window: Int, chunks: UInt64) -> Bool {
    self.window = window
    guard inner.prepare(window: window, chunks: chunks) else {
      unsafe bounds.update(repeating: 0, count: DocumentGrid.subBlocksPerWindow)
      return false
    }
    unsafe bounds.update(from: inner.bounds, count: DocumentGrid.subBlocksPerWindow)
    for (index, form) in forms.enumerated() {
      isActive[index] = form.cursor.prepare(window: window, chunks: chunks)
    }
    return true
  }

  override func score(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    if unsafe bounds[subBlock] == 0 { return 0 }
    let most = unsafe contributions[Int(bounds[subBlock])]
    var mask: UInt64 = 0
    var rest = inner.matches(subBlock, scratch) & scratch.wanted
    while rest != 0 {
      let document = rest.trailingZeroBitCount
      rest &= rest &- 1
      if unsafe (scratch.scores[document] + most) * Self.margin < scratch.needed { continue }
      let tf = frequency(subBlock << 6 | document, scratch)
      if tf <= 0 { continue }
      mask |= 1 &<< UInt64(document)
      unsafe scratch.graded[document] = tf
      unsafe scratch.scores[document] += weight * (tf / (tf + scratch.normalizers[document]))
    }
    return mask
  }

  override var scoresSingleDocuments: Bool { true }

  override func contribution(ofDocument local: Int, normalizer: Float, _ scratch: ScoringScratch) -> Float? {
    let tf = frequency(local, scratch)
    return tf > 0 ? weight * (tf / (tf + normalizer)) : nil
  }

  /// Positions are for what is left of the candidates.
  override func candidates(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    inner.candidates(subBlock, scratch)
  }

  override func matches(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    if unsafe bounds[subBlock] == 0 { return 0 }
    var mask: UInt64 = 0
    var rest = inner.matches(subBlock, scratch)
    while rest != 0 {
      let document = rest.trailingZeroBitCount
      rest &= rest &- 1
      if frequency(subBlock << 6 | document, scratch) > 0 { mask |= 1 &<< UInt64(document) }
    }
    return mask
  }

  /// The frequency in the field of a document of the window; 0 if there is none.
  private func frequency(_ local: Int, _ scratch: ScoringScratch) -> Float {
    let range = lengths.range(ofField: field, document: window << DocumentGrid.windowShift | local)
    for index in counts.indices { counts[index] = 0 }
    var others: UInt32 = 0
    var hasRest = false
    for (index, form) in forms.enumerated() where isActive[index] {
      if form.cursor.frequency(ofDocument: local) == 0 { continue }
      scratch.counters.positionsRead &+= 1
      positions.removeAll()
      surfaces.removeAll()
      form.positions.read(
        ordinal: form.cursor.ordinal(ofDocument: local), positions: positions, surfaces: surfaces)
      for place in 0..<min(positions.count, surfaces.count) {
        guard unsafe range.contains(positions.base[place]) else { continue }
        let surface = unsafe Int(surfaces.base[place])
        guard surface < form.uses.count else { continue }
        switch form.uses[surface] {
        case .counts(let weightClass): counts[weightClass] &+= fieldWeight
        case .rest:
          hasRest = true
          others &+= fieldWeight
        case .ignored: break
        }
      }
    }
    var tf: Float = 0
    for (index, weight) in classWeights.enumerated() {
      tf += (weight * unit) * Float(Int32(truncatingIfNeeded: counts[index]))
    }
    if hasRest {
      let extra = (GradedScorer.restWeight * unit) * Float(Int32(truncatingIfNeeded: others))
      tf += extra < GradedScorer.restCap ? extra : GradedScorer.restCap
    }
    return tf
  }
}

extension LengthsFile {
  /// The positions of a text field of a document.
  func range(ofField field: Int, document: Int) -> Range<UInt32> {
    var start: UInt32 = 0
    for before in 0..<field { start &+= span(document: document, field: before) &+ Inverter.fieldGap }
    let end = start.addingReportingOverflow(span(document: document, field: field))
    return start..<(end.overflow ? .max : end.partialValue)
  }
}
