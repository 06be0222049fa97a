/// One segment without deletions → the same documents in another order.
final class SegmentReorderer {
  private let segment: Segment
  private let documents: StoredDocuments
  private let keys: Keys?
  private let directory: DirectoryWriter
  private let layout: SchemaLayout
  /// The old ordinal of each new one, and the new ordinal of each old one.
  private let order: [UInt32]
  private var places: [UInt32]
  private var files: [MappedFile] = []
  private var releasedAt: UInt64 = 0

  // The list in hand: as decoded, then in the new order.
  private let decoded = (documents: IntegerBuffer(), frequencies: IntegerBuffer())
  private var sorted: [UInt64] = []

  /// Opens the segment and finds the order.
  init(_ flushed: FlushedSegment, directory: DirectoryWriter, layout: SchemaLayout) throws(SearchError) {
    precondition(flushed.deletedCount == 0)
    self.directory = directory
    self.layout = layout
    var files: [MappedFile] = []
    segment = try Segment(flushed.entry, layout: layout) { (kind) throws(SearchError) in
      let file = try directory.openFile(kind, of: flushed.entry)
      files.append(file)
      return file
    }
    let documents = try directory.openFile(.documents, of: flushed.entry)
    self.files = files + [documents]
    self.documents = try StoredDocuments(documents)
    keys = flushed.keys
    for file in self.files { try file.verifyAndRelease() }
    order = try DocumentBisection(segment).run()
    places = [UInt32](repeating: 0, count: order.count)
    for (place, document) in order.enumerated() { places[Int(document)] = UInt32(place) }
  }

