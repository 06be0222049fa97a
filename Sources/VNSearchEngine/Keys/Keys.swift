/// Reads what ``KeysWriter`` wrote: the key of a document, and the documents of a key.
///
/// Opening checks the trailer and the directories: about 0.7 bytes a document. Every group of keys and every bucket
/// has a checksum that is compared before it is used.
@safe struct Keys: @unchecked Sendable {
  /// How many documents there are; their ordinals are `0..<documentCount`.
  let documentCount: Int

  private let bytes: UnsafeRawBufferPointer
  /// Keeps the memory of `bytes`, if it is not the caller who does.
  private let owner: AnyObject?
  private let bucketBits: Int
  private let slotsStart: Int
  private let bucketsStart: Int
  private let extentsStart: Int
  private let groupCount: Int
  private let file: String
  private let fileOffset: Int

  /// Opens the part.
  ///
  /// - Parameters:
  ///   - bytes: The part, and nothing else. They must never change.
  ///   - owner: Keeps the memory; nil if the caller does.
  ///   - file: The file named in errors.
  ///   - fileOffset: Where in the file the part begins.
  /// - Throws: ``SearchError/Code/corruptIndex``.
  init(
    _ bytes: UnsafeRawBufferPointer, owner: AnyObject? = nil, file: String, fileOffset: Int = 0
  ) throws(SearchError) {
    typealias Format = KeysFormat
    unsafe self.bytes = unsafe bytes
    self.owner = owner
    self.file = file
    self.fileOffset = fileOffset

    func corrupt(_ message: String, at offset: Int) -> SearchError {
      SearchError(.corruptIndex, message, file: file, offset: fileOffset + offset)
    }
    let trailer = bytes.count - Format.trailerSize
    guard trailer >= 0 else { throw corrupt("The keys are cut off.", at: 0) }
    let checked = unsafe UnsafeRawBufferPointer(rebasing: bytes[trailer..<bytes.count - 4])
    guard unsafe CRC32C.checksum(checked) == bytes.littleEndian(UInt32.self, at: bytes.count - 4) else {
      throw corrupt("The end of the keys is damaged.", at: trailer)
    }
    documentCount = unsafe Int(bytes.littleEndian(UInt32.self, at: trailer))
    bucketBits = unsafe Int(bytes.littleEndian(UInt32.self, at: trailer + 4))
    let groupsEnd = unsafe bytes.littleEndian(UInt64.self, at: trailer + 8)
    groupCount = (documentCount + Format.groupLength - 1) / Format.groupLength
    guard bucketBits == Format.bucketBits(documentCount: documentCount), groupsEnd <= UInt64(trailer) else {
      throw corrupt("The end of the keys contradicts itself.", at: trailer)
    }
    slotsStart = Int(groupsEnd)
    bucketsStart = slotsStart + documentCount * Format.slotSize
    extentsStart = bucketsStart + (1 << bucketBits) * Format.bucketEntrySize
    guard extentsStart + groupCount * Format.groupEntrySize == trailer else {
      throw corrupt("The end of the keys contradicts itself.", at: trailer)
    }
    let directory = unsafe UnsafeRawBufferPointer(rebasing: bytes[bucketsStart..<trailer])
    guard unsafe CRC32C.checksum(directory) == bytes.littleEndian(UInt32.self, at: trailer + 16) else {
      throw corrupt("The directory of the keys is damaged.", at: bucketsStart)
    }
  }

  /// Opens a file of kind ``FileKind/keys``.
  init(_ file: MappedFile) throws(SearchError) {
    try unsafe self.init(file.bytes, owner: file, file: file.path, fileOffset: FileFrame.headerLength)
  }

  /// Lets go of the memory that was read into, where the keys are a file's.
  func releaseMemory() { (owner as? MappedFile)?.releaseMemory() }

  /// The key of a document.
  ///
  /// - Throws: ``SearchError/Code/corruptIndex`` if there is no such document or its key is damaged.
  func key(of ordinal: Int) throws(SearchError) -> DocumentKey {
    try checkOrdinal(ordinal)
    let range = try range(ofKey: ordinal)
    guard let key = unsafe DocumentKey(decoding: UnsafeRawBufferPointer(rebasing: bytes[range])) else {
      throw corrupt("The key of document \(ordinal) is damaged.", at: range.lowerBound)
    }
    return key
  }

