/// A window on the bytes of an input: it holds the record that is being read and a little of what follows.
///
/// Memory stays bounded: the window grows to hold one record, at most `recordLimit`.
@safe final class ByteWindow {
  /// The longest record that is read, in bytes: a line, a row, a JSON object or a text file.
  static let recordLimit = 64_000_000

  private let source: ByteSource
  private let path: String
  private var bytes: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private(set) var isAtEnd = false
  /// The line on which the window starts, from 1.
  private(set) var line = 1

  private let limit: Int

  /// - Parameters:
  ///   - capacity: the bytes that the window begins with; tests make it small, so that records cross its end.
  ///   - limit: the longest record.
  init(_ file: InputFile, capacity: Int = 512 << 10, limit: Int = recordLimit) throws(InputError) {
    source = try ByteSource(opening: file)
    path = file.displayName
    self.limit = limit
    unsafe bytes = .allocate(byteCount: max(min(capacity, limit), 4), alignment: 64)
    try skipByteOrderMark()
  }

  deinit { unsafe bytes.deallocate() }

  /// Bytes taken from the file so far, before decompression.
  var consumed: Int { source.consumed }

  /// What has been read and not been dropped yet; valid until the next call that changes the window.
  var available: UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(
      start: bytes.baseAddress?.advanced(by: start).assumingMemoryBound(to: UInt8.self), count: end - start)
  }

  /// Reads more behind what is available; `false` at the end of the input.
  ///
  /// - Throws: an error of reach `.record` if a record is over the limit: call `dropLine()` to go on.
  func fill() throws(InputError) -> Bool {
    if isAtEnd { return false }
    if start > 0 {
      unsafe bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      (start, end) = (0, end - start)
    }
    if unsafe end == bytes.count {
      if end >= limit { throw recordTooLong() }
      let larger = unsafe UnsafeMutableRawBufferPointer.allocate(
        byteCount: min(bytes.count * 2, limit), alignment: 64)
      unsafe larger.copyMemory(from: UnsafeRawBufferPointer(bytes))
      unsafe bytes.deallocate()
      unsafe bytes = larger
    }
    let count = unsafe try source.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[end...]))
    end += count
    if count == 0 { isAtEnd = true }
    return count > 0
  }

  /// Drops the first `count` bytes, `lines` line ends among them.
  func drop(_ count: Int, lines: Int) {
    start += count
    line += lines
  }

  /// Drops the first `count` bytes and counts the line ends among them.
  func drop(_ count: Int) {
    unsafe drop(count, lines: countLines(UnsafeBufferPointer(rebasing: available[..<count])))
  }

  /// Drops everything up to and including the next line end, however far away.
  func dropLine() throws(InputError) {
    while true {
      if let newline = unsafe firstIndex(of: 0x0A, in: available) {
        drop(newline + 1, lines: 1)
        return
      }
      start = end
      if try !fill() { return }
    }
  }

  /// Reads the whole input.
  func fillCompletely() throws(InputError) -> UnsafeBufferPointer<UInt8> {
    while try fill() {}
    return unsafe available
  }

  private func recordTooLong() -> InputError {
    InputError(
      .record, "longer than \(byteCount(limit)), the limit for one document; split it",
      file: path, line: line)
  }

  private func skipByteOrderMark() throws(InputError) {
    while end - start < 3, try fill() {}
    let head = unsafe available
    if unsafe head.count >= 3 && head[0] == 0xEF && head[1] == 0xBB && head[2] == 0xBF { start += 3 }
    if unsafe head.count >= 2 && (head[0] == 0xFF && head[1] == 0xFE || head[0] == 0xFE && head[1] == 0xFF) {
      throw InputError(
        .file, "is UTF-16; convert it first: iconv -f UTF-16 -t UTF-8", file: path)
    }
  }
}
