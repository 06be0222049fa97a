/// A boolean query inside another: scored sub-block by sub-block, bounded by what its clauses can add.
final class NestedScorer: BlockScorer {
  private let clauses: [SegmentSearch.Clause]
  private let minimumShouldMatch: Int
  private let inner: ScoringScratch
  private var active: [Bool]

  init(clauses: [SegmentSearch.Clause], minimumShouldMatch: Int, weight: Float, unit: Float) {
    self.clauses = clauses
    self.minimumShouldMatch = minimumShouldMatch
    inner = ScoringScratch(unit: unit)
    active = clauses.map { _ in false }
    super.init(weight: weight, boundRatio: 1, bounds: nil)
  }

  override func prepare(window: Int) -> Bool {
    bounds.update(repeating: 0, count: DocumentGrid.subBlocksPerWindow)
    for (index, clause) in clauses.enumerated() {
      active[index] = clause.scorer.prepare(window: window)
      if (clause.role == .must || clause.role == .filter) && !active[index] { return false }
    }
    var any = false
    for subBlock in 0..<DocumentGrid.subBlocksPerWindow {
      var total: Float = 0
      var possible = false
      var blocked = false
      for (index, clause) in clauses.enumerated() {
        let bound = active[index] ? clause.scorer.bounds[subBlock] : 0
        switch clause.role {
        case .must, .filter: if bound == 0 { blocked = true } else { possible = true }
        case .should: if bound != 0 { possible = true }
        case .bonus, .mustNot: break
        }
        if clause.role != .mustNot && clause.role != .filter { total += clause.scorer.contributions[Int(bound)] }
      }
      if possible && !blocked {
        bounds[subBlock] = weight > 0 ? ImpactModel.quantizeUp(min(1, total * Self.margin / weight)) : 1
        any = true
      }
    }
    return any
  }

  override func score(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    if bounds[subBlock] == 0 { return 0 }
    inner.scores.update(repeating: 0, count: 64)
    inner.normalizers.update(from: scratch.normalizers, count: 64)
    inner.needed = -.greatestFiniteMagnitude
    let mask = evaluate(subBlock) { clause in clause.scorer.score(subBlock, inner) }
    scratch.counters.positionsRead += inner.counters.positionsRead
    inner.counters.positionsRead = 0
    var rest = mask
    while rest != 0 {
      let document = rest.trailingZeroBitCount
      rest &= rest &- 1
      scratch.scores[document] += inner.scores[document]
    }
    return mask
  }

  override func matches(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    if bounds[subBlock] == 0 { return 0 }
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
    super.init(weight: weight, boundRatio: 1, bounds: nil)
  }

  override func prepare(window: Int) -> Bool {
    let first = window << DocumentGrid.windowShift
    for subBlock in 0..<DocumentGrid.subBlocksPerWindow {
      bounds[subBlock] = first + subBlock << 6 < documentCount ? 255 : 0
    }
    return true
  }

  override func score(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    for document in 0..<64 { scratch.scores[document] += weight }
    return .max
  }

  override func matches(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 { .max }
}