  /// Gives every document's key, as ``DocumentKey/bytes`` has it, to `body`, in the order of the ordinals.
  func forEachKey(
    _ body: (_ ordinal: Int, _ key: UnsafeRawBufferPointer) throws(SearchError) -> Void
  ) throws(SearchError) {
    for group in 0..<groupCount {
      let first = group * KeysFormat.groupLength
      for (index, range) in try ranges(ofGroup: group).enumerated() {
        try unsafe body(first + index, UnsafeRawBufferPointer(rebasing: bytes[range]))
      }
    }
  }

  /// Gives the ordinals of all documents with this key, as ``DocumentKey/bytes`` has it, to `body`, in order.
  ///
  /// There are several if a document was replaced inside its segment; all but the last are deleted then.
  func forEachOrdinal(
    ofKey key: UnsafeRawBufferPointer, _ body: (_ ordinal: Int) throws(SearchError) -> Void
  ) throws(SearchError) {
    let hash = unsafe KeyHash.hash(key)
    let wanted = UInt32(truncatingIfNeeded: hash)
    let slots = try slots(ofBucket: KeysFormat.bucket(of: hash, bits: bucketBits))
    for slot in slots where unsafe bytes.littleEndian(UInt32.self, at: offset(ofSlot: slot)) == wanted {
      let ordinal = unsafe Int(bytes.littleEndian(UInt32.self, at: offset(ofSlot: slot) + 4))
      try checkOrdinal(ordinal)
      let candidate = try unsafe UnsafeRawBufferPointer(rebasing: bytes[range(ofKey: ordinal)])
      if unsafe candidate.elementsEqual(key) { try body(ordinal) }
    }
  }

  /// The last document with this key, if there is one.
  func lastOrdinal(of key: DocumentKey) throws(SearchError) -> Int? {
    var found: Int?
    try unsafe key.bytes.span.bytes.withUnsafeBytes { (key) throws(SearchError) in
      try unsafe forEachOrdinal(ofKey: key) { found = $0 }
    }
    return found
  }

  /// Reads everything, and finds every key by its bytes.
  func verify() throws(SearchError) {
    for bucket in 0..<1 << bucketBits { _ = try slots(ofBucket: bucket) }
    try unsafe forEachKey { (ordinal, key) throws(SearchError) in
      var isFound = false
      try unsafe forEachOrdinal(ofKey: key) { isFound = isFound || $0 == ordinal }
      guard isFound, unsafe DocumentKey(decoding: key) != nil else {
        throw corrupt("Document \(ordinal) is not found by its key.", at: slotsStart)
      }
    }
  }

  // MARK: Parts

  private func offset(ofSlot slot: Int) -> Int { slotsStart + slot * KeysFormat.slotSize }

  private func checkOrdinal(_ ordinal: Int) throws(SearchError) {
    guard ordinal >= 0, ordinal < documentCount else {
      throw corrupt("There is no key of document \(ordinal) among \(documentCount).", at: slotsStart)
    }
  }

  private func slots(ofBucket bucket: Int) throws(SearchError) -> Range<Int> {
    let entry = bucketsStart + bucket * KeysFormat.bucketEntrySize
    let start =
      bucket == 0 ? 0 : unsafe Int(bytes.littleEndian(UInt32.self, at: entry - KeysFormat.bucketEntrySize))
    let end = unsafe Int(bytes.littleEndian(UInt32.self, at: entry))
    guard start <= end, end <= documentCount else {
      throw corrupt("The directory of the keys is not in order.", at: entry)
    }
    let slots = unsafe UnsafeRawBufferPointer(rebasing: bytes[offset(ofSlot: start)..<offset(ofSlot: end)])
    guard unsafe CRC32C.checksum(slots) == bytes.littleEndian(UInt32.self, at: entry + 4) else {
      throw corrupt("The table of the keys is damaged.", at: offset(ofSlot: start))
    }
    return start..<end
  }

