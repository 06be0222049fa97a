/// What the fields of a document must be for it to be found, whatever its text says.
///
/// ```swift
/// let filter = Filter.field("price").isAtLeast(1_000_000) && .field("category").isOneOf("sách", "báo")
/// try index.search("hà nội", filter: filter)                       // beside a query
/// Query.all(of: [.text("hà nội"), .filter(!.field("hidden").is(true))])     // or as a part of one
/// ```
///
/// Fields are those kept as columns: keywords, integers, numbers, dates, Booleans; and the key, by its values. A document
/// may have several values in a field; one that passes is enough. A keyword is the whole value, with its capitals and
/// marks; in which Unicode form it is spelled does not matter. Conditions on values do not hold for a document without a value, so
/// `!.field("hidden").is(true)` finds documents that say nothing about it.
///
/// A date is given as a ``Timestamp``, as seconds since 1970 or as ISO 8601 text. A text without a time stands for its
/// whole day, month or year: `.isAtMost("2024-12-31")` includes that day to its end, `.is("2024")` all of the year.
///
/// A filter does not change scores. It costs a comparison for each document of the blocks that a search looks into.
public struct Filter: Sendable, Hashable, Codable {
  indirect enum Node: Sendable, Hashable, Codable {
    case field(String, ColumnFilter)
    case all([Filter])
    case any([Filter])
    case not(Filter)
  }

  let node: Node

  init(_ node: Node) { self.node = node }

  /// A condition on a field.
  package init(field name: String, _ condition: ColumnFilter) { node = .field(name, condition) }

  /// The values of a field, to say something about: `.field("price").isAtLeast(10)`.
  public static func field(_ name: String) -> Values { Values(name: name) }

  /// Documents that pass all of the filters; every document if there is none.
  public static func all(of filters: [Filter]) -> Filter { Filter(.all(filters)) }

  /// Documents that pass any of the filters; no document if there is none.
  public static func any(of filters: [Filter]) -> Filter { Filter(.any(filters)) }

  /// Documents that pass both.
  public static func && (left: Filter, right: Filter) -> Filter {
    // A chain of conditions is one list, however long: it must not nest.
    if case .all(let filters) = left.node, !filters.isEmpty { return Filter(.all(filters + [right])) }
    return Filter(.all([left, right]))
  }

  /// Documents that pass either.
  public static func || (left: Filter, right: Filter) -> Filter {
    if case .any(let filters) = left.node, !filters.isEmpty { return Filter(.any(filters + [right])) }
    return Filter(.any([left, right]))
  }

  /// Documents that do not pass.
  public static prefix func ! (filter: Filter) -> Filter { Filter(.not(filter)) }

  /// Whether it has no more than so many levels; needs no more of the stack than these.
  func isNested(atMost depth: Int) -> Bool {
    switch node {
    case .field: depth > 0
    case .all(let filters), .any(let filters):
      depth > 0 && filters.allSatisfy { $0.isNested(atMost: depth - 1) }
    case .not(let filter): depth > 0 && filter.isNested(atMost: depth - 1)
    }
  }

  /// Calls `body` with every condition on a field.
  func forEachField(_ body: (String, ColumnFilter) throws(SearchError) -> Void) throws(SearchError) {
    switch node {
    case .field(let name, let condition): try body(name, condition)
    case .all(let filters), .any(let filters):
      for filter in filters { try filter.forEachField(body) }
    case .not(let filter): try filter.forEachField(body)
    }
  }
}
