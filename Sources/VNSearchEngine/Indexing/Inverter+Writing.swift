extension Inverter {
  /// Writes everything that was inverted as the inverted parts of a segment.
  func write(to writer: InvertedSegmentWriter) throws(SearchError) {
    let order = sortedTerms()
    // Numbers of appearance become places in the dictionary, so that sorting by number is sorting by bytes.
    let ranks = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, streamCount))
    defer { unsafe ranks.deallocate() }
    for (rank, term) in order.enumerated() { unsafe ranks[Int(term)] = UInt32(rank) }
    let scratch = WritingScratch()
    let pairs = unsafe PairSorter(ranks: ranks, termCount: order.count, fieldWeights: fieldWeights)
    for (rank, term) in order.enumerated() {
      try write(term: Int(term), to: writer, scratch, pairs)
      try pairs.write(first: rank, to: writer)
    }
  }

  /// The numbers of the terms that have tokens, in byte order of their folded forms.
  private func sortedTerms() -> [UInt32] {
    let keys = unsafe UnsafeRawPointer(self.keys.base)
    // The first eight bytes decide most comparisons.
    var entries: [(prefix: UInt64, term: UInt32)] = []
    entries.reserveCapacity(streamCount)
    for term in 0..<streamCount where unsafe streams[term].tail.head != .max {
      let key = unsafe keys + Int(streams[term].keyOffset)
      var prefix: UInt64 = 0
      for index in unsafe 0..<min(8, Int(streams[term].keyLength)) {
        unsafe prefix |= UInt64(key.load(fromByteOffset: index, as: UInt8.self)) << UInt64(56 - 8 * index)
      }
      entries.append((prefix, UInt32(term)))
    }
    entries.sort { left, right in
      if left.prefix != right.prefix { return left.prefix < right.prefix }
      let a = unsafe streams[Int(left.term)]
      let b = unsafe streams[Int(right.term)]
      return unsafe UnsafeRawBufferPointer(start: keys + Int(a.keyOffset), count: Int(a.keyLength))
        .lexicographicallyPrecedes(
          UnsafeRawBufferPointer(start: keys + Int(b.keyOffset), count: Int(b.keyLength)))
    }
    return entries.map(\.term)
  }

  /// Buffers that are kept from term to term.
  @safe private final class WritingScratch {
    let stream = ByteBuffer(capacity: 1 << 16)
    let documents = IntegerBuffer()
    let frequencies = IntegerBuffer()
    /// The postings of each surface, for the loop over tokens, which must not count references.
    private(set) var surfaces: UnsafeMutablePointer<SurfaceRun>
    private var surfaceCapacity = 16

    init() {
      unsafe surfaces = .allocate(capacity: surfaceCapacity)
      for index in 0..<surfaceCapacity { unsafe (surfaces + index).initialize(to: SurfaceRun()) }
    }

    deinit {
      for index in 0..<surfaceCapacity { unsafe surfaces[index].deallocate() }
      unsafe surfaces.deallocate()
    }

    /// Makes empty runs for so many surfaces.
    func prepare(surfaces count: Int) {
      if surfaceCapacity < count {
        let larger = UnsafeMutablePointer<SurfaceRun>.allocate(capacity: count)
        unsafe larger.moveInitialize(from: surfaces, count: surfaceCapacity)
        for index in surfaceCapacity..<count { unsafe (larger + index).initialize(to: SurfaceRun()) }
        unsafe surfaces.deallocate()
        unsafe surfaces = unsafe larger
        surfaceCapacity = count
      }
      for index in 0..<count { unsafe surfaces[index].count = 0 }
    }
    let positions = PositionsEncoder()
  }

  private func write(
    term: Int, to writer: InvertedSegmentWriter, _ scratch: WritingScratch, _ pairs: PairSorter
  ) throws(SearchError) {
    let stream = unsafe streams[term]
    scratch.stream.removeAll()
    unsafe contents.pointee.arena.copy(stream.tail, to: scratch.stream)
    scratch.documents.removeAll()
    scratch.frequencies.removeAll()

    // Surfaces in byte order, bare ones behind the literal; `rank` maps the order of appearance to it.
    var ordered: [Surface] = []
    var place = stream.firstSurface
    while place >= 0 {
      ordered.append(surfaces[Int(place)])
      place = surfaces[Int(place)].next
    }
    ordered.sort { left, right in
      let a = unsafe key(left)
      let b = unsafe key(right)
      return unsafe a.lexicographicallyPrecedes(b) || (a.elementsEqual(b) && !left.isBare && right.isBare)
    }
    var rank = [Int](repeating: 0, count: ordered.count)
    for (index, surface) in ordered.enumerated() { rank[Int(surface.local)] = index }
    scratch.prepare(surfaces: ordered.count)
    let buffers = unsafe scratch.surfaces
    let positions = scratch.positions

    // Plain memory for the loop over tokens.
    let ranks = UnsafeMutablePointer<Int>.allocate(capacity: ordered.count)
    let weights = UnsafeMutablePointer<UInt32>.allocate(capacity: fieldCount)
    defer {
      unsafe ranks.deallocate()
      unsafe weights.deallocate()
    }
    for index in rank.indices { unsafe ranks[index] = rank[index] }
    for index in 0..<fieldCount { unsafe weights[index] = fieldWeights[index] }
    let fieldCount = self.fieldCount
    let bytes = unsafe UnsafePointer(scratch.stream.base.assumingMemoryBound(to: UInt8.self))
    let end = scratch.stream.count
    let hasSurfaces = ordered.count > 1
    positions.begin(hasSurfaces: hasSurfaces)
    var cursor = 0
    var document: UInt32 = 0
    var position: UInt32 = 0
    while cursor < end {
      // One document: its first token says so, the others follow.
      var total: UInt32 = 0
      var last: UInt32 = 0
      var isFirst = true
      while cursor < end {
        var peek = cursor
        let header = unsafe Self.take(bytes, &peek)
        if header & 1 == 1 {
          if !isFirst { break }
          isFirst = false
          position = UInt32(truncatingIfNeeded: header >> 1)
          unsafe document &+= UInt32(truncatingIfNeeded: Self.take(bytes, &peek))
        } else {
          position &+= UInt32(truncatingIfNeeded: header >> 1)
        }
        let code = unsafe Int(truncatingIfNeeded: Self.take(bytes, &peek))
        let next = unsafe UInt32(truncatingIfNeeded: Self.take(bytes, &peek))
        cursor = peek
        let local = fieldCount == 1 ? code : code / fieldCount
        let surface = unsafe ranks[local]
        let field = code &- local &* fieldCount
        let weight = unsafe weights[field]
        if next != 0 { pairs.append(second: next &- 1, document: document &- 1, field: field) }
        total &+= weight
        positions.append(gap: position &- last, surface: UInt32(truncatingIfNeeded: surface))
        last = position
        if hasSurfaces {
          unsafe buffers[surface].add(weight, document: document &- 1)
        }
      }
      scratch.documents.append(document &- 1)
      scratch.frequencies.append(total)
      positions.endDocument()
    }

    try unsafe writer.append(
      folded: UnsafeRawBufferPointer(start: keys.base + Int(stream.keyOffset), count: Int(stream.keyLength)),
      documents: scratch.documents.values, frequencies: scratch.frequencies.values,
      surfaces: ordered.indices.map { index in
        unsafe InvertedSegmentWriter.SurfacePostings(
          bytes: key(ordered[index]), isBare: ordered[index].isBare,
          documents: UnsafeBufferPointer(start: buffers[index].documents, count: buffers[index].count),
          frequencies: UnsafeBufferPointer(start: buffers[index].frequencies, count: buffers[index].count))
      }, positions: scratch.positions)
  }

  private func key(_ surface: Surface) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: keys.base + Int(surface.keyOffset), count: Int(surface.keyLength))
  }

  /// Reads a varint that this class has written.
  @inline(__always)
  private static func take(_ bytes: UnsafePointer<UInt8>, _ cursor: inout Int) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = unsafe bytes[cursor]
      cursor &+= 1
      value |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 { return value }
      shift &+= 7
    }
  }
}
