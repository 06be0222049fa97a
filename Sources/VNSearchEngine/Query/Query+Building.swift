extension Query {
  /// The same documents, each with one score: 0 to a million.
  ///
  /// - Parameter score: What every matching document gets.
  public func constantScore(_ score: Double = 1) -> Query { Query(.constant(self, Self.bounded(score))) }

  /// The same query, looked for in one field alone.
  ///
  /// In a text field only occurrences there count, with the field's boost and the length of the whole document; the
  /// rarity of a word is still that in all fields. In a field that is kept as a column a word or phrase is a value
  /// that the field must have.
  ///
  /// ```swift
  /// Query.any(of: [.text("hà nội").inField("title").boosted(by: 2), .text("hà nội").inField("body")])
  /// ```
  ///
  /// A field that the index does not have is an error when the query is run.
  public func inField(_ name: String) -> Query { Query(.field(name, self)) }

  /// Words of which the last is not typed to its end: it matches whatever it can become.
  ///
  /// `nguy` becomes `nguyên`, `nguyễn`, `nguyệt`; `nguyê` the same, as marks are often typed last; `đư` becomes
  /// `đường`, not `dương`. Words before the last are as in ``text(_:requiresAll:)``, and documents where they stand
  /// beside it come first. Where the text ends with a space, its last word is finished.
  public static func prefix(_ text: String) -> Query {
    guard let last = text.unicodeScalars.last, !last.properties.isWhitespace else { return .text(text) }
    return Query(.prefix(text))
  }

  /// Words of a shape: `?` is any letter, `*` any letters or none, `\` takes the next character as it is.
  ///
  /// A letter without marks in the pattern is any letter of that base: `h?a` matches `hòa` and `hóa`; a letter with
  /// marks is only that letter. A pattern that is one word and a `*` at its end is a ``prefix(_:)``.
  public static func wildcard(_ pattern: String) -> Query {
    var pieces: [TermPattern.Piece] = []
    var isEscaped = false
    for scalar in pattern.unicodeScalars {
      if !isEscaped && scalar == "\\" {
        isEscaped = true
      } else if !isEscaped && scalar == "*" {
        pieces.append(.anyLetters)
      } else if !isEscaped && scalar == "?" {
        pieces.append(.anyLetter)
      } else {
        pieces.append(.literal(String(Character(scalar))))
        isEscaped = false
      }
    }
    return wildcard(pieces)
  }

  static func wildcard(_ pieces: [TermPattern.Piece]) -> Query {
    var joined: [TermPattern.Piece] = []
    for piece in pieces {
      switch (joined.last, piece) {
      case (.literal(let first)?, .literal(let second)):
        var whole = first
        whole.unicodeScalars.append(contentsOf: second.unicodeScalars)
        joined[joined.count - 1] = .literal(whole)
      case (.anyLetters?, .anyLetters): break
      default: joined.append(piece)
      }
    }
    switch joined.count {
    case 0: return .text("")
    case 1: if case .literal(let text) = joined[0] { return .text(text) }
    case 2:
      if case .literal(let text) = joined[0], joined[1] == .anyLetters { return .prefix(text) }
    default: break
    }
    return joined == [.anyLetters] ? .everything : Query(.pattern(.wildcard(joined)))
  }

  /// Words that are spelled almost like this one, the likest first.
  ///
  /// - Parameters:
  ///   - word: One word.
  ///   - edits: How many letters may be put in, left out, replaced or change places with their neighbour: 0 to 2. A
  ///     different mark is no such edit but makes a match count less, about a third of what a letter does.
  public static func fuzzy(_ word: String, edits: Int = 1) -> Query {
    word.isEmpty ? .text("") : Query(.pattern(.fuzzy(word, edits: min(max(edits, 0), TermPattern.mostEdits))))
  }

  /// Words or phrases close to each other, in any order, in one field.
  ///
  /// - Parameters:
  ///   - texts: Two or more, each a word or a phrase; one alone is a phrase.
  ///   - distance: How many other words may stand between the first and the last, at most 99.
  public static func near(_ texts: [String], within distance: Int = 10) -> Query {
    if texts.count < 2 { return texts.first.map { .phrase($0) } ?? .text("") }
    return Query(.near(texts, distance: min(max(distance, 0), mostDistant)))
  }

  /// Fields are 100 positions apart.
  static let mostDistant = 99
}
