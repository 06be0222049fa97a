/// Writes one posting list at a time: document ordinals and frequencies to bytes.
///
/// ```
/// list      := single | short | flat | chunked          the kind stands in the dictionary
/// short     := entry{2…15}
/// entry     := varint(gap << 2 | min(frequency, 4) − 1) [varint(frequency − 4) if frequency ≥ 4]
///              gap: to the document before; the first counts from −1, less one
/// flat      := best entry{df}
/// best      := u8 ⌈best impact⌉  u8 ⌊10th best⌋  u8 ⌊100th best⌋  u8 flags (1: bounds)
/// chunked   := best  u32 c  u32 wide  u16 chunk[c]  u16 kind << 12 | count − 1 [c]  u32 offset[c + 1]  u8 best[c]
///              u8 bound[c][64] (if flags & 1)  (u32 document, u32 frequency)[wide]  container[c]
/// container := tiny | bitset | row, then exceptions
/// tiny      := u16 (offset in chunk << 4 | min(frequency, 15)) [count]
/// bitset    := u64 mask[64]  u16 first[64]  nibble min(frequency, 15) [count], low one first, padded to a byte
///              first: how many postings the sub-blocks before have
/// row       := u8[64][32]: of a sub-block, documents 0–31 in the low, 32–63 in the high nibbles, 15 = "15 or more"
/// exceptions:= u16 e  u16 offset[e]  u16 frequency[e]    all postings at their container's cap; 65535 → wide
/// ```
/// Example: documents 0 and 3 with frequencies 1 and 2 are the `short` list `00 09`.
///
/// An impact is `tf / (tf + K)` with the constants of `ImpactModel` and the segment's average length; `bound` is the
/// best of a sub-block, rounded up, 0 where no document has the term.
@safe final class PostingListEncoder {
  /// From this many postings in a chunk a row is the faster container, though larger.
  static let rowThreshold = 2560
  /// From this many postings in a chunk a container has a mask for each sub-block.
  static let bitsetThreshold = 256
  /// A list with fewer postings for each chunk that has any is flat.
  static let flatDensity = 16
  /// From this many postings for each chunk that has any, a list carries bounds for its sub-blocks.
  static let boundsDensity = 64

  let output: ByteBuffer
  private let lengthCodes: UnsafePointer<UInt8>
  private let normalizers: [Float]
  private let impacts: ImpactTable
  private let histogram = UnsafeMutablePointer<UInt32>.allocate(capacity: 256)
  private let unit: Float

  /// - Parameters:
  ///   - output: Where the lists go; offsets in the metadata count from `baseOffset` at its beginning.
  ///   - lengthCodes: One code for each document of the segment; must outlive the encoder.
  ///   - unit: How much one unit of frequency counts.
  init(output: ByteBuffer, lengthCodes: UnsafePointer<UInt8>, model: ImpactModel, unit: Float) {
    self.output = output
    unsafe self.lengthCodes = unsafe lengthCodes
    normalizers = model.normalizers()
    self.unit = unit
    impacts = unsafe ImpactTable(model, unit: unit, lengthCodes: lengthCodes)
  }

  deinit { unsafe histogram.deallocate() }

  /// Appends a list and says where it is. Documents ascend; frequencies are at least 1.
  func encode(
    documents: UnsafeBufferPointer<UInt32>, frequencies: UnsafeBufferPointer<UInt32>, baseOffset: UInt64
  ) -> PostingListMetadata {
    let count = documents.count
    precondition(count > 0 && frequencies.count == count)
    if count == 1 {
      return unsafe PostingListMetadata(
        kind: .single, documentFrequency: 1, document: documents[0], frequency: frequencies[0])
    }
    let start = output.count
    var metadata = PostingListMetadata(
      kind: .short, documentFrequency: UInt32(count), offset: baseOffset + UInt64(start))
    if count < 16 {
      unsafe encodeEntries(documents, frequencies)
    } else {
      let chunks = unsafe countChunks(documents)
      if count < Self.flatDensity * chunks {
        metadata.kind = .flat
        unsafe encodeBest(documents, frequencies, flags: 0)
        unsafe encodeEntries(documents, frequencies)
      } else {
        metadata.kind = .chunked
        unsafe encodeChunked(documents, frequencies, chunks: chunks)
      }
    }
    metadata.length = UInt32(output.count - start)
    return metadata
  }

  private func countChunks(_ documents: UnsafeBufferPointer<UInt32>) -> Int {
    var chunks = 0
    var last = UInt32.max
    for index in 0..<documents.count {
      let document = unsafe documents[index]
      let chunk = document >> UInt32(DocumentGrid.chunkShift)
      if chunk != last {
        chunks &+= 1
        last = chunk
      }
    }
    return chunks
  }

  private func encodeEntries(
    _ documents: UnsafeBufferPointer<UInt32>, _ frequencies: UnsafeBufferPointer<UInt32>
  ) {
    var next: UInt32 = 0
    for index in 0..<documents.count {
      let document = unsafe documents[index]
      let frequency = unsafe frequencies[index]
      let gap = UInt64(document &- next)
      next = document &+ 1
      output.appendVarint(gap << 2 | UInt64(min(frequency, 4) &- 1))
      if frequency >= 4 { output.appendVarint(frequency &- 4) }
    }
  }

  /// An upper bound of a posting's impact, as a byte.
  @inline(__always)
  func impactBound(_ document: UInt32, _ frequency: UInt32) -> UInt8 {
    if frequency < UInt32(ImpactTable.frequencyCap - 1) {
      return impacts.bound(document: document, frequency: frequency)
    }
    let tf = Float(frequency) * unit
    return unsafe ImpactModel.quantizeUp(tf / (tf + normalizers[Int(lengthCodes[Int(document)])]))
  }

  /// The best, 10th and 100th best impact, and the flags.
  func encodeBest(
    _ documents: UnsafeBufferPointer<UInt32>, _ frequencies: UnsafeBufferPointer<UInt32>, flags: UInt8
  ) {
    unsafe histogram.update(repeating: 0, count: 256)
    for index in 0..<documents.count {
      unsafe histogram[Int(impactBound(documents[index], frequencies[index]))] &+= 1
    }
    var best: UInt8 = 0
    for value in 1..<256 where unsafe histogram[value] > 0 { best = UInt8(value) }
    var tenth: UInt8 = 0
    var hundredth: UInt8 = 0
    var seen: UInt32 = 0
    for value in stride(from: 255, through: 0, by: -1) {
      let before = seen
      unsafe seen &+= histogram[value]
      // An impact is above its bound less one.
      if before < 10 && seen >= 10 { tenth = UInt8(max(0, value - 1)) }
      if before < 100 && seen >= 100 { hundredth = UInt8(max(0, value - 1)) }
    }
    output.append(best)
    output.append(tenth)
    output.append(hundredth)
    output.append(flags)
  }
}
