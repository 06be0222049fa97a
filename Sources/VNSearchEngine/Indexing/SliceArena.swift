#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One block of memory that many growing byte streams share.
///
/// A stream is a chain of slices, each twice as long as the one before up to 2 KB. A slice is
/// `[u32 next][u32 bytes used][bytes]`. Nothing is freed but everything at once, by
/// `deallocate()`. A struct, so that loops over tokens count no references.
@safe struct SliceArena {
  /// The writing end of a stream.
  struct Tail {
    /// The first slice, `.max` before the first byte.
    var head: UInt32 = .max
    /// The slice that is being filled.
    var slice: UInt32 = 0
    /// Where the next byte goes, and where the slice ends.
    var place: UInt32 = 0
    var end: UInt32 = 0
  }

  private(set) var base: UnsafeMutablePointer<UInt8>
  private var used = 0
  private var capacity = 1 << 16

  private static let headerSize: UInt32 = 8
  private static let smallestSlice: UInt32 = 24
  private static let largestSlice: UInt32 = 2048

  init() {
    unsafe base = unsafe malloc(1 << 16)!.assumingMemoryBound(to: UInt8.self)
  }

  func deallocate() { unsafe free(base) }

  /// How many bytes are in use.
  var memory: Int { used }

  /// Whether offsets come near to the end of 32 bits.
  var isFull: Bool { used > Int(UInt32.max) - (1 << 28) }

  /// Makes sure that `count` ≤ 20 bytes can be put at the stream's end.
  @inline(__always)
  mutating func reserve(_ count: UInt32, for tail: inout Tail) {
    if tail.place &+ count > tail.end { extend(&tail) }
  }

  @inline(never)
  private mutating func extend(_ tail: inout Tail) {
    let isFirst = tail.head == .max
    let size =
      isFirst ? Self.smallestSlice : min(Self.largestSlice, (tail.end - tail.slice - Self.headerSize) * 2)
    let needed = Int(size + Self.headerSize)
    precondition(used + needed <= Int(UInt32.max), "a segment holds at most 4 GiB of tokens in memory")
    if used + needed > capacity {
      // Large blocks are moved by remapping pages, not by copying.
      capacity = capacity * 2 + needed
      guard let moved = unsafe realloc(base, capacity) else { preconditionFailure("out of memory") }
      unsafe base = unsafe moved.assumingMemoryBound(to: UInt8.self)
    }
    let raw = unsafe UnsafeMutableRawPointer(base)
    let slice = UInt32(used)
    used += needed
    if isFirst {
      tail.head = slice
    } else {
      unsafe raw.storeBytes(of: slice, toByteOffset: Int(tail.slice), as: UInt32.self)
      unsafe raw.storeBytes(
        of: tail.place - tail.slice - Self.headerSize, toByteOffset: Int(tail.slice) + 4, as: UInt32.self)
    }
    unsafe raw.storeBytes(of: UInt32.max, toByteOffset: Int(slice), as: UInt32.self)
    tail.slice = slice
    tail.place = slice + Self.headerSize
    tail.end = tail.place + size
  }

  /// Copies a whole stream to the end of `output`.
  func copy(_ tail: Tail, to output: ByteBuffer) {
    var slice = tail.head
    while slice != .max {
      let raw = unsafe UnsafeRawPointer(base)
      let next = unsafe raw.loadUnaligned(fromByteOffset: Int(slice), as: UInt32.self)
      let start = slice + Self.headerSize
      let length =
        unsafe slice == tail.slice
        ? tail.place - start : raw.loadUnaligned(fromByteOffset: Int(slice) + 4, as: UInt32.self)
      unsafe output.append(UnsafeRawBufferPointer(start: raw + Int(start), count: Int(length)))
      slice = next
    }
  }
}
