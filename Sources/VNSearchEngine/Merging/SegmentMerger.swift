/// Several segments → one, in their order, without the documents that are deleted.
///
/// What is deleted is looked at once, when the merger is made; it may then run on any thread.
final class SegmentMerger {
  /// A segment to be merged.
  private struct Input {
    var segment: Segment
    var documents: StoredDocuments
    var keys: Keys?
    /// One bit for each document; set: deleted.
    var deleted: [UInt64]

    func isLive(_ ordinal: Int) -> Bool { deleted[ordinal >> 6] >> UInt64(ordinal & 63) & 1 == 0 }
  }

  private var inputs: [Input] = []
  /// The inputs' files, to check them and to let go of the memory behind them.
  private var files: [MappedFile] = []
  /// How much had been written when that was done last.
  private var releasedAt: UInt64 = 0
  private let directory: DirectoryWriter
  private let layout: SchemaLayout
  /// Old ordinal → new one, `.max` where deleted; for each input.
  private var documentMaps: [[UInt32]] = []
  private var documentCount = 0
  /// Old term ordinal → new one, −1 where no document is left.
  private var termMaps: [[Int32]] = []

  private let documents = IntegerBuffer()
  private let frequencies = IntegerBuffer()
  private let listDocuments = IntegerBuffer()
  private let listFrequencies = IntegerBuffer()
  private let positions = PositionsEncoder()

  /// Opens the segments.
  init(_ segments: [FlushedSegment], directory: DirectoryWriter, layout: SchemaLayout) throws(SearchError) {
    self.directory = directory
    self.layout = layout
    for segment in segments {
      let reader = try Segment(segment.entry, layout: layout) { (kind) throws(SearchError) in
        let file = try directory.openFile(kind, of: segment.entry)
        files.append(file)
        return file
      }
      let documents = try directory.openFile(.documents, of: segment.entry)
      files.append(documents)
      let input = Input(
        segment: reader, documents: try StoredDocuments(documents),
        keys: segment.keys, deleted: segment.deleted)
      var map = [UInt32](repeating: .max, count: reader.documentCount)
      for ordinal in map.indices where input.isLive(ordinal) {
        map[ordinal] = UInt32(documentCount)
        documentCount += 1
      }
      inputs.append(input)
      documentMaps.append(map)
      termMaps.append([Int32](repeating: -1, count: reader.terms.count))
    }
  }

  /// Writes the merged segment; nil if no document is left. If it throws, its files are gone.
  func merge() throws(SearchError) -> FlushedSegment? {
    if documentCount == 0 { return nil }
    let id = directory.makeSegmentID()
    do throws(SearchError) {
      let entry = try write(id)
      return try FlushedSegment(
        entry: entry, keys: layout.keyField == nil ? nil : Keys(directory.openFile(.keys, of: entry)))
    } catch {
      directory.discard(segment: id)
      throw error
    }
  }

  /// Deletes in the merged segment what was deleted in its inputs since this merger was made.
  func carryDeletions(from segments: [FlushedSegment], to merged: FlushedSegment) {
    for (index, segment) in segments.enumerated() {
      for (place, word) in segment.deleted.enumerated() {
        var rest = word & ~inputs[index].deleted[place]
        while rest != 0 {
          merged.delete(Int(documentMaps[index][place << 6 | rest.trailingZeroBitCount]))
          rest &= rest &- 1
        }
      }
    }
  }

  private func write(_ id: UInt64) throws(SearchError) -> SegmentEntry {
    for file in files { try file.verifyAndRelease() }
    let streams = try DocumentStreams(segment: id, in: directory, layout: layout)
    for input in inputs {
      try streams.append(
        contentsOf: input.documents, keys: input.keys, columns: input.segment.columns, keeping: input.isLive)
      input.documents.releaseMemory()
      input.keys?.releaseMemory()
    }
    var files = try streams.finish()

    let lengths = try mergeLengths(id)
    files.append(lengths.file)
    let writer = try InvertedSegmentWriter(
      segment: id, in: directory, lengthCodes: lengths.codes,
      model: ImpactModel(
        k1: ImpactModel.writtenK1, b: ImpactModel.writtenB, averageLength: lengths.statistics.averageLength),
      unit: layout.unit)
    try mergeTerms(to: writer)
    try mergePairs(to: writer)
    files += try writer.finish()
    return SegmentEntry(
      id: id, documentCount: documentCount, files: files, statistics: lengths.statistics.encoded())
  }

