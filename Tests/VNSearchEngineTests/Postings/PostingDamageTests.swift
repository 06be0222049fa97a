import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("Damaged posting lists")
struct PostingDamageTests {
  @Test("Every flipped bit of small lists of every kind: an error or other postings, never a trap")
  func flippedBits() throws {
    var random = SeededGenerator.announced("flipped bits of posting lists")
    var flips = 0
    var refused = 0
    let texts = [
      "0 3×2", "0×4 5×900 80", "3...40/3", "0...14×20", "1...300/7×17", "0...126", "0...126×16",
      "10...140×1100",
      "0...130", "5000...5040×70000",
    ]
    for text in texts {
      var list = EncodedList(
        PostingText(text)!, documentCount: 6000, lengthCodes: (0..<6000).map { UInt8(20 + $0 % 40) })
      let whole = list.bytes
      for bit in 0..<whole.count * 8 {
        list.bytes = whole
        list.bytes[bit / 8] ^= 1 << (bit % 8)
        flips += 1
        if try !Self.use(list, list.metadata) { refused += 1 }
      }
      for length in 0..<min(whole.count, 300) {
        list.bytes = Array(whole[..<length])
        #expect(try !Self.use(list, list.metadata), "\(text) cut at \(length)")
      }
    }
    // A row is large: some of its bits.
    var row = EncodedList(
      PostingText("0...999×15")!, documentCount: 1100, lengthCodes: [UInt8](repeating: 40, count: 1100))
    let whole = row.bytes
    for _ in 0..<(SeededGenerator.isLong ? 20_000 : 300) {
      row.bytes = whole
      for _ in 0..<(1 + random.below(3)) {
        let bit = random.chance(0.5) ? random.below(200 * 8) : random.below(whole.count * 8)
        row.bytes[bit / 8] ^= 1 << (bit % 8)
      }
      flips += 1
      if try !Self.use(row, row.metadata) { refused += 1 }
    }
    print("flipped bits of posting lists: \(flips), refused \(refused)")
  }

  @Test("Random bytes under random metadata: an error or postings, never a trap")
  func garbage() throws {
    var random = SeededGenerator.announced("garbage as posting lists")
    var refused = 0
    let rounds = SeededGenerator.isLong ? 200_000 : 1_500
    for _ in 0..<rounds {
      let seed = random.next()
      var own = SeededGenerator(seed: seed)
      let documents = own.pick([0, 1, 64, 5000, 270_000])
      var list = EncodedList(
        PostingText("0")!, documentCount: documents,
        lengthCodes: [UInt8](repeating: 9, count: max(1, documents)))
      list.bytes = Self.bytes(&own)
      let metadata = PostingListMetadata(
        kind: own.pick([.single, .short, .flat, .chunked]),
        documentFrequency: own.chance(0.8)
          ? UInt32(own.below(300)) : UInt32.random(in: 0...UInt32.max, using: &own),
        document: own.chance(0.5) ? UInt32(own.below(6000)) : UInt32.random(in: 0...UInt32.max, using: &own),
        frequency: UInt32.random(in: 0...UInt32.max, using: &own),
        offset: own.chance(0.8) ? UInt64(own.below(4)) : UInt64.random(in: 0...UInt64.max, using: &own),
        length: own.chance(0.8)
          ? UInt32(max(0, list.bytes.count - own.below(4))) : UInt32.random(in: 0...UInt32.max, using: &own))
      if try !Self.use(list, metadata) { refused += 1 }
    }
    print("garbage as posting lists: \(rounds), refused \(refused)")
    #expect(refused < rounds)
  }

  /// Bytes of which some begin like a list of one or two chunks.
  private static func bytes(_ random: inout SeededGenerator) -> [UInt8] {
    var bytes = random.bytes(random.below(random.chance(0.3) ? 5000 : 60))
    guard random.chance(0.6), bytes.count >= 40 else { return bytes }
    let offset = random.below(2)
    let chunks = 1 + random.below(2)
    bytes[offset + 3] = 0
    bytes.replaceSubrange((offset + 4)..<(offset + 12), with: [UInt8(chunks), 0, 0, 0, 0, 0, 0, 0])
    // One tiny container of 1 to 4 postings without exceptions.
    let count = random.below(4)
    let size = UInt8(2 * count + 4)
    let directory = [UInt8(random.below(2)), 0, UInt8(count), 0, 0, 0, 0, 0, size, 0, 0, 0, 200]
    if chunks == 1 { bytes.replaceSubrange((offset + 12)..<(offset + 25), with: directory) }
    return bytes
  }

  /// Reads everything that a list gives; false if it was refused.
  static func use(_ list: EncodedList, _ metadata: PostingListMetadata) throws -> Bool {
    do {
      try list.withCursor(metadata) { cursor in
        let documents = IntegerBuffer()
        let frequencies = IntegerBuffer()
        cursor.decode(documents: documents, frequencies: frequencies)
        #expect(documents.count == frequencies.count)
        for index in 0..<documents.count {
          let frequency = unsafe frequencies.base[index]
          #expect(unsafe Int(documents.base[index]) < list.documentCount)
          #expect(frequency > 0 && frequency <= PostingCursor.maximalFrequency)
        }
        var found = [UInt32](repeating: 0, count: 64)
        for window in 0..<DocumentGrid.windowCount(documents: list.documentCount) {
          cursor.prepare(window: window)
          for subBlock in 0..<DocumentGrid.subBlocksPerWindow where unsafe cursor.bounds[subBlock] != 0 {
            let mask = unsafe cursor.frequencies(of: subBlock, into: &found)
            #expect(cursor.mask(of: subBlock) == mask)
            for document in [0, mask.trailingZeroBitCount & 63, 63] {
              _ = cursor.ordinal(ofDocument: subBlock << 6 | document)
            }
          }
        }
      }
      return true
    } catch let error as SearchError {
      #expect(error.code == .corruptIndex && error.file == "list")
      return false
    }
  }
}
