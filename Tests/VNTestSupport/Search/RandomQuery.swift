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
    if random.chance(0.15) { return special(&random, texts, depth, filter) }
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

  /// Patterns, nearness, fields and constant scores.
  private func special(
    _ random: inout SeededGenerator, _ texts: [String], _ depth: Int,
    _ filter: (inout SeededGenerator) -> OracleFilter?
  ) -> OracleQuery {
    switch random.below(8) {
    case 0, 1: return .prefix(unfinished(&random, texts))
    case 2: return .pattern(.wildcard(wildcard(&random)))
    case 3: return .pattern(.fuzzy(misspelled(word(&random), &random), edits: random.below(3)))
    case 4:
      let texts = (0..<(2 + random.below(2))).map { _ in
        random.chance(0.7) ? queryText(1, &random) : phrase(&random, texts)
      }
      return .near(texts, distance: random.pick([0, 1, 3, 10, 99]))
    case 5:
      return .constant(
        query(&random, texts: texts, depth: depth - 1, filter: filter), random.pick([0, 0.5, 1, 3]))
    default: return .field(random.below(3), inField(&random, texts, depth: depth))
    }
  }

  /// What can be asked of one text field.
  private func inField(_ random: inout SeededGenerator, _ texts: [String], depth: Int) -> OracleQuery {
    switch random.below(depth > 0 ? 9 : 7) {
    case 0, 1: return .text(queryText(1 + random.below(4), &random), requiresAll: random.chance(0.3))
    case 2: return .phrase(phrase(&random, texts), slop: random.chance(0.6) ? 0 : random.below(4))
    case 3: return .prefix(unfinished(&random, texts))
    case 4: return .pattern(.wildcard(wildcard(&random)))
    case 5: return .pattern(.fuzzy(misspelled(word(&random), &random), edits: random.below(3)))
    case 6: return .near([queryText(1, &random), phrase(&random, texts)], distance: random.below(8))
    case 7: return .constant(inField(&random, texts, depth: 0), 1)
    default:
      let clauses = (0..<(1 + random.below(3))).map { _ in
        OracleQuery.Clause(random.pick([.should, .must, .mustNot]), inField(&random, texts, depth: 0))
      }
      return .boolean(clauses, minimumShouldMatch: nil)
    }
  }

  /// Words of a text with the last cut off somewhere.
  private func unfinished(_ random: inout SeededGenerator, _ texts: [String]) -> String {
    var words = phrase(&random, texts).split(separator: " ").map(String.init)
    if words.isEmpty || random.chance(0.4) { words = [word(&random)] }
    let last = words.removeLast()
    words.append(String(last.prefix(1 + random.below(last.count))))
    return words.joined(separator: " ")
  }

  private func wildcard(_ random: inout SeededGenerator) -> String {
    var letters = Array(word(&random))
    if random.chance(0.3) { letters = Array(Self.unmarked(String(letters))) }
    for _ in 0..<(1 + random.below(2)) { letters[random.below(letters.count)] = random.pick(["?", "*"]) }
    // A pattern of nothing but stars is every document, not every word.
    return letters.allSatisfy { $0 == "*" } ? "?" : String(letters)
  }

  private func misspelled(_ word: String, _ random: inout SeededGenerator) -> String {
    var letters = Array(word)
    switch random.below(5) {
    case 0 where letters.count > 1: letters.remove(at: random.below(letters.count))
    case 1: letters.insert(random.pick(["a", "h", "n", "ê"]), at: random.below(letters.count + 1))
    case 2 where letters.count > 1: letters.swapAt(0, 1)
    case 3: return Self.unmarked(word)
    default: break
    }
    return String(letters)
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
  package static func unmarked(_ word: String) -> String {
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
