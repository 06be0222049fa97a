/// What ranking needs to know of a segment's lengths; stored in the commit.
struct SegmentStatistics: Equatable, Sendable {
  /// Documents with at least one token.
  var documentsWithText: UInt64 = 0
  /// Sum of all lengths, in units of frequency.
  var totalLength: UInt64 = 0
  /// The codes of the shortest and the longest document with text.
  var shortestCode: UInt8 = 255
  var longestCode: UInt8 = 0

  /// Takes one document into account.
  mutating func add(length: UInt64) {
    guard length > 0 else { return }
    documentsWithText += 1
    totalLength += length
    let code = LengthCode.encode(length)
    shortestCode = min(shortestCode, code)
    longestCode = max(longestCode, code)
  }

  /// Average length of the documents with text, in units.
  var averageLength: Float {
    documentsWithText == 0 ? 1 : Float(Double(totalLength) / Double(documentsWithText))
  }

  /// `varint documents  varint length  u8 shortest  u8 longest`
  func encoded() -> [UInt8] {
    let buffer = ByteBuffer(capacity: 32)
    buffer.appendVarint(documentsWithText)
    buffer.appendVarint(totalLength)
    buffer.append(shortestCode)
    buffer.append(longestCode)
    return unsafe Array(buffer.bytes)
  }

  init() {}

  init(decoding bytes: [UInt8], file: String) throws(SearchError) {
    var place = 0
    func varint() throws(SearchError) -> UInt64 {
      var value: UInt64 = 0
      var shift: UInt64 = 0
      while place < bytes.count, shift < 64 {
        let byte = bytes[place]
        place += 1
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
      throw SearchError(.corruptIndex, "the statistics of a segment are damaged", file: file)
    }
    documentsWithText = try varint()
    totalLength = try varint()
    guard bytes.count == place + 2 else {
      throw SearchError(.corruptIndex, "the statistics of a segment are damaged", file: file)
    }
    shortestCode = bytes[place]
    longestCode = bytes[place + 1]
  }
}
