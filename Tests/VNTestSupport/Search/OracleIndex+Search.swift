package import VNSearchEngine

extension OracleIndex {
  /// A document found.
  package struct Hit: Sendable {
    package var score: Float
    package var segment: Int
    package var ordinal: Int
    package var key: DocumentKey?
  }

  /// All documents that match, best first: every one is scored, nothing is left out.
  ///
  /// Float operations are done in the order that the engine documents: parts from the heaviest, each operation rounded.
  package func search(_ query: OracleQuery, _ ranking: Ranking, filter: OracleFilter? = nil) -> [Hit] {
    let postings = self.postings ?? OraclePostings(self)
    self.postings = postings
    let plan = OraclePlan(index: self, postings: postings, ranking: ranking)
    let normalizers = postings.normalizers(k1: Float(ranking.k1), b: Float(ranking.b))
    let (parts, minimum) = plan.parts(of: query)
    if parts.isEmpty { return [] }
    let result = evaluate(parts, minimum, postings, normalizers)
    var hits: [Hit] = []
    for document in postings.documents.indices
    where result.matches[document] && postings.documents[document].isLive
      && filter?.passes(postings.documents[document].columns) ?? true
    {
      let place = postings.places[document]
      hits.append(
        Hit(
          score: result.scores[document], segment: place.segment, ordinal: place.ordinal,
          key: postings.documents[document].key))
    }
    return hits.sorted { left, right in
      if left.score != right.score { return left.score > right.score }
      return Self.isBefore(left, right)
    }
  }

  /// Integers by value, before strings by their bytes; without a key as added.
  private static func isBefore(_ left: Hit, _ right: Hit) -> Bool {
    switch (left.key, right.key) {
    case (.integer(let left), .integer(let right)): return left < right
    case (.integer, .string): return true
    case (.string, .integer): return false
    case (.string(let left), .string(let right)):
      return Array(left.utf8).lexicographicallyPrecedes(Array(right.utf8))
    default: return (left.segment, left.ordinal) < (right.segment, right.ordinal)
    }
  }

  /// Which documents match, and their scores.
  private struct Evaluation {
    var matches: [Bool]
    var scores: [Float]

    init(count: Int) {
      matches = [Bool](repeating: false, count: count)
      scores = [Float](repeating: 0, count: count)
    }
  }

  private func evaluate(
    _ parts: [OraclePlan.Part], _ minimum: Int, _ postings: OraclePostings, _ normalizers: [Float]
  ) -> Evaluation {
    let count = postings.documents.count
    var result = Evaluation(count: count)
    var required = 0
    var found = [Int](repeating: 0, count: count)
    var optional = [Int](repeating: 0, count: count)
    var excluded = [Bool](repeating: false, count: count)
    for part in parts {
      let own = evaluate(part, postings, normalizers)
      if part.role == .must || part.role == .filter { required += 1 }
      for document in 0..<count where own.matches[document] {
        switch part.role {
        case .must, .filter: found[document] += 1
        case .should: optional[document] += 1
        case .mustNot: excluded[document] = true
        case .bonus: break
        }
        if part.role != .mustNot && part.role != .filter { result.scores[document] += own.scores[document] }
      }
    }
    let needed = required == 0 ? max(1, minimum) : minimum
    for document in 0..<count {
      result.matches[document] =
        !excluded[document] && found[document] == required && optional[document] >= needed
    }
    return result
  }

