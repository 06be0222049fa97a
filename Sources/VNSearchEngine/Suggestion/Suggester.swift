import Synchronization
import VNTextAnalysis

/// Completes what a person types to frequent words and pairs of words of a snapshot.
///
/// Words come from a table that is made once for a snapshot, pairs from the pair dictionaries; with which marks a pair is
/// spelled is looked up in some documents that have it, and remembered. Safe to share between threads.
final class Suggester: Sendable {
  private struct Pair: Hashable {
    var first: [UInt8]
    var second: [UInt8]
  }

  private struct State {
    var table: SuggestionTable?
    /// How pairs are spelled: the surfaces of both words that stand side by side most often.
    var spellings: [Pair: Spelling] = [:]
    /// What follows a word most often.
    var followers: [[UInt8]: [Follower]] = [:]
  }

  private struct Spelling {
    var first: [UInt8]
    var second: [UInt8]
  }

  private struct Follower {
    var folded: [UInt8]
    var documentFrequency: Int
  }

  private let state = Guarded(State())
  /// More than anybody looks through.
  private static let mostSuggestions = 10_000
  /// How many documents are asked how they spell a pair.
  private static let samples = 12
  /// After so many pairs what was looked up is forgotten.
  private static let mostRemembered = 20_000

  /// Completions of a text, the most frequent first.
  func suggest(
    _ text: String, limit: Int, segments: [Segment], analyzer: any Analyzer
  ) throws(SearchError) -> [Suggestion] {
    guard limit > 0 else { return [] }
    let limit = min(limit, Self.mostSuggestions)
    let endsWord = text.unicodeScalars.last?.properties.isWhitespace ?? true
    let (words, ranges) = Self.words(of: text, analyzer)
    guard let last = words.last else { return [] }
    let bytes = Array(text.utf8)
    if endsWord {
      let stem = String(decoding: bytes[..<ranges[words.count - 1].lowerBound], as: UTF8.self)
      return try pairs(after: last, completing: nil, segments, limit).map {
        Suggestion(text: stem + $0.text, documentFrequency: $0.documentFrequency)
      }
    }
    guard
      let matcher = TermMatcher(
        .prefix(String(decoding: last.surface, as: UTF8.self)), analyzer: analyzer, diacritics: .smart)
    else { return [] }
    let stem = String(decoding: bytes[..<ranges[words.count - 1].lowerBound], as: UTF8.self)
    let completions = try table(segments).words(completing: matcher, limit: limit)
    var found: [Suggestion] = []
    if words.count > 1 {
      let before = words[words.count - 2]
      let head = String(decoding: bytes[..<ranges[words.count - 2].lowerBound], as: UTF8.self)
      found = try pairs(after: before, completing: matcher, segments, limit).map {
        Suggestion(text: head + $0.text, documentFrequency: $0.documentFrequency)
      }
    } else {
      // What the likeliest words go on with.
      for word in completions.prefix(3) {
        let own = AnalyzedText.Syllable(
          surface: word.surface, folded: word.folded, isMarked: true, hasTone: false, startsWithDigit: false,
          position: 0, isAlias: false)
        found += try pairs(after: own, completing: nil, segments, limit).map {
          Suggestion(text: stem + $0.text, documentFrequency: $0.documentFrequency)
        }
      }
      found.sort { $0.documentFrequency > $1.documentFrequency }
      found = Array(found.prefix(limit / 2))
    }
    // Words alone take what is left: beside a word before them they are less likely than its pairs.
    let known = Set(found.map(\.text))
    for word in completions where found.count < limit {
      let text = stem + String(decoding: word.surface, as: UTF8.self)
      if !known.contains(text) {
        found.append(Suggestion(text: text, documentFrequency: word.documentFrequency))
      }
    }
    return words.count > 1 ? found : found.sorted { $0.documentFrequency > $1.documentFrequency }
  }

  private static func words(
    of text: String, _ analyzer: any Analyzer
  ) -> (words: [AnalyzedText.Syllable], ranges: [Range<Int>]) {
    let words = AnalyzedText(text, analyzer: analyzer).syllables.filter { !$0.isAlias }
    let buffer = TokenBuffer()
    analyzer.analyze(text, into: buffer)
    var ranges: [Range<Int>] = []
    unsafe buffer.withTokens { tokens in
      for index in tokens.indices {
        let token = unsafe tokens[index]
        if !token.isAlias { ranges.append(Int(token.start)..<Int(token.end)) }
      }
    }
    return (words, ranges)
  }

  private func table(_ segments: [Segment]) throws(SearchError) -> SuggestionTable {
    if let table = state.withLock({ $0.table }) { return table }
    let made = try SuggestionTable(segments)
    state.withLock { $0.table = made }
    return made
  }

  // MARK: Pairs

  /// The words that follow another most often, with it, spelled as documents do.
  private func pairs(
    after first: AnalyzedText.Syllable, completing matcher: TermMatcher?, _ segments: [Segment], _ limit: Int
  ) throws(SearchError) -> [Suggestion] {
    var found: [Suggestion] = []
    for follower in try followers(of: first.folded, completing: matcher, segments, limit: 2 * limit) {
      if found.count == limit { break }
      guard let spelling = try spelling(first, follower.folded, matcher, segments) else { continue }
      found.append(
        Suggestion(
          text: String(decoding: spelling.first + [0x20] + spelling.second, as: UTF8.self),
          documentFrequency: follower.documentFrequency))
    }
    return found
  }

