import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("Term dictionary")
struct TermDictionaryTests {
  /// A term as a test knows it.
  struct Term: Equatable {
    var folded: [UInt8]
    var list: PostingListMetadata
    var positionsOffset: UInt64
    var positionsLength: Int
    var surfaces: [Surface]

    struct Surface: Equatable {
      var bytes: [UInt8]
      var isBare: Bool
      var list: PostingListMetadata
    }

    init(_ entry: TermDictionary.Entry) {
      folded = entry.folded
      list = entry.list
      positionsOffset = entry.positionsOffset
      positionsLength = entry.positionsLength
      surfaces = entry.surfaces.map { Surface(bytes: $0.bytes, isBare: $0.isBare, list: $0.list) }
    }

    init(
      folded: [UInt8], list: PostingListMetadata, positionsOffset: UInt64, positionsLength: Int,
      surfaces: [Surface]
    ) {
      self.folded = folded
      self.list = list
      self.positionsOffset = positionsOffset
      self.positionsLength = positionsLength
      self.surfaces = surfaces
    }
  }

  /// A random list; `end` is where its file ends so far.
  static func list(_ random: inout SeededGenerator, _ end: inout UInt64) -> PostingListMetadata {
    if random.chance(0.4) {
      return PostingListMetadata(
        kind: .single, documentFrequency: 1, document: UInt32(random.below(1 << 30)),
        frequency: UInt32(1 + random.below(1 << 20)))
    }
    let length = UInt32(random.pick([random.below(100), random.below(1 << 24)]))
    defer { end += UInt64(length) }
    return PostingListMetadata(
      kind: random.pick([.short, .flat, .chunked]), documentFrequency: UInt32(2 + random.below(1 << 29)),
      offset: end,
      length: length)
  }

  private static func terms(_ random: inout SeededGenerator, count: Int) -> [Term] {
    var names = Set<[UInt8]>()
    let alphabet = random.pick([2, 26, 256])
    while names.count < count {
      names.insert((0..<random.below(12)).map { _ in UInt8(random.below(alphabet)) })
    }
    var postings = random.pick([UInt64(0), 1 << 40])
    var positions = UInt64(random.below(5))
    return names.sorted { $0.lexicographicallyPrecedes($1) }.map { name in
      let list = list(&random, &postings)
      let length = random.below(1 << 20)
      defer { positions += UInt64(length) }
      var surfaces: [Term.Surface] = []
      for number in 0..<(random.chance(0.6) ? 1 : 1 + random.below(5)) {
        surfaces.append(
          Term.Surface(
            bytes: random.chance(0.4) ? name : [UInt8(number)] + random.bytes(1 + random.below(5)),
            isBare: random.chance(0.3), list: list))
      }
      if surfaces.count > 1 {
        for index in surfaces.indices { surfaces[index].list = Self.list(&random, &postings) }
      }
      return Term(
        folded: name, list: list, positionsOffset: positions, positionsLength: length, surfaces: surfaces)
    }
  }

  private static func encoded(_ terms: [Term]) -> [UInt8] {
    let writer = TermDictionaryWriter()
    for (index, term) in terms.enumerated() {
      // What stands in the dictionary are lengths: a block's lists begin with the first that is not a single one.
      let start =
        terms[index...].lazy.flatMap { [$0.list] + $0.surfaces.map(\.list) }
        .first { $0.kind != .single }?.offset ?? 0
      unsafe term.folded.withUnsafeBytes {
        unsafe writer.begin(folded: $0, postingsOffset: start, positionsOffset: term.positionsOffset)
      }
      writer.append(term.list)
      writer.append(positionsLength: term.positionsLength, surfaceCount: term.surfaces.count)
      for surface in term.surfaces {
        unsafe surface.bytes.withUnsafeBytes {
          unsafe writer.append(
            surface: $0, isBare: surface.isBare, list: term.surfaces.count == 1 ? nil : surface.list)
        }
      }
    }
    writer.finish()
    return unsafe Array(writer.output.bytes)
  }

