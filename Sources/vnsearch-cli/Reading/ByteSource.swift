import CZlib

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of one file or of standard input, decompressed where they are gzip'd.
///
/// Gzip is told by its first two bytes, not by the name, and may have several members one after the other, as
/// `cat a.gz b.gz` and bgzip write them.
@safe final class ByteSource {
  private let descriptor: Int32
  private let path: String
  private let raw: UnsafeMutableRawBufferPointer
  /// The part of `raw` that is not used yet.
  private var rawStart = 0
  private var rawEnd = 0
  private var isRawAtEnd = false
  private var inflater: UnsafeMutablePointer<z_stream>?
  private var isInsideMember = false

  /// Bytes taken from the file so far, before decompression.
  private(set) var consumed = 0

  /// Opens a file; throws if it cannot be opened or is named `.gz` and is not gzip data.
  init(opening file: InputFile) throws(InputError) {
    path = file.displayName
    if file.isStandardInput {
      descriptor = 0
    } else {
      descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
      if descriptor < 0 { throw InputError(.file, systemMessage(errno), file: path) }
    }
    unsafe raw = .allocate(byteCount: 256 << 10, alignment: 16)
    while rawEnd < 2, !isRawAtEnd { try readRaw() }
    if unsafe rawEnd >= 2 && raw[0] == 0x1F && raw[1] == 0x8B {
      try startInflating()
    } else if path.lowercased().hasSuffix(".gz") {
      throw InputError(
        .file, rawEnd == 0 ? "empty, not gzip data" : "not gzip data though it is named .gz", file: path)
    }
  }

  deinit {
    if let inflater = unsafe inflater {
      unsafe inflateEnd(inflater)
      unsafe inflater.deallocate()
    }
    unsafe raw.deallocate()
    if descriptor > 0 { close(descriptor) }
  }

  /// Writes the next bytes to `target` and returns how many; 0 only at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    if unsafe inflater != nil { return unsafe try inflate(into: target) }
    if rawStart == rawEnd {
      if isRawAtEnd { return 0 }
      // Straight into the reader's memory: no copy for plain files.
      return unsafe try readDescriptor(into: target)
    }
    let count = min(target.count, rawEnd - rawStart)
    unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: raw[rawStart..<(rawStart + count)]))
    rawStart += count
    return count
  }

  /// Appends to `raw`; call only while it has room.
  private func readRaw() throws(InputError) {
    rawEnd += unsafe try readDescriptor(into: UnsafeMutableRawBufferPointer(rebasing: raw[rawEnd...]))
  }

  private func readDescriptor(into target: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    while true {
      if Interruption.isRequested { throw .interrupted }
      // A read that begins just after a Ctrl-C would wait for more input and never look: so no read waits.
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if unsafe poll(&waiting, 1, 100) == 0 { continue }
      let count = unsafe readDescriptorBytes(descriptor, target.baseAddress, target.count)
      if count > 0 {
        consumed += count
        return count
      }
      if count == 0 {
        isRawAtEnd = true
        return 0
      }
      let code = errno
      if code != EINTR { throw InputError(.file, "cannot be read: \(systemMessage(code))", file: path) }
    }
  }

  private func startInflating() throws(InputError) {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    guard unsafe czlib_inflate_init(stream) == Z_OK else {
      unsafe stream.deallocate()
      throw InputError(.file, "not enough memory to decompress", file: path)
    }
    unsafe inflater = stream
    isInsideMember = true
  }

  private func inflate(into target: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    guard let stream = unsafe inflater else { return 0 }
    unsafe stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(clamping: target.count)
    while unsafe stream.pointee.avail_out == UInt32(clamping: target.count) {
      if rawStart == rawEnd {
        if isRawAtEnd { return try endOfCompressedData() }
        (rawStart, rawEnd) = (0, 0)
        try readRaw()
        continue
      }
      if !isInsideMember, unsafe try !startNextMember(stream) { return 0 }
      unsafe stream.pointee.next_in = raw.baseAddress?.advanced(by: rawStart).assumingMemoryBound(
        to: UInt8.self)
      unsafe stream.pointee.avail_in = UInt32(rawEnd - rawStart)
      let result = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
      rawStart = rawEnd - Int(unsafe stream.pointee.avail_in)
      switch result {
      case Z_OK, Z_BUF_ERROR: break
      case Z_STREAM_END: isInsideMember = false
      default:
        let detail = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "error \(result)"
        throw InputError(
          .file,
          "damaged gzip data before byte \(consumed - (rawEnd - rawStart)) (\(detail)); fetch it again",
          file: path)
      }
    }
    return unsafe target.count - Int(stream.pointee.avail_out)
  }

  /// Begins the next member; `false` if only padding follows the last one.
  private func startNextMember(_ stream: UnsafeMutablePointer<z_stream>) throws(InputError) -> Bool {
    // Tapes and some tools pad a gzip file with zeros; gzip(1) ignores them too.
    while rawStart < rawEnd, unsafe raw[rawStart] == 0 { rawStart += 1 }
    if rawStart == rawEnd { return isRawAtEnd ? false : true }
    guard unsafe inflateReset(stream) == Z_OK else {
      throw InputError(.file, "damaged gzip data; fetch it again", file: path)
    }
    isInsideMember = true
    return true
  }

  private func endOfCompressedData() throws(InputError) -> Int {
    guard !isInsideMember else {
      throw InputError(
        .file, "the gzip data is cut off after \(consumed) bytes; fetch it again", file: path)
    }
    return 0
  }
}

/// `read(2)`, by a name that `ByteSource.read` does not hide.
private func readDescriptorBytes(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int
{
  unsafe read(descriptor, bytes, count)
}
