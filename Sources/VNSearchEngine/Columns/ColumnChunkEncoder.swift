/// The values of one chunk of a column while they are collected, and their bytes.
///
/// ```
/// chunk    = form: UInt8, value bits: UInt8, start bits: UInt8, 0, values: UInt32, divisor: UInt64, places, packed
/// places   = nothing                                     form 1: every document has one value
///          | present: UInt64 × 64, rank: UInt16 × 64     form 2: a document has one value or none
///          | start × (documents of the chunk + 1)        form 3: packed, `start bits` each
/// packed   = (value - minimum) / divisor × values        packed, `value bits` each (PackedIntegers)
/// ```
///
/// Bit i of `present` says that document i of the chunk has a value, `rank[j]` how many documents before document
/// 64 j have one. The values of document i are `start[i] ..< start[i + 1]`, in ascending order. `divisor` is the
/// greatest common divisor of the differences to the minimum, at least 1: whole days as microseconds take few bits.
///
/// The documents 10, 30 and 20 of a chunk of three are
/// `01 02 00 00 03000000 0A00000000000000 18 0000000000000000`: 0, 2, 1 in two bits each.
struct ColumnChunkEncoder {
  /// How many documents have been ended.
  private(set) var documentCount = 0
  /// How many documents have a value.
  private(set) var presentCount = 0
  private(set) var minimum = Int64.max
  private(set) var maximum = Int64.min

  private var values: [Int64] = []
  private var starts: [Int] = [0]

  /// Appends a value of the document that is being filled.
  mutating func append(_ value: Int64) { values.append(value) }

  /// Ends the document; `isSet`: of equal values one is kept.
  mutating func endDocument(isSet: Bool) {
    let start = starts[documentCount]
    if values.count - start > 1 {
      values[start...].sort()
      if isSet {
        var kept = start + 1
        for index in start + 1..<values.count where values[index] != values[kept - 1] {
          values[kept] = values[index]
          kept += 1
        }
        values.removeSubrange(kept...)
      }
    }
    if values.count > start {
      presentCount += 1
      minimum = Swift.min(minimum, values[start])
      maximum = Swift.max(maximum, values[values.count - 1])
    }
    starts.append(values.count)
    documentCount += 1
  }

  /// Forgets the values of the document that is being filled.
  mutating func abandonDocument() { values.removeSubrange(starts[documentCount]...) }

  /// The bytes of the chunk, none if no document has a value.
  func encoded() throws(SearchError) -> ByteWriter {
    var writer = ByteWriter()
    guard !values.isEmpty else { return writer }
    guard values.count <= UInt32.max else {
      throw SearchError(.invalidDocument, "4,096 documents have more than 4,294,967,295 values of a field.")
    }
    let form: ColumnChunkForm =
      values.count != presentCount ? .several : presentCount == documentCount ? .one : .optional
    var divisor: UInt64 = 0
    for value in values {
      if divisor == 1 { break }
      divisor = Self.greatestCommonDivisor(divisor, UInt64(bitPattern: value &- minimum))
    }
    divisor = Swift.max(divisor, 1)
    let width = PackedIntegers.width(largest: UInt64(bitPattern: maximum &- minimum) / divisor)
    let startWidth = form == .several ? PackedIntegers.width(largest: UInt64(values.count)) : 0
    writer.append(form.rawValue)
    writer.append(UInt8(width))
    writer.append(UInt8(startWidth))
    writer.append(UInt8(0))
    writer.append(UInt32(values.count))
    writer.append(divisor)
    switch form {
    case .one: break
    case .optional: appendPresence(to: &writer)
    case .several: PackedIntegers.append(starts.lazy.map { UInt64($0) }, width: startWidth, to: &writer)
    }
    let minimum = minimum
    PackedIntegers.append(
      values.lazy.map { UInt64(bitPattern: $0 &- minimum) / divisor }, width: width, to: &writer)
    return writer
  }

  private func appendPresence(to writer: inout ByteWriter) {
    var present = [UInt64](repeating: 0, count: DocumentGrid.subBlocksPerChunk)
    for document in 0..<documentCount where starts[document + 1] > starts[document] {
      present[document >> 6] |= 1 << UInt64(document & 63)
    }
    for word in present { writer.append(word) }
    var rank = 0
    for word in present {
      writer.append(UInt16(rank))
      rank += word.nonzeroBitCount
    }
  }

  private static func greatestCommonDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
