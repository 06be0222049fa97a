package import VNTextAnalysis

extension IndexSnapshot {
  /// One document found.
  package struct Hit: Sendable {
    package var score: Float
    package var location: Location
  }

  /// What a search found.
  package struct Hits: Sendable {
    package var hits: [Hit]
    package var total: Int
    package var isExact: Bool
    /// One for each facet that was asked for, in their order.
    package var facets: [FacetCounts]
    /// Where the next page begins; nil if this is known to be the last.
    package var next: SearchCursor?
    /// Syllables of the query that were matched approximately, as surfaces.
    package var approximate: [String]
    package var counters: SearchCounters
  }

  /// Finds the best documents for a query.
  package func search(
    _ query: Query, filter: Filter? = nil, ranking: Ranking = Ranking(), limit: Int,
    countsExactly: Bool = false, statistics: QueryStatistics? = nil, threshold: Float = 0,
    limits: QueryLimits = QueryLimits()
  ) throws(SearchError) -> Hits {
    try search(
      SearchRequest(
        query, filter: filter, ranking: ranking, limit: limit, countsExactly: countsExactly,
        statistics: statistics, threshold: threshold, limits: limits))
  }

  /// Finds the first documents for a request.
  ///
  /// - Throws: `invalidQuery` if a field cannot be filtered, sorted or counted by, or the cursor belongs to another
  ///   search; `corruptIndex`.
  package func search(_ request: SearchRequest) throws(SearchError) -> Hits {
    try SearchControl.ofCurrentTask(milliseconds: request.limits.milliseconds) {
      (control) throws(SearchError) in try find(request, control)
    }
  }

  private func find(_ request: SearchRequest, _ control: SearchControl) throws(SearchError) -> Hits {
    let segments = segments
    var search = search
    search.limits = request.limits
    search.control = control
    var request = request
    let limit = request.limit
    var offset = 0
    // The documents of the pages before take up the values of later ones, so they are found again.
    if request.distinct != nil, let cursor = request.after {
      offset = try Self.offset(of: cursor, request.sort)
      request.after = nil
      request.limit += offset
    }
    try Self.checkFilter(of: request, schema)
    let result = try search.run(
      request,
      after: { (columns) throws(SearchError) in
        try request.after.map { (cursor) throws(SearchError) in
          try self.place(of: cursor, request.sort, columns)
        }
      },
      isBefore: { Self.isBefore($0, $1, segments) })
    var next: SearchCursor?
    // Where all matches were counted, a first page that has them all is the last.
    let hasAll =
      request.after == nil && request.distinct == nil && result.isExact && result.hits.count == result.total
    if let last = result.hits.last, limit > 0, result.hits.count == request.limit, !hasAll {
      next =
        request.distinct != nil
        ? SearchCursor(sort: request.sort, values: [], score: 0, place: .offset(Int64(request.limit)))
        : try cursor(last, result.sortValues.last ?? [], result.sortColumns, request.sort)
    }
    return Hits(
      hits: result.hits.dropFirst(offset).map {
        Hit(score: $0.score, location: Location(segment: Int($0.segment), ordinal: Int($0.ordinal)))
      }, total: result.total, isExact: result.isExact, facets: result.facets, next: next,
      approximate: result.approximate.map { String(decoding: $0, as: UTF8.self) }, counters: result.counters)
  }

  private static func checkFilter(of request: SearchRequest, _ schema: Schema) throws(SearchError) {
    guard let filter = request.filter else { return }
    try QueryResolver.checkDepth(of: filter, request.limits)
    try filter.forEachField { (name, condition) throws(SearchError) in
      try schema.checkFilter(of: name, condition)
    }
  }

  /// Checks a request against the fields of an index that has no state yet, as a search would.
  ///
  /// - Throws: `invalidQuery`.
  package static func check(
    _ request: SearchRequest, schema: Schema, analyzer: any Analyzer
  ) throws(SearchError) {
    try checkFilter(of: request, schema)
    let layout = SchemaLayout(schema)
    var search = SnapshotSearch(
      segments: [], live: [], analyzer: analyzer, unit: layout.unit, fieldWeights: layout.textWeights,
      schema: schema)
    search.limits = request.limits
    // There is nothing that it could find.
    _ = try search.run(request, isBefore: { _, _ in false })
  }

  /// Documents with equal scores are ordered by key, so that it does not matter which segment they are in.
  private static func isBefore(
    _ left: TopCollector.Hit, _ right: TopCollector.Hit, _ segments: [Segment]
  ) -> Bool {
    if let leftKey = segments[Int(left.segment)].key(of: Int(left.ordinal)),
      let rightKey = segments[Int(right.segment)].key(of: Int(right.ordinal))
    {
      return leftKey.isOrdered(before: rightKey)
    }
    return left.segment != right.segment ? left.segment < right.segment : left.ordinal < right.ordinal
  }

  // MARK: Pages

  private static func offset(of cursor: SearchCursor, _ sort: Sort) throws(SearchError) -> Int {
    // So many documents are kept in memory.
    guard case .offset(let offset) = cursor.place, cursor.sort == sort, offset <= 10_000_000 else {
      throw SearchError(
        .invalidQuery, "the cursor belongs to another search; give it to the same search")
    }
    return Int(offset)
  }

  private func cursor(
    _ hit: TopCollector.Hit, _ values: [SortCollector.Value], _ columns: [SortColumn], _ sort: Sort
  ) throws(SearchError) -> SearchCursor {
    let (segment, ordinal) = (Int(hit.segment), Int(hit.ordinal))
    var fieldValues: [FieldValue] = []
    for (value, column) in zip(values, columns) {
      fieldValues.append(try column.fieldValue(of: value, ordinal: ordinal, segment))
    }
    let place: SearchCursor.Place
    if let key = try segments[segment].keys?.key(of: ordinal) {
      place = .key(key)
    } else {
      place = .location(
        generation: Int64(commit.generation), segment: Int64(segment), ordinal: Int64(ordinal))
    }
    return SearchCursor(sort: sort, values: fieldValues, score: hit.score, place: place)
  }

  private func place(
    of cursor: SearchCursor, _ sort: Sort, _ columns: [SortColumn]
  ) throws(SearchError) -> CursorPlace {
    guard cursor.sort == sort else {
      throw SearchError(
        .invalidQuery, "the cursor belongs to a search with another sort; give it to the same search")
    }
    var values: [SortCollector.Value] = []
    for (column, value) in zip(columns, cursor.values) {
      guard let value = column.value(of: value) else {
        throw SearchError(
          .invalidQuery, "the cursor does not fit field \"\(column.key.field)\"; begin with the first page")
      }
      values.append(value)
    }
    let keys = keys
    switch cursor.place {
    case .key(let last):
      guard layout.keyField != nil else {
        throw SearchError(.invalidQuery, "the cursor belongs to an index with a key field")
      }
      return CursorPlace(values: values, score: cursor.score) { hit in
        guard let key = try? keys[Int(hit.segment)]?.key(of: Int(hit.ordinal)) else { return true }
        return last.isOrdered(before: key)
      }
    case .location(let generation, let segment, let ordinal):
      guard layout.keyField == nil, generation == Int64(commit.generation) else {
        throw SearchError(
          .invalidQuery,
          "the index has changed since the page before, and its documents have no keys; begin with the first page"
        )
      }
      return CursorPlace(values: values, score: cursor.score) { hit in
        (Int64(hit.segment), Int64(hit.ordinal)) > (segment, ordinal)
      }
    case .offset:
      throw SearchError(
        .invalidQuery, "the cursor belongs to a search for distinct values; give it to the same search")
    }
  }
}
