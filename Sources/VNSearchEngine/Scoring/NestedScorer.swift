import CVNKernels

/// A boolean query inside another: scored sub-block by sub-block, bounded by what its clauses can add.
@safe final class NestedScorer: BlockScorer {
  private let clauses: [SegmentSearch.Clause]
  private let minimumShouldMatch: Int
  private let inner: ScoringScratch
  private var active: [Bool]
  private let totals: UnsafeMutablePointer<Float>
  private let selected: UnsafeMutablePointer<UInt16>

  init(clauses: [SegmentSearch.Clause], minimumShouldMatch: Int, weight: Float, unit: Float) {
    self.clauses = clauses
    self.minimumShouldMatch = minimumShouldMatch
    inner = ScoringScratch(unit: unit)
    active = clauses.map { _ in false }
    unsafe totals = .allocate(capacity: DocumentGrid.subBlocksPerWindow)
    unsafe selected = .allocate(capacity: DocumentGrid.subBlocksPerWindow)
    unsafe super.init(weight: weight, boundRatio: 1, bounds: nil)
  }

  deinit {
    unsafe totals.deallocate()
    unsafe selected.deallocate()
  }

  override func prepare(window: Int, chunks: UInt64) -> Bool {
    unsafe bounds.update(repeating: 0, count: DocumentGrid.subBlocksPerWindow)
    for (index, clause) in clauses.enumerated() {
      active[index] = clause.scorer.prepare(window: window, chunks: chunks)
      if (clause.role == .must || clause.role == .filter) && !active[index] { return false }
    }
    let count = DocumentGrid.subBlocksPerWindow
    var hasRequired = false
    for clause in clauses where clause.role == .must || clause.role == .filter { hasRequired = true }
    unsafe totals.update(repeating: hasRequired ? Self.leastContribution : 0, count: count)
    for (index, clause) in clauses.enumerated() where active[index] {
      switch clause.role {
      case .must, .should, .bonus: unsafe clause.scorer.addBounds(to: totals, count: count)
      case .filter, .mustNot: break
      }
    }
    for clause in clauses where clause.role == .must || clause.role == .filter {
      _ = unsafe cvn_require_bounds(totals, clause.scorer.bounds, Int32(count))
    }
    let found = unsafe Int(cvn_select_bounds(totals, .leastNonzeroMagnitude, selected, Int32(count)))
    for index in 0..<found {
      let subBlock = unsafe Int(selected[index])
      unsafe bounds[subBlock] =
        unsafe weight > 0 ? ImpactModel.quantizeUp(min(1, totals[subBlock] * Self.margin / weight)) : 1
    }
    return found > 0
  }

  override func score(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    if unsafe bounds[subBlock] == 0 { return 0 }
    unsafe inner.scores.update(repeating: 0, count: 64)
    unsafe inner.normalizers.update(from: scratch.normalizers, count: 64)
    inner.needed = -.greatestFiniteMagnitude
    inner.wanted = scratch.wanted
    let mask = evaluate(subBlock) { clause in clause.scorer.score(subBlock, inner) }
    scratch.counters.positionsRead += inner.counters.positionsRead
    inner.counters.positionsRead = 0
    var rest = mask
    while rest != 0 {
      let document = rest.trailingZeroBitCount
      rest &= rest &- 1
      unsafe scratch.scores[document] += inner.scores[document]
    }
    return mask
  }

  override func matches(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    if unsafe bounds[subBlock] == 0 { return 0 }
    return evaluate(subBlock) { clause in clause.scorer.matches(subBlock, inner) }
  }

  /// Combines the clauses' masks; `mask` is asked for every clause that is not only excluded or a filter.
  private func evaluate(_ subBlock: Int, _ mask: (SegmentSearch.Clause) -> UInt64) -> UInt64 {
    var matching = UInt64.max
    var levels = [UInt64](repeating: 0, count: max(1, minimumShouldMatch))
    var hasRequired = false
    for (index, clause) in clauses.enumerated() {
      let matched: UInt64
      if !active[index] {
        matched = 0
      } else if clause.role == .mustNot || clause.role == .filter {
        matched = clause.scorer.matches(subBlock, inner)
      } else {
        matched = mask(clause)
      }
      switch clause.role {
      case .must, .filter:
        hasRequired = true
        matching &= matched
      case .mustNot: matching &= ~matched
      case .bonus: break
      case .should:
        var carry = matched
        for level in levels.indices where carry != 0 {
          let both = levels[level] & carry
          levels[level] |= carry
          carry = both
        }
      }
    }
    if minimumShouldMatch > 0 { return matching & levels[minimumShouldMatch - 1] }
    return hasRequired ? matching : matching & levels[0]
  }
}

/// Matches every document, each with the same score.
final class EverythingScorer: BlockScorer {
  private let documentCount: Int

  init(documentCount: Int, weight: Float) {
    self.documentCount = documentCount
    unsafe super.init(weight: weight, boundRatio: 1, bounds: nil)
  }

  override func prepare(window: Int, chunks: UInt64) -> Bool {
    let first = window << DocumentGrid.windowShift
    for subBlock in 0..<DocumentGrid.subBlocksPerWindow {
      unsafe bounds[subBlock] = first + subBlock << 6 < documentCount ? 255 : 0
    }
    return true
  }

  override func score(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    for document in 0..<64 { unsafe scratch.scores[document] += weight }
    return .max
  }

  override func matches(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 { .max }
}
