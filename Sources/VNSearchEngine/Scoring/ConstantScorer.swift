/// Gives every document that another scorer matches the same score.
@safe final class ConstantScorer: BlockScorer {
  private let inner: BlockScorer

  init(_ inner: BlockScorer, weight: Float) {
    self.inner = inner
    unsafe super.init(weight: weight, boundRatio: 1, bounds: nil)
  }

  override var cost: Int { inner.cost }

  override func prepare(window: Int, chunks: UInt64) -> Bool {
    let any = inner.prepare(window: window, chunks: chunks)
    for subBlock in 0..<DocumentGrid.subBlocksPerWindow {
      unsafe bounds[subBlock] = any && inner.bounds[subBlock] != 0 ? 255 : 0
    }
    return any
  }

  override func score(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    let mask = matches(subBlock, scratch)
    var rest = mask
    while rest != 0 {
      unsafe scratch.scores[rest.trailingZeroBitCount] += weight
      rest &= rest &- 1
    }
    return mask
  }

  override func candidates(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    unsafe bounds[subBlock] == 0 ? 0 : inner.candidates(subBlock, scratch)
  }

  override func matches(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    unsafe bounds[subBlock] == 0 ? 0 : inner.matches(subBlock, scratch)
  }
}
