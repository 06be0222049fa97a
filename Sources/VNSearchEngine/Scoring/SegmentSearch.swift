import CVNKernels

/// How a clause of a query takes part.
enum ClauseRole: Sendable, Hashable {
  /// A document without it does not match.
  case must
  /// A document needs at least `minimumShouldMatch` of these, or one if there is no `must`.
  case should
  /// A document with it does not match.
  case mustNot
  /// Adds to the score of documents that match otherwise.
  case bonus
  /// As `must`, without adding to the score.
  case filter
}

/// Runs one query in one segment: which sub-blocks can matter, in which order, and what their documents score.
///
/// 1. Bounds of all clauses are added for the 4,096 sub-blocks of a window.
/// 2. Chunk by chunk, the most promising first, the sub-blocks that can still reach the threshold get an estimate of every
///    document, clause by clause: one call of a kernel for a clause and a chunk. Few documents are left then.
/// 3. Their clauses' contributions are added in a fixed order, of the highest estimates first.
@safe final class SegmentSearch {
  /// A clause as this segment answers it.
  struct Clause {
    var scorer: BlockScorer
    var role: ClauseRole
    /// Whether every candidate of the search matches it.
    var isListed = false
  }

  let segmentIndex: Int32
  let documentCount: Int
  let lengthCodes: UnsafePointer<UInt8>
  let scoring: [BlockScorer]
  let scoringRoles: [ClauseRole]
  /// The same as `scoring`, without counting references at every use.
  private let scorers: UnsafeMutablePointer<Unmanaged<BlockScorer>>
  /// What is required besides candidates.
  let required: [BlockScorer]
  /// Whether anything is required, so that optional clauses need not match.
  let hasRequired: Bool
  /// For each of them whether it only filters.
  let requiredOnly: [Bool]
  /// Whether every clause can score a single document.
  let scoresSingly: Bool
  /// Whether any clause's estimate leaves something for later.
  let hasRest: Bool
  let excluded: [BlockScorer]
  /// The only documents that can match, ascending; nil: any can.
  let candidates: [UInt32]?
  let minimumShouldMatch: Int
  let normalizers: [Float]
  let live: LiveDocuments?
  /// When to give up; nil: never.
  var control: SearchControl?
  let scratch: ScoringScratch
  /// What the documents of each of the window's sub-blocks score at most; −1 where none matters any more.
  let totals: UnsafeMutablePointer<Float>
  let rest: UnsafeMutablePointer<Float>
  /// For each scoring clause the chunks of the window in which it may match.
  let present: UnsafeMutablePointer<UInt64>
  /// One mask for each sub-block of a chunk.
  let masks: UnsafeMutablePointer<UInt64>
  /// Made where estimates pay: with several clauses.
  let estimate: ChunkEstimate?
  /// Steps of a score of 1 in the clauses' tables; 0 before there are any.
  var scale: Float = 0

  /// - Parameters:
  ///   - clauses: In the order in which their contributions are to be added; the same in every segment.
  ///   - minimumShouldMatch: How many `should` clauses a document needs.
  ///   - candidates: All documents that match every clause that is listed, ascending; nil: no clause is listed.
  init(
    _ segment: Segment, index: Int, clauses: [Clause], minimumShouldMatch: Int, model: ImpactModel,
    unit: Float, live: LiveDocuments?, candidates: [UInt32]? = nil
  ) {
    self.candidates = candidates
    segmentIndex = Int32(index)
    documentCount = segment.documentCount
    unsafe lengthCodes = unsafe segment.lengths.codes
    let scoringClauses = clauses.filter { $0.role == .must || $0.role == .should || $0.role == .bonus }
    scoring = scoringClauses.map(\.scorer)
    scoringRoles = scoringClauses.map(\.role)
    unsafe scorers = .allocate(capacity: max(1, scoring.count))
    for (index, scorer) in scoring.enumerated() {
      unsafe (scorers + index).initialize(to: .passUnretained(scorer))
    }
    // The rarest first: most sub-blocks are decided by it.
    let needed = clauses.filter { ($0.role == .must || $0.role == .filter) && !$0.isListed }
      .sorted { $0.scorer.cost < $1.scorer.cost }
    required = needed.map(\.scorer)
    hasRequired = clauses.contains { $0.role == .must || $0.role == .filter }
    requiredOnly = needed.map { $0.role == .filter }
    hasRest = scoring.contains { $0.hasRest }
    scoresSingly = scoring.allSatisfy(\.scoresSingleDocuments)
    excluded = clauses.filter { $0.role == .mustNot }.map(\.scorer)
    self.minimumShouldMatch = minimumShouldMatch
    normalizers = model.normalizers()
    self.live = live
    scratch = ScoringScratch(unit: unit)
    unsafe totals = .allocate(capacity: DocumentGrid.subBlocksPerWindow)
    unsafe masks = .allocate(capacity: DocumentGrid.subBlocksPerChunk)
    unsafe rest = .allocate(capacity: scoring.count + 1)
    unsafe present = .allocate(capacity: scoring.count + 1)
    unsafe present.update(repeating: 0, count: scoring.count + 1)
    estimate =
      scoring.count < 2
      ? nil
      : ChunkEstimate(
        normalizers: normalizers, averageCode: Int(LengthCode.encode(UInt64(max(0, model.averageLength)))),
        unit: unit, clauses: scoring.count)
  }

