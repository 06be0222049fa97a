/// The lengths of a segment's documents.
///
/// ```
/// lengths := u8 code[N]  u8 pad to 8  u64 length[N]  u32 span[N][fields]  u32 N  u32 fields
/// ```
/// `length` is the boosted length in units and `code` its `LengthCode`; `span` how many positions each text field takes.
@safe struct LengthsFile: @unchecked Sendable {
  let codes: UnsafePointer<UInt8>
  private let lengths: UnsafeRawPointer
  private let spans: UnsafeRawPointer
  let documentCount: Int
  let fieldCount: Int

  init(_ bytes: UnsafeRawBufferPointer, documentCount: Int, fieldCount: Int, fileName: String)
    throws(SearchError)
  {
    let padded = (documentCount + 7) & ~7
    guard let base = bytes.baseAddress,
      bytes.count == padded + 8 * documentCount + 4 * documentCount * fieldCount + 8,
      unsafe Int(bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt32.self)) == documentCount,
      unsafe Int(bytes.loadUnaligned(fromByteOffset: bytes.count - 4, as: UInt32.self)) == fieldCount
    else {
      throw SearchError(.corruptIndex, "the lengths do not fit the segment's documents", file: fileName)
    }
    unsafe codes = unsafe base.assumingMemoryBound(to: UInt8.self)
    unsafe lengths = unsafe base + padded
    unsafe spans = unsafe base + padded + 8 * documentCount
    self.documentCount = documentCount
    self.fieldCount = fieldCount
  }

  /// The exact boosted length of a document, in units.
  func length(document: Int) -> UInt64 {
    unsafe lengths.loadUnaligned(fromByteOffset: 8 * document, as: UInt64.self)
  }

  /// How many positions a text field of a document takes.
  func span(document: Int, field: Int) -> UInt32 {
    unsafe spans.loadUnaligned(fromByteOffset: 4 * (document * fieldCount + field), as: UInt32.self)
  }

  /// The first position of each field and one behind the last, gaps included.
  func fieldStarts(document: Int) -> [UInt32] {
    var start: UInt32 = 0
    var starts: [UInt32] = [0]
    for field in 0..<fieldCount {
      start &+= span(document: document, field: field) &+ Inverter.fieldGap
      starts.append(start)
    }
    return starts
  }

  /// Writes a lengths file.
  static func write(
    codes: [UInt8], lengths: [UInt64], spans: [UInt32], fieldCount: Int, to file: OutputFile
  ) throws(SearchError) {
    try file.append(codes)
    try file.append([UInt8](repeating: 0, count: (8 - codes.count % 8) % 8))
    try file.append(values: lengths)
    try file.append(values: spans)
    try file.append(values: [UInt32(codes.count), UInt32(fieldCount)])
  }
}
