import CVNKernels
import Testing
import VNTestSupport

/// Every kernel in every variant that this CPU runs, bit by bit against its reference.
@Suite("Kernels")
struct KernelTests {
  private static let rounds = SeededGenerator.isLong ? 20_000 : 150

  /// Runs `body` some hundred times in each variant.
  static func inEveryVariant(
    _ name: String, _ body: (inout SeededGenerator, Comment) throws -> Void
  ) rethrows {
    var seeds = SeededGenerator.announced(name)
    let seed = seeds.next()
    try KernelVariants.exclusively {
      let variants = Int32(cvn_kernel_variants())
      var ran: [String] = []
      for variant in 0..<variants where cvn_kernel_choose(variant) == 1 {
        let name = unsafe String(cString: cvn_kernel_chosen())
        #expect(unsafe String(cString: cvn_kernel_name(variant)) == name)
        ran.append(name)
        var random = SeededGenerator(seed: seed)
        for round in 0..<rounds { try body(&random, "\(name), seed \(seed), round \(round)") }
      }
      #expect(ran.first == "portable")
      #expect(cvn_kernel_choose(-1) == 0 && cvn_kernel_choose(variants) == 0)
    }
  }

  static func row(_ random: inout SeededGenerator) -> [UInt8] {
    let kind = random.below(4)
    return (0..<32).map { _ in
      switch kind {
      case 0: UInt8(random.below(256))
      case 1: UInt8(random.below(15) | random.below(15) << 4)
      case 2: random.chance(0.1) ? UInt8(random.below(256)) : 0
      default: random.chance(0.5) ? 255 : 0
      }
    }
  }

  private static func floats(_ random: inout SeededGenerator, upTo limit: Float, count: Int = 64) -> [Float] {
    (0..<count).map { _ in random.chance(0.1) ? 0 : Float.random(in: 0...limit, using: &random) }
  }

  private static func frequencies(_ random: inout SeededGenerator, count: Int = 64) -> [UInt32] {
    let limit = random.pick([2, 20, 70_000, 1 << 24])
    return (0..<count).map { _ in random.chance(0.5) ? 0 : UInt32(random.below(limit)) }
  }

  static func bounds(_ random: inout SeededGenerator, _ count: Int) -> [UInt8] {
    let share = random.pick([0, 0.1, 0.9, 1])
    return (0..<count).map { _ in random.chance(share) ? UInt8(random.below(256)) : random.pick([0, 255]) }
  }

  private static func isSame(_ left: [Float], _ right: [Float]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { $0.bitPattern == $1.bitPattern }
  }

  private static let units: [Float] = [1, 0.5, 0.25]

  @Test("Rows: frequencies, masks, capped documents")
  func rows() {
    Self.inEveryVariant("row kernels") { random, what in
      let row = Self.row(&random)
      let nibbles = ReferenceKernels.frequencies(ofRow: row)
      let before = Self.frequencies(&random)
      var sums = before
      let capped = unsafe cvn_row_add(row, &sums)
      #expect(sums == zip(before, nibbles).map { $0 &+ $1 }, what)
      #expect(capped == ReferenceKernels.mask(nibbles) { $0 == 15 }, what)
      #expect(unsafe cvn_row_mask(row) == ReferenceKernels.mask(nibbles) { $0 != 0 }, what)
    }
  }

