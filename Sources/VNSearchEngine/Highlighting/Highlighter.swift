package import VNTextAnalysis

/// Finds where a text matches a query, and the passages that show it best.
///
/// A syllable of the text matches if its folded form is the query's and its surface would count in the ranking. Where the
/// text has no such place for a word, other surfaces of it match too: bare ones, all of a word that no document has as
/// spelled, and all if nothing of the query stands in the text as spelled. Words that the query has only in a phrase are
/// marked only where the phrase stands; what it asks of another field is not marked.
package struct Highlighter {
  private let analyzer: any Analyzer
  private let words: HighlightedWords
  private let approximate: Set<[UInt8]>

  /// - Parameters:
  ///   - query: What was searched for; excluded clauses are not marked.
  ///   - approximate: Its words that no document has as spelled, as ``IndexSnapshot/Hits`` has them.
  package init(
    _ query: Query, ranking: Ranking = Ranking(), analyzer: any Analyzer, approximate: [String] = []
  ) {
    self.analyzer = analyzer
    self.approximate = Set(approximate.map { Array($0.utf8) })
    words = HighlightedWords(query, ranking: ranking, analyzer: analyzer)
  }

  /// A place in a text that matches.
  struct Match {
    var range: Range<Int>
    var position: UInt32
    var term: Int
    var weight: Float
    /// Whether it is marked though its surface counts for little, where its word has no better place.
    var isFallback: Bool
  }

  /// The best passage of a text.
  ///
  /// - Parameters:
  ///   - field: The field that it is the text of; nil: whatever the query asks for is marked.
  ///   - length: About how many characters it may have.
  package func snippet(of text: String, field: String? = nil, length: Int = 160) -> Snippet {
    snippets(of: text, field: field, count: 1, length: length)[0]
  }

  /// The best passages of a text, in its order; its beginning if nothing matches.
  ///
  /// - Parameters:
  ///   - field: The field that it is the text of; nil: whatever the query asks for is marked.
  ///   - count: How many at most, one at least.
  ///   - length: About how many characters each may have.
  package func snippets(of text: String, field: String? = nil, count: Int, length: Int = 160) -> [Snippet] {
    var text = text
    return text.withUTF8 { bytes in
      let matches = unsafe self.matches(in: bytes, field: field)
      let windows = unsafe PassageFinder(bytes, length: length).passages(matches, count: max(1, count))
      return windows.map { unsafe Self.snippet($0, matches, bytes) }
    }
  }

  private static func snippet(
    _ window: Range<Int>, _ matches: [Match], _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Snippet {
    var ranges: [Range<Int>] = []
    // A word that is longer than a passage is marked as far as it is shown.
    for match in matches
    where match.range.lowerBound == window.lowerBound
      || match.range.lowerBound > window.lowerBound && match.range.upperBound <= window.upperBound
    {
      let end = min(match.range.upperBound, window.upperBound)
      let range = (match.range.lowerBound - window.lowerBound)..<(end - window.lowerBound)
      if range.isEmpty { continue }
      if let last = ranges.last, last.upperBound >= range.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        ranges.append(range)
      }
    }
    return unsafe Snippet(
      text: String(decoding: UnsafeBufferPointer(rebasing: bytes[window]), as: UTF8.self), matches: ranges,
      isCutBefore: window.lowerBound > 0, isCutAfter: window.upperBound < bytes.count)
  }

  // MARK: Matches

  private func matches(in bytes: UnsafeBufferPointer<UInt8>, field: String?) -> [Match] {
    let buffer = TokenBuffer()
    unsafe analyzer.analyze(bytes, into: buffer)
    // What each distinct form of the text is worth: nil where the query does not have it.
    var worth: [(term: Int, weight: Float, isFallback: Bool)?] = []
    var forms: [(surface: [UInt8], folded: [UInt8])] = []
    var numbers: [[UInt8]: Int] = [:]
    for form in 0..<buffer.formCount {
      let (surface, folded) = unsafe buffer.withBytes(of: UInt32(form)) { surface, folded in
        unsafe (Array(surface), Array(folded))
      }
      forms.append((surface, folded))
      let weight = self.weight(surface, folded, field)
      if weight > 0 {
        let number = numbers[folded] ?? numbers.count
        numbers[folded] = number
        worth.append((number, weight, surface == folded || isApproximate(folded)))
      } else {
        worth.append(nil)
      }
    }
    var matches: [Match] = []
    unsafe buffer.withTokens { tokens in
      // Where the token of each position is: a phrase goes from position to position.
      var places: [Int] = []
      for index in tokens.indices where unsafe !tokens[index].isAlias { places.append(index) }
      var inPhrase: [Int: Float] = [:]
      for (rank, index) in places.enumerated() {
        let folded = unsafe forms[Int(tokens[index].form)].folded
        for phrase in words.phrases[folded] ?? []
        where phrase.field == nil || field == nil || phrase.field == field {
          var weights: [(token: Int, weight: Float)] = []
          for (offset, syllable) in phrase.parts {
            guard rank + Int(offset) < places.count else { break }
            let token = places[rank + Int(offset)]
            let form = unsafe forms[Int(tokens[token].form)]
            guard form.folded == syllable.syllable.folded else { break }
            let weight = Self.weight(form.surface, syllable)
            if weight == 0 { break }
            weights.append((token, weight))
          }
          guard weights.count == phrase.parts.count else { continue }
          for (token, weight) in weights { inPhrase[token] = max(inPhrase[token] ?? 0, weight) }
        }
      }
      for index in tokens.indices {
        let token = unsafe tokens[index]
        let own = worth[Int(token.form)]
        let weight = max(own?.weight ?? 0, inPhrase[index] ?? 0)
        if weight == 0 { continue }
        let folded = forms[Int(token.form)].folded
        let number = numbers[folded] ?? numbers.count
        numbers[folded] = number
        matches.append(
          Match(
            range: unsafe Int(token.start)..<Self.endOfMarks(from: Int(token.end), in: bytes),
            position: token.position, term: number, weight: weight,
            isFallback: own?.isFallback ?? false))
      }
    }
    let good = Set(matches.filter { $0.weight >= SurfaceWeights.counting }.map(\.term))
    if good.isEmpty { return matches }
    return matches.filter {
      $0.weight >= SurfaceWeights.counting || $0.isFallback && !good.contains($0.term)
    }
  }

  /// The end of the marks, joiners and variation selectors that stand behind a place, which belong to the letter before.
  private static func endOfMarks(from place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var end = place
    // No such character is below U+0300.
    while unsafe end < bytes.count && bytes[end] >= 0xCC {
      var next = end + 1
      while unsafe next < bytes.count && bytes[next] & 0xC0 == 0x80 { next += 1 }
      let text = unsafe String(decoding: UnsafeBufferPointer(rebasing: bytes[end..<next]), as: UTF8.self)
      guard let scalar = text.unicodeScalars.first,
        scalar.properties.isGraphemeExtend || scalar.value == 0x200D
      else { break }
      end = next
    }
    return end
  }

  /// Whether the query has a word of this folded form that no document has as spelled.
  private func isApproximate(_ folded: [UInt8]) -> Bool {
    !approximate.isEmpty
      && (words.syllables[folded] ?? []).contains { approximate.contains($0.syllable.surface) }
  }

  /// What a form is worth by itself.
  private func weight(_ surface: [UInt8], _ folded: [UInt8], _ field: String?) -> Float {
    var best: Float = 0
    for own in words.syllables[folded] ?? [] where own.field == nil || field == nil || own.field == field {
      best = max(best, Self.weight(surface, own))
    }
    for (matcher, own) in words.patterns where own == nil || field == nil || own == field {
      best = max(best, matcher.matches(folded: folded) ? matcher.weight(of: surface, isBare: false) : 0)
    }
    return best
  }

  private static func weight(_ surface: [UInt8], _ syllable: HighlightedWords.Syllable) -> Float {
    let indexed = TermDictionary.Surface(
      bytes: surface, isBare: false, list: PostingListMetadata(kind: .single, documentFrequency: 0))
    return syllable.weights.weight(of: indexed, for: syllable.syllable)
  }
}
