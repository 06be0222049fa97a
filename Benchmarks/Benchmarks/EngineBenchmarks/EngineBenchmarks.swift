import Benchmark
import BenchmarkFixtures
import SyntheticCorpus
import VNSearch

// Run from Benchmarks/: swift package benchmark --target EngineBenchmarks
// VNSEARCH_CORPUS=synthetic:100000, corpus or a file of JSON lines names what they work on.
let benchmarks: @Sendable () -> Void = {
  // A benchmark library calls this without a way to throw; without a collection there is nothing to measure.
  guard let collection = try? Collection.fromEnvironment(), let temporary = try? TemporaryIndex(collection),
    let snapshot = try? temporary.index.snapshot()
  else { fatalError("VNSEARCH_CORPUS names no collection that can be read") }

  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput, .instructions, .peakMemoryResident],
    maxDuration: .seconds(3), maxIterations: 10_000)

  Benchmark("index-\(collection.name)", configuration: .init(maxDuration: .seconds(20), maxIterations: 5)) {
    _ in
    blackHole(try TemporaryIndex(collection))
  }
  Benchmark(
    "index-\(collection.name)-2-threads", configuration: .init(maxDuration: .seconds(20), maxIterations: 5)
  ) {
    _ in
    blackHole(try TemporaryIndex(collection, threads: 2))
  }
  Benchmark("open") { benchmark in
    for _ in benchmark.scaledIterations {
      blackHole(try SearchIndex<FieldDocument>(opening: temporary.folder.path).count)
    }
  }

  for set in collection.queries {
    let queries = set.queries.map { Query(userInput: $0) }
    let rankings = [("graded", Ranking()), ("plain", Ranking.plain())]
    for (name, ranking) in rankings {
      Benchmark("search-\(set.name)-\(name)") { benchmark in
        for iteration in benchmark.scaledIterations {
          blackHole(try snapshot.search(queries[iteration % queries.count], limit: 10, ranking: ranking))
        }
      }
    }
    Benchmark("search-\(set.name)-all-words") { benchmark in
      for iteration in benchmark.scaledIterations {
        let query = Query.text(set.queries[iteration % queries.count], requiresAll: true)
        blackHole(try snapshot.search(query, limit: 10))
      }
    }
    Benchmark("count-\(set.name)") { benchmark in
      for iteration in benchmark.scaledIterations {
        blackHole(try snapshot.search(queries[iteration % queries.count], limit: 0, countsExactly: true))
      }
    }
    Benchmark("suggest-\(set.name)") { benchmark in
      let bare = set.queries.map(QueryMaker.withoutMarks)
      benchmark.startMeasurement()
      for iteration in benchmark.scaledIterations {
        blackHole(try snapshot.suggestion(for: bare[iteration % bare.count]))
      }
      benchmark.stopMeasurement()
    }
    Benchmark("snippets-\(set.name)") { benchmark in
      let found = try queries.prefix(20).map { try snapshot.search($0, limit: 10) }.filter { !$0.isEmpty }
      guard !found.isEmpty else { return }
      benchmark.startMeasurement()
      for iteration in benchmark.scaledIterations {
        for hit in found[iteration % found.count] { blackHole(try hit.snippet(of: "text")) }
      }
      benchmark.stopMeasurement()
    }
  }
}
