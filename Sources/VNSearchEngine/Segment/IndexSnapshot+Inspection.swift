/// What tools show of an index: not for searching.
extension IndexSnapshot {
  /// What a segment holds.
  package struct SegmentOverview: Sendable {
    package var id: UInt64
    /// Documents, deleted ones included.
    package var documentCount: Int
    package var deletedCount: Int
    /// Folded terms.
    package var termCount: Int
    /// Different adjacent pairs of folded terms.
    package var pairCount: Int
    /// Boosted tokens of a document with text, on average.
    package var averageLength: Double
    /// The length of each of its files.
    package var parts: [(kind: FileKind, bytes: UInt64)]
  }

  /// A posting list as it is stored.
  package struct ListOverview: Sendable {
    package var kind: String
    package var documentFrequency: Int
    package var bytes: Int

    init(_ list: PostingListMetadata) {
      kind = "\(list.kind)"
      documentFrequency = Int(list.documentFrequency)
      bytes = list.kind == .single ? 0 : Int(list.length)
    }
  }

  /// A folded term of a segment as it is stored.
  package struct TermOverview: Sendable {
    package var folded: String
    package var list: ListOverview
    package var positionsBytes: Int
    package var surfaces: [(text: String, isBare: Bool, list: ListOverview)]

    init(_ entry: TermDictionary.Entry) {
      folded = String(decoding: entry.folded, as: UTF8.self)
      list = ListOverview(entry.list)
      positionsBytes = entry.positionsLength
      surfaces = entry.surfaces.map {
        (String(decoding: $0.bytes, as: UTF8.self), $0.isBare, ListOverview($0.list))
      }
    }
  }

  /// One document of a folded term.
  package struct TermPosting: Sendable {
    package var ordinal: Int
    package var isLive: Bool
    /// Boosted occurrences.
    package var frequency: Double
    /// Where it stands, counted through all text fields, and as which of the term's surfaces.
    package var occurrences: [(position: Int, surface: Int)]
  }

  /// How many segments there are.
  package var segmentCount: Int { segments.count }

  /// What a segment holds, by its place in the commit.
  package func overview(ofSegment index: Int) -> SegmentOverview {
    let segment = segments[index]
    let entry = commit.segments[index]
    return SegmentOverview(
      id: entry.id, documentCount: entry.documentCount, deletedCount: entry.deletedCount,
      termCount: segment.terms.count, pairCount: segment.pairs.count,
      averageLength: segment.statistics.documentsWithText == 0
        ? 0 : Double(segment.statistics.averageLength * layout.unit),
      parts: entry.files.map { ($0.kind, $0.length) }.sorted { $0.0.rawValue < $1.0.rawValue })
  }

  /// How many different folded terms the index has.
  ///
  /// - Complexity: reads all term dictionaries.
  package func countTerms() throws(SearchError) -> Int {
    if segments.count == 1 { return segments[0].terms.count }
    var iterators = segments.map { TermIterator($0.terms) }
    var heads: [[UInt8]?] = []
    for index in iterators.indices { heads.append(try iterators[index].next()?.folded) }
    var count = 0
    while true {
      var least: [UInt8]?
      for case .some(let head) in heads where least.map({ head.lexicographicallyPrecedes($0) }) ?? true {
        least = head
      }
      guard let least else { return count }
      count += 1
      for index in heads.indices where heads[index] == least {
        heads[index] = try iterators[index].next()?.folded
      }
    }
  }

  /// Calls `body` with the terms of a segment in byte order.
  package func forEachTerm(
    inSegment index: Int, _ body: (TermOverview) throws(SearchError) -> Void
  ) throws(SearchError) {
    var iterator = TermIterator(segments[index].terms)
    while let entry = try iterator.next() { try body(TermOverview(entry)) }
  }

  /// A folded term of a segment, and its first documents; nil if the segment does not have it.
  package func term(
    _ folded: String, inSegment index: Int, limit: Int
  ) throws(SearchError) -> (term: TermOverview, postings: [TermPosting])? {
    let segment = segments[index]
    guard let entry = try find(folded, in: segment) else { return nil }
    let cursor = try segment.cursor(entry.list)
    let documents = IntegerBuffer()
    let frequencies = IntegerBuffer()
    cursor.decode(documents: documents, frequencies: frequencies)
    let reader = try segment.positions(of: entry)
    var postings: [TermPosting] = []
    for place in 0..<min(limit, documents.count) {
      let positions = IntegerBuffer()
      let surfaces = IntegerBuffer()
      reader.read(ordinal: place, positions: positions, surfaces: surfaces)
      let ordinal = unsafe Int(documents.base[place])
      postings.append(
        TermPosting(
          ordinal: ordinal, isLive: live[index]?.isLive(ordinal) ?? true,
          frequency: unsafe Double(Float(frequencies.base[place]) * layout.unit),
          occurrences: (0..<positions.count).map {
            unsafe (Int(positions.base[$0]), Int(surfaces.base[$0]))
          }))
    }
    return (TermOverview(entry), postings)
  }

  private func find(_ folded: String, in segment: Segment) throws(SearchError) -> TermDictionary.Entry? {
    let bytes = Array(folded.utf8)
    return try unsafe bytes.withUnsafeBufferPointer { (bytes) throws(SearchError) in
      try unsafe segment.terms.find(UnsafeRawBufferPointer(bytes))
    }
  }

  /// The boosted length of a document, and how many positions each of its text fields takes.
  package func lengths(at location: Location) -> (length: Double, spans: [(field: String, positions: Int)]) {
    let lengths = segments[location.segment].lengths
    let spans = layout.textFields.enumerated().map { index, number in
      (schema.fields[number].name, Int(lengths.span(document: location.ordinal, field: index)))
    }
    return (Double(lengths.length(document: location.ordinal)) * Double(layout.unit), spans)
  }

  /// The words of a document in the order of their positions, as they are indexed.
  ///
  /// - Complexity: reads all postings of the segment.
  package func words(at location: Location) throws(SearchError) -> [(position: Int, surface: String)] {
    let segment = segments[location.segment]
    var words: [(position: Int, surface: String)] = []
    var iterator = TermIterator(segment.terms)
    let documents = IntegerBuffer()
    let frequencies = IntegerBuffer()
    while let entry = try iterator.next() {
      documents.removeAll()
      frequencies.removeAll()
      try segment.cursor(entry.list).decode(documents: documents, frequencies: frequencies)
      var place = 0
      while unsafe place < documents.count && documents.base[place] != UInt32(location.ordinal) { place += 1 }
      if place == documents.count { continue }
      let positions = IntegerBuffer()
      let surfaces = IntegerBuffer()
      try segment.positions(of: entry).read(ordinal: place, positions: positions, surfaces: surfaces)
      for index in 0..<positions.count {
        let surface = unsafe entry.surfaces[min(Int(surfaces.base[index]), entry.surfaces.count - 1)]
        unsafe words.append((Int(positions.base[index]), String(decoding: surface.bytes, as: UTF8.self)))
      }
    }
    return words.sorted { ($0.position, $0.surface) < ($1.position, $1.surface) }
  }
}
