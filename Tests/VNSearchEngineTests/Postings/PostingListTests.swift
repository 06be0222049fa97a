import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("Posting lists")
struct PostingListTests {
  /// How many documents the segment has, the list, and its kind.
  static let written: [(documents: Int, list: String, kind: PostingListKind)] = [
    (1, "a: 0", .single), (9, "a: 8×70000", .single), (4, "a: 0 3×2", .short),
    (300_000, "a: 0×4 64×5 299999×3", .short),
    (5000, "a: 0...14", .short), (5000, "a: 0...15", .chunked), (70_000, "a: 100...70000/4096", .flat),
    (5000, "a: 0...127", .chunked), (5000, "a: 0...126×15", .chunked), (5000, "a: 0...959×16", .chunked),
    (4096, "a: 0...4095", .chunked), (4097, "a: 0...4096×2", .chunked), (4096, "a: 0...4095×65535", .chunked),
    (4096, "a: 0...900×1023", .chunked), (4096, "a: 0...900×1022", .chunked),
    (4096, "a: 5...100×65536", .chunked),
    (262_145, "a: 262000...262144", .chunked), (524_288, "a: 0...524287/63×14", .chunked),
  ]

  @Test("Lists at the borders of kinds, containers and caps", arguments: written)
  func borders(_ documents: Int, _ text: String, _ kind: PostingListKind) throws {
    let postings = try #require(PostingText(text))
    let list = EncodedList(
      postings, documentCount: documents, lengthCodes: [UInt8](repeating: 30, count: documents), prefix: 1)
    #expect(list.metadata.kind == kind)
    #expect(try Self.difference(list) == nil)
  }

  @Test("The example in the encoder's specification")
  func example() {
    let list = EncodedList(
      PostingText("0 3×2")!, documentCount: 4, lengthCodes: [UInt8](repeating: 9, count: 4))
    #expect(list.bytes == [0x00, 0x09])
  }

  @Test("Random lists: frequencies, masks, ordinals, decoding, and bounds that hold")
  func randomLists() throws {
    var random = SeededGenerator.announced("posting lists")
    var kinds: [PostingListKind: Int] = [:]
    for round in 0..<(SeededGenerator.isLong ? 5_000 : 60) {
      let documents = random.pick([1, 63, 64, 65, 700, 4096, 4097, 9000, round % 10 == 0 ? 300_000 : 20_000])
      let count = random.pick([1, 2, 15, 16, 100, 130, 1000, documents / 4, documents])
      let seed = random.next()
      var own = SeededGenerator(seed: seed)
      let list = EncodedList(&own, documentCount: documents, count: max(1, min(count, documents, 20_000)))
      kinds[list.metadata.kind, default: 0] += 1
      if let difference = try Self.difference(list) {
        Issue.record("seed \(seed), \(documents) documents, \(count) postings: \(difference)")
        return
      }
    }
    print("posting lists: \(kinds)")
  }