  /// Keeps what is read from the inputs from filling the memory: they are read once, from the beginning to the end.
  private func releaseMemory(_ writer: InvertedSegmentWriter) {
    guard writer.size - releasedAt >= 4 << 20 else { return }
    releasedAt = writer.size
    for file in files { file.releaseMemory() }
  }

  private func mergeLengths(
    _ id: UInt64
  ) throws(SearchError) -> (codes: [UInt8], statistics: SegmentStatistics, file: FileEntry) {
    var codes: [UInt8] = []
    var spans: [UInt32] = []
    var exact: [UInt64] = []
    codes.reserveCapacity(documentCount)
    let fields = layout.textFields.count
    var statistics = SegmentStatistics()
    for input in inputs {
      let lengths = input.segment.lengths
      for ordinal in 0..<input.segment.documentCount where input.isLive(ordinal) {
        unsafe codes.append(lengths.codes[ordinal])
        let length = lengths.length(document: ordinal)
        exact.append(length)
        statistics.add(length: length)
        for field in 0..<fields { spans.append(lengths.span(document: ordinal, field: field)) }
      }
    }
    let file = try directory.makeFile(.lengths, segment: id)
    try LengthsFile.write(codes: codes, lengths: exact, spans: spans, fieldCount: fields, to: file)
    return (codes, statistics, try file.finish())
  }

  // MARK: Terms

  private func mergeTerms(to writer: InvertedSegmentWriter) throws(SearchError) {
    var iterators = inputs.map { TermIterator($0.segment.terms) }
    var heads: [TermDictionary.Entry?] = []
    for index in iterators.indices { heads.append(try iterators[index].next()) }
    var ordinal: Int32 = 0
    while true {
      var least: [UInt8]?
      for head in heads {
        guard let head else { continue }
        if least.map({ head.folded.lexicographicallyPrecedes($0) }) ?? true { least = head.folded }
      }
      guard let folded = least else { return }
      var parts: [(input: Int, entry: TermDictionary.Entry)] = []
      for index in heads.indices {
        if let head = heads[index], head.folded == folded {
          parts.append((index, head))
          heads[index] = try iterators[index].next()
        }
      }
      releaseMemory(writer)
      if try mergeTerm(folded, parts, to: writer) {
        for part in parts { termMaps[part.input][part.entry.ordinal] = ordinal }
        ordinal += 1
      }
    }
  }

  /// Writes one term; false if none of its documents is left.
  private func mergeTerm(
    _ folded: [UInt8], _ parts: [(input: Int, entry: TermDictionary.Entry)], to writer: InvertedSegmentWriter
  ) throws(SearchError) -> Bool {
    // Surfaces that still have documents, in byte order.
    var merged: [MergedSurface] = []
    for part in parts {
      for surface in part.entry.surfaces {
        let lists = try append(surface.list, of: part.input)
        if lists == 0 { continue }
        let taken = MergedSurface(bytes: surface.bytes, isBare: surface.isBare)
        let place = merged.firstIndex { $0.bytes == taken.bytes && $0.isBare == taken.isBare }
        let target = place.map { merged[$0] } ?? taken
        if place == nil { merged.append(taken) }
        for index in 0..<listDocuments.count {
          unsafe target.documents.append(listDocuments.base[index])
          unsafe target.frequencies.append(listFrequencies.base[index])
        }
      }
    }
    if merged.isEmpty { return false }
    merged.sort { left, right in
      left.bytes.lexicographicallyPrecedes(right.bytes)
        || (left.bytes == right.bytes && !left.isBare && right.isBare)
    }

    documents.removeAll()
    frequencies.removeAll()
    positions.begin(hasSurfaces: merged.count > 1)
    for part in parts {
      let ranks = part.entry.surfaces.map { surface in
        UInt32(merged.firstIndex { $0.bytes == surface.bytes && $0.isBare == surface.isBare } ?? 0)
      }
      let segment = inputs[part.input].segment
      let cursor = try segment.cursor(part.entry.list)
      listDocuments.removeAll()
      listFrequencies.removeAll()
      cursor.decode(documents: listDocuments, frequencies: listFrequencies)
      try checkDecoded(segment)
      let reader = try segment.positions(of: part.entry)
      var index = 0
      unsafe documentMaps[part.input].withUnsafeBufferPointer { map in
        unsafe reader.forEachDocument { gaps, surfaces in
          guard index < listDocuments.count else { return }
          let document = unsafe map[Int(listDocuments.base[index])]
          let frequency = unsafe listFrequencies.base[index]
          index += 1
          if document == .max { return }
          documents.append(document)
          frequencies.append(frequency)
          for place in 0..<gaps.count {
            unsafe positions.append(
              gap: gaps[place], surface: ranks[min(Int(surfaces[place]), ranks.count - 1)])
          }
          positions.endDocument()
        }
      }
      guard index == listDocuments.count else {
        throw SearchError(.corruptIndex, "the positions of a term are cut off; run `vnsearch check`")
      }
    }
    try unsafe folded.withUnsafeBufferPointer { (folded) throws(SearchError) in
      try unsafe writer.append(
        folded: UnsafeRawBufferPointer(folded), documents: documents.values, frequencies: frequencies.values,
        surfaces: merged.map { surface in
          unsafe InvertedSegmentWriter.SurfacePostings(
            bytes: UnsafeRawBufferPointer(surface.key.values), isBare: surface.isBare,
            documents: surface.documents.values, frequencies: surface.frequencies.values)
        }, positions: positions)
    }
    return true
  }

