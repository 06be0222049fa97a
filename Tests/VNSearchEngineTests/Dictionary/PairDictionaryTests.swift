import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("Pair dictionary")
struct PairDictionaryTests {
  struct Pair: Equatable {
    var first: Int
    var second: Int
    var list: PostingListMetadata
  }

  private static func pairs(_ random: inout SeededGenerator, terms: Int, count: Int) -> [Pair] {
    var places = Set<Int>()
    while places.count < min(count, terms * terms / 2) { places.insert(random.below(terms * terms)) }
    var end: UInt64 = 0
    return places.sorted().map { place in
      Pair(first: place / terms, second: place % terms, list: TermDictionaryTests.list(&random, &end))
    }
  }

  private static func encoded(_ pairs: [Pair], terms: Int) -> [UInt8] {
    let writer = PairDictionaryWriter()
    var end: UInt64 = 0
    for pair in pairs {
      end += UInt64(pair.list.length)
      writer.append(first: pair.first, second: pair.second, list: pair.list, listsEnd: end)
    }
    // The tables begin behind the lists; here the lists are left out, so the tables say that they end at 0.
    return writer.finish(termCount: terms, listsEnd: 0).flatMap { unsafe Array($0.bytes) }
  }

  @Test("Pairs written are found, and walked through in order; others are not found")
  func roundTrip() throws {
    var random = SeededGenerator.announced("pair dictionary")
    for round in 0..<(SeededGenerator.isLong ? 1000 : 20) {
      let seed = random.next()
      var own = SeededGenerator(seed: seed)
      let terms = own.pick([1, 2, 40, 70_000])
      let pairs = Self.pairs(&own, terms: terms, count: [0, 1, 15, 16, 17, 200][round % 6])
      let bytes = Self.encoded(pairs, terms: terms)
      unsafe try bytes.withUnsafeBytes { bytes in
        let dictionary = try unsafe PairDictionary(bytes, fileName: "pairs")
        #expect(dictionary.count == pairs.count && dictionary.termCount == terms)
        for pair in pairs {
          #expect(try dictionary.find(pair.first, pair.second) == pair.list, "seed \(seed)")
        }
        var walked: [Pair] = []
        var iterator = PairIterator(dictionary)
        while let pair = try iterator.next() {
          walked.append(Pair(first: pair.first, second: pair.second, list: pair.list))
        }
        #expect(walked == pairs, "seed \(seed)")
        for _ in 0..<50 {
          let first = own.below(terms + 1)
          let second = own.below(terms + 1)
          let known = pairs.first { $0.first == first && $0.second == second }?.list
          #expect(try dictionary.find(first, second) == known, "seed \(seed)")
        }
      }
    }
  }

  @Test("Flipped bits, cuts and garbage: an error or other pairs, never a trap")
  func damage() throws {
    var random = SeededGenerator.announced("damaged pair dictionary")
    let whole = Self.encoded(Self.pairs(&random, terms: 20, count: 40), terms: 20)
    var damaged: [[UInt8]] = []
    for bit in 0..<whole.count * 8 {
      var bytes = whole
      bytes[bit / 8] ^= 1 << (bit % 8)
      damaged.append(bytes)
    }
    for length in 0..<whole.count { damaged.append(Array(whole[..<length])) }
    for _ in 0..<200 { damaged.append(random.bytes(random.below(300))) }
    var refused = 0
    for bytes in damaged {
      do {
        unsafe try bytes.withUnsafeBytes { bytes in
          let dictionary = try unsafe PairDictionary(bytes, fileName: "pairs")
          var iterator = PairIterator(dictionary)
          while let pair = try iterator.next() { _ = try dictionary.find(pair.first, pair.second) }
          for first in 0..<22 { _ = try dictionary.find(first, random.below(22)) }
        }
      } catch let error as SearchError {
        #expect(error.code == .corruptIndex && error.file == "pairs")
        refused += 1
      }
    }
    print("damaged pair dictionaries: \(damaged.count), refused \(refused)")
  }
}
