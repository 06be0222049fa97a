extension FileFrame {
  /// Reads header and footer of a whole file and checks that they fit each other and what is expected.
  ///
  /// Reads the first 64 bytes, the page table and the footer: a few KB of a file of any size.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - kind: What the file must be.
  ///   - owner: The segment, or generation of a commit, that it must belong to.
  ///   - path: The file's name in errors.
  /// - Throws: `corruptIndex` with file and offset; `incompatibleIndex` if an undamaged header has another version.
  init(
    checking bytes: UnsafeRawBufferPointer, kind: FileKind, owner: UInt64, path: String
  ) throws(SearchError) {
    let count = bytes.count
    guard count > Self.headerLength + Self.footerLength else {
      throw SearchError(
        .corruptIndex, "the file is cut off: \(count) bytes, shorter than any file of an index",
        file: path, offset: count)
    }
    guard unsafe Self.load(UInt32.self, bytes, 0) == Self.magic else {
      throw SearchError(.corruptIndex, "the file does not begin as a file of an index", file: path, offset: 0)
    }
    let footer = count - Self.footerLength
    guard unsafe Self.load(UInt32.self, bytes, footer + 12) == Self.endMagic else {
      throw SearchError(
        .corruptIndex, "the file is cut off or damaged: it does not end as a file of an index",
        file: path, offset: footer + 12)
    }
    let declared = unsafe Self.load(UInt64.self, bytes, footer)
    guard let length = Int(exactly: declared), length >= Self.headerLength, length <= footer,
      length + 4 * Self.pageCount(length) == footer
    else {
      throw SearchError(
        .corruptIndex, "the file's length (\(count) bytes) does not fit its footer (\(declared))",
        file: path, offset: footer)
    }
    checksum = unsafe Self.load(UInt32.self, bytes, footer + 8)
    let table = unsafe UnsafeRawBufferPointer(rebasing: bytes[length..<footer + 8])
    guard unsafe CRC32C.checksum(table) == checksum else {
      throw SearchError(.corruptIndex, "the table of checksums is damaged", file: path, offset: length)
    }
    self.kind = kind
    self.owner = owner
    dataLength = length

    let version = unsafe bytes[5]
    if version != Self.formatVersion {
      // Another version, or a damaged byte? The frame is the same in all versions.
      try unsafe verify(bytes, in: 0..<1, path: path)
      throw SearchError(
        .incompatibleIndex,
        "the index has format version \(version), this engine reads version \(Self.formatVersion); "
          + "build it again from the documents: `replacing: true`, or the command vnsearch index --rebuild",
        file: path)
    }
    let actualKind = unsafe bytes[4]
    guard actualKind == kind.rawValue else {
      throw SearchError(
        .corruptIndex, "the file is of kind \(actualKind), not \(kind.rawValue) (\(kind.name))",
        file: path, offset: 4)
    }
    let actualOwner = unsafe Self.load(UInt64.self, bytes, 8)
    guard actualOwner == owner else {
      throw SearchError(
        .corruptIndex, "the file belongs to number \(actualOwner), not \(owner)", file: path, offset: 8)
    }
  }

  /// Checks the checksums of the pages that hold the given bytes of header and body.
  ///
  /// - Throws: `corruptIndex` with the offset of the first damaged page.
  func verify(_ bytes: UnsafeRawBufferPointer, in range: Range<Int>, path: String) throws(SearchError) {
    let range = range.clamped(to: 0..<dataLength)
    if range.isEmpty { return }
    for page in range.lowerBound / Self.pageLength...(range.upperBound - 1) / Self.pageLength {
      let start = page * Self.pageLength
      let end = min(start + Self.pageLength, dataLength)
      let actual = unsafe CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      if unsafe actual != Self.load(UInt32.self, bytes, dataLength + 4 * page) {
        throw SearchError(
          .corruptIndex, "bytes \(start)..<\(end) are damaged: their checksum is wrong",
          file: path, offset: start)
      }
    }
  }

  /// A little-endian integer at an offset that the caller has checked.
  private static func load<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type, _ bytes: UnsafeRawBufferPointer, _ offset: Int
  ) -> Value {
    Value(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
  }
}
