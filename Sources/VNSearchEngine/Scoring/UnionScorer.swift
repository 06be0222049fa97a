import CVNKernels

/// Scores many posting lists as one term: the frequency is Σ w·tf over the lists.
///
/// Lists in containers are added as they are, in chunks; short lists, of which a pattern finds most, are merged into one
/// when the scorer is made. Integer frequencies are summed for each weight first, so that the result does not depend
/// on how words are spread over segments.
@safe final class UnionScorer: BlockScorer {
  /// A list, and the class of its weight.
  struct List {
    var cursor: PostingCursor
    var weightClass: Int
  }

  private let lists: [List]
  /// Distinct weights, descending.
  private let classWeights: [Float]
  private let unit: Float
  /// Documents of the short lists, ascending; for each one frequency of each class.
  private var documents: [UInt32] = []
  private var frequencies: [UInt32] = []
  private let documentCount: Int
  private let impacts: ImpactTable
  private let counts: UnsafeMutablePointer<UInt32>
  private let odds: UnsafeMutablePointer<Float>
  private var first: UInt32 = 0
  private var isActive: [Bool]
  /// So many lists are worth asking for a single document.
  private static let singleLimit = 8

  init(
    lists: [List], classWeights: [Float], weight: Float, boundRatio: Float, unit: Float, impacts: ImpactTable
  ) {
    let long = lists.filter { $0.cursor.kind == .chunked }
    self.lists = long
    isActive = long.map { _ in false }
    self.classWeights = classWeights
    self.unit = unit
    self.impacts = impacts
    documentCount = lists.reduce(0) { $0 + $1.cursor.documentFrequency }
    unsafe counts = .allocate(capacity: 64 * classWeights.count)
    unsafe odds = .allocate(capacity: DocumentGrid.subBlocksPerWindow)
    unsafe super.init(weight: weight, boundRatio: boundRatio, bounds: nil)
    merge(lists.filter { $0.cursor.kind != .chunked })
  }

  deinit {
    unsafe counts.deallocate()
    unsafe odds.deallocate()
  }

  private func merge(_ short: [List]) {
    let documents = IntegerBuffer()
    let frequencies = IntegerBuffer()
    var postings: [(place: UInt64, frequency: UInt32)] = []
    for list in short {
      documents.removeAll()
      frequencies.removeAll()
      list.cursor.decode(documents: documents, frequencies: frequencies)
      for index in 0..<documents.count {
        unsafe postings.append(
          (UInt64(documents.base[index]) << 32 | UInt64(list.weightClass), frequencies.base[index]))
      }
    }
    postings.sort { $0.place < $1.place }
    for posting in postings {
      let document = UInt32(truncatingIfNeeded: posting.place >> 32)
      if self.documents.last != document {
        self.documents.append(document)
        for _ in classWeights { self.frequencies.append(0) }
      }
      let place = self.frequencies.count - classWeights.count + Int(posting.place & 0xFFFF_FFFF)
      self.frequencies[place] &+= posting.frequency
    }
  }

  override var cost: Int { documentCount }

  override func prepare(window: Int, chunks: UInt64) -> Bool {
    let count = DocumentGrid.subBlocksPerWindow
    unsafe odds.update(repeating: 0, count: count)
    var any = false
    for (index, list) in lists.enumerated() {
      isActive[index] = list.cursor.prepare(window: window, chunks: chunks)
      if !isActive[index] { continue }
      any = true
      unsafe cvn_add_odds(odds, list.cursor.bounds, classWeights[list.weightClass], Int32(count))
    }
    first = UInt32(truncatingIfNeeded: window << DocumentGrid.windowShift)
    var index = lowerBound(first)
    let end = UInt64(first) + UInt64(DocumentGrid.windowSize)
    while index < documents.count && UInt64(documents[index]) < end {
      any = true
      // The documents of one sub-block: the most that any of them adds.
      let subBlock = Int(documents[index] &- first) >> 6
      var most: Float = 0
      while index < documents.count && Int(documents[index] &- first) >> 6 == subBlock {
        most = max(most, shortOdds(index))
        index += 1
      }
      unsafe odds[subBlock] += most
    }
    if any {
      unsafe cvn_odds_to_bounds(bounds, odds, Int32(count))
    } else {
      unsafe bounds.update(repeating: 0, count: count)
    }
    return any
  }

