/// A value in a JSON text, checked but not yet built.
///
/// It borrows the bytes that the ``JSONScanner`` reads and is valid as long as they are.
@safe package enum JSONValue {
  /// A string.
  case string(JSONText)
  /// Anything else: the bytes that spell it.
  case other(UnsafeBufferPointer<UInt8>)

  /// Builds the value.
  ///
  /// - Throws: ``SearchError/Code/invalidDocument`` for a number beyond the range of a double.
  package func fieldValue() throws(SearchError) -> FieldValue {
    switch self {
    case .string(let text): return .string(text.string)
    case .other(let bytes):
      var scanner = unsafe JSONScanner(bytes)
      return try scanner.readValue()
    }
  }
}