  private func followers(
    of first: [UInt8], completing matcher: TermMatcher?, _ segments: [Segment], limit: Int
  ) throws(SearchError) -> [Follower] {
    if matcher == nil, let known = state.withLock({ $0.followers[first] }), known.count >= limit {
      return Array(known.prefix(limit))
    }
    let prefix = matcher?.foldedPrefix ?? []
    var counts: [[UInt8]: Int] = [:]
    for segment in segments {
      guard let entry = try segment.terms.find(first) else { continue }
      let low = try segment.terms.ordinal(ofFirstNotBelow: prefix)
      let high = prefix.isEmpty ? segment.terms.count : try segment.terms.ordinal(behind: prefix)
      if low >= high { continue }
      var best: [(second: Int, count: UInt32)] = []
      // Of several segments more are kept: one may have few of what the others have many.
      let kept = segments.count > 1 ? 4 * limit : limit
      try segment.pairs.forEach(first: entry.ordinal, seconds: low...(high - 1)) { second, list in
        let count = list.documentFrequency
        if best.count == kept, count <= best[kept - 1].count { return }
        let place = best.firstIndex { $0.count < count } ?? best.count
        best.insert((second, count), at: place)
        if best.count > kept { best.removeLast() }
      }
      for (second, count) in best {
        guard let folded = try segment.terms.folded(ofOrdinal: second) else { continue }
        counts[folded, default: 0] += Int(count)
      }
    }
    let sorted = counts.sorted {
      $0.value != $1.value ? $0.value > $1.value : $0.key.lexicographicallyPrecedes($1.key)
    }.prefix(limit).map { Follower(folded: $0.key, documentFrequency: $0.value) }
    if matcher == nil {
      state.withLock { state in
        if state.followers.count > Self.mostRemembered { state.followers = [:] }
        state.followers[first] = sorted
      }
    }
    return sorted
  }

  /// How documents spell two words side by side; nil if not as they are typed.
  private func spelling(
    _ first: AnalyzedText.Syllable, _ second: [UInt8], _ matcher: TermMatcher?, _ segments: [Segment]
  ) throws(SearchError) -> Spelling? {
    let pair = Pair(first: first.folded, second: second)
    let known: Spelling?
    if let remembered = state.withLock({ $0.spellings[pair] }) {
      known = remembered
    } else {
      let sampled = try sample(pair, segments)
      if let sampled {
        state.withLock { state in
          if state.spellings.count > Self.mostRemembered { state.spellings = [:] }
          state.spellings[pair] = sampled
        }
      }
      known = sampled
    }
    guard let known else { return nil }
    if first.isMarked && known.first != first.surface { return nil }
    if let matcher, matcher.weight(of: known.second, isBare: false) == 0 { return nil }
    return known
  }

  private func sample(_ pair: Pair, _ segments: [Segment]) throws(SearchError) -> Spelling? {
    var votes: [[[UInt8]]: Int] = [:]
    let positions = [IntegerBuffer(), IntegerBuffer()]
    let surfaces = [IntegerBuffer(), IntegerBuffer()]
    for segment in segments {
      guard let first = try segment.terms.find(pair.first), let second = try segment.terms.find(pair.second),
        let list = try segment.pairs.find(first.ordinal, second.ordinal)
      else { continue }
      let documents = try segment.pairCursor(list)
      let cursors = [try segment.cursor(first.list), try segment.cursor(second.list)]
      let readers = [try segment.positions(of: first), try segment.positions(of: second)]
      var left = Self.samples
      for window in 0..<DocumentGrid.windowCount(documents: segment.documentCount) where left > 0 {
        guard documents.prepare(window: window), cursors[0].prepare(window: window),
          cursors[1].prepare(window: window)
        else { continue }
        for subBlock in 0..<DocumentGrid.subBlocksPerWindow where left > 0 {
          var mask = unsafe documents.bounds[subBlock] == 0 ? 0 : documents.mask(of: subBlock)
          while mask != 0 && left > 0 {
            let local = subBlock << 6 | mask.trailingZeroBitCount
            mask &= mask &- 1
            left -= 1
            for index in 0..<2 {
              positions[index].removeAll()
              surfaces[index].removeAll()
              readers[index].read(
                ordinal: cursors[index].ordinal(ofDocument: local), positions: positions[index],
                surfaces: surfaces[index])
            }
            let behind = unsafe Dictionary(
              zip(positions[1].values, surfaces[1].values).map { ($0, $1) },
              uniquingKeysWith: { first, _ in first })
            for (position, surface) in unsafe Array(zip(positions[0].values, surfaces[0].values)) {
              guard let next = behind[position &+ 1], Int(surface) < first.surfaces.count,
                Int(next) < second.surfaces.count
              else { continue }
              let (one, other) = (first.surfaces[Int(surface)], second.surfaces[Int(next)])
              // Documents without marks tell nothing where others have them.
              votes[[one.bytes, other.bytes], default: 0] += one.isBare || other.isBare ? 1 : 100
            }
          }
        }
      }
    }
    let best = votes.max { left, right in
      left.value != right.value
        ? left.value < right.value : right.key.description < left.key.description
    }
    return best.map { Spelling(first: $0.key[0], second: $0.key[1]) }
  }
}
