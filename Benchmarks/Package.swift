// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that users of VNSearch never resolve the benchmark library.
let package = Package(
  name: "vnsearch-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "vnsearch", path: ".."),
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    .systemLibrary(
      name: "CICUForComparison", path: "Sources/CICUForComparison", pkgConfig: "icu-uc icu-i18n"),
    .target(name: "BenchmarkTexts"),
    .target(name: "AllocationCounter"),
    .target(
      name: "AnalysisBaselines",
      dependencies: ["CICUForComparison", .product(name: "VNTextAnalysis", package: "vnsearch")]),
    .executableTarget(
      name: "analysis-report",
      dependencies: [
        "AllocationCounter", "AnalysisBaselines", "BenchmarkTexts",
        .product(name: "VNTextAnalysis", package: "vnsearch"),
      ], path: "Sources/AnalysisReport"),
    .target(name: "SyntheticCorpus", resources: [.copy("Tables")]),
    .executableTarget(
      name: "vnsearch-corpus",
      dependencies: [
        "BenchmarkTexts", "SyntheticCorpus",
        .product(name: "VNSearch", package: "vnsearch"),
        .product(name: "VNTextAnalysis", package: "vnsearch"),
      ], path: "Sources/CorpusTool"),
    .target(
      name: "BenchmarkFixtures",
      dependencies: ["BenchmarkTexts", "SyntheticCorpus", .product(name: "VNSearch", package: "vnsearch")]),
    .executableTarget(
      name: "vnsearch-gates",
      dependencies: [
        "AllocationCounter", "BenchmarkFixtures", .product(name: "VNSearch", package: "vnsearch"),
        .product(name: "VNTextAnalysis", package: "vnsearch"),
      ], path: "Sources/GateTool"),
    .executableTarget(
      name: "vnsearch-engine",
      dependencies: [
        "BenchmarkTexts", .product(name: "VNSearch", package: "vnsearch"),
        .product(name: "VNTextAnalysis", package: "vnsearch"),
      ], path: "Sources/PeerEngine"),
    .executableTarget(
      name: "selection-report",
      dependencies: [.product(name: "VNSearch", package: "vnsearch")], path: "Sources/SelectionReport"),
    .executableTarget(
      name: "AnalysisBenchmarks",
      dependencies: [
        "AnalysisBaselines", "BenchmarkTexts", .product(name: "VNTextAnalysis", package: "vnsearch"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/AnalysisBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      name: "EngineBenchmarks",
      dependencies: [
        "BenchmarkFixtures", "SyntheticCorpus", .product(name: "VNSearch", package: "vnsearch"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/EngineBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ],
  swiftLanguageModes: [.v6]
)
