/// A filter as one segment answers it: a mask for each sub-block of 64 documents.
///
/// `prepare(window:)` decides for each chunk whether none, some or all of its documents can pass, by the bounds of the
/// columns; masks are computed only where they are asked for. Not thread-safe: one for each search.
class SegmentFilter {
  /// How many documents of a chunk can pass.
  enum Share { case none, some, all }

  /// For each chunk of the window.
  final var shares = [Share](repeating: .none, count: DocumentGrid.chunksPerWindow)

  /// Moves to a window and fills `shares`.
  func prepare(window: Int) { preconditionFailure("a subclass prepares") }

  /// The documents of a sub-block of the window that pass; bits beyond the last document mean nothing.
  final func mask(_ subBlock: Int) -> UInt64 {
    switch shares[subBlock >> 6] {
    case .none: 0
    case .all: .max
    case .some: someMask(subBlock)
    }
  }

  /// The same in a chunk of which some pass.
  func someMask(_ subBlock: Int) -> UInt64 { preconditionFailure("a subclass compares") }

  /// The filter in a segment.
  ///
  /// - Throws: `invalidQuery` if a field is no column or a value none of it; `corruptIndex`.
  static func make(_ filter: Filter, _ segment: Segment) throws(SearchError) -> SegmentFilter {
    switch filter.node {
    case .field(let name, let condition):
      if let keys = segment.keys, segment.schema.field(named: name)?.kind == .key {
        return try KeySegmentFilter(keys, condition)
      }
      let column = try segment.column(named: name)
      return ColumnSegmentFilter(column, try column.column.ranges(condition))
    case .all(let filters):
      return CombinedSegmentFilter(try make(filters, segment), requiresAll: true)
    case .any(let filters):
      return CombinedSegmentFilter(try make(filters, segment), requiresAll: false)
    case .not(let filter): return NotSegmentFilter(try make(filter, segment))
    }
  }

  private static func make(_ filters: [Filter], _ segment: Segment) throws(SearchError) -> [SegmentFilter] {
    var result: [SegmentFilter] = []
    for filter in filters { result.append(try make(filter, segment)) }
    return result
  }
}

/// A condition on one column.
private final class ColumnSegmentFilter: SegmentFilter {
  private let column: LoadedColumn
  private let ranges: ColumnRanges
  private var firstChunk = 0
  private var matches: [PackedMatch] = []

  init(_ column: LoadedColumn, _ ranges: ColumnRanges) {
    self.column = column
    self.ranges = ranges
  }

  override func prepare(window: Int) {
    firstChunk = window * DocumentGrid.chunksPerWindow
    matches.removeAll(keepingCapacity: true)
    for local in 0..<DocumentGrid.chunksPerWindow {
      let number = firstChunk + local
      guard number < column.chunks.count, let chunk = column.chunks[number] else {
        shares[local] = .none
        matches.append(.none)
        continue
      }
      let match = chunk.match(ranges)
      matches.append(match)
      shares[local] =
        switch match {
        case .none: .none
        case .all: chunk.form == .one ? .all : .some
        case .range, .ranges: .some
        }
    }
  }

  override func someMask(_ subBlock: Int) -> UInt64 {
    let local = subBlock >> 6
    guard let chunk = column.chunks[firstChunk + local] else { return 0 }
    return chunk.mask(subBlock & 63, matches[local])
  }
}

/// Every one of several filters, or at least one.
private final class CombinedSegmentFilter: SegmentFilter {
  private let filters: [SegmentFilter]
  /// What decides for all alone: `none` where every filter must pass, `all` where one is enough.
  private let decisive: Share
  private let other: Share

  init(_ filters: [SegmentFilter], requiresAll: Bool) {
    self.filters = filters
    decisive = requiresAll ? .none : .all
    other = requiresAll ? .all : .none
  }

  override func prepare(window: Int) {
    for filter in filters { filter.prepare(window: window) }
    for chunk in shares.indices {
      shares[chunk] =
        filters.contains { $0.shares[chunk] == decisive }
        ? decisive : filters.allSatisfy { $0.shares[chunk] == other } ? other : .some
    }
  }

  override func someMask(_ subBlock: Int) -> UInt64 {
    // An intersection is the complement of the union of complements.
    let flip: UInt64 = decisive == .none ? .max : 0
    var mask: UInt64 = 0
    for filter in filters where mask != .max { mask |= filter.mask(subBlock) ^ flip }
    return mask ^ flip
  }
}

/// What another filter does not let pass.
private final class NotSegmentFilter: SegmentFilter {
  private let filter: SegmentFilter
  init(_ filter: SegmentFilter) { self.filter = filter }

  override func prepare(window: Int) {
    filter.prepare(window: window)
    for chunk in shares.indices {
      shares[chunk] =
        switch filter.shares[chunk] {
        case .none: .all
        case .some: .some
        case .all: .none
        }
    }
  }

  override func someMask(_ subBlock: Int) -> UInt64 { ~filter.mask(subBlock) }
}
