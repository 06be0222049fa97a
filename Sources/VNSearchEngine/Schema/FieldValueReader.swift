/// Reads what ``FieldValueWriter`` wrote, from bytes that may be damaged.
///
/// Nothing is trusted: every length is checked against the bytes that are left, so neither time nor
/// memory grows beyond a multiple of the input.
@safe struct FieldValueReader {
  private let bytes: UnsafeRawBufferPointer
  /// How many bytes have been read.
  private(set) var position = 0
  private let file: String?
  private let fileOffset: Int

  /// Creates a reader of `bytes`, which must outlive it.
  ///
  /// - Parameters:
  ///   - file: The file named in errors.
  ///   - fileOffset: Where in the file these bytes begin, or the block that they were decoded from.
  init(_ bytes: UnsafeRawBufferPointer, file: String? = nil, fileOffset: Int = 0) {
    unsafe self.bytes = unsafe bytes
    self.file = file
    self.fileOffset = fileOffset
  }

  /// Whether everything has been read.
  var isAtEnd: Bool { unsafe position == bytes.count }

  /// Reads one value.
  mutating func readValue() throws(SearchError) -> FieldValue { try readValue(depth: 0) }

  private mutating func readValue(depth: Int) throws(SearchError) -> FieldValue {
    let (major, argument) = try readHead()
    switch major {
    case 0, 1:
      guard let magnitude = Int64(exactly: argument) else { throw corrupt("an integer beyond 64 bits") }
      return .integer(major == 0 ? magnitude : ~magnitude)
    case 3: return .string(try readString(count: argument))
    case 4:
      let count = try checkedCount(argument, bytesEach: 1, depth: depth)
      var elements: [FieldValue] = []
      elements.reserveCapacity(count)
      for _ in 0..<count { elements.append(try readValue(depth: depth + 1)) }
      return .array(elements)
    case 5:
      let count = try checkedCount(argument, bytesEach: 2, depth: depth)
      var members: [String: FieldValue] = [:]
      members.reserveCapacity(count)
      for _ in 0..<count {
        let (nameMajor, nameCount) = try readHead()
        guard nameMajor == 3 else { throw corrupt("a name that is not a string") }
        members[try readString(count: nameCount)] = try readValue(depth: depth + 1)
      }
      return .object(members)
    default: return try readSimple()
    }
  }

  /// Reads the head of a map of pairs and returns how many follow.
  mutating func readMapHead() throws(SearchError) -> Int {
    let (major, argument) = try readHead()
    guard major == 5 else { throw corrupt("no map where one must be") }
    return try checkedCount(argument, bytesEach: 2, depth: 0)
  }

  /// Reads an integer that is not negative.
  mutating func readUnsigned() throws(SearchError) -> Int {
    let (major, argument) = try readHead()
    guard major == 0, let value = Int(exactly: argument) else { throw corrupt("no unsigned integer") }
    return value
  }

  // MARK: Parts

  /// The argument of the head that a simple value has, set by `readHead`.
  private var simple: UInt8 = 0

  private mutating func readHead() throws(SearchError) -> (major: UInt8, argument: UInt64) {
    guard unsafe position < bytes.count else { throw corrupt("the end where a value must be") }
    let head = unsafe bytes[position]
    position += 1
    let major = head >> 5
    let short = head & 31
    switch major {
    case 0, 1, 3, 4, 5: break
    case 7:
      simple = short
      return (major, 0)
    default: throw corrupt("a value of an unknown type (major type \(major))")
    }
    switch short {
    case 0..<24: return (major, UInt64(short))
    case 24: return (major, try readBigEndian(1))
    case 25: return (major, try readBigEndian(2))
    case 26: return (major, try readBigEndian(4))
    case 27: return (major, try readBigEndian(8))
    default: throw corrupt("a length of an unknown form")
    }
  }

  private mutating func readSimple() throws(SearchError) -> FieldValue {
    switch simple {
    case 20: return .bool(false)
    case 21: return .bool(true)
    case 22: return .null
    case 26: return .number(Double(Float(bitPattern: UInt32(try readBigEndian(4)))))
    case 27: return .number(Double(bitPattern: try readBigEndian(8)))
    default: throw corrupt("an unknown simple value (\(simple))")
    }
  }

  private mutating func readBigEndian(_ count: Int) throws(SearchError) -> UInt64 {
    guard unsafe bytes.count - position >= count else { throw corrupt("the end inside a number") }
    var value: UInt64 = 0
    for _ in 0..<count {
      value = unsafe value << 8 | UInt64(bytes[position])
      position += 1
    }
    return value
  }

  private mutating func readString(count: UInt64) throws(SearchError) -> String {
    let count = try available(count)
    let utf8 = unsafe UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    guard let string = unsafe String(validating: utf8, as: UTF8.self) else {
      throw corrupt("a string that is not UTF-8")
    }
    position += count
    return string
  }

  /// `argument` as a count, if that many bytes are left.
  private func available(_ argument: UInt64) throws(SearchError) -> Int {
    guard let count = Int(exactly: argument), unsafe count <= bytes.count - position else {
      throw corrupt("a length of \(argument) beyond the end")
    }
    return count
  }

  private func checkedCount(_ argument: UInt64, bytesEach: Int, depth: Int) throws(SearchError) -> Int {
    let count = try available(argument)
    guard unsafe count <= (bytes.count - position) / bytesEach else {
      throw corrupt("a count of \(argument) beyond the end")
    }
    guard depth < FieldValue.maximumDepth else { throw corrupt("nesting beyond the limit") }
    return count
  }

  private func corrupt(_ found: String) -> SearchError {
    SearchError(
      .corruptIndex, "A stored value is damaged: \(found), at byte \(position) of the value.",
      file: file, offset: fileOffset)
  }
}
