#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What chunks of text gave the last time, keyed on their raw bytes.
///
/// A chunk of up to 16 bytes is its own key: two words, compared without a look at memory elsewhere. It has two
/// places side by side; the one used last stands first, and a new chunk takes the second, so that rare chunks push
/// each other out and frequent ones stay. Longer chunks, and those that ICU's dictionaries have cut, are compared in an
/// arena. All of it is bounded, and no sequence of chunks makes a look-up long.
@safe struct ChunkMemo: ~Copyable {
  struct Slot {
    var low: UInt64
    var high: UInt64
    /// 0 where the slot is free.
    var value: UInt64
  }

  struct FrontSlot {
    var low: UInt64
    var value: UInt64
  }

  struct LongSlot {
    var hash: UInt64
    var offset: UInt32
    var count: UInt32
    var value: UInt64
  }

  /// The chunks of up to 8 bytes met last that are one token each: small enough for a core's own cache.
  let front: UnsafeMutablePointer<FrontSlot>
  private(set) var slots: UnsafeMutablePointer<Slot>
  private(set) var shift: UInt64
  private(set) var templates = GrowableMemory<Token>()
  /// The templates of chunks in the arena.
  private(set) var longTemplates = GrowableMemory<Token>()
  /// How many entries were placed, those pushed out since among them.
  private var count = 0
  private var longSlots: UnsafeMutablePointer<LongSlot>
  private var longCount = 0
  private var longBits = 10
  private var arena = GrowableMemory<UInt8>()
  private let seed = UInt64.random(in: 0 ... .max)

  /// The longest chunk that is kept, in bytes.
  static let maximumLength = 255
  /// The most tokens of a chunk that is kept.
  static let maximumTokens = 128
  private static let frontBits: UInt64 = 14
  private static let initialBits: UInt64 = 12
  private static let maximumBits: UInt64 = 17
  private static let maximumLongBits = 17
  private static let maximumArena = 8 << 20
  private static let maximumTemplates = 1 << 19

  init() {
    shift = 64 - Self.initialBits
    unsafe front = Self.allocate(bits: Int(Self.frontBits))
    unsafe slots = Self.allocate(bits: Int(Self.initialBits))
    unsafe longSlots = Self.allocate(bits: longBits)
  }

  deinit {
    unsafe free(front)
    unsafe free(slots)
    unsafe free(longSlots)
  }

  /// The memory held, in bytes.
  var memory: Int {
    MemoryLayout<FrontSlot>.stride << Int(Self.frontBits) + MemoryLayout<Slot>.stride << Int(64 - shift)
      + MemoryLayout<LongSlot>.stride << longBits + arena.capacity
      + (templates.capacity + longTemplates.capacity) * MemoryLayout<Token>.stride
  }

  // MARK: Values

  // bit 63 set; bit 62 the token is a year and may end a date; bits 48–61 how many templates, 0x3FFF for one token
  // that is in the value itself: start 40–47, end from the chunk's end 32–39, form 0–31. Else 0–31 is the first
  // template.
  static let occupied: UInt64 = 1 << 63
  static let year: UInt64 = 1 << 62
  static let single: UInt64 = 0x3FFF << 48

  @inline(__always)
  static func isPlain(_ value: UInt64) -> Bool { value & (year | single) == single }

  // MARK: Short chunks

  /// The place of a key in `front`.
  @inline(__always)
  static func frontIndex(_ low: UInt64) -> Int {
    Int(truncatingIfNeeded: (low &* 0x9E37_79B9_7F4A_7C15) &>> (64 &- frontBits))
  }

  /// Puts a chunk of up to 8 bytes in front, if it is one token that needs no further look.
  @inline(__always)
  func promote(_ low: UInt64, _ value: UInt64) {
    if Self.isPlain(value) { unsafe front[Self.frontIndex(low)] = FrontSlot(low: low, value: value) }
  }

  /// The first of the two places of a key.
  @inline(__always)
  static func slotIndex(_ low: UInt64, _ high: UInt64, shift: UInt64) -> Int {
    Int(truncatingIfNeeded: ((low &* 0x9E37_79B9_7F4A_7C15) ^ (high &* 0xE703_7ED1_A0B4_28DB)) &>> shift) & ~1
  }

  /// The value of a chunk of up to 16 bytes, or 0. Puts it first of the two.
  @inline(__always)
  mutating func find(_ low: UInt64, _ high: UInt64) -> UInt64 {
    let slot = unsafe slots + Self.slotIndex(low, high, shift: shift)
    let first = unsafe slot[0]
    if first.low == low, first.high == high { return first.value }
    let second = unsafe slot[1]
    guard second.low == low, second.high == high, second.value != 0 else { return 0 }
    unsafe slot[0] = second
    unsafe slot[1] = first
    return second.value
  }

