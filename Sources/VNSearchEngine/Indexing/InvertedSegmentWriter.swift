/// Writes the inverted parts of one segment: terms, postings, positions, pairs, lengths.
///
/// Flush and merge use it in the same way: terms in byte order, then pairs in order, then `finish()`. Lists stream to
/// their files; only the dictionaries stay in memory until the end.
@safe final class InvertedSegmentWriter {
  /// The postings of one surface of the term that is being written.
  @safe struct SurfacePostings {
    var bytes: UnsafeRawBufferPointer
    var isBare: Bool
    var documents: UnsafeBufferPointer<UInt32>
    var frequencies: UnsafeBufferPointer<UInt32>
  }

  private let lengthCodes: UnsafeMutablePointer<UInt8>
  private let documentCount: Int
  private let dictionary = TermDictionaryWriter()
  private let pairs = PairDictionaryWriter()
  private let postings: OutputFile
  private let positions: OutputFile
  private let pairsFile: OutputFile
  private let termsFile: OutputFile
  private let listBuffer = ByteBuffer(capacity: 1 << 16)
  private let positionsBuffer = ByteBuffer(capacity: 1 << 16)
  private let encoder: PostingListEncoder
  private var postingsEnd: UInt64 = 0
  private var positionsEnd: UInt64 = 0
  private var pairsEnd: UInt64 = 0

  init(
    segment: UInt64, in directory: DirectoryWriter, lengthCodes: [UInt8], model: ImpactModel, unit: Float
  ) throws(SearchError) {
    documentCount = lengthCodes.count
    unsafe self.lengthCodes = .allocate(capacity: max(1, lengthCodes.count))
    for (index, code) in lengthCodes.enumerated() { unsafe self.lengthCodes[index] = code }
    encoder = unsafe PostingListEncoder(
      output: listBuffer, lengthCodes: self.lengthCodes, model: model, unit: unit)
    termsFile = try directory.makeFile(.terms, segment: segment)
    postings = try directory.makeFile(.postings, segment: segment)
    positions = try directory.makeFile(.positions, segment: segment)
    pairsFile = try directory.makeFile(.pairs, segment: segment)
  }

  deinit { unsafe lengthCodes.deallocate() }

  /// How many bytes of postings, positions and pairs were written.
  var size: UInt64 { postingsEnd + positionsEnd + pairsEnd }

  /// Writes a folded term.
  ///
  /// - Parameters:
  ///   - documents, frequencies: The documents with any of its surfaces, frequencies summed.
  ///   - surfaces: In the order in which the positions name them; the postings of a single one are not read.
  ///   - positions: Those of each document, with surfaces by their places in `surfaces`; begun for as many surfaces.
  func append(
    folded: UnsafeRawBufferPointer, documents: UnsafeBufferPointer<UInt32>,
    frequencies: UnsafeBufferPointer<UInt32>,
    surfaces: [SurfacePostings], positions encoder: PositionsEncoder
  ) throws(SearchError) {
    unsafe dictionary.begin(folded: folded, postingsOffset: postingsEnd, positionsOffset: positionsEnd)
    unsafe dictionary.append(try writeList(documents, frequencies, to: postings, end: &postingsEnd))
    positionsBuffer.removeAll()
    encoder.finish(to: positionsBuffer)
    try unsafe positions.append(positionsBuffer.bytes)
    positionsEnd += UInt64(positionsBuffer.count)
    dictionary.append(positionsLength: positionsBuffer.count, surfaceCount: surfaces.count)
    for surface in surfaces {
      let list =
        unsafe surfaces.count == 1
        ? nil : try writeList(surface.documents, surface.frequencies, to: postings, end: &postingsEnd)
      unsafe dictionary.append(surface: surface.bytes, isBare: surface.isBare, list: list)
    }
  }

  /// Writes a pair of terms, by their places in the order of `append(folded:…)`.
  func appendPair(
    first: Int, second: Int, documents: UnsafeBufferPointer<UInt32>, frequencies: UnsafeBufferPointer<UInt32>
  ) throws(SearchError) {
    let list = try unsafe writeList(documents, frequencies, to: pairsFile, end: &pairsEnd)
    pairs.append(first: first, second: second, list: list, listsEnd: pairsEnd)
  }

  private func writeList(
    _ documents: UnsafeBufferPointer<UInt32>, _ frequencies: UnsafeBufferPointer<UInt32>, to file: OutputFile,
    end: inout UInt64
  ) throws(SearchError) -> PostingListMetadata {
    listBuffer.removeAll()
    let list = unsafe encoder.encode(documents: documents, frequencies: frequencies, baseOffset: end)
    if listBuffer.count > 0 { try unsafe file.append(listBuffer.bytes) }
    end += UInt64(listBuffer.count)
    return list
  }

  /// Writes the dictionaries and makes the files durable.
  func finish() throws(SearchError) -> [FileEntry] {
    dictionary.finish()
    try unsafe termsFile.append(dictionary.output.bytes)
    for part in pairs.finish(termCount: dictionary.termCount, listsEnd: pairsEnd) {
      try unsafe pairsFile.append(part.bytes)
    }
    return [
      try termsFile.finish(), try postings.finish(), try positions.finish(), try pairsFile.finish(),
    ]
  }
}
