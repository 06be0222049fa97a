/// How many documents have each surface of a folded form: a small dictionary.
///
/// A folded form has seven surfaces on average and seldom more than twenty: looking through them is faster than hashing
/// their bytes.
struct SurfaceFrequencies: Sendable {
  typealias Element = (key: QueryStatistics.SurfaceKey, value: Int)

  private var keys: [QueryStatistics.SurfaceKey] = []
  private var values: [Int] = []

  init() {}

  var count: Int { keys.count }

  /// The documents of each surface.
  var documents: [Int] { values }

  /// The documents of a surface; nil if it is not known.
  ///
  /// - Complexity: O(surfaces).
  subscript(key: QueryStatistics.SurfaceKey) -> Int? {
    keys.firstIndex(of: key).map { values[$0] }
  }

  mutating func reserveCapacity(_ count: Int) {
    keys.reserveCapacity(count)
    values.reserveCapacity(count)
  }

  /// Adds documents that have a surface.
  mutating func add(_ documents: Int, to key: QueryStatistics.SurfaceKey) {
    if let known = keys.firstIndex(of: key) {
      values[known] += documents
    } else {
      append(documents, of: key)
    }
  }

  /// Adds a surface that is not known yet.
  mutating func append(_ documents: Int, of key: QueryStatistics.SurfaceKey) {
    keys.append(key)
    values.append(documents)
  }

  /// The sums of both.
  func merging(_ other: SurfaceFrequencies) -> SurfaceFrequencies {
    var result = self
    for (key, value) in other { result.add(value, to: key) }
    return result
  }

  private var dictionary: [QueryStatistics.SurfaceKey: Int] {
    Dictionary(zip(keys, values), uniquingKeysWith: +)
  }
}

extension SurfaceFrequencies: Sequence {
  func makeIterator() -> AnyIterator<Element> {
    var index = 0
    return AnyIterator {
      guard index < keys.count else { return nil }
      defer { index += 1 }
      return (keys[index], values[index])
    }
  }
}

/// Equal whatever the order in which surfaces came.
extension SurfaceFrequencies: Hashable {
  static func == (left: SurfaceFrequencies, right: SurfaceFrequencies) -> Bool {
    left.dictionary == right.dictionary
  }

  func hash(into hasher: inout Hasher) { hasher.combine(dictionary) }
}

extension SurfaceFrequencies: Codable {
  init(from decoder: any Decoder) throws {
    for (key, value) in try [QueryStatistics.SurfaceKey: Int](from: decoder) { append(value, of: key) }
  }

  func encode(to encoder: any Encoder) throws { try dictionary.encode(to: encoder) }
}

extension SurfaceFrequencies: ExpressibleByDictionaryLiteral {
  init(dictionaryLiteral elements: (QueryStatistics.SurfaceKey, Int)...) {
    for (key, value) in elements { add(value, to: key) }
  }
}
