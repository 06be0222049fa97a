import Testing
import VNTestSupport

@testable import VNSearchEngine

/// Filters, sorting, distinct values, facets, pages and threads beside the oracle.
@Suite("Collectors")
struct CollectorTests {
  @Test("Sorted, distinct, faceted, paged and on threads: what finding everything and sorting it gives")
  func equalsExhaustive() throws {
    var random = SeededGenerator.announced("collectors = exhaustive")
    let wanted = SeededGenerator.count(normal: 800, long: 100_000)
    let analyzer = OracleAnalyzer()
    var cases = 0
    var pages = 0
    var indexes = 0
    while cases < wanted {
      indexes += 1
      let seed = random.next()
      let sizes = [0, 3, 40, 64, 130, 300]
      let shape =
        indexes % 60 == 7
        ? RandomCollection.Shape(documents: 4_500, segments: 2, longest: 3)
        : RandomCollection.Shape(documents: sizes[indexes % sizes.count], segments: 1 + indexes % 4)
      let failure = try Self.run(seed, shape, analyzer, &cases, &pages)
      if let failure {
        Issue.record("index seed \(seed), \(shape): \(failure)")
        return
      }
    }
    print("collectors = exhaustive: \(cases) searches, \(pages) pages, on \(indexes) indexes")
  }

  private static func facet(
    _ field: Schema.Field, _ collection: RandomCollection, _ random: inout SeededGenerator
  ) -> Facet {
    let isNumber = field.kind == .integer || field.kind == .number || field.kind == .date
    switch random.below(4) {
    case 0 where isNumber:
      var values = (0..<random.below(5)).map { _ in
        collection.columns.value(field, &random, number: random.below(collection.documentCount + 1))
      }
      values.sort { OracleFilter.compare($0, $1, field.kind) < 0 }
      return .boundaries(field.name, values)
    case 1 where isNumber:
      return .intervals(field.name, of: field.kind == .date ? 100_000 : random.pick([0.5, 1, 7]))
    case 2 where field.kind == .date:
      return .calendar(
        field.name, random.pick(Facet.CalendarUnit.allCases),
        secondsFromUTC: random.pick([0, 25_200, -3_600])
      )
    default: return .values(field.name, limit: random.pick([0, 1, 3, 1_000]))
    }
  }

  private static func sort(_ fields: [Schema.Field], _ random: inout SeededGenerator) -> Sort {
    var sort = Sort.relevance
    if fields.isEmpty || random.chance(0.3) { return sort }
    for _ in 0..<(1 + random.below(2)) {
      sort = sort.then(
        by: random.pick(fields).name, random.pick(Sort.Direction.allCases),
        missing: random.pick(Sort.MissingPlace.allCases))
    }
    return sort
  }

  static func run(
    _ seed: UInt64, _ shape: RandomCollection.Shape, _ analyzer: OracleAnalyzer, _ cases: inout Int,
    _ pages: inout Int
  ) throws -> String? {
    var random = SeededGenerator(seed: seed)
    let collection = try RandomCollection(&random, shape, analyzer: analyzer)
    let snapshot = try collection.engine.refresh()
    let fields = collection.columns.fields
    for _ in 0..<(shape.documents > 1_000 ? 12 : 8) {
      cases += 1
      let query: OracleQuery =
        random.chance(0.3)
        ? .everything
        : collection.vocabulary.query(&random, texts: collection.texts, filter: collection.filter)
          .fitted(to: collection.boosts.count)
      let ranking = RandomVocabulary.ranking(&random)
      let filter = random.chance(0.5) ? collection.filter(&random) : nil
      let found = collection.oracle.search(query, ranking, filter: filter)
      var request = SearchRequest(
        query.query, filter: filter?.filter, ranking: ranking, limit: 1 + random.below(20),
        sort: sort(fields, &random), countsExactly: random.chance(0.2))
      request.threads = random.pick([1, 1, 2, 3])
      var expected = collection.oracle.sorted(found, by: request.sort, collection.schema)
      if !fields.isEmpty && random.chance(0.3) {
        request.distinct = random.pick(fields).name
        expected = collection.oracle.distinct(expected, by: request.distinct!, collection.schema)
      }
      if !fields.isEmpty && random.chance(0.5) {
        request.facets = (0...random.below(3)).map { _ in
          Self.facet(random.pick(fields), collection, &random)
        }
      }
      let what =
        "\(query), filter \(filter.map { "\($0)" } ?? "-"), \(request.sort), distinct \(request.distinct ?? "-"), k = \(request.limit), threads \(request.threads)"
      let first = try snapshot.search(request)
      if let difference = difference(first, found, request, collection) { return "\(what): \(difference)" }
      // All pages, one after the other, through the cursor's text.
      var hits = first.hits
      var next = first.next
      while let cursor = next, hits.count < expected.count + request.limit {
        pages += 1
        guard let copy = SearchCursor(cursor.description), copy == cursor else {
          return "\(what): \(cursor) is not read back"
        }
        request.after = copy
        let page = try snapshot.search(request)
        if page.hits.count > request.limit { return "\(what): a page of \(page.hits.count)" }
        hits += page.hits
        next = page.next
        if hits.count > 80 { break }
      }
      let right = next == nil ? expected[...] : expected.prefix(hits.count)
      guard hits.count == right.count else { return "\(what): \(hits.count) hits, not \(right.count)" }
      for (place, (hit, right)) in zip(hits, right).enumerated()
      where hit.score.bitPattern != right.score.bitPattern || hit.location.segment != right.segment
        || hit.location.ordinal != right.ordinal
      {
        return "\(what): place \(place): \(hit) is not \(right)"
      }
    }
    return nil
  }

