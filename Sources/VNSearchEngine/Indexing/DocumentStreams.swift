/// The files of a new segment that are written document by document: stored documents and keys.
final class DocumentStreams {
  let segment: UInt64
  private var documentsFile: OutputFile
  private var documents: StoredDocumentsWriter?
  private var keysFile: OutputFile?
  private var keys: KeysWriter?

  init(segment: UInt64, in directory: DirectoryWriter, hasKeys: Bool) throws(SearchError) {
    self.segment = segment
    documentsFile = try directory.makeFile(.documents, segment: segment)
    documents = try StoredDocumentsWriter()
    if hasKeys {
      keysFile = try directory.makeFile(.keys, segment: segment)
      keys = KeysWriter()
    }
  }

  /// Appends the next document's stored record, and its key where the schema has one.
  func append(record: [UInt8], key: [UInt8]?) throws(SearchError) {
    try documents?.append(record, to: &documentsFile)
    guard let key, var file = keysFile else { return }
    try unsafe key.withUnsafeBufferPointer { (bytes) throws(SearchError) in
      try unsafe keys?.append(UnsafeRawBufferPointer(bytes), to: &file)
    }
  }

  /// Copies a whole segment's live documents and keys behind those appended so far.
  func append(
    contentsOf other: StoredDocuments, keys otherKeys: Keys?, keeping isLive: (Int) -> Bool
  ) throws(SearchError) {
    try documents?.append(contentsOf: other, keeping: isLive, to: &documentsFile)
    guard let otherKeys, var file = keysFile else { return }
    try unsafe otherKeys.forEachKey { (ordinal, key) throws(SearchError) in
      if isLive(ordinal) { try unsafe keys?.append(key, to: &file) }
    }
  }

  /// Completes the files and makes them durable.
  func finish() throws(SearchError) -> [FileEntry] {
    try documents.take()?.finish(to: &documentsFile)
    var files = [try documentsFile.finish()]
    if var file = keysFile {
      try keys.take()?.finish(to: &file)
      files.append(try file.finish())
    }
    return files
  }

  /// Gives the files up.
  func discard() {
    documentsFile.discard()
    keysFile?.discard()
  }
}
