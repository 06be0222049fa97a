/// The stored fields of one document as bytes.
///
/// A record is one CBOR map (``FieldValueWriter``) from the number of a field in the schema to its value. Fields
/// without a value are left out. `{0: 7, 1: "mưa"}` is `A2 00 07 01 64 6D C6 B0 61`.
enum DocumentRecord {
  /// Appends the record of the given fields: their numbers in the schema, and values.
  ///
  /// - Throws: ``SearchError/Code/invalidDocument`` if a value is nested too deeply.
  static func encode(
    _ fields: [(number: Int, value: FieldValue)], into writer: inout FieldValueWriter
  ) throws(SearchError) {
    let count = fields.count { !$0.value.isNull }
    writer.appendMapHead(count: count)
    for (number, value) in fields where !value.isNull {
      writer.appendUnsigned(number)
      try writer.append(value)
    }
  }

  /// The fields of a record, in the order in which they were written.
  ///
  /// - Throws: ``SearchError/Code/corruptIndex`` if the bytes are no record of this schema.
  static func decode(
    _ record: UnsafeRawBufferPointer, schema: Schema, file: String? = nil, fileOffset: Int = 0
  ) throws(SearchError) -> [(number: Int, value: FieldValue)] {
    var reader = unsafe FieldValueReader(record, file: file, fileOffset: fileOffset)
    let count = try reader.readMapHead()
    var fields: [(number: Int, value: FieldValue)] = []
    fields.reserveCapacity(Swift.min(count, schema.fields.count))
    for _ in 0..<count {
      let number = try reader.readUnsigned()
      guard number < schema.fields.count else {
        throw SearchError(
          .corruptIndex, "A stored document has a field \(number), the schema \(schema.fields.count) fields.",
          file: file, offset: fileOffset)
      }
      fields.append((number, try reader.readValue()))
    }
    guard reader.isAtEnd else {
      throw SearchError(
        .corruptIndex, "There are bytes after a stored document.", file: file, offset: fileOffset)
    }
    return fields
  }
}
