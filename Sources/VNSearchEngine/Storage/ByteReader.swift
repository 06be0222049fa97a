/// Reads what ``ByteWriter`` wrote, from bytes that may be damaged: it never reads outside of them and never traps.
///
/// Every failure is `corruptIndex` with the file and the offset in it. Not for inner loops: a reader is checked at every
/// step and holds its file.
@safe
package struct ByteReader {
  private let base: UnsafeRawBufferPointer
  /// Keeps the memory; `nil` where a closure's scope does.
  private let owner: AnyObject?
  /// The file in errors.
  package let file: String
  /// Where in that file the bytes begin.
  private let fileOffset: Int
  /// How many bytes were read.
  package private(set) var position = 0

  /// A reader of memory that `owner` keeps or that outlives the reader.
  @unsafe
  package init(_ bytes: UnsafeRawBufferPointer, owner: AnyObject?, file: String, fileOffset: Int) {
    unsafe base = bytes
    self.owner = owner
    self.file = file
    self.fileOffset = fileOffset
  }

  /// Reads an array: calls `body` with a reader of it, which must not leave the call.
  package static func reading<Result>(
    _ bytes: [UInt8], file: String, fileOffset: Int = 0,
    _ body: (inout ByteReader) throws(SearchError) -> Result
  ) throws(SearchError) -> Result {
    try unsafe bytes.span.bytes.withUnsafeBytes { (bytes) throws(SearchError) in
      var reader = unsafe ByteReader(bytes, owner: nil, file: file, fileOffset: fileOffset)
      return try body(&reader)
    }
  }

  /// How many bytes are left.
  package var remaining: Int { unsafe base.count - position }

  /// The error for what is wrong at the present position.
  package func corrupt(_ message: String) -> SearchError {
    SearchError(.corruptIndex, message, file: file, offset: fileOffset + position)
  }

  /// Reads an integer of full width.
  package mutating func read<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type = Value.self
  ) throws(SearchError) -> Value {
    let start = try advance(MemoryLayout<Value>.size)
    return Value(littleEndian: unsafe base.loadUnaligned(fromByteOffset: start, as: Value.self))
  }

  /// Reads a varint; more bits than 64, or more bytes than the number needs, are damage.
  package mutating func readVarint() throws(SearchError) -> UInt64 {
    let start = position
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try read(UInt8.self)
      if shift == 63 && byte > 1 || byte == 0 && shift > 0 {
        position = start
        throw corrupt("a number has more digits than it can have")
      }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  /// Reads a varint that must not be more than `limit`.
  package mutating func readVarint(upTo limit: Int) throws(SearchError) -> Int {
    let start = position
    let value = try readVarint()
    guard value <= UInt64(limit) else {
      position = start
      throw corrupt("a number is \(value), more than \(limit)")
    }
    return Int(value)
  }

  /// Reads the number of items that follow, each of at least `minimumSize` > 0 bytes: more than can follow is damage, so
  /// that a damaged count never reserves memory.
  package mutating func readCount(minimumSize: Int = 1) throws(SearchError) -> Int {
    let start = position
    let value = try readVarint()
    guard value <= UInt64(remaining / minimumSize) else {
      position = start
      throw corrupt("a count is \(value), but only \(remaining) bytes follow")
    }
    return Int(value)
  }

  /// Reads `count` bytes as they are.
  package mutating func readBytes(_ count: Int) throws(SearchError) -> [UInt8] {
    let start = try advance(count)
    return unsafe Array(base[start..<start + count])
  }

  /// Reads bytes after their number.
  package mutating func readCountedBytes() throws(SearchError) -> [UInt8] {
    try readBytes(try readCount())
  }

  /// Reads a string after its number of UTF-8 bytes.
  package mutating func readString() throws(SearchError) -> String {
    let start = position
    guard let string = String(validating: try readCountedBytes(), as: UTF8.self) else {
      position = start
      throw corrupt("a string is not UTF-8")
    }
    return string
  }

  /// Reads `count` bytes without copying them: memory that lives as long as the file.
  @unsafe
  package mutating func readRaw(_ count: Int) throws(SearchError) -> UnsafeRawBufferPointer {
    let start = try advance(count)
    return unsafe UnsafeRawBufferPointer(rebasing: base[start..<start + count])
  }

  /// Skips bytes.
  package mutating func skip(_ count: Int) throws(SearchError) { _ = try advance(count) }

  /// Goes to a position, as ``position`` counts.
  package mutating func seek(to newPosition: Int) throws(SearchError) {
    guard newPosition >= 0, newPosition <= position + remaining else {
      throw corrupt("position \(newPosition) is outside of \(position + remaining) bytes")
    }
    position = newPosition
  }

  /// Says that nothing may follow.
  package func finish() throws(SearchError) {
    if remaining > 0 { throw corrupt("\(remaining) bytes too many") }
  }

  /// Steps over `count` bytes and returns where they begin.
  private mutating func advance(_ count: Int) throws(SearchError) -> Int {
    guard count >= 0, count <= remaining else {
      throw corrupt("\(count) bytes are needed, \(remaining) are left")
    }
    defer { position += count }
    return position
  }
}
