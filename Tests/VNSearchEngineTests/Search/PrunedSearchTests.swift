import CVNKernels
import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("Pruned search")
struct PrunedSearchTests {
  @Test("Finds what scoring every document finds: the same documents, scores equal bit by bit")
  func equalsExhaustive() throws {
    var random = SeededGenerator.announced("pruned = exhaustive")
    let wanted = SeededGenerator.count(normal: 20_000, long: 1_000_000)
    var analyzer = OracleAnalyzer()
    var cases = 0
    var indexes = 0
    while cases < wanted {
      indexes += 1
      if indexes % 500 == 0 { analyzer = OracleAnalyzer() }
      let seed = random.next()
      let shape = Self.shape(indexes)
      let found = try KernelVariants.exclusively { try Self.run(seed, shape, analyzer) }
      cases += found.cases
      if let failure = found.failure {
        Issue.record("index seed \(seed), \(shape): \(failure)")
        return
      }
    }
    print("pruned = exhaustive: \(cases) cases (index, query, k) on \(indexes) indexes")
  }

  /// Small indexes mostly; every 60th has a full chunk and more, so that rows and sub-block bounds take part.
  private static func shape(_ number: Int) -> RandomCollection.Shape {
    if SeededGenerator.isLong && number % 5_000 == 100 {
      return RandomCollection.Shape(documents: 4096 * 64 + 5000, segments: 1, longest: 4)
    }
    if number % 120 == 20 {
      return RandomCollection.Shape(documents: 1200 + 37 * (number % 97), segments: 1, longest: 3)
    }
    if number % 120 == 80 { return RandomCollection.Shape(documents: 2400, segments: 3, longest: 3) }
    let sizes = [0, 1, 2, 5, 17, 40, 64, 65, 100, 129, 200]
    return RandomCollection.Shape(documents: sizes[number % sizes.count], segments: 1 + number % 4)
  }

  /// Builds an index and asks it queries.
  static func run(
    _ seed: UInt64, _ shape: RandomCollection.Shape, _ analyzer: OracleAnalyzer
  ) throws -> (cases: Int, failure: String?) {
    var random = SeededGenerator(seed: seed)
    let collection = try RandomCollection(&random, shape, analyzer: analyzer)
    let snapshot = try collection.engine.refresh()
    guard snapshot.documentCount == collection.oracle.documentCount else {
      return (0, "\(snapshot.documentCount) documents, not \(collection.oracle.documentCount)")
    }
    // Whatever the CPU can do, results are the same.
    let variants = (0..<Int32(cvn_kernel_variants())).filter { cvn_kernel_choose($0) == 1 }
    defer { _ = variants.last.map { cvn_kernel_choose($0) } }
    var cases = 0
    let queries = shape.documents > 1000 ? 50 : (shape.documents == 0 ? 3 : 16)
    for _ in 0..<queries {
      _ = cvn_kernel_choose(random.pick(variants))
      let query = collection.vocabulary.query(&random, texts: collection.texts, filter: collection.filter)
        .fitted(to: collection.boosts.count)
      let ranking = RandomVocabulary.ranking(&random)
      let filter = random.chance(0.3) ? collection.filter(&random) : nil
      let expected = collection.oracle.search(query, ranking, filter: filter)
      for limit in Self.limits(expected.count, &random) {
        cases += 1
        let countsExactly = random.chance(0.2)
        let hits = try snapshot.search(
          query.query, filter: filter?.filter, ranking: ranking, limit: limit, countsExactly: countsExactly)
        if let difference = Self.difference(hits, expected, limit, countsExactly) {
          return (
            cases,
            "\(query), filter \(filter.map { "\($0)" } ?? "-"), \(ranking), k = \(limit), boosts \(collection.boosts): \(difference)"
          )
        }
      }
    }
    return (cases, nil)
  }

  private static func limits(_ count: Int, _ random: inout SeededGenerator) -> [Int] {
    [
      1, 1 + random.below(10), random.pick([0, 10, 100]),
      random.pick([1 + random.below(count + 1), count, count + 1]),
    ]
  }

  /// What is wrong with the hits, if anything.
  static func difference(
    _ found: IndexSnapshot.Hits, _ expected: [OracleIndex.Hit], _ limit: Int, _ countsExactly: Bool
  ) -> String? {
    let best = expected.prefix(limit)
    guard found.hits.count == best.count else { return "\(found.hits.count) hits, not \(best.count)" }
    for (rank, (hit, right)) in zip(found.hits, best).enumerated() {
      if hit.score.bitPattern != right.score.bitPattern || hit.location.segment != right.segment
        || hit.location.ordinal != right.ordinal
      {
        return "rank \(rank): \(hit) is not \(right)"
      }
    }
    if found.total > expected.count { return "a total of \(found.total), not \(expected.count)" }
    if (countsExactly || found.isExact) && found.total != expected.count {
      return "an exact total of \(found.total), not \(expected.count)"
    }
    return nil
  }
}
