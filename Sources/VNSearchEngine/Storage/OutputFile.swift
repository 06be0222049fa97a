/// A new file of an index, written from its beginning to its end and then never again.
///
/// Bytes collect in a page of 64 KiB that is checksummed when it leaves; ``finish()`` writes page table and footer and
/// makes the bytes survive a power cut, through the descriptor that wrote them (through another one, an error of an
/// earlier write could go unnoticed). The name survives with the next commit, which synchronises the folder.
///
/// A file that is dropped without ``finish()``, or that failed, is removed. After any failure the file cannot be
/// finished: what a failed synchronisation left on disk is unknown, so the way on is a new file.
///
/// ```swift
/// let file = try writer.makeFile(.lengths, segment: 5)
/// try file.append([1, 2, 3])
/// try file.align(to: 64)
/// let entry = try file.finish()
/// ```
/// Not for use by two tasks at once.
@safe
package final class OutputFile {
  /// Where it is.
  package let path: String
  /// What it holds.
  package let kind: FileKind
  /// The body's length so far: the offset, in the body, of the next byte.
  package var position: Int { writtenLength + filled - FileFrame.headerLength }

  private let fileSystem: any FileSystem
  private var descriptor: FileDescriptor?
  private let page: UnsafeMutableRawBufferPointer
  /// The bytes that wait in `page`.
  private var filled = 0
  /// The bytes of header and body that were written.
  private var writtenLength = 0
  private var pageChecksums: [UInt32] = []
  /// Whether the name is ours and the content incomplete, so that it goes when this object does.
  private var isUnfinished = true

  /// Creates a file that must not exist yet.
  ///
  /// - Parameters:
  ///   - path: Its path.
  ///   - kind: What it will hold.
  ///   - owner: Its segment's number, in a commit its generation.
  /// - Throws: `inputOutput`, also if a file of that name exists.
  package init(
    creating path: String, kind: FileKind, owner: UInt64, in fileSystem: any FileSystem
  ) throws(SearchError) {
    self.path = path
    self.kind = kind
    self.fileSystem = fileSystem
    let opened = try fileSystem.retrying("create", path) { () throws(SystemCallError) in
      try fileSystem.open(path, .creating)
    }
    descriptor = opened
    unsafe page = .allocate(byteCount: FileFrame.pageLength, alignment: 64)
    try append(FileFrame.header(kind: kind, owner: owner))
  }

  deinit {
    unsafe page.deallocate()
    if isUnfinished { discard() }
  }

  /// Appends bytes.
  package func append(_ bytes: RawSpan) throws(SearchError) {
    try unsafe bytes.withUnsafeBytes { (bytes) throws(SearchError) in
      try unsafe append(bytes)
    }
  }

  /// Appends bytes.
  package func append(_ bytes: [UInt8]) throws(SearchError) {
    try unsafe append(bytes.span.bytes)
  }

  /// Appends the bytes of an array of integers as they are in memory, which on every supported machine is little-endian.
  package func append<Value: FixedWidthInteger & BitwiseCopyable>(values: [Value]) throws(SearchError) {
    try unsafe append(values.span.bytes)
  }

  /// Appends bytes.
  package func append(_ bytes: UnsafeRawBufferPointer) throws(SearchError) {
    var rest = unsafe bytes
    while rest.count > 0 {
      let count = min(rest.count, FileFrame.pageLength - filled)
      unsafe UnsafeMutableRawBufferPointer(rebasing: page[filled...])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
      filled += count
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      if filled == FileFrame.pageLength { try writePage() }
    }
  }

  /// Appends zeros until the body's length is a multiple of `alignment`, a power of two up to 64 where memory must be
  /// aligned as well.
  package func align(to alignment: Int) throws(SearchError) {
    let remainder = position % alignment
    if remainder != 0 { try append([UInt8](repeating: 0, count: alignment - remainder)) }
  }

  /// Completes the file and makes its bytes survive a power cut.
  ///
  /// - Returns: What a commit records of the file.
  /// - Throws: `inputOutput`; the file is then gone.
  package func finish() throws(SearchError) -> FileEntry {
    if filled > 0 { try writePage() }
    let trailer = FileFrame.trailer(pageChecksums: pageChecksums, dataLength: writtenLength)
    try unsafe write(trailer.bytes.span.bytes)
    let descriptor = try openDescriptor()
    do throws(SearchError) {
      try fileSystem.retrying("synchronise", path) { () throws(SystemCallError) in
        try fileSystem.synchronizeData(descriptor)
      }
      self.descriptor = nil
      try fileSystem.closeFile(descriptor, path)
    } catch {
      discard()
      throw error
    }
    isUnfinished = false
    return FileEntry(
      kind: kind, length: UInt64(writtenLength + trailer.bytes.count), checksum: trailer.checksum)
  }

  /// Closes and removes an unfinished file.
  package func discard() {
    guard isUnfinished else { return }
    isUnfinished = false
    if let descriptor { fileSystem.closeQuietly(descriptor) }
    descriptor = nil
    // What stays behind is removed as an orphan when a writer opens.
    do throws(SearchError) { try fileSystem.removeFile(path) } catch {}
  }

  private func openDescriptor() throws(SearchError) -> FileDescriptor {
    guard let descriptor else {
      throw SearchError(.inputOutput, "cannot write: the file was given up or is finished", file: path)
    }
    return descriptor
  }

  private func writePage() throws(SearchError) {
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: page[..<filled])
    unsafe pageChecksums.append(CRC32C.checksum(bytes))
    try unsafe write(RawSpan(_unsafeBytes: bytes))
    writtenLength += filled
    filled = 0
  }

  private func write(_ bytes: RawSpan) throws(SearchError) {
    let descriptor = try openDescriptor()
    do throws(SearchError) {
      try unsafe bytes.withUnsafeBytes { (bytes) throws(SearchError) in
        try unsafe fileSystem.writeAll(bytes, to: descriptor, path)
      }
    } catch {
      discard()
      throw error
    }
  }
}
