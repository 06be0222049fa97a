#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The distinct forms of a `TokenBuffer`: an open-addressing hash table over an arena of bytes.
@safe struct FormTable: ~Copyable {
  /// Where a form's bytes are: the surface at `offset`, the folded form right after it.
  struct Entry: BitwiseCopyable {
    var offset: Int
    var surfaceCount: UInt32
    var foldedCount: UInt32
    var hash: UInt64
    var form: TokenBuffer.Form
  }

  private(set) var entries = GrowableMemory<Entry>()
  private(set) var arena = GrowableMemory<UInt8>()
  /// Form + 1, or 0; the capacity is a power of two.
  private var slots: UnsafeMutablePointer<UInt32>
  private var slotCount: Int
  private let seed: UInt64

  init() {
    slotCount = 1 << 10
    unsafe slots = .allocate(capacity: slotCount)
    unsafe slots.initialize(repeating: 0, count: slotCount)
    seed = UInt64.random(in: 0 ... .max)
  }

  deinit { unsafe slots.deallocate() }

  var count: Int { entries.count }

  /// The memory held, in bytes.
  var memory: Int {
    arena.capacity + entries.capacity * MemoryLayout<Entry>.stride + slotCount * MemoryLayout<UInt32>.stride
  }

  /// The number of a form, a new one where it was not met before. Amortized O(length of the bytes).
  mutating func intern(
    _ surface: UnsafeBufferPointer<UInt8>, _ folded: UnsafeBufferPointer<UInt8>, _ tokenClass: TokenClass
  ) -> UInt32 {
    let hash =
      unsafe ByteHash.hash(folded, seed: ByteHash.hash(surface, seed: seed)) &+ UInt64(tokenClass.rawValue)
    var slot = Int(truncatingIfNeeded: hash) & (slotCount - 1)
    while unsafe slots[slot] != 0 {
      let form = unsafe slots[slot] - 1
      if unsafe isEntry(Int(form), hash, surface, folded, tokenClass) { return form }
      slot = (slot + 1) & (slotCount - 1)
    }
    let form = UInt32(entries.count)
    let offset = arena.count
    unsafe arena.append(surface)
    unsafe arena.append(folded)
    let first = unsafe surface.first ?? 0
    entries.append(
      Entry(
        offset: offset, surfaceCount: UInt32(surface.count), foldedCount: UInt32(folded.count), hash: hash,
        form: TokenBuffer.Form(
          tokenClass: tokenClass, isMarked: unsafe !surface.elementsEqual(folded),
          startsWithDigit: tokenClass == .number || (first >= 0x30 && first <= 0x39))))
    unsafe slots[slot] = form + 1
    if entries.count * 2 > slotCount { grow() }
    return form
  }

  /// The surface and the folded form of an entry; valid until the next change.
  func bytes(of form: Int) -> (surface: UnsafeBufferPointer<UInt8>, folded: UnsafeBufferPointer<UInt8>) {
    precondition(form < entries.count)
    let entry = unsafe entries.base[form]
    let surface = unsafe arena.base + entry.offset
    return unsafe (
      UnsafeBufferPointer(start: surface, count: Int(entry.surfaceCount)),
      UnsafeBufferPointer(start: surface + Int(entry.surfaceCount), count: Int(entry.foldedCount))
    )
  }

  /// Forgets all forms. Keeps the memory unless it is much.
  mutating func removeAll() {
    entries.removeAll()
    arena.removeAll()
    if slotCount > 1 << 16 {
      unsafe slots.deallocate()
      slotCount = 1 << 10
      unsafe slots = .allocate(capacity: slotCount)
    }
    unsafe slots.update(repeating: 0, count: slotCount)
  }

  private func isEntry(
    _ form: Int, _ hash: UInt64, _ surface: UnsafeBufferPointer<UInt8>, _ folded: UnsafeBufferPointer<UInt8>,
    _ tokenClass: TokenClass
  ) -> Bool {
    let entry = unsafe entries.base[form]
    guard entry.hash == hash, Int(entry.surfaceCount) == surface.count,
      Int(entry.foldedCount) == folded.count,
      entry.form.tokenClass == tokenClass
    else { return false }
    let known = unsafe bytes(of: form)
    return unsafe Self.areEqual(known.surface, surface) && Self.areEqual(known.folded, folded)
  }

  /// Whether two runs of one length hold the same bytes.
  private static func areEqual(_ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>)
    -> Bool
  {
    guard let left = first.baseAddress, let right = second.baseAddress else { return true }
    return unsafe memcmp(left, right, first.count) == 0
  }

  private mutating func grow() {
    unsafe slots.deallocate()
    slotCount *= 2
    unsafe slots = .allocate(capacity: slotCount)
    unsafe slots.initialize(repeating: 0, count: slotCount)
    for form in 0..<entries.count {
      var slot = unsafe Int(truncatingIfNeeded: entries.base[form].hash) & (slotCount - 1)
      while unsafe slots[slot] != 0 { slot = (slot + 1) & (slotCount - 1) }
      unsafe slots[slot] = UInt32(form) + 1
    }
  }
}
