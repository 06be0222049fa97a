import CVNKernels

/// Scores one query syllable over the surfaces of its folded form, each with the weight of its relation to the query.
///
/// The frequency is Σ w·tf over the surfaces with w ≥ ½, plus min(½, 0.1·tf of all others): the others are what the
/// folded form has more than those surfaces. Integer frequencies are summed for each weight first, so that the result
/// does not depend on how surfaces are spread over segments.
@safe final class GradedScorer: BlockScorer {
  /// A surface that counts: its list, and the class of its weight.
  struct Component {
    var cursor: PostingCursor
    var weightClass: Int
  }

  /// What surfaces that do not count add: a tenth of their frequency, at most a half.
  static let restWeight: Float = 0.1
  static let restCap: Float = 0.5

  private let components: [Component]
  /// Distinct weights; the first `ownClasses` are of surfaces of this folded form, the others of its twin's.
  private let classWeights: [Float]
  private let ownClasses: Int
  private let folded: PostingCursor?
  private let odds: UnsafeMutablePointer<Float>
  private let plainOdds: UnsafeMutablePointer<Float>
  /// Tables of steps: for each class, then for the rest; then what the rest adds at most, by bound.
  private let tables: UnsafeMutablePointer<UInt8>
  private let restSteps: UnsafeMutablePointer<UInt8>
  /// The components' cursors, which they keep alive, and classes, without counting references at every use.
  private let cursors: UnsafeMutablePointer<Unmanaged<PostingCursor>>
  private let weightClasses: UnsafeMutablePointer<Int>
  private let componentCount: Int
  /// `folded`, in the same way.
  private let foldedCursor: Unmanaged<PostingCursor>?
  /// For each class its component if it has one alone.
  private let onlyComponent: [Int?]
  private let capShare: Float
  private let floorOdds: Float
  private let unit: Float

  /// - Parameters:
  ///   - folded: The list of the folded form; nil if the segment does not have it.
  ///   - leastFrequency: The least frequency that one occurrence can have.
  ///   - leastNormalizer: The least K of the segment under the written model.
  init(
    components: [Component], classWeights: [Float], ownClasses: Int, folded: PostingCursor?, weight: Float,
    boundRatio: Float, unit: Float, leastFrequency: Float, leastNormalizer: Float
  ) {
    self.components = components
    self.classWeights = classWeights
    self.ownClasses = ownClasses
    self.folded = folded
    self.unit = unit
    capShare = Self.restCap / leastFrequency
    floorOdds = Self.restCap / leastNormalizer
    unsafe odds = .allocate(capacity: DocumentGrid.subBlocksPerWindow)
    unsafe plainOdds = .allocate(capacity: DocumentGrid.subBlocksPerWindow)
    unsafe tables = .allocate(capacity: 256 * (classWeights.count + 2))
    unsafe restSteps = unsafe tables + 256 * (classWeights.count + 1)
    componentCount = components.count
    unsafe foldedCursor = folded.map { unsafe .passUnretained($0) }
    unsafe cursors = .allocate(capacity: max(1, components.count))
    unsafe weightClasses = .allocate(capacity: max(1, components.count))
    for (index, component) in components.enumerated() {
      unsafe (cursors + index).initialize(to: .passUnretained(component.cursor))
      unsafe weightClasses[index] = component.weightClass
    }
    onlyComponent = classWeights.indices.map { index in
      let members = components.indices.filter { components[$0].weightClass == index }
      return members.count == 1 ? members[0] : nil
    }
    unsafe super.init(weight: weight, boundRatio: boundRatio, bounds: nil)
  }

  deinit {
    unsafe odds.deallocate()
    unsafe plainOdds.deallocate()
    unsafe tables.deallocate()
    unsafe cursors.deallocate()
    unsafe weightClasses.deallocate()
  }

  @inline(__always)
  private func withCursor<Result>(_ index: Int, _ body: (PostingCursor) -> Result) -> Result {
    unsafe cursors[index]._withUnsafeGuaranteedRef(body)
  }

