import VNTextAnalysis

/// Documents → one new segment: the inverter and the streams of stored documents and keys.
///
/// Not thread-safe: one for each indexing thread.
final class SegmentBuilder {
  private let directory: DirectoryWriter
  private let layout: SchemaLayout
  private let inverter: DocumentInverter
  private var current: DocumentStreams?
  private var record = FieldValueWriter()
  /// Keys that were deleted while this segment was filled: they concern documents before `ordinal` only.
  private var deletions: [(key: [UInt8], ordinal: Int)] = []

  init(directory: DirectoryWriter, layout: SchemaLayout, analyzer: any Analyzer) {
    self.directory = directory
    self.layout = layout
    inverter = DocumentInverter(analyzer: analyzer, fieldWeights: layout.textWeights)
  }

  /// Documents since the last flush.
  var documentCount: Int { inverter.documentCount }
  /// About how many bytes a flush would free.
  var memory: Int { inverter.memory + documentCount * 24 + (current?.columnsMemory ?? 0) }
  var isFull: Bool { inverter.isFull }

  /// Checks that a document can be added, and gives its key and how many of its values are stored.
  ///
  /// - Throws: `invalidDocument`, naming the field.
  static func check(
    _ draft: DocumentDraft, _ layout: SchemaLayout
  ) throws(SearchError) -> (key: [UInt8]?, storedCount: Int) {
    var key: [UInt8]?
    var storedCount = 0
    guard draft.byteCount < 1 << 30 else {
      throw SearchError(.invalidDocument, "the document has \(draft.byteCount) bytes; 1 GiB is the most")
    }
    try unsafe draft.forEach { (field, isText, bytes) throws(SearchError) in
      guard field < layout.schema.fields.count else {
        throw SearchError(
          .invalidDocument,
          "there is no field of this number; the schema has \(layout.schema.fields.count) fields")
      }
      let info = layout.schema.fields[field]
      if info.kind == .key {
        key = try unsafe layout.keyBytes(isText: isText, bytes)
        guard (key?.count ?? 0) <= DocumentKey.maximumSize + 1 else {
          throw SearchError(.invalidDocument, "the key has more than \(DocumentKey.maximumSize) bytes")
        }
      }
      if layout.columnIndex(of: field) != nil && (info.kind != .keyword || !isText) {
        try ColumnsWriter.check(try unsafe layout.columnValue(isText: isText, bytes, field: field), info)
      } else if info.kind == .keyword && bytes.count > ColumnsFormat.maximumKeywordSize {
        throw SearchError(
          .invalidDocument,
          "field \"\(info.name)\" has a keyword of \(bytes.count) bytes; \(ColumnsFormat.maximumKeywordSize) is the most"
        )
      }
      if layout.isStored(field) { storedCount += 1 }
    }
    if layout.keyField != nil && key == nil {
      throw SearchError(
        .invalidDocument, "the document has no key: field \"\(layout.keyName)\" is missing or empty")
    }
    return (key, storedCount)
  }

  /// Adds a document.
  ///
  /// - Throws: `invalidDocument` if a value does not fit its field; nothing of the document is kept then.
  func add(_ draft: DocumentDraft) throws(SearchError) {
    let (key, storedCount) = try Self.check(draft, layout)
    let streams = try openStreams()
    record.removeAll()
    record.appendMapHead(count: storedCount)
    try unsafe draft.forEach { (field, isText, bytes) throws(SearchError) in
      if let column = layout.columnIndex(of: field) {
        try unsafe add(isText: isText, bytes, field: field, column: column, to: streams)
        return
      }
      if layout.isStored(field) {
        record.appendUnsigned(field)
        if isText {
          unsafe record.appendString(utf8: bytes.assumingMemoryBound(to: UInt8.self))
        } else {
          unsafe record.appendEncoded(bytes)
        }
      }
      guard let text = layout.textIndex(of: field) else { return }
      if isText {
        unsafe inverter.addText(bytes.assumingMemoryBound(to: UInt8.self), field: text)
      } else {
        try unsafe addTexts(bytes, field: text)
      }
    }
    _ = inverter.endDocument()
    try streams.append(record: record.bytes, key: key)
  }

