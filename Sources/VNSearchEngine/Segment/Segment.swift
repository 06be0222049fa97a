/// One immutable segment, mapped: its dictionaries, postings, positions and lengths.
///
/// Opening reads a few bytes of each file. Safe to share between threads.
final class Segment: @unchecked Sendable {
  let entry: SegmentEntry
  let documentCount: Int
  let statistics: SegmentStatistics
  let terms: TermDictionary
  private let hotTerms = HotTerms()
  let pairs: PairDictionary
  let lengths: LengthsFile
  /// The model that the bounds in this segment were computed with.
  let writtenModel: ImpactModel
  /// Bounds of single postings, for lists without bounds of their own.
  let impactTable: ImpactTable
  /// The fields that documents have.
  let schema: Schema
  /// nil if the schema has no columns.
  let columns: SegmentColumns?
  /// nil if the schema has no key.
  let keys: Keys?
  private let termsFile: MappedFile
  private let postingsFile: MappedFile
  private let positionsFile: MappedFile
  private let pairsFile: MappedFile
  private let lengthsFile: MappedFile

  /// Opens a segment whose files `open` gives.
  init(
    _ entry: SegmentEntry, layout: SchemaLayout, open: (FileKind) throws(SearchError) -> MappedFile
  ) throws(SearchError) {
    self.entry = entry
    documentCount = entry.documentCount
    schema = layout.schema
    columns =
      layout.columnFields.isEmpty
      ? nil : SegmentColumns(try open(.columns), documentCount: entry.documentCount)
    keys = layout.keyField == nil ? nil : try Keys(try open(.keys))
    termsFile = try open(.terms)
    postingsFile = try open(.postings)
    positionsFile = try open(.positions)
    pairsFile = try open(.pairs)
    lengthsFile = try open(.lengths)
    statistics = try SegmentStatistics(decoding: entry.statistics, file: lengthsFile.path)
    terms = try unsafe TermDictionary(termsFile.bytes, fileName: termsFile.path)
    pairs = try unsafe PairDictionary(pairsFile.bytes, fileName: pairsFile.path)
    lengths = try unsafe LengthsFile(
      lengthsFile.bytes, documentCount: entry.documentCount, fieldCount: layout.textFields.count,
      fileName: lengthsFile.path)
    writtenModel = ImpactModel(
      k1: ImpactModel.writtenK1, b: ImpactModel.writtenB, averageLength: statistics.averageLength)
    impactTable = unsafe ImpactTable(writtenModel, unit: layout.unit, lengthCodes: lengths.codes)
  }

  /// A folded term's entry; nil if the segment does not have it.
  ///
  /// - Complexity: O(1) for frequent terms that were asked for lately, else O(log terms).
  func findTerm(_ folded: [UInt8], withSurfaces: Bool) throws(SearchError) -> TermDictionary.SharedEntry? {
    if let known = hotTerms.find(folded, withSurfaces: withSurfaces) { return known }
    guard let entry = try terms.find(folded, withSurfaces: withSurfaces) else { return nil }
    let found = TermDictionary.SharedEntry(entry, withSurfaces: withSurfaces)
    hotTerms.remember(found)
    return found
  }

  /// A cursor over the postings of a term or surface.
  func cursor(_ list: PostingListMetadata) throws(SearchError) -> PostingCursor {
    try unsafe PostingCursor(
      list, in: postingsFile.bytes, fileName: postingsFile.path, documentCount: documentCount,
      impacts: impactTable)
  }

  /// A cursor over the postings of a pair.
  func pairCursor(_ list: PostingListMetadata) throws(SearchError) -> PostingCursor {
    try unsafe PostingCursor(
      list, in: pairsFile.bytes, fileName: pairsFile.path, documentCount: documentCount, impacts: impactTable)
  }

  /// The key of a document; nil if the schema has no key, or this one is damaged.
  func key(of ordinal: Int) -> DocumentKey? {
    guard keys != nil else { return nil }
    return try? keys?.key(of: ordinal)
  }

  /// Calls `body` with each posting of a list that is not chunked.
  func forEachPosting(
    of list: PostingListMetadata, ofPairs: Bool, _ body: (_ document: UInt32, _ frequency: UInt32) -> Void
  ) throws(SearchError) {
    let file = ofPairs ? pairsFile : postingsFile
    try unsafe PostingCursor.forEachPosting(
      of: list, in: file.bytes, fileName: file.path, documentCount: documentCount, body)
  }

  /// The column of a field.
  ///
  /// - Throws: `invalidQuery` if the schema has no such column; `corruptIndex`.
  func column(named name: String) throws(SearchError) -> LoadedColumn {
    let number = try schema.columnNumber(of: name)
    guard let columns else {
      throw SearchError(.corruptIndex, "a segment lacks its columns", file: termsFile.path)
    }
    return try columns.column(ofField: number)
  }

  /// The positions of a term.
  func positions(of term: TermDictionary.Entry) throws(SearchError) -> PositionsReader {
    let bytes = unsafe positionsFile.bytes
    guard term.positionsOffset <= UInt64(bytes.count),
      term.positionsLength <= bytes.count - Int(term.positionsOffset)
    else {
      throw SearchError(
        .corruptIndex, "the positions of a term end behind the file; run `vnsearch check`",
        file: positionsFile.path,
        offset: Int(clamping: term.positionsOffset))
    }
    let start = Int(term.positionsOffset)
    return unsafe PositionsReader(
      UnsafeRawBufferPointer(rebasing: bytes[start..<(start + term.positionsLength)]),
      documentFrequency: Int(term.list.documentFrequency), hasSurfaces: term.surfaceCount > 1)
  }
}
