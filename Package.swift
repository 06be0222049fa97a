// swift-tools-version: 6.3
import PackageDescription

/// Settings shared by every Swift target of the package.
let swiftSettings: [SwiftSetting] = [
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "vnsearch",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "VNSearch", targets: ["VNSearch"]),
    .library(name: "VNTextAnalysis", targets: ["VNTextAnalysis"]),
    .executable(name: "vnsearch", targets: ["vnsearch-cli"]),
  ],
  traits: [
    .default(enabledTraits: ["CommandLineTool"]),
    .trait(
      name: "CommandLineTool",
      description:
        "Builds the vnsearch command. Leave it out to use the library without swift-argument-parser."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    .systemLibrary(
      name: "SystemICU", pkgConfig: "icu-uc icu-i18n",
      providers: [.apt(["libicu-dev"]), .brew(["icu4c"])]),
    .target(name: "CICU", dependencies: ["SystemICU"]),
    .systemLibrary(
      name: "CZstd", pkgConfig: "libzstd",
      providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CVNKernels"),
    .target(name: "VNTextAnalysis", dependencies: ["CICU"], swiftSettings: swiftSettings),
    .target(
      name: "VNSearchEngine", dependencies: ["VNTextAnalysis", "CVNKernels", "CZstd"],
      swiftSettings: swiftSettings),
    .target(
      name: "VNSearch", dependencies: ["VNSearchEngine", "VNTextAnalysis"],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "vnsearch-cli",
      dependencies: [
        "VNSearch", "VNTextAnalysis", "CZlib",
        .product(
          name: "ArgumentParser", package: "swift-argument-parser",
          condition: .when(traits: ["CommandLineTool"])),
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "VNTestSupport", dependencies: ["VNSearch", "VNSearchEngine", "VNTextAnalysis"],
      path: "Tests/VNTestSupport", swiftSettings: swiftSettings),
    .testTarget(
      name: "VNTextAnalysisTests", dependencies: ["VNTextAnalysis", "VNTestSupport", "CICU"],
      exclude: ["Behaviours"], swiftSettings: swiftSettings),
    .testTarget(
      name: "VNSearchEngineTests",
      dependencies: ["VNSearchEngine", "VNTextAnalysis", "CVNKernels", "VNTestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "VNSearchTests", dependencies: ["VNSearch", "VNTextAnalysis", "VNTestSupport"],
      exclude: ["Behaviours"], swiftSettings: swiftSettings),
    .testTarget(
      name: "CommandLineTests", dependencies: ["VNTestSupport", "vnsearch-cli", "CZlib"],
      swiftSettings: swiftSettings),
  ],
  swiftLanguageModes: [.v6]
)