  /// What a cursor says wrong of a list.
  static func difference(_ list: EncodedList) throws -> String? {
    var expected = [UInt32](repeating: 0, count: (list.documentCount + 63) / 64 * 64)
    for (document, frequency) in zip(list.postings.documents, list.postings.frequencies) {
      expected[Int(document)] = frequency
    }
    return try list.withCursor { cursor in
      if cursor.documentFrequency != list.postings.documents.count { return "another document frequency" }
      let documents = IntegerBuffer()
      let frequencies = IntegerBuffer()
      cursor.decode(documents: documents, frequencies: frequencies)
      guard unsafe Array(documents.values) == list.postings.documents,
        unsafe Array(frequencies.values) == list.postings.frequencies
      else { return "decoded otherwise" }
      if let wrong = Self.wrongBest(list, cursor) { return wrong }

      let subBlocks = expected.count / 64
      let windows = DocumentGrid.windowCount(documents: list.documentCount)
      var ordinal = 0
      // Backwards and forwards: a window does not depend on those before.
      for window in Array((0..<windows).reversed()) + Array(0..<windows) {
        let any = cursor.prepare(window: window)
        var anyExpected = false
        ordinal = list.postings.documents.firstIndex { Int($0) >> DocumentGrid.windowShift >= window } ?? 0
        for subBlock in 0..<DocumentGrid.subBlocksPerWindow {
          let global = window * DocumentGrid.subBlocksPerWindow + subBlock
          if global >= subBlocks {
            if unsafe cursor.bounds[subBlock] != 0 { return "a bound behind the last document" }
            continue
          }
          let right = expected[(64 * global)..<(64 * global + 64)]
          var mask: UInt64 = 0
          for (document, frequency) in right.enumerated() where frequency > 0 {
            mask |= 1 << UInt64(document)
          }
          if mask != 0 { anyExpected = true }
          if cursor.mask(of: subBlock) != mask { return "mask of sub-block \(global)" }
          if (unsafe cursor.bounds[subBlock] == 0) != (mask == 0) {
            return "bound of sub-block \(global) is 0 or is not"
          }
          var found = [UInt32](repeating: 99, count: 64)
          guard unsafe cursor.frequencies(of: subBlock, into: &found) == mask,
            found[...] == right[...].rebased
          else { return "frequencies of sub-block \(global)" }
          var sums = [UInt32](repeating: 5, count: 64)
          guard unsafe cursor.addFrequencies(of: subBlock, to: &sums) == mask, sums == found.map({ $0 + 5 })
          else {
            return "added frequencies of sub-block \(global)"
          }
          var rest = mask
          while rest != 0 {
            let document = rest.trailingZeroBitCount
            rest &= rest - 1
            let local = subBlock << 6 | document
            if cursor.ordinal(ofDocument: local) != ordinal {
              return "ordinal of document \(64 * global + document)"
            }
            if unsafe list.impact(ordinal, list.model) * 255 > Float(cursor.bounds[subBlock]) {
              return "bound of sub-block \(global) is below an impact"
            }
            ordinal += 1
          }
        }
        if any != anyExpected { return "prepare(window: \(window)) says \(any)" }
      }
      return nil
    }
  }

  /// Whether the best impacts in the header hold.
  private static func wrongBest(_ list: EncodedList, _ cursor: PostingCursor) -> String? {
    let impacts = list.postings.documents.indices.map { list.impact($0, list.model) * 255 }.sorted(by: >)
    if impacts[0] > Float(cursor.bestBound) { return "the best bound is below the best impact" }
    if cursor.tenthBest > 0 && (impacts.count < 10 || impacts[9] < Float(cursor.tenthBest)) {
      return "the 10th best"
    }
    if cursor.hundredthBest > 0 && (impacts.count < 100 || impacts[99] < Float(cursor.hundredthBest)) {
      return "the 100th best"
    }
    return nil
  }

  @Test("Bounds hold under other constants and statistics, too")
  func bounds() throws {
    var random = SeededGenerator.announced("bounds under other models")
    for _ in 0..<(SeededGenerator.isLong ? 3_000 : 60) {
      let seed = random.next()
      var own = SeededGenerator(seed: seed)
      let list = EncodedList(&own, documentCount: 3000, count: 1 + own.below(900))
      let model = ImpactModel(
        k1: own.pick([0, 0.2, 0.9, 1.2, 5]), b: own.pick([0, 0.4, 0.75, 1]),
        averageLength: Float.random(in: 0.5...5000, using: &own))
      let ratio = model.largestRatio(
        to: list.model, shortest: list.lengthCodes.min()!, longest: list.lengthCodes.max()!)
      let least = model.leastRatio(
        to: list.model, shortest: list.lengthCodes.min()!, longest: list.lengthCodes.max()!)
      try list.withCursor { cursor in
        let scorer = ListScorer(cursor, weight: 7, boundRatio: ratio)
        _ = scorer.prepare(window: 0)
        let impacts = list.postings.documents.indices.map { 7 * list.impact($0, model) }
        for (document, impact) in zip(list.postings.documents, impacts) {
          let bound = unsafe scorer.contributions[Int(scorer.bounds[Int(document >> 6)])]
          #expect(impact <= bound, "seed \(seed), document \(document)")
        }
        let sorted = impacts.sorted(by: >)
        for count in [1, 10, 50, 100, 1000] {
          let guaranteed = scorer.guaranteed(count: count, leastRatio: least)
          if guaranteed > 0 {
            #expect(count <= sorted.count && sorted[count - 1] >= guaranteed, "seed \(seed)")
          }
        }
      }
    }
  }
}

extension ArraySlice {
  /// The same elements, counted from 0.
  fileprivate var rebased: ArraySlice { ArraySlice(Array(self)) }
}
