/// A collection of any number of documents with the statistics of real Vietnamese, made from tables of figures.
///
/// Document `n` depends on the tables, the seed and `n` alone: parts can be made apart from each other and in any order.
public struct SyntheticCorpus: Sendable {
  let model: TextModel
  /// Makes one collection different from another.
  public let seed: UInt64
  /// What the lengths of documents are multiplied by.
  public let lengthScale: Double

  public init(tables: CorpusTables, seed: UInt64, lengthScale: Double = 1) throws {
    model = try TextModel(tables)
    self.seed = seed
    self.lengthScale = lengthScale
  }

  /// The collection of the tables that come with the package.
  public init(seed: UInt64, lengthScale: Double = 1) throws {
    try self.init(tables: .bundled(), seed: seed, lengthScale: lengthScale)
  }
}
