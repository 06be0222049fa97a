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
    case .constant(let parts):
      result = evaluate(parts, 0, postings, normalizers)
      for document in postings.documents.indices { result.scores[document] = part.weight }
    case .pairs(let pairs):
      for (document, own) in postings.documents.enumerated() {
        let units = pairs.reduce(0) { $0 + (own.pairs[$1] ?? 0) }
        if units > 0 { add(document, Float(units) * unit) }
      }
    case .near(let operands, let distance):
      for (place, document) in postings.documents.enumerated() {
        let frequency = self.frequency(near: operands, distance, document)
        if frequency > 0 { add(place, frequency) }
      }
    case .inField(let field, let kind):
      for (place, document) in postings.documents.enumerated() {
        let frequency = self.frequency(kind, restricted(document, to: field))
        if frequency > 0 { add(place, frequency) }
      }
    }
    return result
  }

  /// A document as if it had only one field.
  private func restricted(_ document: Document, to field: Int) -> Document {
    var own = Document(key: document.key)
    own.occurrences = document.occurrences.filter { $0.field == field }
    for occurrence in own.occurrences {
      own.terms[occurrence.folded, default: 0] += fieldWeights[field]
      own.surfaces[occurrence.surface, default: 0] += fieldWeights[field]
    }
    // Only what is counted as a pair in some field is looked for.
    own.pairs = document.pairs
    return own
  }

  private func frequency(_ kind: OraclePlan.Kind, _ document: Document) -> Float {
    switch kind {
    case .syllable(let syllable): return frequency(syllable, document)
    case .phrase(let syllables, let slop): return frequency(syllables, slop, document)
    case .near(let operands, let distance): return frequency(near: operands, distance, document)
    case .pair(let pair):
      if document.pairs[pair] == nil { return 0 }
      let syllables = [
        OraclePlan.PhraseSyllable(offset: 0, folded: pair >> 24, accepted: nil),
        OraclePlan.PhraseSyllable(offset: 1, folded: pair & 0xFF_FFFF, accepted: nil),
      ]
      return frequency(syllables, 0, document)
    case .everything, .nested, .filter, .pairs, .constant, .inField: return 0
    }
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

  // MARK: Nearness

  /// Every passage that begins with an operand and ends with the last of the others behind it counts 1/(1 + n), n the
  /// words between, unless the same operand begins again before the last one does.
  private func frequency(
    near operands: [[OraclePlan.PhraseSyllable]], _ distance: Int, _ document: Document
  ) -> Float {
    var all: [(start: Int, operand: Int, field: Int)] = []
    for (number, operand) in operands.enumerated() {
      let starts = document.occurrences.filter {
        $0.folded == operand[0].folded && operand[0].accepted?.contains($0.surface) ?? true
      }
      for first in starts {
        let isThere = operand.allSatisfy { syllable in
          document.occurrences.contains {
            $0.position == first.position + syllable.offset && $0.folded == syllable.folded
              && syllable.accepted?.contains($0.surface) ?? true
          }
        }
        if isThere { all.append((first.position, number, first.field)) }
      }
    }
    all.sort { ($0.start, $0.operand) < ($1.start, $1.operand) }
    let spans = operands.map { ($0.last?.offset ?? 0) + 1 }
    var frequency: Float = 0
    for (index, first) in all.enumerated() {
      var passage = [first]
      for other in operands.indices where other != first.operand {
        guard let next = all[(index + 1)...].first(where: { $0.operand == other }) else { return frequency }
        passage.append(next)
      }
      let last = passage.map(\.start).max()!
      let end = passage.map { $0.start + spans[$0.operand] }.max()!
      let between = max(0, end - first.start - spans.reduce(0, +))
      let again = all[(index + 1)...].first { $0.operand == first.operand }?.start
      if between <= distance, again.map({ $0 > last }) ?? true {
        frequency += Float(fieldWeights[first.field]) * unit / Float(1 + between)
      }
      if again == nil { return frequency }
    }
    return frequency
  }
}
