#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A repeatable source of random numbers (SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number
/// generators", 2014).
///
/// ```swift
/// var random = SeededGenerator.announced("stored documents")
/// ```
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  /// What the sequence began with.
  public let seed: UInt64
  private var state: UInt64

  public init(seed: UInt64) {
    self.seed = seed
    state = seed
  }

  /// A generator whose seed is printed, so that a failure can be repeated: with `VNSEARCH_SEED=…` the seed is that.
  public static func announced(_ test: String) -> SeededGenerator {
    let given = unsafe getenv("VNSEARCH_SEED").flatMap { unsafe UInt64(String(cString: $0)) }
    let seed = given ?? UInt64.random(in: 0...UInt64.max)
    print("\(test): VNSEARCH_SEED=\(seed)")
    return SeededGenerator(seed: seed)
  }

  /// Whether the long modes of tests are asked for, by `VNSEARCH_LONG=1`.
  public static var isLong: Bool { unsafe getenv("VNSEARCH_LONG") != nil }

  /// How many cases a random test makes: `normal`, in the long mode `long`, or what `VNSEARCH_CASES=…` says.
  public static func count(normal: Int, long: Int) -> Int {
    unsafe getenv("VNSEARCH_CASES").flatMap { unsafe Int(String(cString: $0)) } ?? (isLong ? long : normal)
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// True `share` of the time.
  public mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &self) < share }

  /// An index below `count`.
  public mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }

  /// One of `elements`.
  public mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}
