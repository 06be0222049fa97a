import VNTestSupport

@testable import VNSearchEngine

/// A posting list in memory and its bytes as the encoder writes them.
struct EncodedList {
  let postings: PostingText
  let documentCount: Int
  let lengthCodes: [UInt8]
  let model: ImpactModel
  let unit: Float
  let metadata: PostingListMetadata
  var bytes: [UInt8]

  /// - Parameter prefix: Bytes before the list in its file.
  init(
    _ postings: PostingText, documentCount: Int, lengthCodes: [UInt8], averageLength: Float = 20,
    unit: Float = 1,
    prefix: Int = 0
  ) {
    self.postings = postings
    self.documentCount = documentCount
    self.lengthCodes = lengthCodes
    self.unit = unit
    model = ImpactModel(k1: ImpactModel.writtenK1, b: ImpactModel.writtenB, averageLength: averageLength)
    let buffer = ByteBuffer()
    for _ in 0..<prefix { buffer.append(0xEE) }
    let model = model
    metadata = unsafe lengthCodes.withUnsafeBufferPointer { codes in
      let encoder = unsafe PostingListEncoder(
        output: buffer, lengthCodes: codes.baseAddress!, model: model, unit: unit)
      return unsafe postings.documents.withUnsafeBufferPointer { documents in
        unsafe postings.frequencies.withUnsafeBufferPointer { frequencies in
          unsafe encoder.encode(documents: documents, frequencies: frequencies, baseOffset: 0)
        }
      }
    }
    bytes = unsafe Array(buffer.bytes)
  }

  /// Calls `body` with a cursor over a copy of the bytes, which ends exactly where they end.
  func withCursor<Value>(_ metadata: PostingListMetadata? = nil, _ body: (PostingCursor) throws -> Value)
    throws -> Value
  {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes.count), alignment: 1)
    defer { unsafe copy.deallocate() }
    unsafe copy.copyBytes(from: bytes)
    let file = unsafe UnsafeRawBufferPointer(start: copy.baseAddress, count: bytes.count)
    let codes = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, documentCount))
    defer { unsafe codes.deallocate() }
    for (index, code) in lengthCodes.enumerated() { unsafe codes[index] = code }
    let cursor = try unsafe PostingCursor(
      metadata ?? self.metadata, in: file, fileName: "list", documentCount: documentCount,
      impacts: ImpactTable(model, unit: unit, lengthCodes: codes))
    return try body(cursor)
  }

  /// The impact of a posting under a model.
  func impact(_ index: Int, _ model: ImpactModel) -> Float {
    let frequency = Float(postings.frequencies[index]) * unit
    let length = Float(LengthCode.decode(lengthCodes[Int(postings.documents[index])]))
    return frequency / (frequency + model.normalizer(length: length))
  }
}

extension EncodedList {
  /// A random list.
  init(_ random: inout SeededGenerator, documentCount: Int, count: Int) {
    let limit = random.pick([1, 3, 20, 1100, 70_000, 1 << 22])
    var documents = Set<UInt32>()
    // In some lists everything stands in few chunks.
    let first = random.chance(0.3) ? random.below(documentCount) : 0
    let span = random.chance(0.3) ? min(documentCount - first, 1 + random.below(9000)) : documentCount - first
    let wanted = min(count, span)
    if wanted * 2 > span {
      documents = Set((first..<(first + span)).map { UInt32($0) }.shuffled(using: &random).prefix(wanted))
    } else {
      while documents.count < wanted { documents.insert(UInt32(first + random.below(span))) }
    }
    let sorted = documents.sorted()
    let share = random.pick([0, 0.1, 1])
    let frequencies = sorted.map { _ in
      random.chance(share) ? UInt32(1 + random.below(limit)) : UInt32(1 + random.below(2))
    }
    let base = random.below(200)
    let codes = (0..<documentCount).map { _ in UInt8(1 + (base + random.below(50)) % 255) }
    self.init(
      PostingText(documents: sorted, frequencies: frequencies), documentCount: documentCount,
      lengthCodes: codes,
      averageLength: Float.random(in: 1...3000, using: &random), unit: random.pick([1, 0.5, 0.25]),
      prefix: random.below(3))
  }
}
