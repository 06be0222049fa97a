/// Goes over the terms of a dictionary in their order, without allocating anything for a term.
///
/// A pattern looks at thousands of terms and takes few: of those it leaves, surfaces are only passed over.
struct TermScanner {
  private let dictionary: TermDictionary
  /// The folded form of the term where the scanner is.
  private(set) var folded: [UInt8] = []
  /// Its place in byte order, from 0.
  private(set) var ordinal = -1
  /// Its list over all surfaces.
  private(set) var list = PostingListMetadata(kind: .single, documentFrequency: 0)
  private var positionsLength: UInt64 = 0
  private var surfaceCount = 0
  private var place = 0
  private var postings: UInt64 = 0
  private var positions: UInt64 = 0
  /// Whether the surfaces of the term are still to be read.
  private var isBeforeSurfaces = false

  init(_ dictionary: TermDictionary) { self.dictionary = dictionary }

  /// Moves to the next term, at first to the first; false behind the last.
  mutating func advance() throws(SearchError) -> Bool {
    if isBeforeSurfaces { try dictionary.skipSurfaces(surfaceCount, &place, &postings) }
    isBeforeSurfaces = false
    positions &+= positionsLength
    ordinal += 1
    guard ordinal < dictionary.count else { return false }
    if ordinal % TermDictionaryWriter.blockSize == 0 {
      place = try dictionary.blockStart(ordinal / TermDictionaryWriter.blockSize)
      postings = try dictionary.varint(&place)
      positions = try dictionary.varint(&place)
      positionsLength = 0
      folded.removeAll(keepingCapacity: true)
    }
    let shared = try dictionary.varint(&place)
    guard shared <= UInt64(folded.count) else { throw dictionary.corrupt(place) }
    folded.removeLast(folded.count - Int(shared))
    unsafe folded.append(contentsOf: try dictionary.run(&place))
    (list, positionsLength, surfaceCount) = try dictionary.header(&place, &postings)
    isBeforeSurfaces = true
    return true
  }

  /// Moves on to the first term that is not below `start`; false if there is none.
  ///
  /// - Complexity: O(log terms).
  mutating func seek(_ start: [UInt8]) throws(SearchError) -> Bool {
    let current = max(0, ordinal) / TermDictionaryWriter.blockSize
    let wanted = try unsafe start.withUnsafeBufferPointer { (bytes) throws(SearchError) -> Int in
      let start = UnsafeRawBufferPointer(bytes)
      // Most go only a few terms on; and a damaged order must not lead back, or there would be no end.
      if ordinal >= 0 {
        if current + 1 >= dictionary.blockCount { return current }
        let next = try unsafe dictionary.firstTerm(ofBlock: current + 1)
        if unsafe dictionary.compareBytes(next, start) > 0 { return current }
      }
      return max(current, try unsafe dictionary.blockIndex(of: start))
    }
    if ordinal >= dictionary.count { return false }
    if ordinal < 0 || wanted > current {
      ordinal = wanted * TermDictionaryWriter.blockSize - 1
      isBeforeSurfaces = false
      if try !advance() { return false }
    }
    while folded.lexicographicallyPrecedes(start) {
      if try !advance() { return false }
    }
    return true
  }

  /// Calls `body` with each surface of the term, in their order; once for a term.
  mutating func forEachSurface(
    _ body: (_ bytes: UnsafeRawBufferPointer, _ isBare: Bool, _ list: PostingListMetadata) -> Void
  ) throws(SearchError) {
    if !isBeforeSurfaces { return }
    isBeforeSurfaces = false
    for _ in 0..<surfaceCount {
      let mark = try dictionary.varint(&place)
      let surface = try unsafe dictionary.run(&place, length: mark >> 1)
      let list = surfaceCount == 1 ? self.list : try dictionary.list(&place, &postings)
      if unsafe surface.isEmpty {
        unsafe folded.withUnsafeBufferPointer { bytes in
          unsafe body(UnsafeRawBufferPointer(bytes), mark & 1 != 0, list)
        }
      } else {
        unsafe body(surface, mark & 1 != 0, list)
      }
    }
  }

  /// The term with its surfaces; once for a term.
  mutating func entry() throws(SearchError) -> TermDictionary.Entry {
    var entry = TermDictionary.Entry(
      ordinal: ordinal, folded: folded, list: list, positionsOffset: positions,
      positionsLength: Int(positionsLength), surfaceCount: surfaceCount, surfaces: [])
    if isBeforeSurfaces { try dictionary.readSurfaces(of: &entry, &place, &postings) }
    isBeforeSurfaces = false
    return entry
  }
}
