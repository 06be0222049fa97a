/// A growing run of trivial values with a stable base between changes; one owner, no reference counts.
@safe struct GrowableMemory<Element: BitwiseCopyable>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var capacity: Int
  var count = 0

  init(capacity: Int = 256) {
    self.capacity = capacity
    unsafe base = .allocate(capacity: capacity)
  }

  deinit { unsafe base.deallocate() }

  /// Makes room for `extra` more elements.
  @inline(__always)
  mutating func reserve(_ extra: Int) { if count + extra > capacity { grow(extra) } }

  @inline(__always)
  mutating func append(_ element: Element) {
    reserve(1)
    unsafe (base + count).initialize(to: element)
    count += 1
  }

  mutating func append(_ elements: UnsafeBufferPointer<Element>) {
    guard let source = elements.baseAddress, elements.count > 0 else { return }
    reserve(elements.count)
    unsafe (base + count).initialize(from: source, count: elements.count)
    count += elements.count
  }

  /// Forgets the elements. Keeps the memory unless it is more than `limit` bytes.
  mutating func removeAll(keeping limit: Int = 4 << 20) {
    count = 0
    guard capacity * MemoryLayout<Element>.stride > limit else { return }
    unsafe base.deallocate()
    capacity = 256
    unsafe base = .allocate(capacity: capacity)
  }

  @inline(never)
  private mutating func grow(_ extra: Int) {
    let newCapacity = Swift.max(capacity * 2, count + extra)
    let newBase = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
    unsafe newBase.moveInitialize(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = newBase
    capacity = newCapacity
  }
}
