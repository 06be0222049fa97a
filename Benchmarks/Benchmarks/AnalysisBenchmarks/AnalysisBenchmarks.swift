import AnalysisBaselines
import Benchmark
import BenchmarkTexts
import VNTextAnalysis

// Run from Benchmarks/: swift package benchmark --target AnalysisBenchmarks
// Over real text: VNSEARCH_REAL_TEXT=file.jsonl swift package benchmark --target AnalysisBenchmarks
let benchmarks: @Sendable () -> Void = {
  let documents = (try? Texts.load(limit: 32 << 20)) ?? []

  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput, .instructions, .peakMemoryResident],
    maxDuration: .seconds(10), maxIterations: 20)

  Benchmark("analysis-known-forms") { benchmark in
    let analyzer = VietnameseAnalyzer()
    let buffer = TokenBuffer()
    func run() {
      for text in documents {
        text.withUnsafeBufferPointer { analyzer.analyze($0, into: buffer) }
        buffer.removeTokens()
      }
    }
    run()
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations { run() }
    benchmark.stopMeasurement()
  }

  Benchmark("analysis-new-buffer") { benchmark in
    let analyzer = VietnameseAnalyzer()
    for _ in benchmark.scaledIterations {
      let buffer = TokenBuffer()
      for text in documents {
        text.withUnsafeBufferPointer { analyzer.analyze($0, into: buffer) }
        buffer.removeTokens()
      }
    }
  }

  Benchmark("analysis-icu-alone") { benchmark in
    let pipeline = ICUPipeline()
    let buffer = TokenBuffer()
    for _ in benchmark.scaledIterations {
      for text in documents {
        text.withUnsafeBufferPointer { blackHole(pipeline.analyze($0, into: buffer)) }
        buffer.removeTokens()
      }
    }
  }
}
