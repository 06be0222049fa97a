import VNTextAnalysis

/// Which surfaces a pattern matches, and what each counts.
///
/// Letters are compared without marks first. A letter of the pattern that has a mark takes only letters with that mark,
/// one without takes any; tones belong to the whole word, as they move while it is typed. With ``Ranking/Diacritics``
/// `strict` letters must be the same with their marks, with `folded` marks mean nothing. A bare word of an unmarked
/// document counts as in the table of ``SurfaceWeights``.
struct TermMatcher {
  /// One place of a pattern.
  enum Element: Hashable {
    case letter(SurfaceLetter)
    case anyLetter
    case anyLetters
  }

  /// What one different mark costs beside a letter.
  static let markCost: Float = 0.3

  private let elements: [Element]
  /// What every folded form that matches begins with.
  let foldedPrefix: [UInt8]
  /// Whether the pattern is letters that a word begins with, and nothing more.
  private let isBeginning: Bool
  private let letters: [SurfaceLetter]
  private let tones: [UInt8]
  private let isMarked: Bool
  private let diacritics: Ranking.Diacritics
  /// For fuzzy patterns, how many letters may differ; else nil.
  let edits: Int?

  /// - Returns: nil if the pattern has no letter at all.
  init?(_ pattern: TermPattern, analyzer: any Analyzer, diacritics: Ranking.Diacritics) {
    self.diacritics = diacritics
    var elements: [Element] = []
    func append(_ text: String) {
      elements += Self.letters(of: text, analyzer).map { .letter($0) }
    }
    switch pattern {
    case .prefix(let text):
      append(text)
      if elements.isEmpty { return nil }
      elements.append(.anyLetters)
      edits = nil
    case .wildcard(let pieces):
      for piece in pieces {
        switch piece {
        case .literal(let text): append(text)
        case .anyLetter: elements.append(.anyLetter)
        case .anyLetters: elements.append(.anyLetters)
        }
      }
      edits = nil
    case .fuzzy(let word, let edits):
      append(word)
      self.edits = edits
    }
    if elements.isEmpty { return nil }
    self.elements = elements
    foldedPrefix = edits == nil ? Self.beginning(elements) : []
    isBeginning =
      elements.last == .anyLetters && !elements.dropLast().contains { $0 == .anyLetter || $0 == .anyLetters }
    letters = elements.compactMap { element in
      if case .letter(let letter) = element { letter } else { nil }
    }
    tones = letters.map(\.tone).filter { $0 != 0 }
    isMarked = letters.contains { $0.tone | $0.quality != 0 }
  }

  /// The letters of a word as it would be indexed; of several words, joined.
  private static func letters(of text: String, _ analyzer: any Analyzer) -> [SurfaceLetter] {
    let words = AnalyzedText(text, analyzer: analyzer).syllables.filter { !$0.isAlias }.map(\.surface)
    if words.count == 1 { return Surface.letters(of: words[0]) }
    let joined = Surface.joined(words.map { String(decoding: $0, as: UTF8.self) })
    return joined.map { Surface.letters(of: Array($0.surface.utf8)) } ?? []
  }

  private static func beginning(_ elements: [Element]) -> [UInt8] {
    var text = String.UnicodeScalarView()
    for element in elements {
      guard case .letter(let letter) = element, let scalar = Unicode.Scalar(letter.base) else { break }
      text.append(scalar)
    }
    return Array(String(text).utf8)
  }

  /// Whether every surface of a folded form that matches counts as 1: no marks are asked for, and no letter may differ.
  var acceptsAllSurfaces: Bool { edits == nil && !isMarked && diacritics != .strict }

  /// The letters of a fuzzy pattern, without marks.
  var bases: [UInt32] { letters.map(\.base) }

  /// Whether a folded form matches as far as letters without marks go.
  func matches(folded: [UInt8]) -> Bool {
    if isBeginning, edits == nil { return folded.starts(with: foldedPrefix) }
    if edits == nil, folded.allSatisfy({ $0 < 0x80 }) { return matches(folded) { $0.base == UInt32($1) } }
    let bases = String(decoding: folded, as: UTF8.self).unicodeScalars.map(\.value)
    if let edits { return EditDistance.between(self.bases, bases, limit: edits) != nil }
    return matches(bases) { $0.base == $1 }
  }

  /// What an occurrence of a surface counts; 0 if it does not match.
  func weight(of surface: [UInt8], isBare: Bool) -> Float {
    let other = Surface.letters(of: surface)
    if let edits { return fuzzyWeight(other, isBare, edits) }
    switch diacritics {
    case .folded: return matches(other) { $0.base == $1.base } ? 1 : 0
    case .strict: return matches(other) { $0 == $1 } ? 1 : 0
    case .smart: break
    }
    if isBare { return matches(other) { $0.base == $1.base } ? (isMarked ? SurfaceWeights.bare : 1) : 0 }
    guard hasTones(other) else { return 0 }
    return matches(other) { $0.base == $1.base && ($0.quality == 0 || $0.quality == $1.quality) } ? 1 : 0
  }

  /// Whether the pattern's tones are a word's, in their order, with others between.
  private func hasTones(_ other: [SurfaceLetter]) -> Bool {
    var rest = tones[...]
    for letter in other where letter.tone != 0 && letter.tone == rest.first { rest = rest.dropFirst() }
    return rest.isEmpty
  }

  private func fuzzyWeight(_ other: [SurfaceLetter], _ isBare: Bool, _ edits: Int) -> Float {
    if diacritics == .strict {
      return EditDistance.between(letters, other, limit: edits).map { 1 / (1 + Float($0)) } ?? 0
    }
    let compares = diacritics == .smart && isMarked && !isBare
    let (letterEdits, markEdits) = EditDistance.graded(letters, other, comparesMarks: compares)
    if letterEdits > edits { return 0 }
    let otherTones = other.map(\.tone).filter { $0 != 0 }
    let marks = markEdits + (compares && tones != otherTones ? 1 : 0)
    let weight = 1 / (1 + Float(letterEdits) + Self.markCost * Float(marks))
    return isBare && isMarked && diacritics == .smart ? SurfaceWeights.bare * weight : weight
  }

  /// Matches a shape: the last `*` takes what is left until the rest fits.
  private func matches<Letter>(_ other: [Letter], _ isSame: (SurfaceLetter, Letter) -> Bool) -> Bool {
    var place = 0
    var element = 0
    var star: (element: Int, place: Int)?
    while true {
      if element < elements.count, elements[element] == .anyLetters {
        star = (element, place)
        element += 1
        continue
      }
      if place == other.count && element == elements.count { return true }
      var fits = false
      if place < other.count && element < elements.count {
        switch elements[element] {
        case .letter(let letter): fits = isSame(letter, other[place])
        case .anyLetter: fits = true
        case .anyLetters: break
        }
      }
      if fits {
        place += 1
        element += 1
      } else {
        guard let last = star, last.place < other.count else { return false }
        star = (last.element, last.place + 1)
        place = last.place + 1
        element = last.element + 1
      }
    }
  }
}
