/// Finds the few documents that all of several lists have, chunk by chunk, the rarest list first.
///
/// A list is opened when a document is met that all rarer ones have: of a dozen words that seldom stand together, most
/// are never looked at.
@safe struct ListIntersection {
  /// More documents are left to a search that has bounds.
  private let most: Int
  /// So many documents of a chunk are looked up one by one, more by masks.
  private static let lookedUpSingly = 32

  private let lists: [PostingListMetadata]
  private let documentCount: Int
  /// The lists opened so far, a beginning of `lists`.
  private(set) var cursors: [PostingCursor] = []
  private var slots: [Int] = []

  /// - Parameter lists: At least one.
  init(_ lists: [PostingListMetadata], documentCount: Int) {
    self.lists = lists.sorted { $0.documentFrequency < $1.documentFrequency }
    self.documentCount = documentCount
    most = Self.most(of: documentCount)
    cursors.reserveCapacity(lists.count)
    slots.reserveCapacity(lists.count)
  }

  /// More of so many documents are left to a search that has bounds.
  static func most(of documentCount: Int) -> Int { min(256, 8 + documentCount / 8) }

  /// Whether so few documents have all lists, were these independent of each other, that they should be found first.
  static func pays(_ lists: [PostingListMetadata], documentCount: Int) -> Bool {
    if lists.count < 2 { return false }
    var expected = Float(documentCount)
    for list in lists { expected *= Float(list.documentFrequency) / Float(documentCount) }
    return expected <= min(64, Float(documentCount) / 16)
  }

  /// Whether these lists are intersected, in whatever order.
  func isOf(_ others: [PostingListMetadata]) -> Bool {
    lists.count == others.count && others.allSatisfy { lists.contains($0) }
      && lists.allSatisfy { others.contains($0) }
  }

  /// The documents, ascending; nil if there are many.
  ///
  /// - Parameter open: Opens a list.
  mutating func documents(
    _ open: (PostingListMetadata) throws(SearchError) -> PostingCursor
  ) throws(SearchError) -> [UInt32]? {
    try openNext(open)
    let rarest = cursors[0]
    var found: [UInt32] = []
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: 8 * DocumentGrid.subBlocksPerChunk + 2 * Self.lookedUpSingly, alignment: 16)
    defer { unsafe memory.deallocate() }
    let masks = unsafe memory.bindMemory(to: UInt64.self, capacity: DocumentGrid.subBlocksPerChunk)
    let places = unsafe (memory + 8 * DocumentGrid.subBlocksPerChunk).bindMemory(
      to: UInt16.self, capacity: Self.lookedUpSingly)
    if rarest.kind != .chunked {
      let documents = rarest.decodedDocuments ?? []
      var first = 0
      while first < documents.count {
        let chunk = Int(documents[first]) >> DocumentGrid.chunkShift
        var count = 0
        while first + count < documents.count && count < Self.lookedUpSingly
          && Int(documents[first + count]) >> DocumentGrid.chunkShift == chunk
        {
          unsafe places[count] = UInt16(documents[first + count] & UInt32(DocumentGrid.chunkSize - 1))
          count += 1
        }
        try unsafe lookUp(places, count, chunk, open, &found)
        if found.count > most { return nil }
        first += count
      }
      return found
    }
    for slot in 0..<rarest.chunkCount {
      let chunk = rarest.chunkID(slot)
      let container = unsafe rarest.container(ofSegmentChunk: chunk, from: &slots[0])
      if rarest.containerCount(slot) <= Self.lookedUpSingly {
        var count = 0
        unsafe rarest.forEachPosting(container) { place, _ in
          if count < Self.lookedUpSingly { unsafe places[count] = UInt16(truncatingIfNeeded: place) }
          count += 1
        }
        // What a container of another kind announces may be wrong.
        if count == rarest.containerCount(slot) {
          try unsafe lookUp(places, count, chunk, open, &found)
          if found.count > most { return nil }
          continue
        }
      }
      try unsafe intersect(container, chunk, masks, open, &found)
      if found.count > most { return nil }
    }
    return found
  }

  private mutating func openNext(
    _ open: (PostingListMetadata) throws(SearchError) -> PostingCursor
  ) throws(SearchError) {
    cursors.append(try open(lists[cursors.count]))
    slots.append(0)
  }

  /// Appends those of a few documents of a chunk that all other lists have.
  private mutating func lookUp(
    _ places: UnsafeMutablePointer<UInt16>, _ count: Int, _ chunk: Int,
    _ open: (PostingListMetadata) throws(SearchError) -> PostingCursor, _ found: inout [UInt32]
  ) throws(SearchError) {
    var left = count
    for index in 1..<lists.count {
      if index == cursors.count { try openNext(open) }
      let cursor = cursors[index]
      let container = unsafe cursor.container(ofSegmentChunk: chunk, from: &slots[index])
      var kept = 0
      for place in 0..<left where unsafe cursor.has(Int(places[place]), in: container) {
        unsafe places[kept] = unsafe places[place]
        kept &+= 1
      }
      left = kept
      if left == 0 { return }
    }
    for place in 0..<left {
      unsafe append(chunk << DocumentGrid.chunkShift | Int(places[place]), to: &found)
    }
  }

  /// Appends the documents of a chunk that the rarest list has in a container, and all others.
  private mutating func intersect(
    _ container: PostingCursor.Container, _ chunk: Int, _ masks: UnsafeMutablePointer<UInt64>,
    _ open: (PostingListMetadata) throws(SearchError) -> PostingCursor, _ found: inout [UInt32]
  ) throws(SearchError) {
    unsafe masks.update(repeating: 0, count: DocumentGrid.subBlocksPerChunk)
    unsafe cursors[0].unite(container, into: masks)
    var live = UInt64.max
    for index in 1..<lists.count where live != 0 {
      if index == cursors.count { try openNext(open) }
      let cursor = cursors[index]
      live = unsafe cursor.intersect(
        cursor.container(ofSegmentChunk: chunk, from: &slots[index]), live: live, masks)
    }
    while live != 0 {
      let subBlock = live.trailingZeroBitCount
      live &= live &- 1
      var mask = unsafe masks[subBlock]
      while mask != 0 {
        append(chunk << DocumentGrid.chunkShift | subBlock << 6 | mask.trailingZeroBitCount, to: &found)
        mask &= mask &- 1
      }
    }
  }

  private func append(_ document: Int, to found: inout [UInt32]) {
    // Only a damaged list names a document behind the last.
    if document < documentCount { found.append(UInt32(truncatingIfNeeded: document)) }
  }
}
