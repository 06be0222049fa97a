/// What the kernels compute, one document at a time, in the order of operations that their header gives.
package enum ReferenceKernels {
  /// The 64 frequencies of a row, at most 15.
  package static func frequencies(ofRow row: [UInt8]) -> [UInt32] {
    (0..<64).map { document in
      UInt32(document < 32 ? row[document] & 15 : row[document - 32] >> 4)
    }
  }

  /// One bit for each element that `test` is true of.
  package static func mask<Element>(_ elements: [Element], _ test: (Element) -> Bool) -> UInt64 {
    var mask: UInt64 = 0
    for (index, element) in elements.enumerated() where test(element) { mask |= 1 << UInt64(index) }
    return mask
  }

  package static func score(
    _ scores: [Float], _ frequencies: [Float], _ normalizers: [Float], _ weight: Float
  ) -> [Float] {
    scores.indices.map { scores[$0] + weight * (frequencies[$0] / (frequencies[$0] + normalizers[$0])) }
  }

  package static func gradedFrequencies(
    counts: [UInt32], weights: [Float], ownClasses: Int, folded: [UInt32]?, unit: Float, restWeight: Float,
    restCap: Float
  ) -> [Float] {
    (0..<64).map { document in
      var frequency: Float = 0
      var own = 0
      for (index, weight) in weights.enumerated() {
        let count = Int(counts[64 * index + document])
        frequency += weight * unit * Float(count)
        if index < ownClasses { own += count }
      }
      guard let folded else { return frequency }
      let rest = max(0, Int(folded[document]) - own)
      return frequency + min(restWeight * unit * Float(rest), restCap)
    }
  }

  package static func addBounds(_ totals: [Float], _ bounds: [UInt8], _ weight: Float, _ ratio: Float)
    -> [Float]
  {
    totals.indices.map { index in
      let bound = Float(bounds[index])
      if ratio == 1 { return totals[index] + bound * (weight / 255) }
      let odds = bound * ratio
      return totals[index] + weight * (odds / ((255 - bound) + odds))
    }
  }

  private static func odds(_ bound: UInt8) -> Float { Float(bound) / max(255 - Float(bound), 0.1) }

  package static func addOdds(_ odds: [Float], _ bounds: [UInt8], _ weight: Float) -> [Float] {
    odds.indices.map { odds[$0] + weight * Self.odds(bounds[$0]) }
  }

  package static func bound(odds: Float) -> UInt8 {
    let raised = odds * 1.00001
    return UInt8(min(255, (255 * (raised / (1 + raised))).rounded(.up)))
  }

  package static func gradedBound(
    folded: UInt8, weighted: Float, plain: Float, rest: Float, capShare: Float, floor: Float,
    foldedLimits: Bool
  ) -> UInt8 {
    let most = odds(folded)
    let others = rest * most
    let odds = max(weighted + min(others, capShare * plain), min(others, floor))
    return bound(odds: foldedLimits ? min(odds, most) : odds)
  }
}
