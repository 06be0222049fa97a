import CVNKernels

/// Scores many posting lists as one term: the frequency is Σ w·tf over the lists.
///
/// A pattern matches up to thousands of words, so no list has a scorer or bounds of its own: the frequencies of a chunk's
/// documents are added up in bytes, list by list, when the chunk is looked into, and only in the sub-blocks that are
/// asked for. A byte is the exact sum unless it is 255. Frequencies are summed for each weight first, so that the result
/// does not depend on how words are spread over segments.
@safe final class UnionScorer: BlockScorer {
  /// Up to so many lists bound each sub-block; more only bound chunks.
  static let boundedLists = 8
  /// After so many sub-blocks of a chunk were asked for one by one, all are added up.
  static let singleSubBlocks = 3

  /// The chunked lists; the others are in `scattered`.
  let cursors: [PostingCursor]
  private let listClasses: [Int]
  /// The weight of each.
  var cursorWeights: [Float] { listClasses.map { classWeights[$0] } }
  let scattered: ScatteredPostings
  /// The cursors, which `cursors` keeps alive, without counting references at every use.
  private let lists: UnsafeMutablePointer<Unmanaged<PostingCursor>>
  /// Distinct weights, descending.
  let classWeights: [Float]
  let unit: Float
  let impacts: ImpactTable
  private let tables = CountTables()
  /// For each class the sums of the chunk's 4,096 documents.
  let sums: UnsafeMutablePointer<UInt8>
  private let counts: UnsafeMutablePointer<UInt32>
  /// Steps for each class: see `prepareSteps`.
  let classSteps: UnsafeMutablePointer<UInt8>
  private let documentFrequency: Int
  private var window = 0
  /// The chunk of the window that `sums` is of, and its sub-blocks that are added up.
  private var filledChunk = -1
  private var filled: UInt64 = 0
  private var singles = 0
  /// See `keepReaching`.
  let reach = CountReach()

  /// - Parameters:
  ///   - cursors: Chunked lists, each with the class of its weight.
  ///   - scattered: The postings of the other lists.
  init(
    cursors: [(cursor: PostingCursor, weightClass: Int)], scattered: ScatteredPostings, classWeights: [Float],
    weight: Float, boundRatio: Float, unit: Float, impacts: ImpactTable
  ) {
    self.cursors = cursors.map(\.cursor)
    listClasses = cursors.map(\.weightClass)
    self.scattered = scattered
    self.classWeights = classWeights
    self.unit = unit
    self.impacts = impacts
    documentFrequency = cursors.reduce(scattered.count) { $0 + $1.cursor.documentFrequency }
    unsafe lists = .allocate(capacity: max(1, cursors.count))
    for (index, list) in cursors.enumerated() {
      unsafe (lists + index).initialize(to: .passUnretained(list.cursor))
    }
    unsafe sums = .allocate(capacity: DocumentGrid.chunkSize * classWeights.count)
    unsafe counts = .allocate(capacity: 64 * classWeights.count)
    unsafe classSteps = .allocate(capacity: 256 * classWeights.count)
    unsafe super.init(weight: weight, boundRatio: boundRatio, bounds: nil)
  }

  deinit {
    unsafe lists.deallocate()
    unsafe sums.deallocate()
    unsafe counts.deallocate()
    unsafe classSteps.deallocate()
  }

  override var cost: Int { documentFrequency }

  override func prepare(window: Int, chunks: UInt64) -> Bool {
    self.window = window
    filledChunk = -1
    return fillBounds(window: window, chunks: chunks)
  }

  // MARK: Sums

