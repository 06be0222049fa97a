/// The values that up to 4,096 documents have in a column. Documents are numbered from the chunk's first.
///
/// It points into the column's bytes and is valid as long as they are. No access reads outside of them, whatever they
/// say.
@safe struct ColumnChunk {
  /// How many documents the chunk has.
  let documentCount: Int
  /// How many values they have together.
  let valueCount: Int
  /// The smallest and the largest value.
  let bounds: ClosedRange<Int64>
  let form: ColumnChunkForm

  let packed: PackedIntegers
  let divisor: UInt64
  /// Form 2: 64 words and 64 ranks; form 3: the packed starts.
  private let places: UnsafeRawPointer
  private let starts: PackedIntegers

  /// Reads the header; nil if it does not fit the bytes.
  init?(_ bytes: UnsafeRawBufferPointer, documentCount: Int, bounds: ClosedRange<Int64>) {
    let header = ColumnsFormat.chunkHeaderSize
    guard let base = bytes.baseAddress, bytes.count >= header,
      let form = unsafe ColumnChunkForm(rawValue: bytes[0])
    else { return nil }
    let width = unsafe Int(bytes[1])
    let startWidth = unsafe Int(bytes[2])
    valueCount = unsafe Int(bytes.littleEndian(UInt32.self, at: 4))
    divisor = unsafe bytes.littleEndian(UInt64.self, at: 8)
    guard PackedIntegers.isWidth(width), PackedIntegers.isWidth(startWidth), divisor > 0 else { return nil }
    var placesSize = 0
    switch form {
    case .one: guard valueCount == documentCount else { return nil }
    case .optional: placesSize = 64 * 8 + 64 * 2
    case .several: placesSize = PackedIntegers.byteCount(documentCount + 1, width: startWidth)
    }
    // A count beyond the bytes is refused before it is multiplied; a width of 0 is bounded by what a document can have.
    guard width == 0 ? valueCount <= UInt32.max : valueCount <= bytes.count * 8,
      bytes.count == header + placesSize + PackedIntegers.byteCount(valueCount, width: width)
    else { return nil }
    self.documentCount = documentCount
    self.bounds = bounds
    self.form = form
    unsafe places = unsafe base + header
    starts = unsafe PackedIntegers(base + header, width: startWidth)
    packed = unsafe PackedIntegers(base + header + placesSize, width: width)
    if form == .optional {
      var rank = 0
      for word in 0..<64 {
        let present = present(word)
        let last = documentCount - word * 64
        if last < 64 && present >> UInt64(Swift.max(last, 0)) != 0 { return nil }
        if self.rank(word) != rank { return nil }
        rank += present.nonzeroBitCount
      }
      if rank != valueCount { return nil }
    }
  }

  /// The value with an index below ``valueCount``.
  @inline(__always)
  func value(_ index: Int) -> Int64 {
    bounds.lowerBound &+ Int64(bitPattern: packed[index] &* divisor)
  }

  /// The indices of the values of a document.
  @inline(__always)
  func indices(at document: Int) -> Range<Int> {
    switch form {
    case .one: return document..<document + 1
    case .optional:
      let word = present(document >> 6)
      let bit = UInt64(document & 63)
      let index = rank(document >> 6) + (word & (1 &<< bit &- 1)).nonzeroBitCount
      return index..<index + Int(word &>> bit & 1)
    case .several:
      // Clamped, because only the checksum stands for their order.
      let start = Swift.min(Int(truncatingIfNeeded: starts[document] & 0xFFFF_FFFF), valueCount)
      let end = Swift.min(Int(truncatingIfNeeded: starts[document + 1] & 0xFFFF_FFFF), valueCount)
      return start..<Swift.max(start, end)
    }
  }

  /// The smallest value of a document; nil if it has none.
  func firstValue(at document: Int) -> Int64? {
    precondition(document >= 0 && document < documentCount)
    let indices = indices(at: document)
    return indices.isEmpty ? nil : value(indices.lowerBound)
  }

  /// Gives the values of a document to `body`, in ascending order.
  @inline(__always)
  func forEachValue(at document: Int, _ body: (Int64) -> Void) {
    precondition(document >= 0 && document < documentCount)
    for index in indices(at: document) { body(value(index)) }
  }

  /// Form 2: which documents of a sub-block of 64 have a value.
  @inline(__always)
  func present(_ word: Int) -> UInt64 {
    unsafe UInt64(littleEndian: places.loadUnaligned(fromByteOffset: word &* 8, as: UInt64.self))
  }

  /// Form 2: how many documents before a sub-block have a value.
  @inline(__always)
  func rank(_ word: Int) -> Int {
    unsafe Int(UInt16(littleEndian: places.loadUnaligned(fromByteOffset: 512 &+ word &* 2, as: UInt16.self)))
  }
}
