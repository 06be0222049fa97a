/// Writes the keys of a segment's documents, to be read by ordinal and found by their bytes.
///
/// ```
/// keys    = group × ⌈documents / 64⌉, slot × documents, bucket × 2^bits, extent × groups, trailer
/// group   = (length: varint) × documents of the group, key × documents of the group
/// key     = DocumentKey.bytes
/// slot    = low half of the hash: UInt32, ordinal: UInt32
/// bucket  = end: UInt32, CRC-32C of its slots: UInt32
/// extent  = end of the group: UInt64, CRC-32C of the group: UInt32
/// trailer = documents: UInt32, bits: UInt32, end of the groups: UInt64, CRC-32C of buckets and extents: UInt32,
///           CRC-32C of the 20 bytes before: UInt32
/// ```
///
/// All integers are little-endian. A document's slot is in the bucket that the first `bits` bits of its key's hash
/// (``KeyHash``) name; the slots of a bucket are in the order of the ordinals, and it ends at slot `end`. A lookup
/// reads one bucket of about 12 slots and the group of each slot with the same hash.
///
/// The key 1 of document 0 is the group `02 00 02`; its slot is half of the hash and `00000000`, the only bucket
/// `01000000 crc`, the extent `0300000000000000 crc`, and the trailer
/// `01000000 00000000 0300000000000000 crc crc`.
///
/// Memory: 8 bytes a document while appending, 20 in ``finish(to:)``.
struct KeysWriter: ~Copyable {
  /// How many keys have been appended.
  var documentCount: Int { hashes.count }

  private var hashes: [UInt64] = []
  private var lengths = ByteWriter()
  private var keys: [UInt8] = []
  private var extents = ByteWriter()
  private var groupsEnd = 0

  init() {}

  /// Appends the key of the next document, as ``DocumentKey/bytes`` has it.
  ///
  /// - Throws: ``SearchError/Code/invalidDocument`` if it is longer than ``DocumentKey/maximumSize``, or what
  ///   `output` throws.
  mutating func append<Output: PartOutput & ~Copyable>(
    _ key: UnsafeRawBufferPointer, to output: inout Output
  ) throws(SearchError) {
    guard key.count <= DocumentKey.maximumSize + 1 else {
      throw SearchError(
        .invalidDocument, "A key has \(key.count - 1) bytes; \(DocumentKey.maximumSize) is the most.")
    }
    guard hashes.count < UInt32.max else {
      throw SearchError(.invalidDocument, "A segment can have at most 4,294,967,295 documents.")
    }
    lengths.appendVarint(key.count)
    unsafe keys.append(contentsOf: key)
    unsafe hashes.append(KeyHash.hash(key))
    if hashes.count % KeysFormat.groupLength == 0 { try closeGroup(to: &output) }
  }

  /// Appends the key of the next document.
  mutating func append<Output: PartOutput & ~Copyable>(
    _ key: DocumentKey, to output: inout Output
  ) throws(SearchError) {
    try unsafe key.bytes.span.bytes.withUnsafeBytes { (key) throws(SearchError) in
      try unsafe append(key, to: &output)
    }
  }

  /// Writes what is pending and the tables, which completes the part.
  consuming func finish<Output: PartOutput & ~Copyable>(to output: inout Output) throws(SearchError) {
    if lengths.count > 0 { try closeGroup(to: &output) }
    let bits = KeysFormat.bucketBits(documentCount: hashes.count)
    let slots = sortedSlots(bits: bits)
    var directory = ByteWriter()
    var start = 0
    try unsafe slots.slots.span.bytes.withUnsafeBytes { (bytes) throws(SearchError) in
      try unsafe output.append(bytes)
      for end in slots.ends {
        let bucket = start * KeysFormat.slotSize..<Int(end) * KeysFormat.slotSize
        directory.append(end)
        directory.append(unsafe CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[bucket])))
        start = Int(end)
      }
    }
    directory.append(raw: extents.bytes)
    var trailer = ByteWriter()
    trailer.append(UInt32(hashes.count))
    trailer.append(UInt32(bits))
    trailer.append(UInt64(groupsEnd))
    trailer.append(CRC32C.checksum(directory.bytes))
    trailer.append(CRC32C.checksum(trailer.bytes))
    try output.append(directory)
    try output.append(trailer)
  }

  private mutating func closeGroup<Output: PartOutput & ~Copyable>(to output: inout Output)
    throws(SearchError)
  {
    lengths.append(raw: keys)
    try output.append(lengths)
    groupsEnd += lengths.count
    extents.append(UInt64(groupsEnd))
    extents.append(CRC32C.checksum(lengths.bytes))
    lengths = ByteWriter()
    keys.removeAll(keepingCapacity: true)
  }

  /// The slots by bucket and, in a bucket, by ordinal, and where each bucket ends: a counting sort.
  private func sortedSlots(bits: Int) -> (slots: [UInt64], ends: [UInt32]) {
    var ends = [UInt32](repeating: 0, count: 1 << bits)
    for hash in hashes { ends[KeysFormat.bucket(of: hash, bits: bits)] += 1 }
    var total: UInt32 = 0
    // First where each bucket begins; placing the slots moves each to its end.
    for bucket in ends.indices {
      let count = ends[bucket]
      ends[bucket] = total
      total += count
    }
    var slots = [UInt64](repeating: 0, count: hashes.count)
    for (ordinal, hash) in hashes.enumerated() {
      let bucket = KeysFormat.bucket(of: hash, bits: bits)
      slots[Int(ends[bucket])] = (UInt64(ordinal) << 32 | hash & 0xFFFF_FFFF).littleEndian
      ends[bucket] += 1
    }
    return (slots, ends)
  }
}
