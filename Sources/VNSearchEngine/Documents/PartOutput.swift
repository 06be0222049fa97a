/// Where a part of a segment is written: bytes are appended, never changed.
protocol PartOutput: ~Copyable {
  /// Appends bytes.
  ///
  /// - Throws: ``SearchError/Code/inputOutput``. The output is then good for nothing but to be dropped.
  mutating func append(_ bytes: UnsafeRawBufferPointer) throws(SearchError)
}

extension PartOutput where Self: ~Copyable {
  /// Appends the bytes of an array.
  mutating func append(_ bytes: [UInt8]) throws(SearchError) {
    try unsafe bytes.span.bytes.withUnsafeBytes { (bytes) throws(SearchError) in
      try unsafe append(bytes)
    }
  }

  /// Appends what a writer holds.
  mutating func append(_ writer: ByteWriter) throws(SearchError) { try append(writer.bytes) }
}

extension OutputFile: PartOutput {}

extension ByteWriter: PartOutput {
  package mutating func append(_ bytes: UnsafeRawBufferPointer) throws(SearchError) {
    unsafe append(raw: bytes)
  }
}
