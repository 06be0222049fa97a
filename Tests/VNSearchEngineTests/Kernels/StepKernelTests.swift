import CVNKernels
import Testing
import VNTestSupport

/// The kernels that estimate whole chunks, in every variant that this CPU runs, against their reference.
@Suite("Step kernels")
struct StepKernelTests {
  private static func bytes(_ random: inout SeededGenerator, _ count: Int, below limit: Int = 256) -> [UInt8]
  {
    (0..<count).map { _ in UInt8(random.below(limit)) }
  }

  private static func live(_ random: inout SeededGenerator) -> UInt64 {
    random.pick([.max, 0, 1, 1 << 63, random.next(), random.next() & random.next()])
  }

  private static func rows(_ random: inout SeededGenerator) -> [UInt8] {
    (0..<64).flatMap { _ in KernelTests.row(&random) }
  }

  /// A container of postings with `slack` bytes behind it.
  private static func bitset(_ random: inout SeededGenerator, slack: Int) -> (bytes: [UInt8], count: Int) {
    var bytes: [UInt8] = []
    var firsts: [UInt8] = []
    var count = 0
    let share = random.pick([0.02, 0.3, 0.9])
    for _ in 0..<64 {
      var mask: UInt64 = 0
      for place in 0..<64 where random.chance(share) { mask |= 1 << UInt64(place) }
      firsts += [UInt8(count & 255), UInt8(count >> 8)]
      count += mask.nonzeroBitCount
      for byte in 0..<8 { bytes.append(UInt8(mask >> UInt64(8 * byte) & 255)) }
    }
    if count == 0 {
      bytes[0] |= 1
      count = 1
    }
    bytes += firsts
    bytes += Self.bytes(&random, (count + 1) / 2 + slack)
    return (bytes, count)
  }

  private struct Chunk {
    var sums: [UInt8]
    var classes: [UInt8]
    var least: [UInt8]
    var table: [UInt8]
    var live: UInt64

    init(_ random: inout SeededGenerator) {
      sums = StepKernelTests.bytes(&random, 4096, below: random.pick([1, 40, 256]))
      let classes = (0..<4096).map { _ in UInt8(random.below(16)) << 4 }
      self.classes = classes
      least = (0..<64).map { classes[(64 * $0)..<(64 * $0 + 64)].min() ?? 0 }
      let normalizers = (0..<16).map { 0.1 + Float($0) * Float.random(in: 0...1, using: &random) }.sorted()
      table = ReferenceSteps.table(
        weight: Float.random(in: 0...300, using: &random), unit: random.pick([1, 0.5]),
        most: random.pick([.infinity, 0.5, 4]), normalizers: normalizers,
        highest: random.pick([.infinity, 90]))
      live = StepKernelTests.live(&random)
    }

    /// The classes that the variant in use goes by.
    var used: [UInt8] {
      let variant = unsafe String(cString: cvn_kernel_chosen())
      return ReferenceSteps.usesEachClass(variant) ? classes : (0..<4096).map { least[$0 >> 6] }
    }
  }

  /// Compares without printing thousands of bytes.
  private func expectSame(_ found: [UInt8], _ expected: [UInt8], _ what: Comment) {
    let difference = zip(found, expected).enumerated().first { $0.element.0 != $0.element.1 }
    #expect(found.count == expected.count && difference == nil, what)
  }

  @Test(
    "A damaged container names postings that it does not have: frequencies of 1 to 15, nothing read behind its end"
  )
  func damaged() {
    KernelTests.inEveryVariant("damaged bitsets") { random, what in
      var (bitset, count) = Self.bitset(&random, slack: 2)
      bitset[512 + random.below(128)] = UInt8(random.below(256))
      var nibbles = [UInt8](repeating: 0, count: 4096)
      unsafe bitset.withUnsafeBytes { bytes in
        unsafe cvn_expand_bitset(
          &nibbles, bytes.baseAddress, Int32(count), bytes.baseAddress! + bytes.count, .max)
      }
      let wrong = (0..<4096).first { place in
        let has = bitset[8 * (place >> 6) + (place & 63) >> 3] >> UInt8(place & 7) & 1 == 1
        return has ? !(1...15).contains(nibbles[place]) : nibbles[place] != 0
      }
      #expect(wrong == nil, what)
    }
  }