  /// Adds up the frequencies in sub-blocks of a chunk of the window.
  func fill(_ chunk: Int, _ live: UInt64) {
    let isFirst = chunk != filledChunk
    if isFirst {
      filledChunk = chunk
      filled = 0
      singles = 0
    }
    let missing = live & ~filled
    if missing == 0 { return }
    filled |= missing
    for number in classWeights.indices {
      let own = unsafe sums + DocumentGrid.chunkSize &* number
      var left = missing
      while left != 0 {
        unsafe (own + 64 &* left.trailingZeroBitCount).update(repeating: 0, count: 64)
        left &= left &- 1
      }
    }
    let place = window &* DocumentGrid.chunksPerWindow &+ chunk
    for (index, weightClass) in listClasses.enumerated() {
      let own = unsafe sums + DocumentGrid.chunkSize &* weightClass
      unsafe lists[index]._withUnsafeGuaranteedRef {
        unsafe $0.addCounts(ofSegmentChunk: place, live: missing, to: own, tables, isFirst: isFirst)
      }
    }
    scattered.forEach(ofSegmentChunk: place) { posting in
      let offset = Int(posting.document) & (DocumentGrid.chunkSize - 1)
      if missing &>> UInt64(offset >> 6) & 1 == 0 { return }
      let own = unsafe sums + (DocumentGrid.chunkSize &* Int(posting.weightClass) &+ offset)
      unsafe own.pointee = UInt8(
        truncatingIfNeeded: min(255, UInt32(own.pointee) &+ min(255, posting.frequency)))
    }
  }

  /// Adds up what one sub-block needs.
  @inline(__always)
  private func fill(subBlock: Int) {
    let chunk = subBlock >> 6
    let bit = UInt64(1) &<< UInt64(subBlock & 63)
    if chunk == filledChunk && filled & bit != 0 { return }
    if chunk == filledChunk { singles &+= 1 }
    fill(chunk, chunk == filledChunk && singles > Self.singleSubBlocks ? .max : bit)
  }

  /// The documents of a filled sub-block that any list has.
  @inline(__always)
  private func mask(_ local: Int) -> UInt64 {
    var mask: UInt64 = 0
    for number in classWeights.indices {
      var own = UInt64.max
      _ = unsafe cvn_sums_at_least(sums + (DocumentGrid.chunkSize &* number &+ 64 &* local), 1, &own, 1)
      mask |= own
    }
    return mask
  }

  /// The frequencies of one document in the lists of a class, whatever they are.
  private func frequency(_ weightClass: Int, ofDocument inChunk: Int) -> UInt32 {
    let place = window &* DocumentGrid.chunksPerWindow &+ filledChunk
    var sum: UInt32 = 0
    for (index, own) in listClasses.enumerated() where own == weightClass {
      unsafe lists[index]._withUnsafeGuaranteedRef { cursor in
        if let slot = cursor.slot(ofSegmentChunk: place) {
          sum &+= cursor.frequency(slot: slot, inChunk: inChunk)
        }
      }
    }
    scattered.forEach(ofSegmentChunk: place) { posting in
      if Int(posting.document) & (DocumentGrid.chunkSize - 1) == inChunk
        && Int(posting.weightClass) == weightClass
      {
        sum &+= posting.frequency
      }
    }
    return sum
  }

  // MARK: Scores

  override func score(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    if unsafe bounds[subBlock] == 0 { return 0 }
    fill(subBlock: subBlock)
    let local = subBlock & 63
    let mask = mask(local)
    if mask == 0 { return 0 }
    for number in classWeights.indices {
      let own = unsafe sums + (DocumentGrid.chunkSize &* number &+ 64 &* local)
      let output = unsafe counts + 64 &* number
      for document in 0..<64 { unsafe output[document] = UInt32(own[document]) }
      var capped = scratch.wanted
      _ = unsafe cvn_sums_at_least(own, 255, &capped, 1)
      while capped != 0 {
        let document = capped.trailingZeroBitCount
        capped &= capped &- 1
        unsafe output[document] = frequency(number, ofDocument: local << 6 | document)
      }
    }
    let classes = Int32(classWeights.count)
    unsafe classWeights.withUnsafeBufferPointer { weights in
      unsafe cvn_graded_frequencies(
        scratch.graded, counts, weights.baseAddress, classes, classes, nil, unit, 0, 0)
    }
    unsafe cvn_score(scratch.scores, scratch.graded, scratch.normalizers, weight)
    return mask
  }

  override var scoresSingleDocuments: Bool { true }