  /// Bounds the odds of what short lists have of a document.
  private func shortOdds(_ index: Int) -> Float {
    var sum: Float = 0
    for (number, weight) in classWeights.enumerated() {
      let frequency = frequencies[index * classWeights.count + number]
      if frequency == 0 { continue }
      let bound = Float(impacts.bound(document: documents[index], frequency: frequency))
      sum += weight * min(bound, 254.9) / (255 - min(bound, 254.9))
    }
    return sum * Self.margin
  }

  private func lowerBound(_ document: UInt32) -> Int {
    var low = 0
    var high = documents.count
    while low < high {
      let middle = (low + high) / 2
      if documents[middle] < document { low = middle + 1 } else { high = middle }
    }
    return low
  }

  override func score(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    if unsafe bounds[subBlock] == 0 { return 0 }
    let classes = classWeights.count
    unsafe counts.update(repeating: 0, count: 64 * classes)
    var mask: UInt64 = 0
    for (index, list) in lists.enumerated() where isActive[index] {
      if unsafe list.cursor.bounds[subBlock] == 0 { continue }
      unsafe mask |= list.cursor.addFrequencies(
        of: subBlock, wanted: scratch.wanted, to: counts + 64 * list.weightClass)
    }
    let start = first &+ UInt32(subBlock << 6)
    var index = lowerBound(start)
    while index < documents.count && documents[index] &- start < 64 {
      let document = Int(documents[index] &- start)
      mask |= 1 &<< UInt64(document)
      for number in 0..<classes {
        unsafe counts[64 * number + document] &+= frequencies[index * classes + number]
      }
      index += 1
    }
    if mask == 0 { return 0 }
    unsafe classWeights.withUnsafeBufferPointer { weights in
      unsafe cvn_graded_frequencies(
        scratch.graded, counts, weights.baseAddress, Int32(classes), Int32(classes), nil, unit, 0, 0)
    }
    unsafe cvn_score(scratch.scores, scratch.graded, scratch.normalizers, weight)
    return mask
  }

  override var scoresSingleDocuments: Bool { lists.count <= Self.singleLimit }

  override func contribution(ofDocument local: Int, normalizer: Float, _ scratch: ScoringScratch) -> Float? {
    // The arithmetic of `cvn_graded_frequencies`, for one document.
    let classes = classWeights.count
    unsafe counts.update(repeating: 0, count: classes)
    var matched = false
    for (index, list) in lists.enumerated() where isActive[index] {
      let frequency = list.cursor.frequency(ofDocument: local)
      if frequency == 0 { continue }
      matched = true
      unsafe counts[list.weightClass] &+= frequency
    }
    let document = first &+ UInt32(local)
    let place = lowerBound(document)
    if place < documents.count && documents[place] == document {
      matched = true
      for number in 0..<classes { unsafe counts[number] &+= frequencies[place * classes + number] }
    }
    if !matched { return nil }
    var tf: Float = 0
    for number in 0..<classes {
      tf += (classWeights[number] * unit) * Float(unsafe Int32(truncatingIfNeeded: counts[number]))
    }
    return weight * (tf / (tf + normalizer))
  }

  override func matches(_ subBlock: Int, _ scratch: ScoringScratch) -> UInt64 {
    if unsafe bounds[subBlock] == 0 { return 0 }
    var mask: UInt64 = 0
    for (index, list) in lists.enumerated() where isActive[index] {
      if unsafe list.cursor.bounds[subBlock] == 0 { continue }
      mask |= list.cursor.mask(of: subBlock)
      if mask == .max { return mask }
    }
    let start = first &+ UInt32(subBlock << 6)
    var index = lowerBound(start)
    while index < documents.count && documents[index] &- start < 64 {
      mask |= 1 &<< UInt64(documents[index] &- start)
      index += 1
    }
    return mask
  }
}