  @Test("Scores of frequencies, integers and rows")
  func scores() {
    Self.inEveryVariant("score kernels") { random, what in
      let before = Self.floats(&random, upTo: 30)
      let normalizers = (0..<64).map { _ in Float.random(in: 1e-3...40, using: &random) }
      let weight = Float.random(in: 0...20, using: &random)
      let unit = random.pick(Self.units)

      var scores = before
      let tf = Self.floats(&random, upTo: random.pick([1, 300]))
      unsafe cvn_score(&scores, tf, normalizers, weight)
      #expect(Self.isSame(scores, ReferenceKernels.score(before, tf, normalizers, weight)), what)

      scores = before
      let frequencies = Self.frequencies(&random)
      unsafe cvn_score_frequencies(&scores, frequencies, unit, normalizers, weight)
      #expect(
        Self.isSame(
          scores, ReferenceKernels.score(before, frequencies.map { Float($0) * unit }, normalizers, weight)),
        what)

      scores = before
      let row = Self.row(&random)
      let nibbles = ReferenceKernels.frequencies(ofRow: row)
      let wanted = random.pick([UInt64.max, random.next(), 0])
      let capped = unsafe cvn_score_row(&scores, row, unit, normalizers, weight, wanted)
      #expect(capped == ReferenceKernels.mask(nibbles) { $0 == 15 } & wanted, what)
      let expected =
        capped != 0
        ? before : ReferenceKernels.score(before, nibbles.map { Float($0) * unit }, normalizers, weight)
      #expect(Self.isSame(scores, expected), what)
    }
  }

  @Test("Graded frequencies")
  func graded() {
    Self.inEveryVariant("graded kernels") { random, what in
      let classes = random.below(5)
      let weights = (0..<classes).map { _ in random.pick([Float(1), 0.95, 0.9, 0.8, 0.3]) }
      let own = random.below(classes + 1)
      let counts = Self.frequencies(&random, count: 64 * max(1, classes))
      let folded = random.chance(0.8) ? Self.frequencies(&random) : nil
      let unit = random.pick(Self.units)
      var frequencies = [Float](repeating: .nan, count: 64)
      if let folded {
        unsafe cvn_graded_frequencies(
          &frequencies, counts, weights, Int32(classes), Int32(own), folded, unit, 0.1, 0.5)
      } else {
        unsafe cvn_graded_frequencies(
          &frequencies, counts, weights, Int32(classes), Int32(own), nil, unit, 0.1, 0.5)
      }
      let expected = ReferenceKernels.gradedFrequencies(
        counts: counts, weights: weights, ownClasses: own, folded: folded, unit: unit, restWeight: 0.1,
        restCap: 0.5)
      #expect(Self.isSame(frequencies, expected), what)
    }
  }

  @Test("Normalizers, thresholds, the largest score")
  func selection() {
    Self.inEveryVariant("selection kernels") { random, what in
      let table = Self.floats(&random, upTo: 9, count: 256)
      let codes = (0..<64).map { _ in UInt8(random.below(256)) }
      var normalizers = [Float](repeating: .nan, count: 64)
      unsafe cvn_gather_normalizers(&normalizers, codes, table)
      #expect(Self.isSame(normalizers, codes.map { table[Int($0)] }), what)

      let scores = Self.floats(&random, upTo: 5)
      let threshold = random.chance(0.5) ? scores[17] : Float.random(in: 0...5, using: &random)
      #expect(
        unsafe cvn_at_least(scores, threshold) == ReferenceKernels.mask(scores) { $0 >= threshold }, what)
      #expect(unsafe cvn_max(scores).bitPattern == scores.max()!.bitPattern, what)
    }
  }

  @Test("Bounds: added, required, selected")
  func bounds() {
    Self.inEveryVariant("bound kernels") { random, what in
      let count = 64 * (1 + random.below(6))
      let bounds = Self.bounds(&random, count)
      let before = Self.floats(&random, upTo: 10, count: count)
      let weight = Float.random(in: 0...20, using: &random)
      let ratio: Float = random.pick([1, 0.3, 1.7, 1e30])
      var totals = before
      unsafe cvn_add_bounds(&totals, bounds, weight, ratio, Int32(count))
      #expect(Self.isSame(totals, ReferenceKernels.addBounds(before, bounds, weight, ratio)), what)

      let left = unsafe cvn_require_bounds(&totals, bounds, Int32(count))
      let required = zip(ReferenceKernels.addBounds(before, bounds, weight, ratio), bounds).map {
        $1 == 0 ? -.infinity : $0
      }
      for block in 0..<(count / 64) {
        let any = required[(64 * block)..<(64 * block + 64)].contains { $0 >= 0 }
        #expect(left >> UInt64(block) & 1 == (any ? 1 : 0), what)
      }
      #expect(Self.isSame(totals, required), what)

      let threshold = random.chance(0.5) ? totals[3] : Float.random(in: 0...20, using: &random)
      var list = [UInt16](repeating: 0, count: count)
      let found = unsafe Int(cvn_select_bounds(totals, threshold, &list, Int32(count)))
      #expect(list.prefix(found).map(Int.init) == totals.indices.filter { totals[$0] >= threshold }, what)
    }
  }

  @Test("The lesser of bounds; chunks that have any")
  func chunksOfBounds() {
    Self.inEveryVariant("least bounds") { random, what in
      var least = Self.bounds(&random, 4096)
      let other = (0..<64).flatMap { _ in
        random.chance(0.5) ? [UInt8](repeating: 0, count: 64) : Self.bounds(&random, 64)
      }
      let expected = zip(least, other).map { min($0, $1) }
      unsafe cvn_least_bounds(&least, other, 4096)
      let isSame = least == expected
      #expect(isSame, what)
      var chunks: UInt64 = 0
      for chunk in 0..<64 where expected[(64 * chunk)..<(64 * chunk + 64)].contains(where: { $0 != 0 }) {
        chunks |= 1 << UInt64(chunk)
      }
      #expect(unsafe cvn_chunks_with_bounds(least) == chunks, what)
    }
  }

  @Test("Odds and the bounds of graded syllables")
  func odds() {
    Self.inEveryVariant("odds kernels") { random, what in
      let count = 64 * (1 + random.below(3))
      let bounds = Self.bounds(&random, count)
      let before = Self.floats(&random, upTo: random.pick([0.01, 3, 3000]), count: count)
      let weight: Float = random.pick([1, 0.95, 0.8, 0.3])
      var odds = before
      unsafe cvn_add_odds(&odds, bounds, weight, Int32(count))
      #expect(Self.isSame(odds, ReferenceKernels.addOdds(before, bounds, weight)), what)

      var output = [UInt8](repeating: 7, count: count)
      unsafe cvn_odds_to_bounds(&output, odds, Int32(count))
      #expect(output == odds.map { ReferenceKernels.bound(odds: $0) }, what)

      let plain = Self.floats(&random, upTo: 100, count: count)
      let capShare: Float = random.pick([0.5, 2, 0.125])
      let floor = Float.random(in: 0.01...4, using: &random)
      let limits = random.chance(0.5)
      unsafe cvn_graded_bounds(
        &output, bounds, odds, plain, 0.1, capShare, floor, limits ? 1 : 0, Int32(count))
      let expected = (0..<count).map { index in
        ReferenceKernels.gradedBound(
          folded: bounds[index], weighted: odds[index], plain: plain[index], rest: 0.1, capShare: capShare,
          floor: floor, foldedLimits: limits)
      }
      #expect(output == expected, what)
    }
  }
}