  /// Writes the segment. If it throws, its files are gone.
  func write() throws(SearchError) -> FlushedSegment {
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

  private func write(_ id: UInt64) throws(SearchError) -> SegmentEntry {
    let streams = try DocumentStreams(segment: id, in: directory, layout: layout)
    try streams.append(contentsOf: documents, keys: keys, columns: segment.columns, order: order)
    documents.releaseMemory()
    var files = try streams.finish()
    let lengths = segment.lengths
    let codes = order.map { unsafe lengths.codes[Int($0)] }
    let writer = try InvertedSegmentWriter(
      segment: id, in: directory, lengthCodes: codes,
      model: ImpactModel(
        k1: ImpactModel.writtenK1, b: ImpactModel.writtenB, averageLength: segment.statistics.averageLength),
      unit: layout.unit)
    try writeTerms(to: writer)
    try writePairs(to: writer)
    files += try writer.finish()
    let file = try directory.makeFile(.lengths, segment: id)
    let fields = layout.textFields.count
    try LengthsFile.write(
      codes: codes, lengths: order.map { lengths.length(document: Int($0)) },
      spans: order.flatMap { document in
        (0..<fields).map { lengths.span(document: Int(document), field: $0) }
      }, fieldCount: fields, to: file)
    files.append(try file.finish())
    return SegmentEntry(
      id: id, documentCount: order.count, files: files, statistics: segment.statistics.encoded())
  }

  /// Decodes a list; `sorted` has then, by new ordinal in the high half, where each posting was in the low half.
  private func sort(_ cursor: PostingCursor) throws(SearchError) {
    decoded.documents.removeAll()
    decoded.frequencies.removeAll()
    cursor.decode(documents: decoded.documents, frequencies: decoded.frequencies)
    sorted.removeAll(keepingCapacity: true)
    for index in 0..<decoded.documents.count {
      let document = unsafe Int(decoded.documents.base[index])
      guard document < places.count else {
        throw SearchError(
          .corruptIndex, "a posting list names a document beyond the last; run `vnsearch check`")
      }
      sorted.append(UInt64(places[document]) << 32 | UInt64(index))
    }
    sorted.sort()
  }

  /// Puts the list in hand into two buffers, in the new order.
  private func fill(_ documents: IntegerBuffer, _ frequencies: IntegerBuffer) {
    documents.removeAll()
    frequencies.removeAll()
    for posting in sorted {
      documents.append(UInt32(posting >> 32))
      unsafe frequencies.append(decoded.frequencies.base[Int(posting & 0xFFFF_FFFF)])
    }
  }

  private func releaseMemory(_ writer: InvertedSegmentWriter) {
    guard writer.size - releasedAt >= 4 << 20 else { return }
    releasedAt = writer.size
    for file in files { file.releaseMemory() }
  }

  private func writeTerms(to writer: InvertedSegmentWriter) throws(SearchError) {
    var iterator = TermIterator(segment.terms)
    let positions = PositionsEncoder()
    let (documents, frequencies) = (IntegerBuffer(), IntegerBuffer())
    let (gaps, spellings, starts) = (IntegerBuffer(), IntegerBuffer(), IntegerBuffer())
    var surfaceLists: [(documents: IntegerBuffer, frequencies: IntegerBuffer)] = []
    while let entry = try iterator.next() {
      releaseMemory(writer)
      if entry.surfaces.count > 1 {
        while surfaceLists.count < entry.surfaces.count {
          surfaceLists.append((IntegerBuffer(), IntegerBuffer()))
        }
        for (index, surface) in entry.surfaces.enumerated() {
          try sort(try segment.cursor(surface.list))
          fill(surfaceLists[index].documents, surfaceLists[index].frequencies)
        }
      }
      try sort(try segment.cursor(entry.list))
      fill(documents, frequencies)
      gaps.removeAll()
      spellings.removeAll()
      starts.removeAll()
      unsafe try segment.positions(of: entry).forEachDocument { more, surfaces in
        starts.append(UInt32(truncatingIfNeeded: gaps.count))
        for index in 0..<more.count {
          unsafe gaps.append(more[index])
          unsafe spellings.append(surfaces[index])
        }
      }
      guard starts.count == sorted.count else {
        throw SearchError(.corruptIndex, "the positions of a term are cut off; run `vnsearch check`")
      }
      positions.begin(hasSurfaces: entry.surfaces.count > 1)
      for posting in sorted {
        let index = Int(posting & 0xFFFF_FFFF)
        let end = unsafe index + 1 < starts.count ? Int(starts.base[index + 1]) : gaps.count
        for place in unsafe Int(starts.base[index])..<end {
          unsafe positions.append(gap: gaps.base[place], surface: spellings.base[place])
        }
        positions.endDocument()
      }
      // The bytes of all names in one run, which stays where it is while they are written.
      var names: [UInt8] = entry.folded
      for surface in entry.surfaces { names += surface.bytes }
      try unsafe names.withUnsafeBufferPointer { (names) throws(SearchError) in
        let bytes = UnsafeRawBufferPointer(names)
        var start = entry.folded.count
        let surfaces = entry.surfaces.enumerated().map { index, surface in
          defer { start += surface.bytes.count }
          let hasList = entry.surfaces.count > 1
          return unsafe InvertedSegmentWriter.SurfacePostings(
            bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<start + surface.bytes.count]),
            isBare: surface.isBare,
            documents: hasList ? surfaceLists[index].documents.values : documents.values,
            frequencies: hasList ? surfaceLists[index].frequencies.values : frequencies.values)
        }
        try unsafe writer.append(
          folded: UnsafeRawBufferPointer(rebasing: bytes[..<entry.folded.count]), documents: documents.values,
          frequencies: frequencies.values, surfaces: surfaces, positions: positions)
      }
    }
  }

  private func writePairs(to writer: InvertedSegmentWriter) throws(SearchError) {
    var iterator = PairIterator(segment.pairs)
    let (documents, frequencies) = (IntegerBuffer(), IntegerBuffer())
    while let pair = try iterator.next() {
      releaseMemory(writer)
      try sort(try segment.pairCursor(pair.list))
      fill(documents, frequencies)
      try unsafe writer.appendPair(
        first: pair.first, second: pair.second, documents: documents.values, frequencies: frequencies.values)
    }
  }
}