  /// Where the bytes of a document's key are.
  private func range(ofKey ordinal: Int) throws(SearchError) -> Range<Int> {
    let group = ordinal / KeysFormat.groupLength
    let index = ordinal % KeysFormat.groupLength
    let extent = try extent(ofGroup: group)
    var position = extent.lowerBound
    var before: UInt64 = 0
    var length: UInt64 = 0
    let count = documents(inGroup: group)
    if hasShortLengths(extent, count) {
      // A byte each, as nearly everywhere.
      for other in 0..<index { before &+= unsafe UInt64(bytes[position &+ other]) }
      length = unsafe UInt64(bytes[position + index])
      position += count
    } else {
      // The lengths up to the key's own say where in the keys it is, those behind where the keys begin.
      for other in 0..<count {
        let next = try readLength(at: &position, in: extent)
        if other < index { before += next } else if other == index { length = next }
      }
    }
    guard before + length <= UInt64(extent.upperBound - position) else { throw damagedLengths(extent) }
    let start = position + Int(before)
    return start..<start + Int(length)
  }

  /// Whether every length of a group is below 128, so that it takes one byte.
  private func hasShortLengths(_ extent: Range<Int>, _ count: Int) -> Bool {
    if extent.count < count { return false }
    var any: UInt64 = 0
    var place = extent.lowerBound
    let end = extent.lowerBound + count
    while place &+ 8 <= end {
      any |= unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      place &+= 8
    }
    while place < end {
      any |= unsafe UInt64(bytes[place])
      place &+= 1
    }
    return any & 0x8080_8080_8080_8080 == 0
  }

  /// Where the bytes of all keys of a group are.
  private func ranges(ofGroup group: Int) throws(SearchError) -> [Range<Int>] {
    let extent = try extent(ofGroup: group)
    var position = extent.lowerBound
    var lengths: [Int] = []
    for _ in 0..<documents(inGroup: group) { lengths.append(Int(try readLength(at: &position, in: extent))) }
    var ranges: [Range<Int>] = []
    for length in lengths {
      guard length <= extent.upperBound - position else { throw damagedLengths(extent) }
      ranges.append(position..<position + length)
      position += length
    }
    guard position == extent.upperBound else { throw damagedLengths(extent) }
    return ranges
  }

  private func documents(inGroup group: Int) -> Int {
    min(KeysFormat.groupLength, documentCount - group * KeysFormat.groupLength)
  }

  private func readLength(at position: inout Int, in extent: Range<Int>) throws(SearchError) -> UInt64 {
    let group = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<extent.upperBound])
    guard let length = unsafe group.varint(at: &position), length <= DocumentKey.maximumSize + 1 else {
      throw damagedLengths(extent)
    }
    return length
  }

  /// Where a group is, after comparing its checksum.
  private func extent(ofGroup group: Int) throws(SearchError) -> Range<Int> {
    let entry = extentsStart + group * KeysFormat.groupEntrySize
    let start =
      group == 0 ? 0 : unsafe bytes.littleEndian(UInt64.self, at: entry - KeysFormat.groupEntrySize)
    let end = unsafe bytes.littleEndian(UInt64.self, at: entry)
    guard start < end, end <= UInt64(slotsStart) else {
      throw corrupt("The directory of the keys is not in order.", at: entry)
    }
    let extent = Int(start)..<Int(end)
    let group = unsafe UnsafeRawBufferPointer(rebasing: bytes[extent])
    guard unsafe CRC32C.checksum(group) == bytes.littleEndian(UInt32.self, at: entry + 8) else {
      throw corrupt("A group of keys is damaged.", at: extent.lowerBound)
    }
    return extent
  }

  private func damagedLengths(_ extent: Range<Int>) -> SearchError {
    corrupt("The lengths of a group of keys are damaged.", at: extent.lowerBound)
  }

  private func corrupt(_ message: String, at offset: Int) -> SearchError {
    SearchError(.corruptIndex, message, file: file, offset: fileOffset + offset)
  }
}
