import CVNKernels

/// One part of a query's score in one segment: a term, a syllable with its surfaces, a pair, a phrase.
///
/// `prepare(window:)` fills `bounds` for 4,096 sub-blocks, in bytes of the written model; `score` then adds the part's
/// contribution to the 64 scores of one sub-block. Subclasses are asked once for each sub-block, never for a document.
@safe class BlockScorer {
  /// The contribution of an impact of 1.
  let weight: Float
  /// Bounds of the window's sub-blocks, 0 where no document matches.
  let bounds: UnsafeMutablePointer<UInt8>
  private let ownsBounds: Bool
  /// By how much odds can have grown since the bounds were written.
  let boundRatio: Float
  /// The highest contribution for each bound.
  let contributions: UnsafeMutablePointer<Float>
  /// The same in whole steps of the search's scale, rounded up: see `setScale`.
  let steps: UnsafeMutablePointer<UInt16>

  /// Keeps computed bounds above every rounding on the way.
  static let margin: Float = 1.000004
  /// What a match counts at least in sums of bounds, so that it is found with a weight of 0, too.
  static let leastContribution: Float = 1e-30

  init(weight: Float, boundRatio: Float, bounds: UnsafeMutablePointer<UInt8>?) {
    self.weight = weight
    self.boundRatio = boundRatio
    ownsBounds = unsafe bounds == nil
    unsafe self.bounds = unsafe bounds ?? .allocate(capacity: DocumentGrid.subBlocksPerWindow)
    unsafe contributions = .allocate(capacity: 256)
    unsafe steps = .allocate(capacity: 256)
    unsafe steps.update(repeating: .max, count: 256)
    unsafe cvn_fill_contributions(contributions, weight * Self.margin, boundRatio)
  }

  deinit {
    if ownsBounds { unsafe bounds.deallocate() }
    unsafe contributions.deallocate()
    unsafe steps.deallocate()
  }

  /// Sets how many steps a score of 1 has in `steps`.
  func setScale(_ scale: Float) {
    unsafe cvn_fill_steps(steps, contributions, scale)
  }

  /// A contribution in steps, rounded up.
  static func steps(_ contribution: Float, _ scale: Float) -> UInt16 {
    UInt16(min(65535, (contribution * scale).rounded(.up)))
  }

  /// Adds to the totals of a sub-block's documents, in steps, no less than what `score` will add.
  func approximate(_ subBlock: Int, _ totals: UnsafeMutablePointer<UInt16>, _ scratch: ScoringScratch) {
    unsafe cvn_add_masked(totals, matches(subBlock, scratch), steps[Int(bounds[subBlock])])
  }

  /// The same for many sub-blocks, ascending: 64 totals for each.
  func approximate(
    _ subBlocks: UnsafePointer<UInt16>, count: Int, _ totals: UnsafeMutablePointer<UInt16>,
    _ scratch: ScoringScratch
  ) {
    for index in 0..<count where unsafe bounds[Int(subBlocks[index])] != 0 {
      unsafe approximate(Int(subBlocks[index]), totals + 64 &* index, scratch)
    }
  }

  /// Adds the matching documents of the first sub-blocks of the window to `masks`.
  func unite(_ masks: UnsafeMutablePointer<UInt64>, count: Int, _ scratch: ScoringScratch) {
    for subBlock in 0..<count where unsafe bounds[subBlock] != 0 {
      unsafe masks[subBlock] |= matches(subBlock, scratch)
    }
  }

  /// Removes from `masks` what does not match.
  func intersect(_ masks: UnsafeMutablePointer<UInt64>, count: Int, _ scratch: ScoringScratch) {
    for subBlock in 0..<count where unsafe masks[subBlock] != 0 {
      unsafe masks[subBlock] &= bounds[subBlock] == 0 ? 0 : matches(subBlock, scratch)
    }
  }

  /// About how many documents match.
  var cost: Int { .max }

  /// Moves to a window and fills `bounds`; returns whether anything matches in it.
  func prepare(window: Int) -> Bool { preconditionFailure("a subclass prepares") }

  /// Adds the contributions of a sub-block to `scratch.scores` and returns one bit for each matching document.
  func score(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    preconditionFailure("a subclass scores")
  }

  /// Whether `contribution` can be asked for.
  var scoresSingleDocuments: Bool { false }

  /// What `score` adds for one document of the window, the same bits; nil if it does not match.
  ///
  /// - Parameter normalizer: K of the document.
  func contribution(ofDocument local: Int, normalizer: Float, _ scratch: ScoringScratch) -> Float? { nil }

  /// One bit for each matching document of a sub-block.
  func matches(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    preconditionFailure("a subclass matches")
  }

  /// A score that at least `count` documents of the segment reach by this part alone; 0 if none is known.
  func guaranteed(count: Int, leastRatio: Float) -> Float { 0 }

  /// Adds the highest contributions of all sub-blocks to `totals`.
  final func addBounds(to totals: UnsafeMutablePointer<Float>, count: Int) {
    unsafe cvn_add_bounds(
      totals, bounds, max(weight * Self.margin, Self.leastContribution), boundRatio, Int32(count))
  }
}

/// Buffers of one search in one segment: 64 scores, frequencies, normalizers.
@safe final class ScoringScratch {
  let scores: UnsafeMutablePointer<Float>
  let normalizers: UnsafeMutablePointer<Float>
  let frequencies: UnsafeMutablePointer<UInt32>
  let graded: UnsafeMutablePointer<Float>
  /// Frequencies for each class of weights of a graded syllable.
  let classes: UnsafeMutablePointer<UInt32>
  static let maximalClasses = 8
  let unit: Float
  /// What a document must have after the scorer at work: less cannot reach the threshold.
  var needed: Float = 0
  var counters = SearchCounters()

  init(unit: Float) {
    self.unit = unit
    unsafe scores = .allocate(capacity: 64)
    unsafe normalizers = .allocate(capacity: 64)
    unsafe frequencies = .allocate(capacity: 64)
    unsafe graded = .allocate(capacity: 64)
    unsafe classes = .allocate(capacity: 64 * Self.maximalClasses)
  }

  deinit {
    unsafe scores.deallocate()
    unsafe normalizers.deallocate()
    unsafe frequencies.deallocate()
    unsafe graded.deallocate()
    unsafe classes.deallocate()
  }
}
