/// The pairs that begin with one term, brought into the order of their second terms.
///
/// ```
/// record := place of the second term in the dictionary (28 bits)  document (28)  field (8)
/// ```
/// Records are appended in document order; sorting them as integers keeps it. Not thread-safe.
@safe final class PairSorter {
  private let ranks: UnsafePointer<UInt32>
  private let fieldWeights: [UInt32]
  /// The bits that places in the dictionary need.
  private let rankBits: Int
  private var records: UnsafeMutablePointer<UInt64>
  private var spare: UnsafeMutablePointer<UInt64>
  private var count = 0
  private var capacity = 1 << 12
  private let counts = UnsafeMutablePointer<Int>.allocate(capacity: 1 << radixBits)
  private let documents = IntegerBuffer()
  private let frequencies = IntegerBuffer()

  private static let radixBits = 11
  private static let rankShift = 36
  /// From so many records on, distributing them is faster than comparing them.
  private static let radixCount = 512

  /// - Parameters:
  ///   - ranks: The place in the dictionary of each term by its number; must outlive the sorter.
  ///   - termCount: How many places there are.
  init(ranks: UnsafePointer<UInt32>, termCount: Int, fieldWeights: [UInt32]) {
    unsafe self.ranks = unsafe ranks
    self.fieldWeights = fieldWeights
    rankBits = Int.bitWidth - max(1, termCount - 1).leadingZeroBitCount
    unsafe records = .allocate(capacity: capacity)
    unsafe spare = .allocate(capacity: capacity)
  }

  deinit {
    unsafe records.deallocate()
    unsafe spare.deallocate()
    unsafe counts.deallocate()
  }

  /// Appends a pair; `second` is a term's number.
  @inline(__always)
  func append(second: UInt32, document: UInt32, field: Int) {
    if count == capacity { grow() }
    unsafe records[count] =
      UInt64(ranks[Int(second)]) &<< UInt64(Self.rankShift) | UInt64(document) &<< 8
      | UInt64(truncatingIfNeeded: field)
    count &+= 1
  }

  @inline(never)
  private func grow() {
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity * 2)
    unsafe larger.update(from: records, count: count)
    unsafe records.deallocate()
    unsafe spare.deallocate()
    unsafe records = unsafe larger
    capacity *= 2
    unsafe spare = .allocate(capacity: capacity)
  }

  /// Writes the pairs as those of the term at a place in the dictionary, and begins anew.
  func write(first: Int, to writer: InvertedSegmentWriter) throws(SearchError) {
    sort()
    var index = 0
    while index < count {
      let rank = unsafe records[index] >> UInt64(Self.rankShift)
      documents.removeAll()
      frequencies.removeAll()
      var last = UInt32.max
      while unsafe index < count && records[index] >> UInt64(Self.rankShift) == rank {
        let document = unsafe UInt32(truncatingIfNeeded: records[index] >> 8) & 0xFFF_FFFF
        let weight = unsafe fieldWeights[Int(records[index] & 255)]
        if document == last {
          frequencies.addToLast(weight)
        } else {
          documents.append(document)
          frequencies.append(weight)
          last = document
        }
        index &+= 1
      }
      try unsafe writer.appendPair(
        first: first, second: Int(rank), documents: documents.values, frequencies: frequencies.values)
    }
    count = 0
  }

  private func sort() {
    if count < Self.radixCount {
      var all = unsafe UnsafeMutableBufferPointer(start: records, count: count)
      unsafe all.sort()
      return
    }
    var shift = Self.rankShift
    while shift < Self.rankShift + rankBits {
      unsafe counts.update(repeating: 0, count: 1 << Self.radixBits)
      let mask = (1 << Self.radixBits) - 1
      for index in 0..<count { unsafe counts[Int(records[index] &>> UInt64(shift)) & mask] &+= 1 }
      var total = 0
      for bucket in 0...mask {
        let size = unsafe counts[bucket]
        unsafe counts[bucket] = total
        total &+= size
      }
      for index in 0..<count {
        let record = unsafe records[index]
        let bucket = Int(record &>> UInt64(shift)) & mask
        unsafe spare[counts[bucket]] = record
        unsafe counts[bucket] &+= 1
      }
      unsafe swap(&records, &spare)
      shift += Self.radixBits
    }
  }
}
