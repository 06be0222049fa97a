extension Schema {
  /// The version of the bytes that ``encode(into:)`` writes.
  private static var formatVersion: UInt8 { 1 }

  /// Appends the schema as the commit keeps it.
  ///
  /// ```
  /// schema = version: UInt8 (1), count: UInt16 LE, field × count
  /// field  = kind: UInt8, flags: UInt8 (bit 0: stored), boost × 4: UInt8, bytes: UInt8, name: UTF-8 × bytes
  /// ```
  ///
  /// The schema of `.text("t", boost: 2)` is `01 01 00 · 01 01 08 01 74`. The commit's checksum covers it.
  func encode(into bytes: inout [UInt8]) {
    bytes.append(Schema.formatVersion)
    bytes.append(UInt8(truncatingIfNeeded: fields.count))
    bytes.append(UInt8(truncatingIfNeeded: fields.count >> 8))
    for field in fields {
      bytes.append(field.kind.rawValue)
      bytes.append(field.isStored ? 1 : 0)
      bytes.append(UInt8(field.boost * 4))
      bytes.append(UInt8(field.name.utf8.count))
      bytes.append(contentsOf: field.name.utf8)
    }
  }

  /// Reads what ``encode(into:)`` wrote, from the start of `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: The schema; it must fill them.
  ///   - file: The file named in errors.
  ///   - offset: Where in the file `bytes` begin.
  /// - Throws: ``SearchError/Code/incompatibleIndex`` if the version is unknown,
  ///   ``SearchError/Code/corruptIndex`` if the bytes are no schema.
  init(decoding bytes: UnsafeRawBufferPointer, file: String? = nil, offset: Int = 0) throws(SearchError) {
    var position = 0
    func next() throws(SearchError) -> Int {
      guard position < bytes.count else {
        throw SearchError(.corruptIndex, "The schema is cut off.", file: file, offset: offset + position)
      }
      defer { position += 1 }
      return unsafe Int(bytes[position])
    }

    let version = try next()
    guard version == Int(Schema.formatVersion) else {
      throw SearchError(
        .incompatibleIndex, "The schema has version \(version); this program reads \(Schema.formatVersion).",
        file: file, offset: offset)
    }
    let count = try next() | (try next()) << 8
    var fields: [Field] = []
    for _ in 0..<count {
      let start = offset + position
      let kind = try next()
      let flags = try next()
      let boost = try next()
      let nameCount = try next()
      guard let kind = Field.Kind(rawValue: UInt8(kind)), flags <= 1, nameCount <= bytes.count - position,
        let name = unsafe String(
          validating: UnsafeRawBufferPointer(rebasing: bytes[position..<position + nameCount]), as: UTF8.self)
      else {
        throw SearchError(.corruptIndex, "A field of the schema is damaged.", file: file, offset: start)
      }
      position += nameCount
      fields.append(Field(name: name, kind: kind, boost: Double(boost) / 4, isStored: flags == 1))
    }
    guard position == bytes.count else {
      throw SearchError(
        .corruptIndex, "There are bytes after the schema.", file: file, offset: offset + position)
    }
    if let violation = Schema.violation(in: fields) {
      throw SearchError(
        .corruptIndex, "The schema breaks a rule: \(violation.message)", file: file, offset: offset)
    }
    self.fields = fields
  }
}
