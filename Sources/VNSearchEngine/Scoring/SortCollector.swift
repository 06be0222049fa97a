/// The best documents by the values of columns; equal ones by score, then as `isBefore` says.
final class SortCollector: BlockCollector {
  /// A document's value in one column; the lesser comes first.
  struct Value: Comparable {
    /// 0: missing and first; 1: there is one; 2: missing and last.
    var rank: UInt8
    var place: Int64

    static func < (left: Value, right: Value) -> Bool {
      left.rank != right.rank ? left.rank < right.rank : left.place < right.place
    }
  }

  struct Entry {
    var hit: TopCollector.Hit
    var values: [Value]
  }

  private let columns: [SortColumn]
  private var best: BestEntries<Entry>
  private let groups: DocumentGroups?
  private let after: CursorPlace?
  private var segment = 0

  /// - Parameters:
  ///   - after: The last document that is not wanted any more.
  ///   - isHitBefore: Which of two documents with equal values and scores comes first.
  init(
    limit: Int, columns: [SortColumn], groups: DocumentGroups?, after: CursorPlace?,
    isHitBefore: @escaping (TopCollector.Hit, TopCollector.Hit) -> Bool
  ) {
    self.columns = columns
    self.groups = groups
    self.after = after
    best = BestEntries(limit: limit) { left, right in
      for (left, right) in zip(left.values, right.values) where left != right { return left < right }
      if left.hit.score != right.hit.score { return left.hit.score > right.hit.score }
      return isHitBefore(left.hit, right.hit)
    }
  }

  func begin(segment: Int, _ reader: Segment) { self.segment = segment }

  func wants(chunk: Int) -> Bool {
    guard let worst = best.worst else { return true }
    return columns[0].best(ofChunk: chunk, segment) <= worst.values[0]
  }

  func collect(_ block: MatchBlock) {
    let first = columns[0]
    var rest = block.mask
    var scores: UnsafePointer<Float>?
    // Beyond it no document is among the best.
    var worst = best.worst?.values[0]
    while rest != 0 {
      let bit = rest.trailingZeroBitCount
      rest &= rest &- 1
      let value = first.value(of: block.firstDocument | bit, segment)
      if let worst, worst < value { continue }
      if let after, value < after.values[0] { continue }
      let known = unsafe scores ?? block.scores()
      unsafe scores = known
      var values = [value]
      for column in columns.dropFirst() {
        values.append(column.value(of: block.firstDocument | bit, segment))
      }
      let hit = TopCollector.Hit(
        score: unsafe known[bit], segment: Int32(segment),
        ordinal: UInt32(truncatingIfNeeded: block.firstDocument | bit))
      offer(Entry(hit: hit, values: values))
      worst = best.worst?.values[0]
    }
  }

  private func offer(_ entry: Entry) {
    if let after, !Self.isBehind(after, entry) { return }
    best.insert(entry, group: groups?.group(of: entry.hit))
  }

  private static func isBehind(_ after: CursorPlace, _ entry: Entry) -> Bool {
    for (last, value) in zip(after.values, entry.values) where last != value { return last < value }
    return after.precedes(entry.hit)
  }

  func merge(_ other: any BlockCollector) {
    guard let other = other as? SortCollector else { return }
    for (entry, group) in other.best.sorted() { best.insert(entry, group: group) }
  }

  /// The entries, best first.
  func sorted() -> [Entry] { best.sorted().map(\.entry) }
}

/// One key of a sort, in all segments.
struct SortColumn {
  let key: Sort.Key
  let columns: [LoadedColumn]
  let order: KeywordOrder?

  init(_ key: Sort.Key, _ search: SnapshotSearch) throws(SearchError) {
    self.key = key
    (columns, order) = try search.columns(named: key.field)
  }

  private var missing: SortCollector.Value {
    SortCollector.Value(rank: key.missing == .first ? 0 : 2, place: 0)
  }

  /// The value by which a document is sorted.
  func value(of ordinal: Int, _ segment: Int) -> SortCollector.Value {
    guard let chunk = columns[segment].chunks[ordinal >> DocumentGrid.chunkShift] else { return missing }
    let indices = chunk.indices(at: ordinal & (DocumentGrid.chunkSize - 1))
    if indices.isEmpty { return missing }
    let isDescending = key.direction == .descending
    guard let order else {
      // The complement turns the order round.
      let value = chunk.value(isDescending ? indices.upperBound - 1 : indices.lowerBound)
      return SortCollector.Value(rank: 1, place: isDescending ? ~value : value)
    }
    var place = Int64.max
    let places = order.places[segment]
    for index in indices {
      let ordinal = Int(chunk.value(index))
      guard places.indices.contains(ordinal) else { continue }
      place = min(place, isDescending ? ~places[ordinal] : places[ordinal])
    }
    return SortCollector.Value(rank: 1, place: place)
  }

  /// The first value that a document of a chunk can have in the order.
  func best(ofChunk number: Int, _ segment: Int) -> SortCollector.Value {
    guard let chunk = columns[segment].chunks[number] else { return missing }
    if chunk.form != .one && key.missing == .first { return missing }
    if order != nil { return SortCollector.Value(rank: 1, place: .min) }
    return SortCollector.Value(
      rank: 1,
      place: key.direction == .descending ? ~chunk.bounds.upperBound : chunk.bounds.lowerBound)
  }

  /// A value as a cursor keeps it.
  func fieldValue(of value: SortCollector.Value, ordinal: Int, _ segment: Int) throws(SearchError)
    -> FieldValue
  {
    if value.rank != 1 { return .null }
    guard let order else {
      return .integer(key.direction == .descending ? ~value.place : value.place)
    }
    let place = key.direction == .descending ? ~value.place : value.place
    var found: Int64?
    columns[segment].forEachValue(at: ordinal) { term in
      let places = order.places[segment]
      if found == nil && term >= 0 && term < Int64(places.count) && places[Int(term)] == place {
        found = term
      }
    }
    return .string(try columns[segment].column.term(found ?? -1))
  }

  /// The value that a cursor keeps.
  func value(of value: FieldValue) -> SortCollector.Value? {
    let isDescending = key.direction == .descending
    if value.isNull { return missing }
    if let order {
      guard let text = value.stringValue else { return nil }
      let place = order.place(of: text)
      return SortCollector.Value(rank: 1, place: isDescending ? ~place : place)
    }
    guard let value = value.integerValue else { return nil }
    return SortCollector.Value(rank: 1, place: isDescending ? ~value : value)
  }
}
