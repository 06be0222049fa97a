/// Documents → postings, in memory: what one thread has inverted since its last flush.
///
/// Every token is appended to the stream of its folded term, with the term that stands behind it; surfaces, frequencies,
/// positions and adjacent pairs are separated when the segment is written, term by term.
///
/// ```
/// stream := token*                                     one for each folded term, in slices of an arena
/// token  := varint(position gap << 1 | new) [varint(document gap) if new] varint(surface · fields + field)
///           varint(next)                               the term behind it + 1, numbered as they appeared; 0: none
/// ```
/// Not thread-safe: one for each indexing thread.
@safe final class Inverter {
  /// A folded term and the end of its stream.
  struct Stream {
    var tail = SliceArena.Tail()
    var lastDocument: UInt32
    var lastPosition: UInt32
    var keyOffset: UInt32
    var keyLength: UInt32
    /// The first of its surfaces in `surfaces`; they are chained.
    var firstSurface: Int32
    var surfaceCount: Int32
  }

  /// A surface of a folded term.
  struct Surface {
    var keyOffset: UInt32
    var keyLength: UInt32
    var next: Int32
    var isBare: Bool
    var local: Int32
  }

  /// The most documents and folded terms that fit in the records that pairs are sorted by.
  static let maximalDocuments = 1 << 28
  static let maximalTerms = 1 << 28
  /// Positions between one field and the next, so that no phrase crosses the border.
  static let fieldGap: UInt32 = 100

  /// What changes with every token, outside the object: loops over tokens would count references to its parts otherwise.
  @safe struct Contents {
    var arena = SliceArena()
    var streams: UnsafeMutablePointer<Stream>
    let fieldCount: Int
    var documentCount = 0
    var tokenCount = 0
  }

  let contents: UnsafeMutablePointer<Contents>
  let fieldCount: Int
  /// Units of frequency for one occurrence in each text field.
  let fieldWeights: [UInt32]
  var documentCount: Int { unsafe contents.pointee.documentCount }
  var streams: UnsafeMutablePointer<Stream> { unsafe contents.pointee.streams }
  private(set) var streamCount = 0
  private var streamCapacity = 1 << 12
  private(set) var surfaces: [Surface] = []
  let keys = ByteBuffer(capacity: 1 << 16)
  /// Length in units, and the span of positions in each field, of each document.
  private(set) var lengths: [UInt64] = []
  private(set) var spans: [UInt32] = []
  private var hashes: UnsafeMutablePointer<UInt32>
  private var hashMask = (1 << 14) - 1

  init(fieldWeights: [UInt32]) {
    self.fieldWeights = fieldWeights
    fieldCount = fieldWeights.count
    unsafe contents = .allocate(capacity: 1)
    unsafe contents.initialize(
      to: Contents(streams: .allocate(capacity: streamCapacity), fieldCount: fieldWeights.count))
    unsafe hashes = .allocate(capacity: hashMask + 1)
    unsafe hashes.update(repeating: UInt32.max, count: hashMask + 1)
  }

  deinit {
    unsafe contents.pointee.arena.deallocate()
    unsafe contents.pointee.streams.deallocate()
    unsafe contents.deallocate()
    unsafe hashes.deallocate()
  }

  /// How many bytes it holds, and a flush needs besides.
  var memory: Int {
    let terms = streamCount * MemoryLayout<Stream>.stride + surfaces.count * MemoryLayout<Surface>.stride
    return unsafe contents.pointee.arena.memory + keys.count + terms + lengths.count * 8 + spans.count * 4
      + (hashMask + 1) * 4 + contents.pointee.tokenCount * Self.flushBytesPerToken
  }

  /// The dictionary of pairs is in memory while a segment is written: some 8 bytes for each different pair, which of a
  /// small segment are about every fourth.
  private static let flushBytesPerToken = 2

  /// Whether another document might not fit in the records, or its words not in the 32 bits of an offset.
  var isFull: Bool {
    unsafe documentCount >= Self.maximalDocuments || streamCount >= Self.maximalTerms / 2
      || keys.count >= 1 << 31 || contents.pointee.arena.isFull
  }

  /// The number of a folded term, made if it is new.
  func term(folded: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var slot = unsafe Int(truncatingIfNeeded: Self.hash(folded)) & hashMask
    while true {
      let found = unsafe hashes[slot]
      if found == .max { break }
      let stream = unsafe streams[Int(found)]
      if unsafe Int(stream.keyLength) == folded.count && equal(stream.keyOffset, folded) { return found }
      slot = (slot + 1) & hashMask
    }
    let number = UInt32(streamCount)
    if streamCount == streamCapacity {
      let larger = UnsafeMutablePointer<Stream>.allocate(capacity: streamCapacity * 2)
      unsafe larger.update(from: streams, count: streamCount)
      unsafe streams.deallocate()
      unsafe contents.pointee.streams = unsafe larger
      streamCapacity *= 2
    }
    unsafe streams[streamCount] = Stream(
      lastDocument: 0, lastPosition: 0, keyOffset: UInt32(keys.count),
      keyLength: UInt32(folded.count), firstSurface: -1, surfaceCount: 0)
    unsafe keys.append(UnsafeRawBufferPointer(folded))
    streamCount += 1
    unsafe hashes[slot] = number
    if streamCount * 2 > hashMask { growHashes() }
    return number
  }

