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
  /// What documents add in steps of an estimate, by class of length and frequency: see `prepareSteps`.
  let table: UnsafeMutablePointer<UInt8>
  /// What sub-blocks add at most in steps, by bound.
  let boundSteps: UnsafeMutablePointer<UInt8>

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
    unsafe table = .allocate(capacity: 512)
    unsafe boundSteps = unsafe table + 256
    unsafe cvn_fill_contributions(contributions, weight * Self.margin, boundRatio)
  }

  deinit {
    if ownsBounds { unsafe bounds.deallocate() }
    unsafe contributions.deallocate()
    unsafe table.deallocate()
  }

  /// Sets how many steps a score of 1 has; tables are made for the classes of `estimate`.
  func prepareSteps(scale: Float, _ estimate: ChunkEstimate) {
    unsafe cvn_fill_bound_steps(boundSteps, contributions, scale)
  }

  /// Adds to the sums of a chunk's live sub-blocks, in steps, no less than what `score` will add.
  ///
  /// - Parameter chunk: 0 ..< 64, counted from the beginning of the window.
  func addSteps(chunk: Int, live: UInt64, to estimate: ChunkEstimate, _ scratch: ScoringScratch) {
    var left = live
    while left != 0 {
      let local = left.trailingZeroBitCount
      left &= left &- 1
      let bound = unsafe bounds[chunk << 6 | local]
      if bound == 0 { continue }
      unsafe cvn_add_masked_steps(
        estimate.sums + 64 &* local, candidates(chunk << 6 | local, scratch), boundSteps[Int(bound)])
    }
  }

  /// What `addRestSteps` adds at most to a document of each of a chunk's sub-blocks; nil: nothing is left to add.
  func restBounds(chunk: Int, _ body: (_ bounds: UnsafePointer<UInt8>, _ steps: UnsafePointer<UInt8>) -> Void)
  {}

  /// Adds what `addSteps` leaves for later: it is little, and few sub-blocks are left by then.
  func addRestSteps(chunk: Int, live: UInt64, to estimate: ChunkEstimate, _ scratch: ScoringScratch) {}

  /// Whether `addSteps` leaves anything for later.
  var hasRest: Bool { false }

  /// Asks the memory for what `addSteps` will read of a chunk's live sub-blocks.
  func prefetch(chunk: Int, live: UInt64) {}

  /// The documents of a sub-block that may match: cheaper than `matches`.
  func candidates(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 { matches(subBlock, scratch) }

  /// Adds the matching documents of a chunk to `masks`, one for each sub-block.
  func unite(chunk: Int, into masks: UnsafeMutablePointer<UInt64>, _ scratch: ScoringScratch) {
    for local in 0..<DocumentGrid.subBlocksPerChunk where unsafe bounds[chunk << 6 | local] != 0 {
      unsafe masks[local] |= matches(chunk << 6 | local, scratch)
    }
  }

  /// Removes from the `masks` of live sub-blocks what does not match; returns the sub-blocks that have any left.
  ///
  /// - Parameter exactly: Whether what may match but does not must go, too.
  func intersect(
    chunk: Int, live: UInt64, _ masks: UnsafeMutablePointer<UInt64>, exactly: Bool, _ scratch: ScoringScratch
  ) -> UInt64 {
    var any: UInt64 = 0
    var left = live
    while left != 0 {
      let local = left.trailingZeroBitCount
      left &= left &- 1
      if unsafe bounds[chunk << 6 | local] == 0 || masks[local] == 0 {
        unsafe masks[local] = 0
        continue
      }
      unsafe masks[local] &=
        exactly ? matches(chunk << 6 | local, scratch) : candidates(chunk << 6 | local, scratch)
      if unsafe masks[local] != 0 { any |= 1 &<< UInt64(local) }
    }
    return any
  }

  /// Removes from the `masks` of live sub-blocks documents that cannot reach a threshold by this part alone; returns the
  /// sub-blocks that have any left.
  ///
  /// - Parameters:
  ///   - threshold: Above 0.
  ///   - codes: The length codes from the chunk's first document on, `count` of them.
  ///   - normalizers: K for each length code.
  func keepReaching(
    _ threshold: Float, chunk: Int, live: UInt64, _ masks: UnsafeMutablePointer<UInt64>,
    codes: UnsafePointer<UInt8>, count: Int, normalizers: [Float]
  ) -> UInt64 { live }

  /// About how many documents match.
  var cost: Int { .max }

  /// How many documents of the segment match, deleted ones among them, where that is known without looking; else nil.
  var knownCount: Int? { nil }

  /// Moves to a window and fills `bounds`; returns whether anything matches in it.
  ///
  /// - Parameter chunks: One bit for each chunk that is of interest; in others bounds may be 0 though documents match.
  func prepare(window: Int, chunks: UInt64) -> Bool { preconditionFailure("a subclass prepares") }

  /// Moves to a window and fills all of `bounds`.
  final func prepare(window: Int) -> Bool { prepare(window: window, chunks: .max) }

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
  /// The documents whose scores matter; those of others may be wrong.
  var wanted = UInt64.max
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
