extension FieldValue {
  /// Reads one JSON value (RFC 8259) that fills the text, white space around it aside.
  ///
  /// ```swift
  /// try FieldValue(json: #"{"title": "Hà Nội", "year": 2024}"#)["year"]     // 2024
  /// ```
  ///
  /// A number without fraction and exponent that fits 64 bits is an `integer(_:)`, any other a `number(_:)`. Of
  /// members with the same name the last counts. Half a surrogate pair becomes U+FFFD.
  ///
  /// - Throws: `SearchError.Code.invalidDocument` with the byte offset, what was expected and what was found; also
  ///   for nesting beyond `maximumDepth` and numbers beyond the range of doubles.
  public init(json: some StringProtocol) throws(SearchError) {
    self = try FieldValue(json: Array(json.utf8))
  }

  /// Reads one JSON value from UTF-8 bytes, a byte order mark at the beginning allowed.
  ///
  /// - Throws: as ``init(json:)`` does for a text; also for bytes that are not UTF-8.
  public init(json: [UInt8]) throws(SearchError) {
    self = try unsafe json.withUnsafeBufferPointer { (bytes) throws(SearchError) in
      var scanner = unsafe JSONScanner(bytes)
      let value = try scanner.readValue()
      try scanner.finish()
      return value
    }
  }

  /// The value as JSON without white space, the members of objects sorted by name.
  ///
  /// Infinity and NaN, which JSON does not have, are `null`.
  public var json: String {
    var writer = JSONWriter()
    writer.append(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

extension FieldValue: CustomStringConvertible {
  /// The value as JSON.
  public var description: String { json }
}
