/// A growing run of 32-bit integers whose memory is kept when it is emptied.
///
/// Not thread-safe. Used where an array that is a class's property would pay for uniqueness checks at every item.
@safe final class IntegerBuffer {
  private(set) var base: UnsafeMutablePointer<UInt32>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 256) {
    self.capacity = max(capacity, 16)
    unsafe base = .allocate(capacity: self.capacity)
  }

  deinit { unsafe base.deallocate() }

  /// The integers appended so far; valid until the next append.
  var values: UnsafeBufferPointer<UInt32> { unsafe UnsafeBufferPointer(start: base, count: count) }

  func removeAll() { count = 0 }

  @inline(__always)
  func append(_ value: UInt32) {
    if count == capacity { grow() }
    unsafe base[count] = value
    count &+= 1
  }

  /// Adds to the integer appended last.
  @inline(__always)
  func addToLast(_ value: UInt32) { unsafe base[count &- 1] &+= value }

  func truncate(to count: Int) {
    precondition(count <= self.count)
    self.count = count
  }

  /// Whether ascending integers contain one.
  func contains(ascending value: UInt32) -> Bool {
    var low = 0
    var high = count
    while low < high {
      let middle = (low &+ high) >> 1
      if unsafe base[middle] < value { low = middle &+ 1 } else { high = middle }
    }
    return unsafe low < count && base[low] == value
  }

  @inline(never)
  private func grow() {
    let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity * 2)
    unsafe larger.update(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = unsafe larger
    capacity *= 2
  }
}
