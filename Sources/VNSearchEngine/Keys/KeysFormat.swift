/// Sizes that the writer and the reader of keys share.
enum KeysFormat {
  /// Documents whose keys are stored together.
  static let groupLength = 64
  /// Bytes of one slot: hash and ordinal.
  static let slotSize = 8
  /// Bytes of one entry of the directory of buckets.
  static let bucketEntrySize = 8
  /// Bytes of one entry of the directory of groups.
  static let groupEntrySize = 12
  /// Bytes after the directories.
  static let trailerSize = 24

  /// How many high bits of the hash choose the bucket: so many that a bucket has 8 to 16 slots on average.
  static func bucketBits(documentCount: Int) -> Int {
    var bits = 0
    while documentCount >> bits > 16 { bits += 1 }
    return bits
  }

  /// The bucket of a hash.
  @inline(__always)
  static func bucket(of hash: UInt64, bits: Int) -> Int {
    bits == 0 ? 0 : Int(hash >> UInt64(64 - bits))
  }
}