  /// Adds the value of a field that is a column, which `check` has looked at, and keeps it if it is stored.
  private func add(
    isText: Bool, _ bytes: UnsafeRawBufferPointer, field: Int, column: Int, to streams: DocumentStreams
  ) throws(SearchError) {
    let isStored = layout.isStored(field)
    if isStored { record.appendUnsigned(field) }
    if isText && layout.schema.fields[field].kind == .keyword {
      try unsafe streams.append(keyword: bytes, column: column)
      if isStored { unsafe record.appendString(utf8: bytes.assumingMemoryBound(to: UInt8.self)) }
      return
    }
    let value = try unsafe layout.columnValue(isText: isText, bytes, field: field)
    try streams.append(value, column: column)
    if isStored { try record.append(value) }
  }

  /// Forgets the documents with a key that are not flushed yet.
  func delete(key: [UInt8]) {
    if documentCount > 0 { deletions.append((key, documentCount)) }
  }

  private func addTexts(_ encoded: UnsafeRawBufferPointer, field: Int) throws(SearchError) {
    var reader = unsafe FieldValueReader(encoded)
    var values = [try reader.readValue()]
    while let value = values.popLast() {
      switch value {
      case .array(let items): values.append(contentsOf: items.reversed())
      case .null: break
      default:
        guard var text = value.stringValue else { continue }
        text.withUTF8 { unsafe inverter.addText($0, field: field) }
      }
    }
  }

  private func openStreams() throws(SearchError) -> DocumentStreams {
    if let current { return current }
    let streams = try DocumentStreams(
      segment: directory.makeSegmentID(), in: directory, layout: layout)
    current = streams
    return streams
  }

  /// Writes the segment; nil if nothing was added. If it throws, what was added is lost and its files are gone.
  func flush() throws(SearchError) -> FlushedSegment? {
    guard let streams = current else { return nil }
    do throws(SearchError) {
      let flushed = try write(streams)
      current = nil
      deletions = []
      return flushed
    } catch {
      discard()
      throw error
    }
  }

  private func write(_ streams: DocumentStreams) throws(SearchError) -> FlushedSegment {
    let count = inverter.documentCount
    var (files, statistics) = try inverter.takeInverter().flush(
      segment: streams.segment, in: directory, unit: layout.unit)
    files += try streams.finish()
    let entry = SegmentEntry(
      id: streams.segment, documentCount: count, files: files, statistics: statistics.encoded())
    guard layout.keyField != nil else { return FlushedSegment(entry: entry, keys: nil) }
    let keys = try Keys(try directory.openFile(.keys, of: entry))
    let flushed = FlushedSegment(entry: entry, keys: keys)
    try unsafe keys.forEachKey { (ordinal, key) throws(SearchError) in
      // A document that was replaced before the flush.
      var isLast = true
      try unsafe keys.forEachOrdinal(ofKey: key) { other in if other > ordinal { isLast = false } }
      if !isLast { flushed.delete(ordinal) }
    }
    for deletion in deletions {
      try unsafe deletion.key.withUnsafeBufferPointer { (key) throws(SearchError) in
        try unsafe keys.forEachOrdinal(ofKey: UnsafeRawBufferPointer(key)) { ordinal in
          if ordinal < deletion.ordinal { flushed.delete(ordinal) }
        }
      }
    }
    keys.releaseMemory()
    return flushed
  }

  /// Drops what was added since the last flush, and its files.
  func discard() {
    if let current {
      current.discard()
      directory.discard(segment: current.segment)
    }
    current = nil
    inverter.abandonDocument()
    _ = inverter.takeInverter()
    deletions = []
  }
}
