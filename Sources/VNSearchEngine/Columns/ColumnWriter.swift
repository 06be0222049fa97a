import VNTextAnalysis

/// One column while it is written: numbers leave chunk by chunk, keywords when all of them are known.
struct ColumnWriter {
  /// Why a value is not taken.
  struct Refusal: Error { let reason: String }

  let field: Int
  let kind: Schema.Field.Kind
  /// How many terms a keyword column has; known when it is finished.
  private(set) var termCount = 0

  private var chunk = ColumnChunkEncoder()
  private var entries = ByteWriter()
  // Keywords only.
  private var table = KeywordTable()
  private var keywords: [UInt32] = []
  private var keywordEnds: [Int] = [0]

  init(field: Int, kind: Schema.Field.Kind) {
    self.field = field
    self.kind = kind
  }

  var memory: Int {
    kind == .keyword
      ? table.memory + keywords.capacity * 4 + keywordEnds.capacity * 8 : DocumentGrid.chunkSize * 16
  }

  mutating func append(_ value: FieldValue) throws(Refusal) {
    switch value {
    case .null: return
    case .array(let elements):
      for element in elements {
        if case .array = element { throw Refusal(reason: "has an array in an array") }
        try append(element)
      }
    case .string(var text) where kind == .keyword:
      // `withUTF8` does not pass a typed error on.
      let refusal = text.withUTF8 { utf8 -> Refusal? in
        do throws(Refusal) {
          try unsafe append(keyword: UnsafeRawBufferPointer(utf8))
          return nil
        } catch {
          return error
        }
      }
      if let refusal { throw refusal }
    default:
      guard let number = ColumnNumber.encode(value, kind: kind) else {
        throw Refusal(reason: "has a value that is not of kind \(kind)")
      }
      chunk.append(number)
    }
  }

  mutating func append(keyword: UnsafeRawBufferPointer) throws(Refusal) {
    keywords.append(try unsafe number(ofKeyword: keyword))
  }

  /// The number of a keyword, for ``append(keywordNumber:)``: that of its NFC form.
  mutating func number(ofKeyword keyword: UnsafeRawBufferPointer) throws(Refusal) -> UInt32 {
    guard kind == .keyword else { throw Refusal(reason: "is of kind \(kind), not keyword") }
    guard keyword.count <= ColumnsFormat.maximumKeywordSize else {
      throw Refusal(
        reason: "has a keyword of \(keyword.count) bytes; \(ColumnsFormat.maximumKeywordSize) is the most")
    }
    guard table.count < Int32.max else {
      throw Refusal(reason: "has too many different keywords for a segment")
    }
    if unsafe ComposedText.isComposed(keyword) { return unsafe UInt32(table.number(of: keyword)) }
    let composed = Array(ComposedText.form(of: unsafe String(decoding: keyword, as: UTF8.self)).utf8)
    return unsafe composed.withUnsafeBytes { unsafe UInt32(table.number(of: $0)) }
  }

  /// Appends a keyword by its number.
  mutating func append(keywordNumber: UInt32) { keywords.append(keywordNumber) }

  /// Appends an integer as ``ColumnNumber`` makes it.
  mutating func append(encoded value: Int64) { chunk.append(value) }

  mutating func abandonDocument() {
    chunk.abandonDocument()
    keywords.removeSubrange(keywordEnds[keywordEnds.count - 1]...)
  }

  mutating func endDocument<Output: PartOutput & ~Copyable>(
    to output: inout Output, position: inout Int
  ) throws(SearchError) {
    if kind == .keyword {
      keywordEnds.append(keywords.count)
      return
    }
    chunk.endDocument(isSet: false)
    if chunk.documentCount == DocumentGrid.chunkSize { try closeChunk(to: &output, position: &position) }
  }

  /// Writes what is pending and appends the column's entries to the directory.
  mutating func finish<Output: PartOutput & ~Copyable>(
    to output: inout Output, position: inout Int, entries directory: inout ByteWriter
  ) throws(SearchError) {
    if kind == .keyword {
      let ordinals = try writeTerms(to: &output, position: &position, entries: &directory)
      for document in 0..<keywordEnds.count - 1 {
        for index in keywordEnds[document]..<keywordEnds[document + 1] {
          chunk.append(Int64(ordinals[Int(keywords[index])]))
        }
        chunk.endDocument(isSet: true)
        if chunk.documentCount == DocumentGrid.chunkSize { try closeChunk(to: &output, position: &position) }
      }
    }
    if chunk.documentCount > 0 { try closeChunk(to: &output, position: &position) }
    directory.append(raw: entries.bytes)
  }

  private mutating func closeChunk<Output: PartOutput & ~Copyable>(
    to output: inout Output, position: inout Int
  ) throws(SearchError) {
    let bytes = try chunk.encoded()
    guard bytes.count <= UInt32.max else {
      throw SearchError(.invalidDocument, "4,096 documents have too many values of a field.")
    }
    try output.append(bytes)
    entries.append(UInt64(position))
    entries.append(UInt32(bytes.count))
    entries.append(CRC32C.checksum(bytes.bytes))
    entries.append(chunk.minimum)
    entries.append(chunk.maximum)
    position += bytes.count
    chunk = ColumnChunkEncoder()
  }

  /// Writes the terms in order and returns the ordinal of each keyword by its number.
  private mutating func writeTerms<Output: PartOutput & ~Copyable>(
    to output: inout Output, position: inout Int, entries: inout ByteWriter
  ) throws(SearchError) -> [UInt32] {
    // A keyword may have come only with a document that was abandoned.
    var isUsed = [Bool](repeating: false, count: table.count)
    for number in keywords { isUsed[Int(number)] = true }
    let sorted = isUsed.indices.filter { isUsed[$0] }.sorted {
      table.keyword($0).lexicographicallyPrecedes(table.keyword($1))
    }
    termCount = sorted.count
    var ordinals = [UInt32](repeating: 0, count: table.count)
    var block = ByteWriter()
    var previous: ArraySlice<UInt8> = []
    for (ordinal, number) in sorted.enumerated() {
      ordinals[number] = UInt32(ordinal)
      let term = table.keyword(number)
      let isFirst = ordinal % ColumnsFormat.termBlockLength == 0
      let shared = isFirst ? 0 : zip(previous, term).prefix { $0 == $1 }.count
      block.appendVarint(shared)
      block.appendVarint(term.count - shared)
      block.append(raw: term.dropFirst(shared))
      previous = term
      if ordinal % ColumnsFormat.termBlockLength == ColumnsFormat.termBlockLength - 1
        || ordinal == sorted.count - 1
      {
        guard block.count <= UInt32.max else {
          throw SearchError(.invalidDocument, "The keywords of a field are too long for a segment.")
        }
        entries.append(UInt64(position))
        entries.append(UInt32(block.count))
        entries.append(CRC32C.checksum(block.bytes))
        try output.append(block)
        position += block.count
        block = ByteWriter()
      }
    }
    return ordinals
  }
}