  @Test("Terms written are found, and walked through in order; others are not found")
  func roundTrip() throws {
    var random = SeededGenerator.announced("term dictionary")
    for round in 0..<(SeededGenerator.isLong ? 1000 : 25) {
      let seed = random.next()
      var own = SeededGenerator(seed: seed)
      let terms = Self.terms(&own, count: [0, 1, 31, 32, 33, 64, 65, 300][round % 8])
      let bytes = Self.encoded(terms)
      unsafe try bytes.withUnsafeBytes { bytes in
        let dictionary = try unsafe TermDictionary(bytes, fileName: "terms")
        #expect(dictionary.count == terms.count)
        for (ordinal, term) in terms.enumerated() {
          let entry = try #require(try dictionary.find(term.folded), "seed \(seed)")
          #expect(entry.ordinal == ordinal && Term(entry) == term, "seed \(seed)")
        }
        var walked: [Term] = []
        var iterator = TermIterator(dictionary)
        while let entry = try iterator.next() { walked.append(Term(entry)) }
        #expect(walked == terms, "seed \(seed)")
        for _ in 0..<30 {
          let other = own.bytes(own.below(6))
          let known = terms.first { $0.folded == other }
          #expect(try dictionary.find(other).map { Term($0) } == known, "seed \(seed)")
          var found: [[UInt8]] = []
          var scanner = TermScanner(dictionary)
          var isLive = try scanner.seek(other)
          while isLive && found.count < 40 {
            found.append(scanner.folded)
            // Surfaces are passed over, looked at, or read.
            switch own.below(3) {
            case 0: break
            case 1:
              let term = terms[scanner.ordinal]
              var surfaces: [[UInt8]] = []
              try unsafe scanner.forEachSurface { bytes, _, _ in unsafe surfaces.append(Array(bytes)) }
              #expect(surfaces == term.surfaces.map(\.bytes), "seed \(seed)")
            default:
              let entry = try scanner.entry()
              #expect(Term(entry) == terms[entry.ordinal], "seed \(seed)")
            }
            isLive = try scanner.advance()
          }
          let expected = terms.map(\.folded).filter { !$0.lexicographicallyPrecedes(other) }.prefix(40)
          #expect(found == Array(expected), "seed \(seed)")
        }
        // From one beginning to the next that is not below.
        var scanner = TermScanner(dictionary)
        for start in (0..<20).map({ _ in own.bytes(own.below(6)) }).sorted(by: {
          $0.lexicographicallyPrecedes($1)
        }) {
          let expected = terms.first { !$0.folded.lexicographicallyPrecedes(start) }
          #expect(try scanner.seek(start) == (expected != nil), "seed \(seed)")
          if let expected { #expect(scanner.folded == expected.folded, "seed \(seed)") }
        }
      }
    }
  }

  @Test("Flipped bits, cuts and garbage: an error or other terms, never a trap")
  func damage() throws {
    var random = SeededGenerator.announced("damaged term dictionary")
    let whole = Self.encoded(Self.terms(&random, count: 40))
    var damaged: [[UInt8]] = []
    for bit in 0..<whole.count * 8 where SeededGenerator.isLong || bit % 5 == 0 {
      var bytes = whole
      bytes[bit / 8] ^= 1 << (bit % 8)
      damaged.append(bytes)
    }
    for length in stride(from: 0, to: whole.count, by: 7) { damaged.append(Array(whole[..<length])) }
    for _ in 0..<200 {
      damaged.append(
        random.bytes(random.below(200)) + [UInt8(random.below(3)), 0, 0, 0, UInt8(random.below(70)), 0, 0, 0])
    }
    var refused = 0
    for bytes in damaged {
      do {
        unsafe try bytes.withUnsafeBytes { bytes in
          let dictionary = try unsafe TermDictionary(bytes, fileName: "terms")
          var iterator = TermIterator(dictionary)
          while let entry = try iterator.next() { _ = try dictionary.find(entry.folded) }
          try dictionary.forEach(near: [1, 2], edits: 1) { (scanner) throws(SearchError) in
            _ = try scanner.entry()
            return true
          }
          _ = try dictionary.find(random.bytes(2))
        }
      } catch let error as SearchError {
        #expect(error.code == .corruptIndex && error.file == "terms")
        refused += 1
      }
    }
    print("damaged term dictionaries: \(damaged.count), refused \(refused)")
  }
}
