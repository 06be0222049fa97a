package import VNSearchEngine

extension RandomVocabulary {
  /// A query: mostly words, some phrases and combinations.
  ///
  /// - Parameters:
  ///   - texts: Texts of documents, to take phrases from.
  ///   - filter: Makes filters of the index's columns.
  package func query(
    _ random: inout SeededGenerator, texts: [String], depth: Int = 2,
    filter: (inout SeededGenerator) -> OracleFilter? = { _ in nil }
  ) -> OracleQuery {
    if random.chance(0.06), let filter = filter(&random) { return .filter(filter) }
    switch random.below(depth > 0 ? 20 : 14) {
    case 0..<9: return .text(queryText(1 + random.below(6), &random), requiresAll: random.chance(0.3))
    case 9..<13: return .phrase(phrase(&random, texts), slop: random.chance(0.6) ? 0 : random.below(7))
    case 13: return random.chance(0.2) ? .everything : .text(queryText(1, &random), requiresAll: false)
    case 14..<18:
      var clauses: [OracleQuery.Clause] = []
      let roles: [Query.Role] = random.pick([
        [.should], [.should, .should, .must], [.should, .must, .mustNot, .filter], [.must, .filter],
        [.mustNot],
        [.should, .mustNot],
      ])
      for _ in 0..<(random.chance(0.05) ? 0 : 1 + random.below(4)) {
        clauses.append(
          OracleQuery.Clause(
            random.pick(roles), query(&random, texts: texts, depth: depth - 1, filter: filter)))
      }
      return .boolean(clauses, minimumShouldMatch: random.chance(0.6) ? nil : random.below(4))
    default:
      return .boosted(
        query(&random, texts: texts, depth: depth - 1, filter: filter),
        random.pick([0, 0.5, 1, 2, 3.7, 0.001]))
    }
  }

  private func queryText(_ count: Int, _ random: inout SeededGenerator) -> String {
    let dropsMarks = random.chance(0.25)
    var words: [String] = []
    for _ in 0..<count {
      var word = random.chance(0.5) ? self.word(&random) : random.pick(self.words)
      if dropsMarks || random.chance(0.1) { word = Self.unmarked(word) }
      if random.chance(0.03) { word = "zzz" }
      words.append(word)
    }
    return words.joined(separator: " ")
  }

  private func phrase(_ random: inout SeededGenerator, _ texts: [String]) -> String {
    let count = random.chance(0.08) ? 1 : 2 + random.below(3)
    guard random.chance(0.8), let text = texts.randomElement(using: &random) else {
      return queryText(count, &random)
    }
    var words = text.split(separator: " ").map(String.init)
    if words.count > count {
      let start = random.below(words.count - count)
      words = Array(words[start..<(start + count)])
    }
    if random.chance(0.3) { words = words.map { Self.unmarked($0) } }
    if random.chance(0.15) { words.shuffle(using: &random) }
    return words.joined(separator: " ")
  }

  /// A word without its marks.
  static func unmarked(_ word: String) -> String {
    var result = ""
    for scalar in word.decomposedScalars {
      switch scalar.value {
      case 0x300...0x36F: break
      case 0x111: result.append("d")
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A ranking: the default, plain BM25, or anything between.
  package static func ranking(_ random: inout SeededGenerator) -> Ranking {
    switch random.below(8) {
    case 0, 1, 2: return Ranking()
    case 3: return .plain()
    case 4: return .plain(k1: 0.9, b: 0.4, diacritics: random.pick(Ranking.Diacritics.allCases))
    default:
      var ranking = Ranking(
        diacritics: random.pick(Ranking.Diacritics.allCases), usesPairs: random.chance(0.7),
        k1: random.pick([0, 0.3, 0.9, 1.2, 3]), b: random.pick([0, 0.3, 0.75, 1]),
        lambda: random.pick([0.1, 0.4, 2]))
      ranking.scalesByK1 = random.chance(0.5)
      return ranking
    }
  }
}

extension String {
  /// The scalars of the canonical decomposition of a Latin text, letter by letter.
  fileprivate var decomposedScalars: [Unicode.Scalar] {
    unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
      let plain = Self.letters.first { $0.marked.unicodeScalars.contains(scalar) }?.plain
      return plain.map { Array($0.unicodeScalars) } ?? [scalar]
    }
  }

  private static let letters: [(plain: String, marked: String)] = [
    ("a", "áàảãạâấầẩẫậăắằẳẵặ"), ("o", "óòỏõọôốồổỗộơớờởỡợ"), ("e", "éèẻẽẹêếềểễệ"), ("u", "úùủũụưứừửữự"),
    ("i", "íìỉĩịï"), ("y", "ýỳỷỹỵ"), ("d", "đ"),
  ]
}
