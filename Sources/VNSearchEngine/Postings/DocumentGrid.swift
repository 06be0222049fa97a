/// The grid on which every posting list, filter, delete set and column of a segment is laid out.
///
/// A segment numbers its documents 0 ..< N. A *chunk* is 4,096 documents, a *sub-block* 64, a *window* 64 chunks;
/// the same borders for every term, so that combining terms is adding arrays and a filter is a mask.
enum DocumentGrid {
  static let subBlockShift = 6
  static let chunkShift = 12
  static let chunkSize = 4096
  static let subBlocksPerChunk = 64
  static let windowShift = 18
  static let windowSize = 1 << 18
  static let chunksPerWindow = 64
  static let subBlocksPerWindow = 4096

  static func chunkCount(documents: Int) -> Int { (documents + chunkSize - 1) >> chunkShift }
  static func windowCount(documents: Int) -> Int { (documents + windowSize - 1) >> windowShift }
}
