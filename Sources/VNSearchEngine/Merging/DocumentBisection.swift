/// An order of a segment's documents in which those with the same words stand near each other: posting lists get smaller
/// gaps and more equal sub-blocks.
///
/// Recursive graph bisection (Dhulipala, Kabiljo, Karrer, Ottaviano, Pupyrev, Shalita: "Compressing graphs and indexes with
/// recursive graph bisection", KDD 2016): the documents are cut in two halves; documents change sides, the best pairs first,
/// for as long as that lowers the estimated bits of all gaps; then each half is cut.
///
/// - Complexity: O(postings × log documents × iterations); memory 4 bytes a posting of the terms that take part.
@safe final class DocumentBisection {
  /// Terms of fewer documents say little about neighbours; those of more are everywhere.
  private static let minimumFrequency = 16
  private static let maximumShare = 0.5
  /// A part of so many documents stays as it is: a sub-block.
  private static let leafSize = 64
  private static let iterationLimit = 20

  private let documentCount: Int
  private var starts: [Int]
  private var terms: UnsafeMutablePointer<UInt32>
  private var termCount = 0
  /// Documents of each term in the two halves, and what moving a document costs or brings by it.
  private let left: UnsafeMutablePointer<Int32>
  private let right: UnsafeMutablePointer<Int32>
  private let leftGain: UnsafeMutablePointer<Float>
  private let rightGain: UnsafeMutablePointer<Float>
  private let logarithms: UnsafeMutablePointer<Float>
  private var order: [UInt32]

  /// Reads the documents' words.
  init(_ segment: Segment) throws(SearchError) {
    documentCount = segment.documentCount
    order = (0..<UInt32(documentCount)).map { $0 }
    let documents = IntegerBuffer()
    let frequencies = IntegerBuffer()
    let limit = Int(Double(documentCount) * Self.maximumShare)
    // Twice over the lists: count, then fill.
    var counts = [Int](repeating: 0, count: documentCount + 1)
    var chosen: [PostingListMetadata] = []
    var iterator = TermIterator(segment.terms)
    while let entry = try iterator.next() {
      let frequency = Int(entry.list.documentFrequency)
      if frequency >= Self.minimumFrequency && frequency <= limit { chosen.append(entry.list) }
    }
    func forEachPosting(_ body: (_ term: Int, _ document: Int) -> Void) throws(SearchError) {
      for (term, list) in chosen.enumerated() {
        documents.removeAll()
        frequencies.removeAll()
        try segment.cursor(list).decode(documents: documents, frequencies: frequencies)
        for index in 0..<documents.count {
          let document = unsafe Int(documents.base[index])
          if document < documentCount { body(term, document) }
        }
      }
    }
    starts = []
    termCount = chosen.count
    let size = max(1, termCount)
    unsafe terms = .allocate(capacity: 1)
    unsafe left = .allocate(capacity: size)
    unsafe right = .allocate(capacity: size)
    unsafe leftGain = .allocate(capacity: size)
    unsafe rightGain = .allocate(capacity: size)
    unsafe logarithms = .allocate(capacity: documentCount + 2)
    unsafe left.initialize(repeating: 0, count: size)
    unsafe right.initialize(repeating: 0, count: size)
    for value in 0..<(documentCount + 2) { unsafe logarithms[value] = logarithm2(Float(value + 1)) }
    try forEachPosting { _, document in counts[document + 1] += 1 }
    for document in 0..<documentCount { counts[document + 1] += counts[document] }
    starts = counts
    unsafe terms.deallocate()
    let all = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, counts[documentCount]))
    unsafe terms = unsafe all
    var next = counts
    try forEachPosting { term, document in
      unsafe all[next[document]] = UInt32(term)
      next[document] += 1
    }
  }

  deinit {
    unsafe terms.deallocate()
    unsafe left.deallocate()
    unsafe right.deallocate()
    unsafe leftGain.deallocate()
    unsafe rightGain.deallocate()
    unsafe logarithms.deallocate()
  }

  /// The old ordinal of each document of the new order.
  func run() -> [UInt32] {
    bisect(0..<documentCount)
    return order
  }

  private func bisect(_ range: Range<Int>) {
    if range.count <= Self.leafSize { return }
    // On the grid: whole sub-blocks on the left.
    let half = max(Self.leafSize, (range.count / 2 + Self.leafSize / 2) / Self.leafSize * Self.leafSize)
    let middle = range.lowerBound + half
    if middle >= range.upperBound { return }
    unsafe count(range.lowerBound..<middle, into: left)
    unsafe count(middle..<range.upperBound, into: right)
    for _ in 0..<Self.iterationLimit where !exchange(range.lowerBound..<middle, middle..<range.upperBound) {
      break
    }
    for document in range { clear(Int(order[document])) }
    bisect(range.lowerBound..<middle)
    bisect(middle..<range.upperBound)
  }

  private func count(_ range: Range<Int>, into counts: UnsafeMutablePointer<Int32>) {
    for place in range {
      let document = Int(order[place])
      for index in starts[document]..<starts[document + 1] { unsafe counts[Int(terms[index])] &+= 1 }
    }
  }

  private func clear(_ document: Int) {
    for index in starts[document]..<starts[document + 1] {
      unsafe left[Int(terms[index])] = 0
      unsafe right[Int(terms[index])] = 0
    }
  }

  /// The bits that the gaps of a term with so many documents in a half take, by estimate.
  @inline(__always)
  private func bits(_ count: Int32, _ logSize: Float) -> Float {
    count <= 0 ? 0 : unsafe Float(count) * (logSize - logarithms[Int(count)])
  }

  /// Lets documents change sides once; false if none did.
  private func exchange(_ first: Range<Int>, _ second: Range<Int>) -> Bool {
    let logFirst = unsafe logarithms[first.count]
    let logSecond = unsafe logarithms[second.count]
    for term in 0..<termCount {
      let (l, r) = unsafe (left[term], right[term])
      if l == 0 && r == 0 { continue }
      let now = bits(l, logFirst) + bits(r, logSecond)
      unsafe leftGain[term] = now - bits(l &- 1, logFirst) - bits(r &+ 1, logSecond)
      unsafe rightGain[term] = now - bits(l &+ 1, logFirst) - bits(r &- 1, logSecond)
    }
    var leaving = unsafe gains(first, leftGain)
    var coming = unsafe gains(second, rightGain)
    leaving.sort { $0.gain > $1.gain }
    coming.sort { $0.gain > $1.gain }
    var swaps = 0
    while swaps < min(leaving.count, coming.count), leaving[swaps].gain + coming[swaps].gain > 0 {
      let (a, b) = (leaving[swaps].place, coming[swaps].place)
      unsafe move(Int(order[a]), from: left, to: right)
      unsafe move(Int(order[b]), from: right, to: left)
      order.swapAt(a, b)
      swaps += 1
    }
    return swaps > 0
  }

  private func gains(
    _ range: Range<Int>, _ gain: UnsafeMutablePointer<Float>
  ) -> [(gain: Float, place: Int)] {
    range.map { place in
      let document = Int(order[place])
      var sum: Float = 0
      for index in starts[document]..<starts[document + 1] { unsafe sum += gain[Int(terms[index])] }
      return (sum, place)
    }
  }

  private func move(
    _ document: Int, from: UnsafeMutablePointer<Int32>, to: UnsafeMutablePointer<Int32>
  ) {
    for index in starts[document]..<starts[document + 1] {
      unsafe from[Int(terms[index])] &-= 1
      unsafe to[Int(terms[index])] &+= 1
    }
  }
}
