/// What a search did, in numbers that repeat.
public struct SearchCounters: Sendable, Hashable, Codable {
  /// Documents whose score was computed.
  public var documentsScored = 0
  /// Sub-blocks of 64 documents that were looked into.
  public var subBlocksVisited = 0
  /// Sub-blocks that were left before all terms were added.
  public var subBlocksAbandoned = 0
  /// Posting lists that were opened.
  public var listsOpened = 0
  /// Bytes of posting lists that were looked at: directories, and the parts for 4,096 documents that the search went into.
  public var bytesRead = 0
  /// Candidates whose positions were read.
  public var positionsRead = 0

  /// Creates counters of nothing.
  public init() {}
}