  deinit {
    unsafe scorers.deinitialize(count: scoring.count)
    unsafe scorers.deallocate()
    unsafe totals.deallocate()
    unsafe masks.deallocate()
    unsafe rest.deallocate()
    unsafe present.deallocate()
  }

  /// A scoring clause's scorer, which `scoring` keeps alive; for one call.
  @inline(__always)
  func withScorer<Result>(_ index: Int, _ body: (BlockScorer) -> Result) -> Result {
    unsafe scorers[index]._withUnsafeGuaranteedRef(body)
  }

  /// Offers every document that may be among the best to `collector`.
  func collect(into collector: TopCollector) {
    for window in 0..<DocumentGrid.windowCount(documents: documentCount) {
      let chunks = prepare(window, threshold: collector.threshold)
      if chunks == 0 { continue }
      if let candidates {
        visit(candidates, in: window, collector)
      } else {
        visit(window, chunks: chunks, collector)
      }
    }
  }

  /// Calls `body` with each sub-block of the segment that has matches, and their mask.
  func forEachMatch(_ body: (_ firstDocument: Int, _ mask: UInt64) -> Void) {
    for window in 0..<DocumentGrid.windowCount(documents: documentCount) {
      let chunks = prepare(window, threshold: 0)
      for chunk in 0..<chunks {
        var left = promising(chunk, threshold: 0)
        while left != 0 {
          let subBlock = chunk << 6 | left.trailingZeroBitCount
          left &= left &- 1
          let mask = matching(subBlock, window)
          if mask != 0 { body(window << DocumentGrid.windowShift | subBlock << 6, mask) }
        }
      }
    }
  }

  /// Adds up the bounds of a window; returns how many chunks it has, 0 if nothing in it matters.
  func prepare(_ window: Int, threshold: Float) -> Int {
    let documents = min(documentCount - window << DocumentGrid.windowShift, DocumentGrid.windowSize)
    let subBlocks = (documents + 63) >> 6
    let padded = (subBlocks + 63) & ~63
    if let candidates { return prepare(candidates, in: window, subBlocks: padded) ? padded >> 6 : 0 }
    // Documents that have all that is required match, also with a score of 0.
    var any = hasRequired && minimumShouldMatch == 0
    unsafe totals.update(repeating: any ? BlockScorer.leastContribution : 0, count: padded)
    // What is required first, the rarest first of all: often nothing is left to look into.
    var left = UInt64.max
    for scorer in required {
      if !scorer.prepare(window: window, chunks: left) { return 0 }
      left = unsafe cvn_require_bounds(totals, scorer.bounds, Int32(padded))
      if left == 0 { return 0 }
    }
    for (index, scorer) in scoring.enumerated() {
      unsafe present[index] = 0
      if !scorer.prepare(window: window, chunks: left) { continue }
      any = true
      unsafe present[index] = cvn_chunks_with_bounds(scorer.bounds)
      unsafe scorer.addBounds(to: totals, count: padded)
    }
    if !any { return 0 }
    // Only a damaged list has anything behind the last document.
    unsafe (totals + subBlocks).update(repeating: -1, count: padded - subBlocks)
    for scorer in excluded { _ = scorer.prepare(window: window, chunks: left) }
    return padded >> 6
  }

  /// The sub-blocks of a chunk that can reach a threshold.
  @inline(__always)
  func promising(_ chunk: Int, threshold: Float) -> UInt64 {
    unsafe cvn_at_least(totals + chunk << 6, max(threshold, Float.leastNonzeroMagnitude))
  }
}
