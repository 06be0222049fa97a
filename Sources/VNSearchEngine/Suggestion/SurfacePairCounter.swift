/// Counts which surfaces of two folded forms stand side by side, from positions in a sample of the documents that have
/// the pair.
///
/// An index stores folded pairs and, with the positions, each token's surface; that is enough to know how the pair is
/// spelled. 64 documents, evenly spread over the pair's list, restore marks as well as all documents do (see
/// `Ranking.md`), so nothing else need be stored.
struct SurfacePairCounter {
  /// Two surfaces side by side.
  struct Pair: Hashable {
    var first: [UInt8]
    var second: [UInt8]
  }

  let segments: [Segment]
  let resolver: TermResolver
  /// How many documents of a pair are looked at.
  let sampleSize: Int

  /// How often each two surfaces of the folded forms are adjacent in the sample. Tokens of unmarked documents, whose
  /// marks are lost, are not counted.
  ///
  /// - Complexity: O(documents with the pair / 64 + positions in the sample).
  func count(_ first: [UInt8], _ second: [UInt8]) throws(SearchError) -> [Pair: Int] {
    let lists = try resolver.find(first, second)
    let total = lists.reduce(0) { $0 + Int($1?.documentFrequency ?? 0) }
    var counts: [Pair: Int] = [:]
    if total == 0 { return counts }
    let step = max(1, total / sampleSize)
    // The sample runs through all segments as through one list.
    var passed = 0
    for (index, list) in lists.enumerated() {
      guard let list, let left = try resolver.find(first)[index], let right = try resolver.find(second)[index]
      else { continue }
      let reader = try PairReader(segments[index], left, right)
      for document in try Self.documents(of: list, in: segments[index], from: passed, every: step) {
        reader.count(document, into: &counts)
      }
      passed += Int(list.documentFrequency)
    }
    return counts
  }

  /// Every `step`-th document of a list, where `passed` postings were counted before it.
  private static func documents(
    of list: PostingListMetadata, in segment: Segment, from passed: Int, every step: Int
  ) throws(SearchError) -> [Int] {
    let cursor = try segment.pairCursor(list)
    var documents: [Int] = []
    var number = passed
    let windowSize = DocumentGrid.windowSize
    for window in 0..<((segment.documentCount + windowSize - 1) / windowSize) {
      guard cursor.prepare(window: window) else { continue }
      for subBlock in 0..<DocumentGrid.subBlocksPerWindow where unsafe cursor.bounds[subBlock] != 0 {
        var mask = cursor.mask(of: subBlock)
        while mask != 0 {
          if number % step == 0 {
            documents.append(window * windowSize + subBlock * 64 + mask.trailingZeroBitCount)
          }
          number += 1
          mask &= mask &- 1
        }
      }
    }
    return documents
  }
}

/// Reads the positions of two terms in documents that have both.
private final class PairReader {
  private struct Side {
    var entry: TermDictionary.Entry
    var cursor: PostingCursor
    var reader: PositionsReader
    let positions = IntegerBuffer()
    let surfaces = IntegerBuffer()
  }

  private let sides: [Side]

  init(_ segment: Segment, _ left: TermDictionary.Entry, _ right: TermDictionary.Entry) throws(SearchError) {
    var sides: [Side] = []
    for entry in [left, right] {
      sides.append(
        Side(
          entry: entry, cursor: try segment.cursor(entry.list), reader: try segment.positions(of: entry)))
    }
    self.sides = sides
  }

  func count(_ document: Int, into counts: inout [SurfacePairCounter.Pair: Int]) {
    for side in sides {
      side.positions.removeAll()
      side.surfaces.removeAll()
      let local = document & (DocumentGrid.windowSize - 1)
      // A damaged index may have a pair in a document that lacks its terms.
      guard side.cursor.prepare(window: document >> DocumentGrid.windowShift),
        side.cursor.mask(of: local >> 6) &>> UInt64(local & 63) & 1 == 1
      else { return }
      side.reader.read(
        ordinal: side.cursor.ordinal(ofDocument: local), positions: side.positions, surfaces: side.surfaces)
    }
    let (left, right) = (sides[0], sides[1])
    var other = 0
    for place in 0..<left.positions.count {
      let next = unsafe left.positions.base[place] &+ 1
      while other < right.positions.count, unsafe right.positions.base[other] < next { other += 1 }
      guard other < right.positions.count else { return }
      guard unsafe right.positions.base[other] == next,
        let first = surface(left, place), let second = surface(right, other)
      else { continue }
      counts[SurfacePairCounter.Pair(first: first, second: second), default: 0] += 1
    }
  }

  private func surface(_ side: Side, _ place: Int) -> [UInt8]? {
    guard place < side.surfaces.count else { return nil }
    let number = unsafe Int(side.surfaces.base[place])
    guard number < side.entry.surfaces.count, !side.entry.surfaces[number].isBare else { return nil }
    return side.entry.surfaces[number].bytes
  }
}
