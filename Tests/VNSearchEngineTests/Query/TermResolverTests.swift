import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("What was looked up")
struct TermResolverTests {
  /// Words of which many begin with the same eight letters, more than are looked through before hashing begins.
  private static let words = (0..<90).map { number in
    number % 3 == 0
      ? "nghiengn\(number)" : number % 3 == 1 ? "thu\(number)" : "nghiengnghieng\(number % 7)x\(number)"
  }

  @Test("Terms and pairs are those of each segment's dictionaries, asked for once and again")
  func findsWhatDictionariesHave() throws {
    let engine = IndexEngine(path: "index", fileSystem: SimulatedFileSystem())
    let session = try engine.makeWriter(schema: Schema(.text("text")))
    for part in [Self.words[0..<60], Self.words[30..<90]] {
      for place in part.indices.dropLast() {
        try session.add([(0, .string("\(part[place]) \(part[place + 1])"))])
      }
      try session.commit()
    }
    let snapshot = try engine.refresh()
    let resolver = TermResolver(snapshot.segments)
    var random = SeededGenerator.announced("looking up")
    for _ in 0..<400 {
      let first = Array(random.pick(Self.words + ["khong"]).utf8)
      let second = Array(random.pick(Self.words).utf8)
      let entries = try snapshot.segments.map { try $0.terms.find(first) }
      #expect(try resolver.find(first).map { $0?.ordinal } == entries.map { $0?.ordinal })
      #expect(
        try resolver.documentFrequency(first)
          == entries.reduce(0) { $0 + Int($1?.list.documentFrequency ?? 0) })
      let lists = try snapshot.segments.map { segment in
        guard let one = try segment.terms.find(first), let other = try segment.terms.find(second) else {
          return nil as PostingListMetadata?
        }
        var list: PostingListMetadata?
        try segment.pairs.forEach(first: one.ordinal, from: 0) { place, found in
          if place == other.ordinal { list = found }
          return true
        }
        return list
      }
      #expect(try resolver.find(first, second) == lists)
      for (index, list) in lists.enumerated() {
        #expect(try resolver.find(first, second, segment: index) == list)
        #expect(
          try resolver.pair(resolver.lookUp(first), resolver.lookUp(second), segment: index) == list)
      }
    }
  }

  @Test("Frequencies of terms are a dictionary")
  func frequencies() {
    var random = SeededGenerator.announced("term frequencies")
    for _ in 0..<20 {
      var tables = [TermFrequencies(), TermFrequencies()]
      var dictionaries: [[[UInt8]: QueryStatistics.Term]] = [[:], [:]]
      for _ in 0..<random.pick([0, 3, 31, 32, 33, 120]) {
        let (which, word) = (random.below(2), Array(random.pick(Self.words).utf8))
        let term = QueryStatistics.Term(documentFrequency: random.below(50))
        tables[which].set(word, term)
        dictionaries[which][word] = term
      }
      for which in 0..<2 {
        #expect(tables[which].count == dictionaries[which].count)
        for word in Self.words.map({ Array($0.utf8) }) {
          #expect(tables[which][word] == dictionaries[which][word])
          #expect(tables[which].contains(word) == (dictionaries[which][word] != nil))
          #expect(
            tables[which].documentFrequency(of: word) == dictionaries[which][word]?.documentFrequency)
        }
      }
      var merged = tables[0]
      merged.merge(tables[1])
      var other = tables[1]
      other.merge(tables[0])
      #expect(merged == other && merged.hashValue == other.hashValue)
      for (word, term) in dictionaries[0] {
        #expect(
          merged.documentFrequency(of: word)
            == term.documentFrequency + (dictionaries[1][word]?.documentFrequency ?? 0))
      }
    }
  }
}
