/// Words for random documents and queries: syllables of which many share a folded form, and a few other words.
package struct RandomVocabulary: Sendable {
  package let words: [String]
  /// Cumulated shares: the first words are frequent, the last rare.
  private let shares: [Double]

  /// Onsets × rimes × marks; every fold comes with several surfaces.
  private static let folds: [[String]] = {
    var folds: [[String]] = [
      ["ky", "kỳ", "kỹ", "ki", "kì", "kĩ"], ["ly", "lý", "li", "lí"], ["quý", "quí", "quy"],
      ["nguoi", "ngươi", "người"], ["duong", "dương", "đường", "đương", "dường"],
      ["hoa", "hòa", "hoà", "họa", "hóa"], ["thu", "thư", "thứ", "thủ", "thú", "thừ"],
      ["cong", "công", "cộng", "còng"], ["an", "ăn", "ân", "án", "ấn"], ["viet", "việt", "viết"],
      ["cafe", "café"], ["blinken"], ["2024"], ["b52"], ["naïve", "naive"], ["x"],
    ]
    let vowels: [(String, [String])] = [
      ("a", ["a", "á", "à", "ạ", "â", "ấ", "ă"]), ("o", ["o", "ó", "ò", "ô", "ố", "ơ", "ờ"]),
      ("e", ["e", "é", "ẹ", "ê", "ế"]), ("u", ["u", "ú", "ù", "ư", "ừ"]), ("i", ["i", "í", "ì"]),
    ]
    for onset in ["b", "m", "n", "t", "l", "d", "h", "ph", "tr", "v"] {
      for (_, marked) in vowels {
        folds.append(marked.map { onset + $0 })
        folds.append(marked.map { onset + $0 + "n" })
      }
    }
    folds.append(["đa", "da", "đá", "dạ"])
    return folds
  }()

  /// Draws some words.
  package init(_ random: inout SeededGenerator) {
    var words: [String] = []
    let count = random.pick([1, 2, 4, 8, 16, 30])
    for _ in 0..<count {
      let fold = random.pick(Self.folds)
      for word in fold.shuffled(using: &random).prefix(1 + random.below(4)) where !words.contains(word) {
        words.append(word)
      }
    }
    words.shuffle(using: &random)
    let flatness = random.pick([0.2, 1, 4])
    var sum = 0.0
    shares = words.indices.map { rank in
      sum += 1 / (Double(rank) + flatness)
      return sum
    }
    self.words = words
  }

  package func word(_ random: inout SeededGenerator) -> String {
    let place = Double.random(in: 0..<shares[shares.count - 1], using: &random)
    return words[shares.firstIndex { $0 > place } ?? 0]
  }

  /// Some words of a text.
  package func text(_ count: Int, _ random: inout SeededGenerator) -> String {
    var words: [String] = []
    while words.count < count {
      let word = word(&random)
      // Now and then a word many times over: frequencies beyond what a posting holds by itself.
      let times = random.chance(0.01) ? 1 + random.below(40) : (random.chance(0.05) ? 2 : 1)
      for _ in 0..<times { words.append(word) }
    }
    return words.joined(separator: " ")
  }
}
