/// The field values of one document on their way into an index, in one run of bytes.
///
/// Fill it, hand it to a writer, use it again: nothing is allocated for each document. The way of programs that have
/// bytes already; others add `Codable` documents.
///
/// ```
/// draft := (u16 field  u8 form  u32 length  u8[length])*           form 0: UTF-8; 1: a field value, encoded
/// ```
public final class DocumentDraft {
  let bytes = ByteBuffer(capacity: 1 << 14)
  private var values = FieldValueWriter()

  /// Creates an empty draft.
  public init() {}

  /// How many bytes its values have.
  var byteCount: Int { bytes.count }

  /// Drops all values.
  public func removeAll() { bytes.removeAll() }

  /// Takes the bytes of another draft.
  func load(_ other: UnsafeRawBufferPointer) {
    bytes.removeAll()
    unsafe bytes.append(other)
  }

  /// Adds a string to a field.
  ///
  /// - Parameters:
  ///   - utf8: The string's bytes, which must be valid UTF-8.
  ///   - field: Its number in the schema; one that the schema does not have is an error when the draft is added.
  public func add(utf8: UnsafeBufferPointer<UInt8>, to field: Int) {
    bytes.append16(UInt16(exactly: field) ?? .max)
    bytes.append(0)
    bytes.append32(UInt32(truncatingIfNeeded: utf8.count))
    unsafe bytes.append(UnsafeRawBufferPointer(utf8))
  }

  /// Adds a value to a field.
  ///
  /// - Parameters:
  ///   - value: What the field is to have, or one of several values of it.
  ///   - field: Its number in the schema; one that the schema does not have is an error when the draft is added.
  public func add(_ value: FieldValue, to field: Int) throws(SearchError) {
    if case .string(var string) = value {
      string.withUTF8 { unsafe add(utf8: $0, to: field) }
      return
    }
    values.removeAll()
    try values.append(value)
    bytes.append16(UInt16(exactly: field) ?? .max)
    bytes.append(1)
    bytes.append32(UInt32(truncatingIfNeeded: values.bytes.count))
    unsafe values.bytes.withUnsafeBytes { unsafe bytes.append($0) }
  }

  /// Calls `body` with each value.
  func forEach(
    _ body: (_ field: Int, _ isText: Bool, UnsafeRawBufferPointer) throws(SearchError) -> Void
  ) throws(SearchError) {
    var place = 0
    let all = unsafe bytes.bytes
    while place < all.count {
      let field = unsafe Int(all.loadUnaligned(fromByteOffset: place, as: UInt16.self))
      let isText = unsafe all[place + 2] == 0
      let length = unsafe Int(all.loadUnaligned(fromByteOffset: place + 3, as: UInt32.self))
      try unsafe body(
        field, isText, UnsafeRawBufferPointer(rebasing: all[(place + 7)..<(place + 7 + length)]))
      place += 7 + length
    }
  }
}