  /// Keeps the value of a chunk of up to 16 bytes.
  mutating func insert(_ low: UInt64, _ high: UInt64, _ value: UInt64) {
    if count * 2 >= 1 << Int(64 - shift), 64 - shift < Self.maximumBits { grow() }
    place(Slot(low: low, high: high, value: value))
    count += 1
  }

  private func place(_ entry: Slot) {
    let slot = unsafe slots + Self.slotIndex(entry.low, entry.high, shift: shift)
    unsafe slot[slot[0].value == 0 ? 0 : 1] = entry
  }

  private mutating func grow() {
    let old = unsafe slots
    let oldCount = 1 << Int(64 - shift)
    shift -= 1
    unsafe slots = Self.allocate(bits: Int(64 - shift))
    for index in 0..<oldCount where unsafe old[index].value != 0 { unsafe place(old[index]) }
    unsafe free(old)
  }

  // MARK: Longer chunks

  /// The value of a chunk in the arena, or 0.
  func find(_ chunk: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let hash = unsafe ByteHash.hash(chunk, seed: seed)
    let mask = 1 << longBits - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while unsafe longSlots[index].value != 0 {
      let slot = unsafe longSlots[index]
      if slot.hash == hash, Int(slot.count) == chunk.count {
        let known = unsafe UnsafeBufferPointer(start: arena.base + Int(slot.offset), count: chunk.count)
        if unsafe known.elementsEqual(chunk) { return slot.value }
      }
      index = (index + 1) & mask
    }
    return 0
  }

  /// Keeps a chunk and its value in the arena.
  mutating func insert(_ chunk: UnsafeBufferPointer<UInt8>, _ value: UInt64) {
    if arena.count > Self.maximumArena || longTemplates.count > Self.maximumTemplates {
      removeLong()
      return
    }
    if longCount * 2 >= 1 << longBits {
      if longBits >= Self.maximumLongBits {
        removeLong()
        return
      }
      let old = unsafe longSlots
      let oldCount = 1 << longBits
      longBits += 1
      unsafe longSlots = Self.allocate(bits: longBits)
      for index in 0..<oldCount where unsafe old[index].value != 0 { unsafe placeLong(old[index]) }
      unsafe free(old)
    }
    let offset = arena.count
    unsafe arena.append(chunk)
    unsafe placeLong(
      LongSlot(
        hash: ByteHash.hash(chunk, seed: seed), offset: UInt32(offset), count: UInt32(chunk.count),
        value: value))
    longCount += 1
  }

  private func placeLong(_ slot: LongSlot) {
    let mask = 1 << longBits - 1
    var index = Int(truncatingIfNeeded: slot.hash) & mask
    while unsafe longSlots[index].value != 0 { index = (index + 1) & mask }
    unsafe longSlots[index] = slot
  }

  // MARK: Templates

  /// Keeps tokens relative to a chunk; returns the index of the first.
  ///
  /// Where there is no room, forgets the chunks of up to 16 bytes first.
  mutating func appendTemplates(_ tokens: UnsafeBufferPointer<Token>, isLong: Bool) -> Int {
    if isLong {
      let first = longTemplates.count
      unsafe longTemplates.append(tokens)
      return first
    }
    if templates.count > Self.maximumTemplates { removeShort() }
    let first = templates.count
    unsafe templates.append(tokens)
    return first
  }

  /// Forgets everything.
  mutating func removeAll() {
    removeShort()
    removeLong()
  }

  private mutating func removeShort() {
    unsafe slots.update(repeating: Slot(low: 0, high: 0, value: 0), count: 1 << Int(64 - shift))
    unsafe front.update(repeating: FrontSlot(low: 0, value: 0), count: 1 << Int(Self.frontBits))
    count = 0
    templates.removeAll(keeping: 16 << 20)
  }

  private mutating func removeLong() {
    unsafe longSlots.update(repeating: LongSlot(hash: 0, offset: 0, count: 0, value: 0), count: 1 << longBits)
    longCount = 0
    arena.removeAll(keeping: 16 << 20)
    longTemplates.removeAll(keeping: 16 << 20)
  }

  /// Slots of nothing but zeros, which are free ones; pages that no chunk ever touches cost nothing.
  private static func allocate<Element: BitwiseCopyable>(bits: Int) -> UnsafeMutablePointer<Element> {
    guard let bytes = unsafe calloc(1 << bits, MemoryLayout<Element>.stride) else {
      fatalError("no memory for \(1 << bits) slots")
    }
    return unsafe bytes.bindMemory(to: Element.self, capacity: 1 << bits)
  }
}
