/// One column of a segment: the values that its documents have in one field.
///
/// Values are 64-bit integers in the order of what they stand for (``ColumnNumber``); of a keyword column they are the
/// ordinals of its terms, `0..<termCount`.
@safe struct Column: @unchecked Sendable {
  /// The field's number in the schema.
  let field: Int
  let kind: Schema.Field.Kind
  /// How many documents the segment has.
  let documentCount: Int
  /// How many different keywords there are; 0 for other kinds.
  let termCount: Int

  let bytes: UnsafeRawBufferPointer
  /// Keeps the memory of `bytes`, if it is not the caller who does.
  private let owner: AnyObject?
  private let dataEnd: Int
  private let termEntries: Int
  private let chunkEntries: Int
  private let file: String
  private let fileOffset: Int

  /// Used by ``Columns``, which has checked that the entries are inside `bytes`.
  init(
    field: Int, kind: Schema.Field.Kind, documentCount: Int, termCount: Int, bytes: UnsafeRawBufferPointer,
    owner: AnyObject?, dataEnd: Int, entries: Int, file: String, fileOffset: Int
  ) {
    self.field = field
    self.kind = kind
    self.documentCount = documentCount
    self.termCount = termCount
    unsafe self.bytes = unsafe bytes
    self.owner = owner
    self.dataEnd = dataEnd
    termEntries = entries
    chunkEntries =
      entries + ColumnsFormat.termBlockCount(terms: termCount) * ColumnsFormat.termBlockEntrySize
    self.file = file
    self.fileOffset = fileOffset
  }

  /// How many chunks of 4,096 documents there are.
  var chunkCount: Int { DocumentGrid.chunkCount(documents: documentCount) }

  /// The smallest and largest value of a chunk; nil if no document of it has one.
  func bounds(ofChunk number: Int) -> ClosedRange<Int64>? {
    precondition(number >= 0 && number < chunkCount)
    let entry = chunkEntries + number * ColumnsFormat.chunkEntrySize
    let minimum = unsafe bytes.littleEndian(Int64.self, at: entry + 16)
    let maximum = unsafe bytes.littleEndian(Int64.self, at: entry + 24)
    return minimum <= maximum ? minimum...maximum : nil
  }

  /// The values of a chunk; nil if no document of it has one.
  ///
  /// - Throws: ``SearchError/Code/corruptIndex``.
  /// - Complexity: one pass over its bytes, for the checksum.
  func chunk(_ number: Int) throws(SearchError) -> ColumnChunk? {
    guard let bounds = bounds(ofChunk: number) else { return nil }
    let range = try range(ofEntry: chunkEntries + number * ColumnsFormat.chunkEntrySize)
    let count = Swift.min(DocumentGrid.chunkSize, documentCount - number << DocumentGrid.chunkShift)
    guard
      let chunk = unsafe ColumnChunk(
        UnsafeRawBufferPointer(rebasing: bytes[range]), documentCount: count, bounds: bounds)
    else { throw corrupt("A chunk of a column contradicts itself.", at: range.lowerBound) }
    return chunk
  }

  /// Reads everything and checks that it is what was written.
  func verify() throws(SearchError) {
    for number in 0..<chunkCount {
      guard let chunk = try chunk(number) else { continue }
      for document in 0..<chunk.documentCount {
        var last = Int64.min
        var isOrdered = true
        chunk.forEachValue(at: document) { value in
          if value < last || !chunk.bounds.contains(value) { isOrdered = false }
          if kind == .keyword && (value < 0 || value >= termCount) { isOrdered = false }
          last = value
        }
        guard isOrdered else {
          throw corrupt("The values of a column contradict its directory.", at: chunkEntries)
        }
      }
    }
    var last: [UInt8]?
    for ordinal in stride(from: 0, to: termCount, by: ColumnsFormat.termBlockLength) {
      for term in try terms(ofBlock: ordinal / ColumnsFormat.termBlockLength) {
        if let last, !last.lexicographicallyPrecedes(term) {
          throw corrupt("The terms of a column are not in order.", at: termEntries)
        }
        last = term
      }
    }
  }

  // MARK: Terms

  /// The terms of one block of 64, in order.
  func terms(ofBlock block: Int) throws(SearchError) -> [[UInt8]] {
    let range = try range(ofEntry: termEntries + block * ColumnsFormat.termBlockEntrySize)
    let count = Swift.min(ColumnsFormat.termBlockLength, termCount - block * ColumnsFormat.termBlockLength)
    let body = unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
    var position = 0
    var terms: [[UInt8]] = []
    var term: [UInt8] = []
    for _ in 0..<count {
      guard let shared = unsafe body.varint(at: &position), shared <= UInt64(term.count),
        let rest = unsafe body.varint(at: &position), rest <= UInt64(body.count - position)
      else { throw corrupt("A block of terms contradicts itself.", at: range.lowerBound) }
      term.removeSubrange(Int(shared)...)
      unsafe term.append(contentsOf: body[position..<position + Int(rest)])
      position += Int(rest)
      terms.append(term)
    }
    guard position == body.count else {
      throw corrupt("A block of terms contradicts itself.", at: range.lowerBound)
    }
    return terms
  }

  /// The keyword with an ordinal.
  func term(_ ordinal: Int64) throws(SearchError) -> String {
    guard ordinal >= 0, ordinal < Int64(termCount) else {
      throw corrupt("There is no term \(ordinal) among \(termCount).", at: termEntries)
    }
    let terms = try terms(ofBlock: Int(ordinal) / ColumnsFormat.termBlockLength)
    guard let term = String(validating: terms[Int(ordinal) % ColumnsFormat.termBlockLength], as: UTF8.self)
    else {
      throw corrupt("Term \(ordinal) is not UTF-8.", at: termEntries)
    }
    return term
  }

  /// How many terms come before a keyword in the order of their UTF-8, and whether it is one of them.
  func position(ofTerm wanted: [UInt8]) throws(SearchError) -> (ordinal: Int64, isPresent: Bool) {
    // The last block whose first term is not behind the one that is looked for.
    var low = 0
    var high = ColumnsFormat.termBlockCount(terms: termCount)
    if high == 0 { return (0, false) }
    while high - low > 1 {
      let middle = (low + high) / 2
      if wanted.lexicographicallyPrecedes(try terms(ofBlock: middle)[0]) {
        high = middle
      } else {
        low = middle
      }
    }
    var ordinal = low * ColumnsFormat.termBlockLength
    for term in try terms(ofBlock: low) {
      if !term.lexicographicallyPrecedes(wanted) { return (Int64(ordinal), term == wanted) }
      ordinal += 1
    }
    return (Int64(ordinal), false)
  }

  // MARK: Parts

  /// Where the bytes of a chunk or block of terms are, after comparing their checksum.
  private func range(ofEntry entry: Int) throws(SearchError) -> Range<Int> {
    let start = unsafe bytes.littleEndian(UInt64.self, at: entry)
    let count = unsafe Int(bytes.littleEndian(UInt32.self, at: entry + 8))
    guard start <= UInt64(dataEnd), count <= dataEnd - Int(start) else {
      throw corrupt("The directory of a column contradicts itself.", at: entry)
    }
    let range = Int(start)..<Int(start) + count
    let actual = unsafe CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[range]))
    guard unsafe actual == bytes.littleEndian(UInt32.self, at: entry + 12) else {
      throw corrupt("A part of a column is damaged.", at: range.lowerBound)
    }
    return range
  }

  func corrupt(_ message: String, at offset: Int) -> SearchError {
    SearchError(.corruptIndex, message, file: file, offset: fileOffset + offset)
  }
}