  /// A surface of the merged term and its postings.
  private final class MergedSurface {
    let bytes: [UInt8]
    let isBare: Bool
    let key: KeyBytes
    let documents = IntegerBuffer(capacity: 16)
    let frequencies = IntegerBuffer(capacity: 16)

    init(bytes: [UInt8], isBare: Bool) {
      self.bytes = bytes
      self.isBare = isBare
      key = KeyBytes(bytes)
    }
  }

  /// Bytes at a fixed address.
  @safe private final class KeyBytes {
    let values: UnsafeMutableBufferPointer<UInt8>
    init(_ bytes: [UInt8]) {
      unsafe values = .allocate(capacity: bytes.count)
      _ = unsafe values.initialize(from: bytes)
    }
    deinit { unsafe values.deallocate() }
  }

  /// Decodes a list into `listDocuments` and `listFrequencies`, live documents under their new ordinals.
  private func append(_ list: PostingListMetadata, of input: Int, isPair: Bool = false) throws(SearchError)
    -> Int
  {
    let segment = inputs[input].segment
    let cursor = isPair ? try segment.pairCursor(list) : try segment.cursor(list)
    listDocuments.removeAll()
    listFrequencies.removeAll()
    cursor.decode(documents: listDocuments, frequencies: listFrequencies)
    try checkDecoded(segment)
    var kept = 0
    unsafe documentMaps[input].withUnsafeBufferPointer { map in
      for index in 0..<listDocuments.count {
        let document = unsafe map[Int(listDocuments.base[index])]
        if document == .max { continue }
        unsafe listDocuments.base[kept] = document
        unsafe listFrequencies.base[kept] = unsafe listFrequencies.base[index]
        kept &+= 1
      }
    }
    listDocuments.truncate(to: kept)
    listFrequencies.truncate(to: kept)
    return kept
  }

  /// A damaged list may name documents that the segment does not have.
  private func checkDecoded(_ segment: Segment) throws(SearchError) {
    let count = UInt32(segment.documentCount)
    for index in 0..<listDocuments.count where unsafe listDocuments.base[index] >= count {
      throw SearchError(
        .corruptIndex,
        "a posting list of segment \(segment.entry.id) names a document beyond the last; "
          + "run `vnsearch check`")
    }
  }

  // MARK: Pairs

  private func mergePairs(to writer: InvertedSegmentWriter) throws(SearchError) {
    var iterators = inputs.map { PairIterator($0.segment.pairs) }
    var heads: [(key: UInt64, list: PostingListMetadata)?] = []
    func next(_ index: Int) throws(SearchError) -> (key: UInt64, list: PostingListMetadata)? {
      while let pair = try iterators[index].next() {
        guard pair.second < termMaps[index].count else { continue }
        let first = termMaps[index][pair.first]
        let second = termMaps[index][pair.second]
        if first >= 0 && second >= 0 { return (UInt64(first) << 32 | UInt64(second), pair.list) }
      }
      return nil
    }
    for index in iterators.indices { heads.append(try next(index)) }
    while true {
      var key = UInt64.max
      for head in heads { key = min(key, head?.key ?? .max) }
      if key == .max { return }
      documents.removeAll()
      frequencies.removeAll()
      for index in heads.indices {
        guard let head = heads[index], head.key == key else { continue }
        for posting in 0..<(try append(head.list, of: index, isPair: true)) {
          unsafe documents.append(listDocuments.base[posting])
          unsafe frequencies.append(listFrequencies.base[posting])
        }
        heads[index] = try next(index)
      }
      if documents.count == 0 { continue }
      releaseMemory(writer)
      try unsafe writer.appendPair(
        first: Int(key >> 32), second: Int(key & 0xFFFF_FFFF), documents: documents.values,
        frequencies: frequencies.values)
    }
  }
}