  /// Calls `body` with the list of the folded form, if there is one.
  @inline(__always)
  private func withFolded<Result>(_ body: (PostingCursor) -> Result) -> Result? {
    guard let foldedCursor = unsafe foldedCursor else { return nil }
    return unsafe foldedCursor._withUnsafeGuaranteedRef(body)
  }

  override func prepare(window: Int, chunks: UInt64) -> Bool {
    let count = DocumentGrid.subBlocksPerWindow
    unsafe odds.update(repeating: 0, count: count)
    // Where all weights are 1, the weighted odds are the plain ones.
    let isPlain = classWeights.allSatisfy { $0 == 1 }
    if !isPlain { unsafe plainOdds.update(repeating: 0, count: count) }
    var any = false
    for component in components where component.cursor.prepare(window: window, chunks: chunks) {
      any = true
      unsafe cvn_add_odds(odds, component.cursor.bounds, classWeights[component.weightClass], Int32(count))
      if !isPlain { unsafe cvn_add_odds(plainOdds, component.cursor.bounds, 1, Int32(count)) }
    }
    guard let folded else {
      if any {
        unsafe cvn_odds_to_bounds(bounds, odds, Int32(count))
      } else {
        unsafe bounds.update(repeating: 0, count: count)
      }
      return any
    }
    if folded.prepare(window: window, chunks: chunks) { any = true }
    if !any {
      unsafe bounds.update(repeating: 0, count: count)
    } else {
      // The twin's surfaces are not among the folded form's, so its bounds limit the sum only where there are none.
      unsafe cvn_graded_bounds(
        bounds, folded.bounds, odds, isPlain ? odds : plainOdds, Self.restWeight, capShare, floorOdds,
        ownClasses == classWeights.count ? 1 : 0, Int32(count))
    }
    return any
  }

  override func score(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    let mask = fill(subBlock, scratch)
    if mask != 0 { unsafe cvn_score(scratch.scores, scratch.graded, scratch.normalizers, weight) }
    return mask
  }

  override var scoresSingleDocuments: Bool { true }

  override func contribution(ofDocument local: Int, normalizer: Float, _ scratch: ScoringScratch) -> Float? {
    // The arithmetic of `cvn_graded_frequencies`, for one document.
    let classes = classWeights.count
    unsafe scratch.classes.update(repeating: 0, count: classes)
    var matched = false
    for index in 0..<componentCount {
      let frequency = withCursor(index) { $0.frequency(ofDocument: local) }
      if frequency == 0 { continue }
      matched = true
      unsafe scratch.classes[weightClasses[index]] &+= frequency
    }
    let whole = withFolded { $0.frequency(ofDocument: local) } ?? 0
    if !matched && whole == 0 { return nil }
    var rest = Int32(truncatingIfNeeded: whole)
    var tf: Float = 0
    for index in 0..<classes {
      let count = unsafe Int32(truncatingIfNeeded: scratch.classes[index])
      if index < ownClasses { rest &-= count }
      tf += (classWeights[index] * unit) * Float(count)
    }
    if folded != nil {
      let extra = (Self.restWeight * unit) * Float(max(rest, 0))
      tf += extra < Self.restCap ? extra : Self.restCap
    }
    return weight * (tf / (tf + normalizer))
  }

  /// Computes the graded frequencies of a sub-block and returns which documents have any.
  private func fill(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    if unsafe bounds[subBlock] == 0 { return 0 }
    let classes = classWeights.count
    unsafe scratch.classes.update(repeating: 0, count: 64 * classes)
    var mask: UInt64 = 0
    for index in 0..<componentCount {
      let counts = unsafe scratch.classes + 64 * weightClasses[index]
      mask |= withCursor(index) {
        unsafe $0.addFrequencies(of: subBlock, wanted: scratch.wanted, to: counts)
      }
    }
    var foldedFrequencies: UnsafePointer<UInt32>?
    let whole = withFolded {
      unsafe $0.frequencies(of: subBlock, wanted: scratch.wanted, into: scratch.frequencies)
    }
    if let whole {
      mask |= whole
      unsafe foldedFrequencies = unsafe UnsafePointer(scratch.frequencies)
    }
    if mask == 0 { return 0 }
    unsafe classWeights.withUnsafeBufferPointer { weights in
      unsafe cvn_graded_frequencies(
        scratch.graded, scratch.classes, weights.baseAddress, Int32(classes), Int32(ownClasses),
        foldedFrequencies,
        unit, Self.restWeight, Self.restCap)
    }
    return mask
  }

