import VNTextAnalysis

/// Finds out which words documents begin with a capital, where they hold them in the order of a query.
struct CapitalizationFinder {
  /// How many documents are read.
  static let documentCount = 4

  private let snapshot: IndexSnapshot

  init(_ snapshot: IndexSnapshot) { self.snapshot = snapshot }

  /// Whether each surface is capitalized in most places; none where no document holds them all in this order, or where
  /// the texts are not stored.
  func find(_ surfaces: [[UInt8]]) throws(SearchError) -> [Bool] {
    var votes = [Int](repeating: 0, count: surfaces.count)
    var places = 0
    let phrase = surfaces.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    let ranking = Ranking(diacritics: .strict, usesPairs: false)
    let hits = try snapshot.search(.phrase(phrase), ranking: ranking, limit: Self.documentCount).hits
    for hit in hits {
      for (number, value) in try snapshot.storedFields(at: hit.location)
      where snapshot.schema.fields[number].kind == .text {
        for text in Self.texts(of: value) { places += count(surfaces, in: text, &votes) }
      }
    }
    return votes.map { 2 * $0 > places }
  }

  private static func texts(of value: FieldValue) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array(let values): values.compactMap(\.stringValue)
    default: []
    }
  }

  /// Adds a vote for each capital at each place of a text that holds the surfaces; returns how many places there are.
  private func count(_ surfaces: [[UInt8]], in text: String, _ votes: inout [Int]) -> Int {
    let bytes = Array(text.utf8)
    let words = AnalyzedText(text, analyzer: snapshot.analyzer).syllables.filter { !$0.isAlias }
    if surfaces.isEmpty || words.count < surfaces.count { return 0 }
    var places = 0
    for start in 0...(words.count - surfaces.count)
    where surfaces.indices.allSatisfy({ words[start + $0].surface == surfaces[$0] }) {
      places += 1
      for index in surfaces.indices {
        let word = String(decoding: bytes[words[start + index].range], as: UTF8.self)
        if word.first?.isUppercase == true { votes[index] += 1 }
      }
    }
    return places
  }
}