  override func contribution(ofDocument local: Int, normalizer: Float, _ scratch: ScoringScratch) -> Float? {
    // The arithmetic of `cvn_graded_frequencies`, for one document.
    fill(subBlock: local >> 6)
    let inChunk = local & (DocumentGrid.chunkSize - 1)
    var matched = false
    var tf: Float = 0
    for number in classWeights.indices {
      var count = unsafe UInt32(sums[DocumentGrid.chunkSize &* number &+ inChunk])
      if count == 255 { count = frequency(number, ofDocument: inChunk) }
      if count != 0 { matched = true }
      tf += (classWeights[number] * unit) * Float(Int32(truncatingIfNeeded: count))
    }
    return matched ? weight * (tf / (tf + normalizer)) : nil
  }

  // MARK: Estimates beside other clauses

  override func prepareSteps(scale: Float, _ estimate: ChunkEstimate) {
    super.prepareSteps(scale: scale, estimate)
    for (index, classWeight) in classWeights.enumerated() {
      unsafe estimate.fill(
        classSteps + 256 * index, weight: weight * Self.margin * scale, unit: classWeight * unit,
        highest: .infinity)
    }
  }

  /// Saturation is concave, so the classes' contributions add up to no less than that of their sum.
  override func addSteps(chunk: Int, live: UInt64, to estimate: ChunkEstimate, _ scratch: ScoringScratch) {
    let live = withBounds(chunk, live)
    if live == 0 { return }
    fill(chunk, live)
    for index in classWeights.indices {
      let nibbles = unsafe estimate.buffer(1)
      unsafe cvn_cap_nibbles(nibbles, sums + DocumentGrid.chunkSize * index, live)
      unsafe cvn_add_nibble_steps(
        estimate.sums, estimate.classes, estimate.least, nibbles, classSteps + 256 * index, live)
    }
  }

  // MARK: The only clause

  override func keepReaching(
    _ threshold: Float, chunk: Int, live: UInt64, _ masks: UnsafeMutablePointer<UInt64>,
    codes: UnsafePointer<UInt8>, count: Int, normalizers: [Float]
  ) -> UInt64 {
    let live = withBounds(chunk, live)
    if live == 0 { return 0 }
    fill(chunk, live)
    reach.prepare(
      threshold / (weight * Self.margin), classWeights: classWeights, unit: unit, normalizers: normalizers)
    return unsafe reach.keep(masks, sums, codes: codes, count: count, live: live)
  }

  // MARK: Matches

  override func matches(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    if unsafe bounds[subBlock] == 0 { return 0 }
    fill(subBlock: subBlock)
    return mask(subBlock & 63)
  }

  override func unite(chunk: Int, into masks: UnsafeMutablePointer<UInt64>, _ scratch: ScoringScratch) {
    let live = withBounds(chunk, .max)
    if live == 0 { return }
    fill(chunk, live)
    var left = live
    while left != 0 {
      let local = left.trailingZeroBitCount
      left &= left &- 1
      unsafe masks[local] |= mask(local)
    }
  }

  override func intersect(
    chunk: Int, live: UInt64, _ masks: UnsafeMutablePointer<UInt64>, exactly: Bool, _ scratch: ScoringScratch
  ) -> UInt64 {
    let bounded = withBounds(chunk, live)
    var left = live
    var wanted: UInt64 = 0
    while left != 0 {
      let local = left.trailingZeroBitCount
      left &= left &- 1
      if bounded &>> UInt64(local) & 1 == 0 { unsafe masks[local] = 0 }
      if unsafe masks[local] != 0 { wanted |= 1 &<< UInt64(local) }
    }
    if wanted == 0 { return 0 }
    fill(chunk, wanted)
    var any: UInt64 = 0
    left = wanted
    while left != 0 {
      let local = left.trailingZeroBitCount
      left &= left &- 1
      unsafe masks[local] &= mask(local)
      if unsafe masks[local] != 0 { any |= 1 &<< UInt64(local) }
    }
    return any
  }

  /// The live sub-blocks of a chunk in which anything may match.
  func withBounds(_ chunk: Int, _ live: UInt64) -> UInt64 {
    var result: UInt64 = 0
    var left = live
    while left != 0 {
      let local = left.trailingZeroBitCount
      left &= left &- 1
      if unsafe bounds[chunk << 6 | local] != 0 { result |= 1 &<< UInt64(local) }
    }
    return result
  }
}
