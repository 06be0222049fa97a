/// A finished file of an index, mapped for reading for as long as this object lives.
///
/// Opening checks that header and footer fit each other, the kind, the segment and, if given, what the commit records of
/// the file; it reads a few KB. ``verify()`` checks every byte.
///
/// Files of an index never change, so any number of tasks may read one. Should somebody else cut the file while it is
/// mapped, the operating system ends the process: that is the price of a mapping.
@safe
package final class MappedFile: Sendable {
  /// Where it is.
  package let path: String
  /// The last part of the path: "s12.terms".
  package let name: String
  /// What the header and footer say.
  package let frame: FileFrame
  /// The body. Valid for as long as this object lives; whoever copies the pointer keeps the object.
  nonisolated(unsafe) package let bytes: UnsafeRawBufferPointer

  private let fileSystem: any FileSystem
  nonisolated(unsafe) private let wholeFile: UnsafeRawBufferPointer

  /// What a commit records of this file.
  package var entry: FileEntry {
    FileEntry(kind: frame.kind, length: UInt64(frame.fileLength), checksum: frame.checksum)
  }

  /// Maps a file.
  ///
  /// - Parameters:
  ///   - path: Its path.
  ///   - kind: What it must hold.
  ///   - owner: The segment that it must belong to, for a commit its generation.
  ///   - entry: What the commit records of it, if that is to be compared.
  /// - Returns: `nil` if there is no such file.
  /// - Throws: `corruptIndex` with file and offset, `incompatibleIndex` for another format version, `inputOutput`.
  package static func open(
    _ path: String, kind: FileKind, owner: UInt64, expecting entry: FileEntry? = nil,
    in fileSystem: any FileSystem
  ) throws(SearchError) -> MappedFile? {
    let opened = try fileSystem.retryingIfPresent("open", path) { () throws(SystemCallError) in
      try fileSystem.open(path, .reading)
    }
    guard let descriptor = opened else { return nil }
    defer { fileSystem.closeQuietly(descriptor) }
    let size = try fileSystem.length(descriptor, path)
    if let entry, entry.length != UInt64(size) {
      throw SearchError(
        .corruptIndex, "the file has \(size) bytes, the commit says \(entry.length)",
        file: path, offset: min(size, Int(clamping: entry.length)))
    }
    guard size > 0 else { throw SearchError(.corruptIndex, "the file is empty", file: path, offset: 0) }
    let wholeFile = try unsafe fileSystem.retrying("map", path) { () throws(SystemCallError) in
      try unsafe fileSystem.map(descriptor, count: size)
    }
    do throws(SearchError) {
      let frame = try unsafe FileFrame(checking: wholeFile, kind: kind, owner: owner, path: path)
      if let entry, entry.checksum != frame.checksum {
        throw SearchError(
          .corruptIndex, "the file is whole but not the one that the commit means: their checksums differ",
          file: path, offset: size - FileFrame.footerLength + 8)
      }
      return unsafe MappedFile(path: path, frame: frame, wholeFile: wholeFile, fileSystem: fileSystem)
    } catch {
      unsafe fileSystem.unmap(wholeFile)
      throw error
    }
  }

  private init(path: String, frame: FileFrame, wholeFile: UnsafeRawBufferPointer, fileSystem: any FileSystem)
  {
    self.path = path
    self.frame = frame
    self.fileSystem = fileSystem
    unsafe self.wholeFile = wholeFile
    unsafe bytes = UnsafeRawBufferPointer(rebasing: wholeFile[FileFrame.headerLength..<frame.dataLength])
    name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  deinit { unsafe fileSystem.unmap(wholeFile) }

  /// Lets go of the memory that was read into: for whoever reads a large file once, from its beginning to its end.
  package func releaseMemory() { unsafe fileSystem.releaseMemory(wholeFile) }

  /// Checks every checksum of the file.
  ///
  /// - Throws: `corruptIndex` with the offset, in the file, of the first damaged page of 64 KiB.
  /// - Complexity: reads the whole file, some GB a second.
  package func verify() throws(SearchError) {
    try unsafe frame.verify(wholeFile, in: 0..<frame.dataLength, path: path)
  }

  /// Checks every checksum of the file and lets go of the memory that it was read into: for whoever writes its contents
  /// anew, which must not give damage a right checksum.
  ///
  /// - Throws: as ``verify()``.
  package func verifyAndRelease() throws(SearchError) {
    let step = 16 << 20
    for start in stride(from: 0, to: frame.dataLength, by: step) {
      try unsafe frame.verify(wholeFile, in: start..<start + step, path: path)
      releaseMemory()
    }
  }

  /// Checks the checksums of the pages that hold some bytes of the body.
  package func verify(_ range: Range<Int>) throws(SearchError) {
    let start = FileFrame.headerLength
    let range = unsafe range.clamped(to: 0..<bytes.count)
    try unsafe frame.verify(wholeFile, in: range.lowerBound + start..<range.upperBound + start, path: path)
  }

  /// A reader of some bytes of the body; its errors name this file and offsets in it.
  ///
  /// - Throws: `corruptIndex` if the range is not inside the body.
  package func reader(_ range: Range<Int>) throws(SearchError) -> ByteReader {
    let length = unsafe bytes.count
    guard range.lowerBound >= 0, range.upperBound <= length else {
      throw SearchError(
        .corruptIndex, "bytes \(range) are outside of the file's \(length)",
        file: path, offset: FileFrame.headerLength + min(max(range.lowerBound, 0), length))
    }
    return unsafe ByteReader(
      UnsafeRawBufferPointer(rebasing: bytes[range]), owner: self, file: path,
      fileOffset: FileFrame.headerLength + range.lowerBound)
  }

  /// A reader of the whole body.
  package func reader() -> ByteReader {
    unsafe ByteReader(bytes, owner: self, file: path, fileOffset: FileFrame.headerLength)
  }
}
