package import VNTextAnalysis

/// Finds where a text matches a query, and the passage that shows it best.
///
/// A syllable of the text matches if its folded form is the query's and its surface would count in the ranking, or,
/// where no such place is in the text, in any surface.
package struct Highlighter {
  private let analyzer: any Analyzer
  private let terms: [[UInt8]: [(syllable: AnalyzedText.Syllable, weights: SurfaceWeights)]]

  /// - Parameter query: What was searched for; excluded clauses are not marked.
  package init(_ query: Query, ranking: Ranking = Ranking(), analyzer: any Analyzer) {
    self.analyzer = analyzer
    var terms: [[UInt8]: [(syllable: AnalyzedText.Syllable, weights: SurfaceWeights)]] = [:]
    for text in query.texts {
      let analyzed = AnalyzedText(text, analyzer: analyzer)
      let weights = SurfaceWeights(for: analyzed, diacritics: ranking.diacritics)
      for syllable in analyzed.syllables {
        terms[syllable.folded, default: []].append((syllable, weights))
        let twin = unsafe syllable.surface.withUnsafeBufferPointer { unsafe Surface.iyTwin(of: $0) }
        if let twin, ranking.diacritics == .smart {
          var other = syllable
          other.surface = twin.surface
          other.folded = twin.folded
          terms[other.folded, default: []].append((other, weights))
        }
      }
    }
    self.terms = terms
  }

  /// A place in a text that matches.
  private struct Match {
    var range: Range<Int>
    var position: UInt32
    var term: Int
    var weight: Float
  }

  /// The best passage of a text.
  ///
  /// - Parameter length: About how many characters it may have.
  package func snippet(of text: String, length: Int = 160) -> Snippet {
    var text = text
    return text.withUTF8 { bytes in unsafe snippet(bytes, length: length) }
  }

  private func snippet(_ bytes: UnsafeBufferPointer<UInt8>, length: Int) -> Snippet {
    let matches = unsafe self.matches(in: bytes)
    let window = unsafe Self.bestWindow(matches, bytes, length: length)
    let shown = matches.filter {
      $0.range.lowerBound >= window.lowerBound && $0.range.upperBound <= window.upperBound
    }
    var ranges: [Range<Int>] = []
    for match in shown {
      let range = (match.range.lowerBound - window.lowerBound)..<(match.range.upperBound - window.lowerBound)
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

  private func matches(in bytes: UnsafeBufferPointer<UInt8>) -> [Match] {
    let buffer = TokenBuffer()
    unsafe analyzer.analyze(bytes, into: buffer)
    // What each distinct form of the text is worth: nil where the query does not have it.
    var worth: [(term: Int, weight: Float)?] = []
    worth.reserveCapacity(buffer.formCount)
    var numbers: [[UInt8]: Int] = [:]
    for form in 0..<buffer.formCount {
      unsafe worth.append(
        buffer.withBytes(of: UInt32(form)) { surface, folded in
          guard let wanted = unsafe terms[Array(folded)] else { return nil }
          let indexed = unsafe TermDictionary.Surface(
            bytes: Array(surface), isBare: false,
            list: PostingListMetadata(kind: .single, documentFrequency: 0))
          let weight = wanted.map { $0.weights.weight(of: indexed, for: $0.syllable) }.max() ?? 0
          let number = unsafe numbers[indexed.bytes.isEmpty ? [] : Array(folded)] ?? numbers.count
          unsafe numbers[Array(folded)] = number
          return weight > 0 ? (number, weight) : nil
        })
    }
    var matches: [Match] = []
    unsafe buffer.withTokens { tokens in
      for index in 0..<tokens.count {
        let token = unsafe tokens[index]
        guard let (term, weight) = worth[Int(token.form)] else { continue }
        matches.append(
          Match(
            range: Int(token.start)..<Int(token.end), position: token.position, term: term, weight: weight))
      }
    }
    let hasGood = matches.contains { $0.weight >= SurfaceWeights.counting }
    return hasGood ? matches.filter { $0.weight >= SurfaceWeights.counting } : matches
  }

  /// The window with the most distinct terms, neighbours counting extra; cut at white space.
  private static func bestWindow(
    _ matches: [Match], _ bytes: UnsafeBufferPointer<UInt8>, length: Int
  ) -> Range<Int> {
    // Vietnamese letters take one to three bytes.
    let budget = length * 4 / 3
    if bytes.count <= budget { return 0..<bytes.count }
    var best = 0..<0
    var bestScore: Float = -1
    for (index, first) in matches.enumerated() {
      var score: Float = 0
      var seen: Set<Int> = []
      var last = index
      for other in index..<matches.count {
        let match = matches[other]
        if match.range.upperBound - first.range.lowerBound > budget * 3 / 4 { break }
        score += seen.insert(match.term).inserted ? match.weight : match.weight * 0.1
        if other > index, matches[other - 1].position + 1 == match.position { score += 0.4 }
        last = other
      }
      if score > bestScore {
        bestScore = score
        best = first.range.lowerBound..<matches[last].range.upperBound
      }
    }
    let spare = max(0, budget - best.count)
    var start = max(0, best.lowerBound - spare / 3)
    var end = min(bytes.count, start + budget)
    start = max(0, min(start, end - budget))
    // Outward to white space, at most a few words; never into a scalar or a match.
    func isSpace(_ place: Int) -> Bool {
      unsafe bytes[place] == 32 || bytes[place] == 10 || bytes[place] == 9
    }
    if start > 0 {
      var place = start
      while place < best.lowerBound && place < bytes.count && !isSpace(place) { place += 1 }
      start = place < best.lowerBound ? place + 1 : best.lowerBound
    }
    if end < bytes.count {
      var place = end
      while place > best.upperBound && !isSpace(place) { place -= 1 }
      end = max(place, best.upperBound)
    }
    while unsafe start > 0 && start < bytes.count && bytes[start] & 0xC0 == 0x80 { start -= 1 }
    while unsafe end < bytes.count && bytes[end] & 0xC0 == 0x80 { end += 1 }
    return start..<max(start, end)
  }
}

extension Query {
  /// The texts of the clauses that are not excluded.
  var texts: [String] {
    switch node {
    case .everything, .filter, .pattern: []
    case .text(let text, _), .phrase(let text, _), .prefix(let text): [text]
    case .near(let texts, _): texts
    case .boosted(let query, _), .constant(let query, _), .field(_, let query): query.texts
    case .boolean(let clauses, _): clauses.filter { $0.role != .mustNot }.flatMap(\.query.texts)
    }
  }
}