  /// The number of a surface within its term, made if it is new.
  func surface(_ bytes: UnsafeBufferPointer<UInt8>, isBare: Bool, ofTerm term: UInt32) -> Int32 {
    var place = unsafe streams[Int(term)].firstSurface
    while place >= 0 {
      let surface = surfaces[Int(place)]
      if surface.isBare == isBare, Int(surface.keyLength) == bytes.count,
        unsafe equal(surface.keyOffset, bytes)
      {
        return surface.local
      }
      place = surface.next
    }
    let local = unsafe streams[Int(term)].surfaceCount
    unsafe surfaces.append(
      Surface(
        keyOffset: UInt32(keys.count), keyLength: UInt32(bytes.count), next: streams[Int(term)].firstSurface,
        isBare: isBare, local: local))
    unsafe keys.append(UnsafeRawBufferPointer(bytes))
    unsafe streams[Int(term)].firstSurface = Int32(surfaces.count - 1)
    unsafe streams[Int(term)].surfaceCount = local + 1
    return local
  }

  /// Ends the document that is being added.
  func endDocument(length: UInt64, spans documentSpans: [UInt32]) {
    lengths.append(length)
    spans.append(contentsOf: documentSpans)
    unsafe contents.pointee.documentCount += 1
  }

  @inline(__always)
  fileprivate static func put(_ value: UInt64, _ bytes: UnsafeMutablePointer<UInt8>, _ tail: inout UInt32) {
    var rest = value
    while rest >= 0x80 {
      unsafe bytes[Int(tail)] = UInt8(truncatingIfNeeded: rest) | 0x80
      tail &+= 1
      rest >>= 7
    }
    unsafe bytes[Int(tail)] = UInt8(truncatingIfNeeded: rest)
    tail &+= 1
  }

  private func equal(_ offset: UInt32, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let stored = unsafe UnsafeRawBufferPointer(start: keys.base + Int(offset), count: bytes.count)
    return unsafe stored.elementsEqual(UnsafeRawBufferPointer(bytes))
  }

  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in 0..<bytes.count { hash = unsafe (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01B3 }
    return hash ^ hash >> 29
  }

  private func growHashes() {
    let size = (hashMask + 1) * 2
    unsafe hashes.deallocate()
    unsafe hashes = .allocate(capacity: size)
    unsafe hashes.update(repeating: UInt32.max, count: size)
    hashMask = size - 1
    for number in 0..<streamCount {
      let key = unsafe UnsafeBufferPointer(
        start: (keys.base + Int(streams[number].keyOffset)).assumingMemoryBound(to: UInt8.self),
        count: Int(streams[number].keyLength))
      var slot = unsafe Int(truncatingIfNeeded: Self.hash(key)) & hashMask
      while unsafe hashes[slot] != .max { slot = (slot + 1) & hashMask }
      unsafe hashes[slot] = UInt32(number)
    }
  }
}

extension Inverter.Contents {
  /// Appends one token of the document that is being added. Positions ascend within a document.
  ///
  /// - Parameter next: The term that stands right behind it, as `term(folded:)` numbers it, plus 1; 0 if there is none.
  @inline(__always)
  mutating func append(term: UInt32, surface: Int32, field: Int, position: UInt32, next: UInt32) {
    let stream = unsafe streams + Int(term)
    unsafe arena.reserve(20, for: &stream.pointee.tail)
    let document = UInt32(truncatingIfNeeded: documentCount)
    var tail = unsafe stream.pointee.tail.place
    let bytes = unsafe arena.base
    if unsafe stream.pointee.lastDocument != document &+ 1 {
      unsafe Inverter.put(UInt64(position) << 1 | 1, bytes, &tail)
      // `lastDocument` counts from 1; 0 means none yet.
      unsafe Inverter.put(UInt64(document &+ 1 &- stream.pointee.lastDocument), bytes, &tail)
      unsafe stream.pointee.lastDocument = document &+ 1
    } else {
      unsafe Inverter.put(UInt64(position &- stream.pointee.lastPosition) << 1, bytes, &tail)
    }
    unsafe stream.pointee.lastPosition = position
    unsafe Inverter.put(UInt64(Int(surface) &* fieldCount &+ field), bytes, &tail)
    unsafe Inverter.put(UInt64(next), bytes, &tail)
    unsafe stream.pointee.tail.place = tail
    tokenCount &+= 1
  }
}
