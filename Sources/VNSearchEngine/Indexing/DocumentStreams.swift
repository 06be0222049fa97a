/// The files of a new segment that are written document by document: stored documents, keys and columns.
final class DocumentStreams {
  let segment: UInt64
  private var documentsFile: OutputFile
  private var documents: StoredDocumentsWriter?
  private var keysFile: OutputFile?
  private var keys: KeysWriter?
  private var columnsFile: OutputFile?
  private var columns: ColumnsWriter?

  init(segment: UInt64, in directory: DirectoryWriter, layout: SchemaLayout) throws(SearchError) {
    self.segment = segment
    documentsFile = try directory.makeFile(.documents, segment: segment)
    documents = try StoredDocumentsWriter()
    if layout.keyField != nil {
      keysFile = try directory.makeFile(.keys, segment: segment)
      keys = KeysWriter()
    }
    if !layout.columnFields.isEmpty {
      columnsFile = try directory.makeFile(.columns, segment: segment)
      columns = ColumnsWriter(schema: layout.schema)
    }
  }

  /// About how much memory the columns take until they are finished.
  var columnsMemory: Int { columns?.memory ?? 0 }

  /// Appends a keyword to a column of the next document.
  func append(keyword: UnsafeRawBufferPointer, column: Int) throws(SearchError) {
    try unsafe columns?.append(keyword: keyword, column: column)
  }

  /// Appends a value, as `Field.normalized(_:)` gives it, to a column of the next document.
  func append(_ value: FieldValue, column: Int) throws(SearchError) {
    try columns?.append(value, column: column)
  }

  /// Forgets what the columns have of the next document.
  func abandonDocument() { columns?.abandonDocument() }

  /// Ends the next document with its stored record, and its key where the schema has one.
  func append(record: [UInt8], key: [UInt8]?) throws(SearchError) {
    try documents?.append(record, to: &documentsFile)
    if var file = columnsFile { try columns?.endDocument(to: &file) }
    guard let key, var file = keysFile else { return }
    try unsafe key.withUnsafeBufferPointer { (bytes) throws(SearchError) in
      try unsafe keys?.append(UnsafeRawBufferPointer(bytes), to: &file)
    }
  }

  /// Copies a whole segment's live documents, keys and columns behind those appended so far.
  func append(
    contentsOf other: StoredDocuments, keys otherKeys: Keys?, columns otherColumns: SegmentColumns?,
    keeping isLive: (Int) -> Bool
  ) throws(SearchError) {
    try documents?.append(contentsOf: other, keeping: isLive, to: &documentsFile)
    if let otherColumns, var file = columnsFile {
      try columns?.append(contentsOf: try otherColumns.columns(), keeping: isLive, to: &file)
    }
    guard let otherKeys, var file = keysFile else { return }
    try unsafe otherKeys.forEachKey { (ordinal, key) throws(SearchError) in
      if isLive(ordinal) { try unsafe keys?.append(key, to: &file) }
    }
  }

  /// Copies a whole segment's documents, keys and columns in the order in which their ordinals are given.
  func append(
    contentsOf other: StoredDocuments, keys otherKeys: Keys?, columns otherColumns: SegmentColumns?,
    order: [UInt32]
  ) throws(SearchError) {
    var cache = try StoredDocumentsCache()
    for (place, ordinal) in order.enumerated() {
      if place % 1024 == 1023 { other.releaseMemory() }
      try unsafe other.withRecord(Int(ordinal), cache: &cache) { (record) throws(SearchError) in
        try unsafe documents?.append(record, to: &documentsFile)
      }
    }
    if let otherColumns, var file = columnsFile {
      try columns?.append(contentsOf: try otherColumns.columns(), order: order, to: &file)
    }
    guard let otherKeys, var file = keysFile else { return }
    for ordinal in order { try keys?.append(try otherKeys.key(of: Int(ordinal)), to: &file) }
  }

  /// Completes the files and makes them durable.
  func finish() throws(SearchError) -> [FileEntry] {
    try documents.take()?.finish(to: &documentsFile)
    var files = [try documentsFile.finish()]
    if var file = keysFile {
      try keys.take()?.finish(to: &file)
      files.append(try file.finish())
    }
    if var file = columnsFile {
      try columns.take()?.finish(to: &file)
      files.append(try file.finish())
    }
    return files
  }

  /// Gives the files up.
  func discard() {
    documentsFile.discard()
    keysFile?.discard()
    columnsFile?.discard()
  }
}
