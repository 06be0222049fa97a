/// Reads what ``ColumnsWriter`` wrote.
///
/// Opening checks the trailer and the directory: 32 bytes for 4,096 documents of a column, 16 for 64 terms. Every chunk
/// and block of terms has a checksum that is compared before it is used.
@safe struct Columns: @unchecked Sendable {
  /// How many documents there are; their ordinals are `0..<documentCount`.
  let documentCount: Int
  /// The columns, in the order of the schema's fields.
  let columns: [Column]

  /// Opens the part.
  ///
  /// - Parameters:
  ///   - bytes: The part, and nothing else. They must never change.
  ///   - owner: Keeps the memory; nil if the caller does.
  ///   - file: The file named in errors.
  ///   - fileOffset: Where in the file the part begins.
  /// - Throws: ``SearchError/Code/corruptIndex``.
  init(
    _ bytes: UnsafeRawBufferPointer, owner: AnyObject? = nil, file: String, fileOffset: Int = 0
  ) throws(SearchError) {
    typealias Format = ColumnsFormat
    func corrupt(_ message: String, at offset: Int) -> SearchError {
      SearchError(.corruptIndex, message, file: file, offset: fileOffset + offset)
    }
    let trailer = bytes.count - Format.trailerSize
    guard trailer >= 0 else { throw corrupt("The columns are cut off.", at: 0) }
    let checked = unsafe UnsafeRawBufferPointer(rebasing: bytes[trailer..<bytes.count - 4])
    guard unsafe CRC32C.checksum(checked) == bytes.littleEndian(UInt32.self, at: bytes.count - 4) else {
      throw corrupt("The end of the columns is damaged.", at: trailer)
    }
    let columnCount = unsafe Int(bytes.littleEndian(UInt32.self, at: trailer))
    documentCount = unsafe Int(bytes.littleEndian(UInt32.self, at: trailer + 4))
    let directoryStart = unsafe bytes.littleEndian(UInt64.self, at: trailer + 8)
    guard directoryStart <= UInt64(trailer),
      columnCount <= (trailer - Int(directoryStart)) / Format.descriptionSize
    else { throw corrupt("The end of the columns contradicts itself.", at: trailer) }
    let start = Int(directoryStart)
    let directory = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<trailer])
    guard unsafe CRC32C.checksum(directory) == bytes.littleEndian(UInt32.self, at: trailer + 16) else {
      throw corrupt("The directory of the columns is damaged.", at: start)
    }

    let chunkCount = DocumentGrid.chunkCount(documents: documentCount)
    var columns: [Column] = []
    for index in 0..<columnCount {
      let description = start + index * Format.descriptionSize
      let kind = unsafe bytes.littleEndian(UInt32.self, at: description + 4)
      let terms = unsafe Int(bytes.littleEndian(UInt32.self, at: description + 8))
      let entries = unsafe bytes.littleEndian(UInt64.self, at: description + 16)
      let size =
        Format.termBlockCount(terms: terms) * Format.termBlockEntrySize + chunkCount * Format.chunkEntrySize
      guard let kind = Schema.Field.Kind(rawValue: UInt8(truncatingIfNeeded: kind)), kind.isColumn,
        kind == .keyword || terms == 0, entries >= directoryStart, entries <= UInt64(trailer),
        size <= trailer - Int(entries)
      else { throw corrupt("The directory of the columns contradicts itself.", at: description) }
      columns.append(
        unsafe Column(
          field: Int(bytes.littleEndian(UInt32.self, at: description)), kind: kind,
          documentCount: documentCount,
          termCount: terms, bytes: bytes, owner: owner, dataEnd: start, entries: Int(entries), file: file,
          fileOffset: fileOffset))
    }
    self.columns = columns
  }

  /// Opens a file of kind ``FileKind/columns``.
  init(_ file: MappedFile) throws(SearchError) {
    try unsafe self.init(file.bytes, owner: file, file: file.path, fileOffset: FileFrame.headerLength)
  }

  /// The column of a field, by its number in the schema.
  func column(ofField field: Int) -> Column? { columns.first { $0.field == field } }

  /// Reads everything and checks that it is what was written.
  func verify() throws(SearchError) {
    for column in columns { try column.verify() }
  }
}