  override func prepareSteps(scale: Float, _ estimate: ChunkEstimate) {
    super.prepareSteps(scale: scale, estimate)
    let scaled = weight * Self.margin * scale
    for (index, classWeight) in classWeights.enumerated() {
      unsafe estimate.fill(
        tables + 256 * index, weight: scaled, unit: classWeight * unit, highest: .infinity)
    }
    unsafe estimate.fill(
      tables + 256 * classWeights.count, weight: scaled, unit: Self.restWeight * unit, most: Self.restCap,
      highest: .infinity)
    // What the folded form's other surfaces add to any document, by the bound of its list.
    unsafe cvn_fill_rest_steps(restSteps, scaled, Self.restWeight, floorOdds, boundRatio)
  }

  /// Saturation is concave, so the parts' contributions add up to no less than that of their sum.
  override func addSteps(chunk: Int, live: UInt64, to estimate: ChunkEstimate, _ scratch: ScoringScratch) {
    // Where a class has one list, its frequencies need not be gathered first.
    for index in classWeights.indices {
      let table = unsafe tables + 256 * index
      if let only = onlyComponent[index] {
        withCursor(only) {
          unsafe $0.addSteps(chunk: chunk, live: live, table: table, to: estimate)
        }
      } else if gather(index, chunk, live, estimate) {
        unsafe cvn_add_nibble_steps(
          estimate.sums, estimate.classes, estimate.least, estimate.buffer(1 + index), table, live)
      }
    }
  }

  /// Sums the frequencies of a class in its buffer; returns whether the chunk has any.
  private func gather(_ index: Int, _ chunk: Int, _ live: UInt64, _ estimate: ChunkEstimate) -> Bool {
    let nibbles = unsafe estimate.buffer(1 + index)
    unsafe estimate.clear(nibbles, live)
    var any = false
    for place in 0..<componentCount where unsafe weightClasses[place] == index {
      if withCursor(place, { unsafe $0.expand(chunk: chunk, live: live, to: nibbles) }) { any = true }
    }
    return any
  }

  override var hasRest: Bool { folded != nil }

  override func restBounds(
    chunk: Int, _ body: (_ bounds: UnsafePointer<UInt8>, _ steps: UnsafePointer<UInt8>) -> Void
  ) {
    withFolded { unsafe body($0.bounds + chunk << 6, restSteps) }
  }

  override func addRestSteps(chunk: Int, live: UInt64, to estimate: ChunkEstimate, _ scratch: ScoringScratch)
  {
    let count = classWeights.count
    let whole = unsafe estimate.buffer(1 + count)
    unsafe estimate.clear(whole, live)
    if withFolded({ unsafe $0.expand(chunk: chunk, live: live, to: whole) }) != true { return }
    for index in 0..<ownClasses where gather(index, chunk, live, estimate) {
      unsafe cvn_rest_nibbles(whole, estimate.buffer(1 + index), live)
    }
    unsafe cvn_add_nibble_steps(
      estimate.sums, estimate.classes, estimate.least, whole, tables + 256 * count, live)
  }

  override func prefetch(chunk: Int, live: UInt64) {
    for index in 0..<componentCount { withCursor(index) { $0.prefetch(chunk: chunk, live: live) } }
    withFolded { $0.prefetch(chunk: chunk, live: live) }
  }

  override func matches(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    if unsafe bounds[subBlock] == 0 { return 0 }
    var mask = withFolded { $0.mask(of: subBlock) } ?? 0
    for index in 0..<componentCount { mask |= withCursor(index) { $0.mask(of: subBlock) } }
    return mask
  }

  override func guaranteed(count: Int, leastRatio: Float) -> Float {
    var best: Float = 0
    for component in components where classWeights[component.weightClass] == 1 {
      best = max(best, component.cursor.guaranteed(count: count, weight: weight, leastRatio: leastRatio))
    }
    return best
  }
}