  @Test("Tables of steps")
  func tables() {
    KernelTests.inEveryVariant("tables of steps") { random, what in
      let weight = Float.random(in: 0...400, using: &random)
      let unit: Float = random.pick([1, 0.5, 0.095])
      let most: Float = random.pick([.infinity, 0.5, 3])
      let highest: Float = random.pick([.infinity, Float.random(in: 0...300, using: &random)])
      let normalizers = (0..<16).map { _ in
        random.chance(0.1) ? 1e-30 : Float.random(in: 0...9, using: &random)
      }
      var table = [UInt8](repeating: 7, count: 256)
      unsafe cvn_fill_steps(&table, weight, unit, most, normalizers, highest)
      let expected = ReferenceSteps.table(
        weight: weight, unit: unit, most: most, normalizers: normalizers, highest: highest)
      expectSame(table, expected, what)

      let floor = Float.random(in: 0.01...3, using: &random)
      let ratio: Float = random.pick([1, 0.7, 1.4])
      unsafe cvn_fill_rest_steps(&table, weight, 0.1, floor, ratio)
      expectSame(
        table,
        (0..<256).map { bound in
          let odds = min(0.1 * (Float(bound) / max(0.1, 255 - Float(bound))), floor) * ratio * 1.00001
          return UInt8(min(255, (weight * (odds / (1 + odds))).rounded(.up)))
        }, what)

      let contributions = (0..<256).map { _ in Float.random(in: 0...2, using: &random) }
      let scale: Float = random.pick([0, 3, 90, 1000])
      unsafe cvn_fill_bound_steps(&table, contributions, scale)
      #expect(table == contributions.map { UInt8(min(255, ($0 * scale).rounded(.up))) }, what)
    }
  }

  @Test("Classes of lengths, also of a chunk that ends early")
  func classes() {
    KernelTests.inEveryVariant("classes of lengths") { random, what in
      let count = random.pick([4096, 4097, 9000, random.below(4097), 64 * random.below(65)])
      let codes = Self.bytes(&random, count)
      let table = (0..<256).map { UInt8(min(15, $0 / random.pick([9, 16, 20]))) << 4 }
      let live = Self.live(&random)
      var classes = [UInt8](repeating: 3, count: 4096)
      var least = [UInt8](repeating: 3, count: 64)
      unsafe cvn_length_classes(&classes, &least, codes, Int32(count), table, live)
      for subBlock in 0..<64 {
        let range = (64 * subBlock)..<(64 * subBlock + 64)
        let isLive = live >> UInt64(subBlock) & 1 == 1
        let expected = isLive ? range.map { $0 < count ? table[Int(codes[$0])] : 0xF0 } : range.map { _ in 3 }
        #expect(Array(classes[range]) == expected, what)
        #expect(least[subBlock] == (isLive ? expected.min() : 3), what)
      }
    }
  }

  @Test("Steps of rows, bitsets, frequencies and masks are added to sums that end at 255")
  func sums() {
    KernelTests.inEveryVariant("sums of steps") { random, what in
      let chunk = Chunk(&random)
      let used = chunk.used
      let rows = Self.rows(&random)
      var sums = chunk.sums
      unsafe cvn_add_row_steps(&sums, chunk.classes, chunk.least, rows, chunk.table, chunk.live)
      let nibbles = ReferenceSteps.nibbles(ofRows: rows)
      #expect(
        sums
          == ReferenceSteps.add(chunk.sums, nibbles, classes: used, table: chunk.table, live: chunk.live),
        what)
      sums = chunk.sums
      unsafe cvn_add_nibble_steps(&sums, chunk.classes, chunk.least, nibbles, chunk.table, chunk.live)
      #expect(
        sums
          == ReferenceSteps.add(chunk.sums, nibbles, classes: used, table: chunk.table, live: chunk.live),
        what)