  private static func difference(
    _ hits: IndexSnapshot.Hits, _ found: [OracleIndex.Hit], _ request: SearchRequest,
    _ collection: RandomCollection
  ) -> String? {
    if hits.total > found.count || (hits.isExact && hits.total != found.count) {
      return "a total of \(hits.total), exact: \(hits.isExact), not \(found.count)"
    }
    if (request.countsExactly || !request.facets.isEmpty) && !hits.isExact { return "the total is not exact" }
    if hits.facets.count != request.facets.count { return "\(hits.facets.count) facets" }
    for (facet, counts) in zip(request.facets, hits.facets) {
      guard case .values(let limit) = facet.kind else {
        if let difference = difference(counts, facet, found, collection) { return difference }
        continue
      }
      let right = collection.oracle.counts(found, of: facet.field, collection.schema)
      guard counts.distinctCount == right.count else {
        return "facet \(facet.field): \(counts.distinctCount) values, not \(right.count)"
      }
      let best = right.prefix(limit)
      guard counts.values.count == best.count else { return "facet \(facet.field): \(counts.values.count)" }
      let kind = collection.schema.field(named: facet.field)!.kind
      for (value, right) in zip(counts.values, best)
      where value.count != right.count || OracleFilter.compare(value.value, right.value, kind) != 0 {
        return "facet \(facet.field): \(value) is not \(right)"
      }
    }
    return nil
  }
  /// Ranges of values: each as the oracle counts it, together all of them.
  private static func difference(
    _ counts: FacetCounts, _ facet: Facet, _ found: [OracleIndex.Hit], _ collection: RandomCollection
  ) -> String? {
    let kind = collection.schema.field(named: facet.field)!.kind
    var covered: Set<Int> = []
    for (place, range) in counts.values.enumerated() {
      let from = range.value.isNull ? nil : ColumnFilter.Bound(range.value)
      let to = range.end.map { ColumnFilter.Bound($0, isIncluded: false) }
      let condition = ColumnFilter.range(from: from, to: to)
      let right = collection.oracle.count(found, of: facet.field, kind, where: condition)
      if range.count != right { return "facet \(facet): \(range) should count \(right)" }
      let last = place > 0 ? counts.values[place - 1].end : nil
      if let last, OracleFilter.compare(range.value, last, kind) < 0 {
        return "facet \(facet): \(range) overlaps the range before"
      }
      for (number, hit) in found.enumerated()
      where OracleFilter.passes(collection.oracle.columns(of: hit)[facet.field] ?? [], kind, condition) {
        covered.insert(number)
      }
    }
    let all = collection.oracle.count(found, of: facet.field, kind, where: .exists)
    return covered.count == all ? nil : "facet \(facet): \(covered.count) documents in ranges, not \(all)"
  }
}
