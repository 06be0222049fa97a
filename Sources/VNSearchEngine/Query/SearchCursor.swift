/// The place where a page of results ends: give it to the same search to get the next page.
///
/// ```swift
/// let snapshot = try index.snapshot()
/// let first = try snapshot.search("hà nội", sort: .by("price"), limit: 20)
/// let second = try snapshot.search("hà nội", sort: .by("price"), after: first.next, limit: 20)
/// ```
///
/// It says what the last document's sort values, score and key were; the next page begins behind them. On one `Snapshot`
/// pages neither lose nor repeat a document. An index that was written to between two pages has other statistics, so
/// scores differ: by relevance, or among documents that are equal in all fields of the sort, some near the border of two
/// pages may come twice or not at all. Where that matters, take one snapshot and ask it for every page; or sort by fields in
/// which no two documents are equal. In an index without a key field a cursor is bound to one commit; in a search for
/// distinct values it says how many documents were given.
///
/// As text it is opaque and safe in URLs; as Codable it is that text.
public struct SearchCursor: Sendable, Hashable {
  /// The order that it is a place in.
  var sort: Sort
  /// One value for each key of the sort, as the column has it; null where the document has none.
  var values: [FieldValue]
  var score: Float
  var place: Place

  /// Which document, among those that are equal otherwise.
  enum Place: Sendable, Hashable {
    case key(DocumentKey)
    case location(generation: Int64, segment: Int64, ordinal: Int64)
    /// Behind so many documents.
    case offset(Int64)
  }
}

extension SearchCursor: LosslessStringConvertible {
  private static let version: Int64 = 1

  /// Letters, digits, `-` and `_`.
  public var description: String {
    var writer = FieldValueWriter()
    var parts: [FieldValue] = [
      .integer(Self.version), .integer(Int64(score.bitPattern)),
      .array(
        sort.keys.map {
          .array([
            .string($0.field), .bool($0.direction == .descending), .bool($0.missing == .first),
          ])
        }), .array(values),
    ]
    switch place {
    case .key(let key): parts.append(key.fieldValue)
    case .location(let generation, let segment, let ordinal):
      parts.append(.array([.integer(generation), .integer(segment), .integer(ordinal)]))
    case .offset(let offset): parts.append(.array([.integer(offset)]))
    }
    // Depth 3 at most, so nothing is thrown.
    try? writer.append(.array(parts))
    let checksum = CRC32C.checksum(writer.bytes)
    return Base64URL.encode(writer.bytes + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) })
  }

  /// Reads what ``description`` wrote; nil if it is anything else.
  public init?(_ text: String) {
    guard let bytes = Base64URL.decode(text), bytes.count > 4 else { return nil }
    let body = Array(bytes.dropLast(4))
    let checksum = bytes.suffix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard CRC32C.checksum(body) == checksum,
      let parts = unsafe body.withUnsafeBytes({ body -> [FieldValue]? in
        var reader = unsafe FieldValueReader(body)
        return (try? reader.readValue())?.arrayValue
      }), parts.count == 5, parts[0] == .integer(Self.version), let bits = parts[1].integerValue,
      let keys = parts[2].arrayValue, let values = parts[3].arrayValue
    else { return nil }
    var sort = Sort.relevance
    for key in keys {
      guard let key = key.arrayValue, key.count == 3, let field = key[0].stringValue,
        let isDescending = key[1].boolValue, let isFirst = key[2].boolValue
      else { return nil }
      sort.keys.append(
        Sort.Key(
          field, isDescending ? .descending : .ascending, missing: isFirst ? .first : .last))
    }
    if let numbers = parts[4].arrayValue?.compactMap(\.integerValue), numbers.count == 3 {
      place = .location(generation: numbers[0], segment: numbers[1], ordinal: numbers[2])
    } else if let offset = parts[4].arrayValue?.first?.integerValue, offset >= 0 {
      place = .offset(offset)
    } else if let key = DocumentKey(parts[4]) {
      place = .key(key)
    } else {
      return nil
    }
    if case .offset = place {} else if values.count != keys.count { return nil }
    self.sort = sort
    self.values = values
    score = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
  }
}

extension SearchCursor: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let cursor = SearchCursor(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "It is no search cursor.")
    }
    self = cursor
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