      let (bitset, count) = Self.bitset(&random, slack: random.pick([0, 1, 40]))
      var scratch = [UInt8](repeating: 9, count: 4096)
      sums = chunk.sums
      unsafe bitset.withUnsafeBytes { bytes in
        unsafe cvn_add_bitset_steps(
          &sums, chunk.classes, chunk.least, &scratch, bytes.baseAddress, Int32(count),
          bytes.baseAddress! + bytes.count, chunk.table, chunk.live)
      }
      let frequencies = ReferenceSteps.nibbles(ofBitset: bitset, count: count)
      #expect(
        sums
          == ReferenceSteps.add(chunk.sums, frequencies, classes: used, table: chunk.table, live: chunk.live),
        what)

      sums = chunk.sums
      let mask = random.next()
      let value = UInt8(random.below(256))
      unsafe cvn_add_masked_steps(&sums, mask, value)
      let expected = chunk.sums.indices.map { place in
        place < 64 && mask >> UInt64(place) & 1 == 1
          ? UInt8(min(255, Int(chunk.sums[place]) + Int(value))) : chunk.sums[place]
      }
      expectSame(sums, expected, what)
    }
  }

  @Test("Frequencies of rows and bitsets, and what others have")
  func frequencies() {
    KernelTests.inEveryVariant("expanded frequencies") { random, what in
      let live = Self.live(&random)
      let before = Self.bytes(&random, 4096, below: 16)
      let rows = Self.rows(&random)
      var nibbles = before
      unsafe cvn_expand_rows(&nibbles, rows, live)
      let ofRows = ReferenceSteps.nibbles(ofRows: rows)
      expectSame(nibbles, ReferenceSteps.combine(before, ofRows, live: live) { min(15, $0 + $1) }, what)

      let (bitset, count) = Self.bitset(&random, slack: random.pick([0, 2, 40]))
      let ofBitset = ReferenceSteps.nibbles(ofBitset: bitset, count: count)
      let subBlock = random.below(64)
      nibbles = before
      var sums = (0..<64).map { UInt32($0) }
      let capped = unsafe bitset.withUnsafeBytes { bytes in
        let end = unsafe bytes.baseAddress! + bytes.count
        unsafe cvn_expand_bitset(&nibbles, bytes.baseAddress, Int32(count), end, live)
        return unsafe cvn_bitset_add(&sums, bytes.baseAddress, Int32(count), end, Int32(subBlock))
      }
      expectSame(nibbles, ReferenceSteps.combine(before, ofBitset, live: live) { min(15, $0 + $1) }, what)
      let own = ofBitset[(64 * subBlock)..<(64 * subBlock + 64)]
      #expect(sums == zip(0..<64, own).map { UInt32($0) + UInt32($1) }, what)
      #expect(capped == ReferenceKernels.mask(Array(own)) { $0 == 15 }, what)

      nibbles = ofRows
      unsafe cvn_rest_nibbles(&nibbles, before, live)
      expectSame(
        nibbles,
        ReferenceSteps.combine(ofRows, before, live: live) { $0 == 15 ? 15 : max(0, $0 - $1) }, what)

      let entries = (0..<4096).filter { _ in random.chance(0.03) }.map {
        UInt16($0 << 4 | random.below(16))
      }
      var tiny = [UInt8](repeating: 0, count: 4096)
      for entry in entries { tiny[Int(entry >> 4)] = UInt8(max(1, entry & 15)) }
      nibbles = before
      unsafe cvn_expand_tiny(&nibbles, entries, Int32(entries.count))
      expectSame(nibbles, zip(before, tiny).map { min(15, $0 + $1) }, what)

      let chunk = Chunk(&random)
      var sums8 = chunk.sums
      unsafe cvn_add_tiny_steps(&sums8, chunk.classes, entries, Int32(entries.count), chunk.table)
      expectSame(
        sums8,
        ReferenceSteps.add(chunk.sums, tiny, classes: chunk.classes, table: chunk.table, live: .max), what)
    }
  }

  @Test("Sums of frequencies: capped, weighted, and what reaches a threshold")
  func counts() {
    KernelTests.inEveryVariant("sums of frequencies") { random, what in
      let live = Self.live(&random)
      let classes = 1 + random.below(4)
      let counts = Self.bytes(&random, 4096 * classes, below: random.pick([2, 20, 256]))
      let before = Self.bytes(&random, 4096)
      var nibbles = before
      unsafe cvn_cap_nibbles(&nibbles, counts, live)
      expectSame(
        nibbles, ReferenceSteps.combine(before, Array(counts[..<4096]), live: live) { min(15, $1) }, what)

      let multipliers = Self.bytes(&random, classes, below: random.pick([3, 256]))
      var weighted = before
      unsafe cvn_weigh_counts(&weighted, counts, multipliers, Int32(classes), live)
      var expected = before
      for place in ReferenceSteps.places(live) {
        let sum = (0..<classes).reduce(0) { $0 + Int(multipliers[$1]) * Int(counts[4096 * $1 + place]) }
        expected[place] = UInt8(min(255, sum))
      }
      expectSame(weighted, expected, what)

      let count = random.pick([4096, 10_000, random.below(4097)])
      let codes = Self.bytes(&random, 4096)
      let needed = Self.bytes(&random, 256, below: random.pick([3, 256]))
      let masks = (0..<64).map { _ in random.chance(0.2) ? 0 : random.next() }
      var kept = masks
      let any = unsafe cvn_counts_reach(&kept, counts, codes, Int32(count), needed, live)
      for subBlock in 0..<64 {
        var mask = masks[subBlock]
        if live >> UInt64(subBlock) & 1 == 1 && 64 * (subBlock + 1) <= count {
          for place in 0..<64 where counts[64 * subBlock + place] < needed[Int(codes[64 * subBlock + place])]
          {
            mask &= ~(1 << UInt64(place))
          }
        }
        #expect(kept[subBlock] == mask, what)
        #expect(any >> UInt64(subBlock) & 1 == (live >> UInt64(subBlock) & 1 == 1 && mask != 0 ? 1 : 0), what)
      }
    }
  }

  @Test("What can reach a threshold; masks united and intersected")
  func selection() {
    KernelTests.inEveryVariant("selection of steps") { random, what in
      let chunk = Chunk(&random)
      let threshold = UInt8(random.below(256))
      let before = (0..<64).map { _ in random.chance(0.2) ? 0 : random.next() }
      var masks = before
      let reachingCount = unsafe cvn_count_at_least(chunk.sums, threshold, before, chunk.live)
      let expectedCount = ReferenceSteps.places(chunk.live).count {
        before[$0 >> 6] >> UInt64($0 & 63) & 1 == 1 && chunk.sums[$0] >= threshold
      }
      #expect(reachingCount == UInt64(expectedCount), what)
      let left = unsafe cvn_sums_at_least(chunk.sums, threshold, &masks, chunk.live)
      let rest = Self.bytes(&random, 64, below: random.pick([1, 256]))
      let later = Self.bytes(&random, 64, below: random.pick([1, 60, 256]))
      let reaching = unsafe cvn_can_reach(chunk.sums, rest, later, threshold, chunk.live)
      let rows = Self.rows(&random)
      var united = before
      unsafe cvn_unite_rows(&united, rows, chunk.live)
      var intersected = before
      let common = unsafe cvn_intersect_rows(&intersected, rows, chunk.live)
      let nibbles = ReferenceSteps.nibbles(ofRows: rows)
      for subBlock in 0..<64 {
        let sums = Array(chunk.sums[(64 * subBlock)..<(64 * subBlock + 64)])
        let row = ReferenceKernels.mask(Array(nibbles[(64 * subBlock)..<(64 * subBlock + 64)])) { $0 != 0 }
        let isLive = chunk.live >> UInt64(subBlock) & 1 == 1
        let wanted = before[subBlock] & ReferenceKernels.mask(sums) { $0 >= threshold }
        #expect(masks[subBlock] == (isLive ? wanted : before[subBlock]), what)
        #expect(left >> UInt64(subBlock) & 1 == (isLive && wanted != 0 ? 1 : 0), what)
        let reaches = sums.contains { Int($0) + Int(rest[subBlock]) + Int(later[subBlock]) >= Int(threshold) }
        #expect(reaching >> UInt64(subBlock) & 1 == (isLive && reaches ? 1 : 0), what)
        #expect(united[subBlock] == (isLive ? before[subBlock] | row : before[subBlock]), what)
        let both = before[subBlock] & row
        #expect(intersected[subBlock] == (isLive ? both : before[subBlock]), what)
        #expect(common >> UInt64(subBlock) & 1 == (isLive && both != 0 ? 1 : 0), what)
      }

      let offsets = (0..<4096).filter { _ in random.chance(0.03) }
      let entries = offsets.map { UInt16($0 << 4 | random.below(16)) }
      var unitedTiny = before
      unsafe cvn_unite_tiny(&unitedTiny, entries, Int32(entries.count))
      var intersectedTiny = before
      let commonTiny = unsafe cvn_intersect_tiny(&intersectedTiny, entries, Int32(entries.count), chunk.live)
      for subBlock in 0..<64 {
        let isLive = chunk.live >> UInt64(subBlock) & 1 == 1
        let mask = offsets.filter { $0 >> 6 == subBlock }.reduce(UInt64(0)) { $0 | 1 << UInt64($1 & 63) }
        #expect(unitedTiny[subBlock] == before[subBlock] | mask, what)
        #expect(intersectedTiny[subBlock] == (isLive ? before[subBlock] & mask : before[subBlock]), what)
        #expect(commonTiny >> UInt64(subBlock) & 1 == (isLive && before[subBlock] & mask != 0 ? 1 : 0), what)
      }

      let bounds = KernelTests.bounds(&random, 64)
      let steps = Self.bytes(&random, 256)
      var sums = [UInt8](repeating: 0, count: 64)
      unsafe cvn_add_bound_steps(&sums, rest, bounds, steps)
      #expect(sums == zip(rest, bounds).map { UInt8(min(255, Int($0) + Int(steps[Int($1)]))) }, what)
    }
  }
}
