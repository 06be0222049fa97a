import CVNKernels

/// Estimates of the scores of a chunk's 4,096 documents in bytes, never below the scores: see `steps.h`.
///
/// A step is a small share of the threshold, so that the threshold is `thresholdSteps` or more of them; sums end at 255,
/// which is above it. Lengths are divided into sixteen classes, geometric around the average.
@safe final class ChunkEstimate {
  /// How many steps the threshold is when tables are made.
  static let thresholdSteps: Float = 200
  /// Above and below so many steps tables are made anew.
  static let mostSteps: Float = 240
  static let leastSteps: Float = 100

  let sums: UnsafeMutablePointer<UInt8>
  let classes: UnsafeMutablePointer<UInt8>
  let least: UnsafeMutablePointer<UInt8>
  /// Frequencies of a clause's parts, at most 15: `nibbleBuffers` times 4,096.
  let nibbles: UnsafeMutablePointer<UInt8>
  static let nibbleBuffers = ScoringScratch.maximalClasses + 2
  /// K of the shortest length of each class.
  let normalizers: UnsafeMutablePointer<Float>
  /// How much one unit of frequency counts.
  let unit: Float
  private let classOfCode: UnsafeMutablePointer<UInt8>
  private let clauses: Int
  /// Bounds in steps of each of the chunk's sub-blocks, 64 at a time; see the functions that name them.
  private let rests: UnsafeMutablePointer<UInt8>

  /// - Parameter normalizers: K for each length code, ascending.
  init(normalizers known: [Float], averageCode: Int, unit: Float, clauses: Int) {
    self.unit = unit
    self.clauses = clauses
    unsafe rests = .allocate(capacity: DocumentGrid.subBlocksPerChunk * (2 * clauses + 4))
    unsafe rests.update(repeating: 0, count: DocumentGrid.subBlocksPerChunk * (2 * clauses + 4))
    unsafe sums = .allocate(capacity: DocumentGrid.chunkSize)
    unsafe classes = .allocate(capacity: DocumentGrid.chunkSize)
    unsafe least = .allocate(capacity: DocumentGrid.subBlocksPerChunk)
    unsafe nibbles = .allocate(capacity: DocumentGrid.chunkSize * Self.nibbleBuffers)
    unsafe normalizers = .allocate(capacity: 16)
    unsafe classOfCode = .allocate(capacity: 256)
    // Half an octave a class above the average, finer below, where a length matters more: codes have eight an octave.
    let first = max(0, averageCode - 24)
    for code in 0..<256 {
      let place = code < first ? 0 : 1 + (code - first) / 4
      unsafe classOfCode[code] = UInt8(min(15, place)) << 4
    }
    for code in (0..<256).reversed() { unsafe normalizers[Int(classOfCode[code] >> 4)] = known[code] }
    // Classes that no code has are never asked for.
    for index in 1..<16 where unsafe classOfCode[255] >> 4 < index { unsafe normalizers[index] = known[255] }
  }

  deinit {
    unsafe sums.deallocate()
    unsafe classes.deallocate()
    unsafe least.deallocate()
    unsafe nibbles.deallocate()
    unsafe normalizers.deallocate()
    unsafe classOfCode.deallocate()
    unsafe rests.deallocate()
  }

  /// Begins a chunk: sums of 0 and the classes of its documents, in live sub-blocks.
  ///
  /// - Parameters:
  ///   - codes: The length codes from the chunk's first document on.
  ///   - count: How many documents the segment has from there on.
  func begin(codes: UnsafePointer<UInt8>, count: Int, live: UInt64) {
    unsafe cvn_length_classes(classes, least, codes, Int32(min(count, 1 << 20)), classOfCode, live)
    unsafe clear(sums, live)
  }

  /// Sets the bytes of live sub-blocks to 0.
  func clear(_ bytes: UnsafeMutablePointer<UInt8>, _ live: UInt64) {
    var left = live
    while left != 0 {
      unsafe (bytes + 64 &* left.trailingZeroBitCount).update(repeating: 0, count: 64)
      left &= left &- 1
    }
  }

  /// What the clauses from one on add at most.
  @inline(__always)
  func rest(from clause: Int) -> UnsafeMutablePointer<UInt8> {
    unsafe rests + DocumentGrid.subBlocksPerChunk &* clause
  }

  /// What is left for later of the clauses from one on, at most.
  @inline(__always)
  func later(from clause: Int) -> UnsafeMutablePointer<UInt8> {
    unsafe rests + DocumentGrid.subBlocksPerChunk &* (clauses + 1 + clause)
  }

  /// What is left for later of the clauses looked at so far, at most.
  var left: UnsafeMutablePointer<UInt8> { unsafe rests + DocumentGrid.subBlocksPerChunk &* (2 * clauses + 2) }

  /// Nothing at all.
  var nothing: UnsafeMutablePointer<UInt8> {
    unsafe rests + DocumentGrid.subBlocksPerChunk &* (2 * clauses + 3)
  }

  /// One of the buffers for frequencies.
  @inline(__always)
  func buffer(_ index: Int) -> UnsafeMutablePointer<UInt8> {
    unsafe nibbles + DocumentGrid.chunkSize &* index
  }

  /// Fills a table of steps; see `cvn_fill_steps`.
  func fill(
    _ table: UnsafeMutablePointer<UInt8>, weight: Float, unit: Float, most: Float = .infinity, highest: Float
  ) {
    unsafe cvn_fill_steps(table, weight, unit, most, normalizers, highest)
  }
}
