/// The different keywords of a column while it is written, numbered in the order in which they came.
struct KeywordTable {
  /// How many keywords there are.
  private(set) var count = 0

  private var bytes: [UInt8] = []
  private var ends: [Int] = [0]
  /// Numbers by the hash of their keyword, open addressing; -1 is free.
  private var slots = [Int32](repeating: -1, count: 64)

  /// About how much memory it takes.
  var memory: Int { bytes.capacity + ends.capacity * 8 + slots.count * 4 }

  /// The number of a keyword, which is added if it is new.
  mutating func number(of keyword: UnsafeRawBufferPointer) -> Int {
    if count * 2 >= slots.count { grow() }
    var slot = unsafe Int(truncatingIfNeeded: KeyHash.hash(keyword)) & (slots.count - 1)
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if unsafe isEqual(number, keyword) { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(count)
    unsafe bytes.append(contentsOf: keyword)
    ends.append(bytes.count)
    count += 1
    return count - 1
  }

  /// The bytes of a keyword.
  func keyword(_ number: Int) -> ArraySlice<UInt8> { bytes[ends[number]..<ends[number + 1]] }

  private func isEqual(_ number: Int, _ keyword: UnsafeRawBufferPointer) -> Bool {
    let start = ends[number]
    guard ends[number + 1] - start == keyword.count else { return false }
    for index in 0..<keyword.count where unsafe bytes[start + index] != keyword[index] { return false }
    return true
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for number in 0..<count {
      let hash = unsafe bytes.withUnsafeBytes {
        unsafe KeyHash.hash(UnsafeRawBufferPointer(rebasing: $0[ends[number]..<ends[number + 1]]))
      }
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number)
    }
  }
}
