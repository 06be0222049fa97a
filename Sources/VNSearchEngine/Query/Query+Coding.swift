extension Query: Codable {
  private enum CodingKeys: String, CodingKey {
    case node
  }

  /// Reads a query that was encoded; numbers that a query cannot have are the nearest that it can, as where it is built.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let node = try container.decode(Node.self, forKey: .node)
    switch node {
    case .phrase(let text, let slop): self = .phrase(text, slop: slop)
    case .boolean(let clauses, let minimum): self = .boolean(clauses, minimumShouldMatch: minimum)
    case .boosted(let inner, let factor): self = inner.boosted(by: factor)
    case .constant(let inner, let score): self = inner.constantScore(score)
    case .near(let texts, let distance): self = .near(texts, within: distance)
    case .pattern(.fuzzy(let word, let edits)): self = .fuzzy(word, edits: edits)
    case .everything, .text, .filter, .field, .prefix, .pattern: self = Query(node)
    }
  }

  /// Writes the query, for a program that reads it with the same version of the library.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(node, forKey: .node)
  }
}
