extension Commit {
  /// The body of the commit's file.
  func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(analyzerIdentity)
    writer.append(counted: schema)
    writer.appendVarint(nextSegmentID)
    writer.appendVarint(segments.count)
    for segment in segments {
      writer.appendVarint(segment.id)
      writer.appendVarint(segment.documentCount)
      writer.appendVarint(segment.deletedCount)
      writer.appendVarint(segment.deleteGeneration)
      writer.appendVarint(segment.files.count)
      for file in segment.files {
        writer.append(file.kind.rawValue)
        writer.appendVarint(file.length)
        writer.append(file.checksum)
      }
      writer.append(counted: segment.statistics)
    }
    writer.append(counted: userPayload)
    return writer.bytes
  }

  /// Reads a commit's whole file.
  ///
  /// - Throws: `corruptIndex` with file and offset, `incompatibleIndex` for another format version.
  init(file bytes: [UInt8], generation: UInt64, path: String) throws(SearchError) {
    let frame = try unsafe bytes.span.bytes.withUnsafeBytes { (bytes) throws(SearchError) in
      let frame = try unsafe FileFrame(checking: bytes, kind: .commit, owner: generation, path: path)
      try unsafe frame.verify(bytes, in: 0..<frame.dataLength, path: path)
      return frame
    }
    self = try ByteReader.reading(
      Array(bytes[FileFrame.headerLength..<frame.dataLength]), file: path, fileOffset: FileFrame.headerLength
    ) { (reader) throws(SearchError) in
      let commit = try Commit(body: &reader, generation: generation)
      try reader.finish()
      return commit
    }
  }

  private init(body reader: inout ByteReader, generation: UInt64) throws(SearchError) {
    self.generation = generation
    analyzerIdentity = try reader.readString()
    schema = try reader.readCountedBytes()
    nextSegmentID = try reader.readVarint()
    guard nextSegmentID <= IndexFileName.numberLimit else {
      throw reader.corrupt("the next segment number is impossible: \(nextSegmentID)")
    }
    segments = []
    var ids: Set<UInt64> = []
    for _ in 0..<(try reader.readCount(minimumSize: 6)) {
      let segment = try SegmentEntry(from: &reader)
      guard segment.id < nextSegmentID, ids.insert(segment.id).inserted else {
        throw reader.corrupt("segment number \(segment.id) is impossible here")
      }
      segments.append(segment)
    }
    userPayload = try reader.readCountedBytes()
  }
}

extension SegmentEntry {
  fileprivate init(from reader: inout ByteReader) throws(SearchError) {
    id = try reader.readVarint()
    documentCount = try reader.readVarint(upTo: Int(Int32.max))
    deletedCount = try reader.readVarint(upTo: documentCount)
    deleteGeneration = try reader.readVarint()
    guard deleteGeneration <= IndexFileName.numberLimit else {
      throw reader.corrupt("the delete generation is impossible: \(deleteGeneration)")
    }
    files = []
    var kinds: Set<FileKind> = []
    for _ in 0..<(try reader.readCount(minimumSize: 6)) {
      guard let kind = FileKind(rawValue: try reader.read()), kind != .commit, kinds.insert(kind).inserted
      else {
        throw reader.corrupt("a file's kind is impossible here")
      }
      files.append(FileEntry(kind: kind, length: try reader.readVarint(), checksum: try reader.read()))
    }
    guard kinds.contains(.deletes) == (deleteGeneration != 0) else {
      throw reader.corrupt("deletions and their file do not fit each other")
    }
    statistics = try reader.readCountedBytes()
  }
}