  private func evaluate(
    _ part: OraclePlan.Part, _ postings: OraclePostings, _ normalizers: [Float]
  ) -> Evaluation {
    var result = Evaluation(count: postings.documents.count)
    func add(_ document: Int, _ frequency: Float) {
      result.matches[document] = true
      result.scores[document] = part.weight * (frequency / (frequency + normalizers[document]))
    }
    switch part.kind {
    case .everything:
      for document in postings.documents.indices {
        result.matches[document] = true
        result.scores[document] = part.weight
      }
    case .filter(let filter):
      for document in postings.documents.indices {
        result.matches[document] = filter.passes(postings.documents[document].columns)
      }
    case .pair(let pair):
      for posting in postings.pairs[pair] ?? [] { add(posting.document, Float(posting.units) * unit) }
    case .syllable(let syllable):
      for document in candidates(syllable, postings) {
        let frequency = self.frequency(syllable, postings.documents[document])
        if frequency > 0 { add(document, frequency) }
      }
    case .phrase(let syllables, let slop):
      for posting in postings.terms[syllables[0].folded] ?? [] {
        let frequency = self.frequency(syllables, slop, postings.documents[posting.document])
        if frequency > 0 { add(posting.document, frequency) }
      }
    case .nested(let parts, let minimum): result = evaluate(parts, minimum, postings, normalizers)
    }
    return result
  }

  private func candidates(_ syllable: OraclePlan.Syllable, _ postings: OraclePostings) -> Set<Int> {
    var documents = Set((postings.terms[syllable.folded] ?? []).map(\.document))
    for surface in syllable.classes.flatMap(\.surfaces) where surfaceKeys[surface].folded != syllable.folded {
      documents.formUnion((postings.surfaces[surface] ?? []).map(\.document))
    }
    return documents
  }

  /// Σ w·tf over the surfaces that count, class by class, and what the others add.
  private func frequency(_ syllable: OraclePlan.Syllable, _ document: Document) -> Float {
    let total = document.terms[syllable.folded] ?? 0
    if let uniform = syllable.uniform { return uniform * unit * Float(total) }
    var frequency: Float = 0
    var own = 0
    for (weight, surfaces) in syllable.classes {
      var units = 0
      for surface in surfaces {
        units += document.surfaces[surface] ?? 0
        if surfaceKeys[surface].folded == syllable.folded { own += document.surfaces[surface] ?? 0 }
      }
      frequency += weight * unit * Float(units)
    }
    if syllable.countsRest { frequency += min(0.1 * unit * Float(total - own), 0.5) }
    return frequency
  }

  // MARK: Phrases

  private func frequency(_ syllables: [OraclePlan.PhraseSyllable], _ slop: Int, _ document: Document) -> Float
  {
    var places: [[(place: Int, field: Int)]] = []
    for syllable in syllables {
      var own: [(place: Int, field: Int)] = []
      for occurrence in document.occurrences
      where occurrence.folded == syllable.folded && syllable.accepted?.contains(occurrence.surface) ?? true {
        own.append((occurrence.position - syllable.offset, occurrence.field))
      }
      if own.isEmpty { return 0 }
      places.append(own)
    }
    return slop == 0 ? exact(places) : sloppy(places, slop)
  }

  private func exact(_ places: [[(place: Int, field: Int)]]) -> Float {
    var units = 0
    for (place, field) in places[0] where places.allSatisfy({ $0.contains { $0.place == place } }) {
      units += fieldWeights[field]
    }
    return Float(units) * unit
  }

  /// Takes the places of all syllables in ascending order. Each, with the nearest place behind it of every other
  /// syllable, spans a distance; unless the same syllable stands within that span again, it counts 1/(1 + distance) if
  /// that is within the slop. Ends at the last place of a syllable.
  private func sloppy(_ places: [[(place: Int, field: Int)]], _ slop: Int) -> Float {
    var all: [(place: Int, syllable: Int, field: Int)] = []
    for (syllable, own) in places.enumerated() {
      for (place, field) in own { all.append((place, syllable, field)) }
    }
    all.sort { ($0.place, $0.syllable) < ($1.place, $1.syllable) }
    var frequency: Float = 0
    for (index, first) in all.enumerated() {
      var last = first.place
      for other in places.indices where other != first.syllable {
        guard let next = all[(index + 1)...].first(where: { $0.syllable == other }) else { return frequency }
        last = max(last, next.place)
      }
      let again = all[(index + 1)...].first { $0.syllable == first.syllable }?.place
      if last - first.place <= slop, again.map({ $0 > last }) ?? true {
        frequency += Float(fieldWeights[first.field]) * unit / Float(1 + last - first.place)
      }
      if again == nil { return frequency }
    }
    return frequency
  }
}
