/// Chooses the passages of a text that show its matches best.
@safe struct PassageFinder {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let count: Int
  /// Bytes of a passage: Vietnamese letters take one to three.
  private let budget: Int

  /// - Parameter length: About how many characters a passage may have.
  init(_ bytes: UnsafeBufferPointer<UInt8>, length: Int) {
    unsafe self.bytes = unsafe bytes
    count = bytes.count
    budget = max(1, min(length, 1 << 20)) * 4 / 3
  }

  /// Up to `count` passages that do not overlap, in the order of the text; its beginning if nothing matches.
  func passages(_ matches: [Highlighter.Match], count: Int) -> [Range<Int>] {
    if self.count <= budget { return [0..<self.count] }
    var found: [Range<Int>] = []
    while found.count < count {
      let free = matches.filter { match in !found.contains { $0.overlaps(match.range) } }
      if free.isEmpty && !found.isEmpty { break }
      let core = best(free, apartFrom: found)
      let window = widened(core, apartFrom: found)
      if window.isEmpty || found.contains(where: { $0.overlaps(window) }) { break }
      found.append(window)
    }
    // Less room than for one character.
    return found.isEmpty ? [0..<0] : found.sorted { $0.lowerBound < $1.lowerBound }
  }

  /// The stretch with the most distinct terms, neighbours counting extra.
  private func best(_ matches: [Highlighter.Match], apartFrom found: [Range<Int>]) -> Range<Int> {
    var best = 0..<0
    var bestScore: Float = -1
    for (index, first) in matches.enumerated() {
      var score: Float = 0
      var seen: Set<Int> = []
      var last = index
      for other in index..<matches.count {
        let match = matches[other]
        if match.range.upperBound - first.range.lowerBound > budget * 3 / 4 { break }
        if found.contains(where: { $0.overlaps(first.range.lowerBound..<match.range.upperBound) }) { break }
        score += seen.insert(match.term).inserted ? match.weight : match.weight * 0.1
        if other > index, matches[other - 1].position + 1 == match.position { score += 0.4 }
        last = other
      }
      if score > bestScore {
        bestScore = score
        best = first.range.lowerBound..<matches[last].range.upperBound
      }
    }
    return best
  }

  /// A stretch with text around it, cut at white space where there is some, never inside a character.
  private func widened(_ core: Range<Int>, apartFrom found: [Range<Int>]) -> Range<Int> {
    let floor = found.map(\.upperBound).filter { $0 <= core.lowerBound }.max() ?? 0
    let ceiling = found.map(\.lowerBound).filter { $0 >= core.upperBound }.min() ?? count
    if core.count > budget {
      // A word longer than a passage.
      let end = characterStart(min(core.lowerBound + budget, ceiling))
      return core.lowerBound..<max(core.lowerBound, end)
    }
    let spare = budget - core.count
    var start = max(floor, core.lowerBound - spare / 3)
    var end = min(ceiling, max(start + budget, core.upperBound))
    start = max(floor, min(start, max(end - budget, 0)))
    start = min(start, core.lowerBound)
    if start > floor {
      var place = start
      while place < core.lowerBound && !isSpace(place) { place += 1 }
      start = place < core.lowerBound ? place + 1 : core.lowerBound
    }
    if end < ceiling {
      var place = end
      while place > core.upperBound && !isSpace(place) { place -= 1 }
      // Without white space the text is cut between characters.
      end =
        place > core.upperBound
        ? place : (core.isEmpty ? characterStart(end) : max(core.upperBound, min(end, characterStart(end))))
    }
    start = min(characterStart(start), core.lowerBound)
    return max(start, floor)..<max(start, end)
  }

  private func isSpace(_ place: Int) -> Bool {
    guard place < count else { return true }
    return unsafe bytes[place] == 32 || bytes[place] == 10 || bytes[place] == 9 || bytes[place] == 13
  }

  /// The beginning of the character that a byte is in: letter and marks together, flags whole.
  private func characterStart(_ place: Int) -> Int {
    var start = place
    while start > 0 && start < count {
      while unsafe start > 0 && bytes[start] & 0xC0 == 0x80 { start -= 1 }
      if start == 0 { break }
      // From the last white space before on the characters are those that Swift knows.
      var origin = start
      while origin > 0 && start - origin < 256 && !isSpace(origin - 1) { origin -= 1 }
      while unsafe origin > 0 && bytes[origin] & 0xC0 == 0x80 { origin -= 1 }
      let text = unsafe String(
        decoding: UnsafeBufferPointer(rebasing: bytes[origin..<min(count, start + 64)]), as: UTF8.self)
      var character = origin
      for element in text {
        let next = character + element.utf8.count
        if next > start { break }
        character = next
      }
      return character
    }
    return start
  }
}
