/// Draws from several discrete distributions in constant time: Walker's alias method (Vose 1991), all in two arrays.
struct AliasTable {
  /// The chance of staying, as a fraction of 2^32, and where to go else.
  private struct Slot {
    var threshold: UInt32
    var value: Int32
    var alias: Int32
  }

  private var slots: [Slot] = []
  private var starts: [Int32] = [0]

  /// How many distributions there are.
  var count: Int { starts.count - 1 }

  /// Adds a distribution over values with weights that are not all nought.
  mutating func append(_ values: [Int32], weights: [Double]) {
    let count = values.count
    let total = weights.reduce(0, +)
    var scaled = weights.map { $0 * Double(count) / total }
    var small: [Int] = []
    var large: [Int] = []
    for index in 0..<count { if scaled[index] < 1 { small.append(index) } else { large.append(index) } }
    var part = values.map { Slot(threshold: .max, value: $0, alias: $0) }
    while let low = small.popLast() {
      guard let high = large.last else { break }
      part[low].threshold = UInt32(min(4_294_967_295, max(0, scaled[low] * 4_294_967_296)))
      part[low].alias = values[high]
      scaled[high] -= 1 - scaled[low]
      if scaled[high] < 1 {
        large.removeLast()
        small.append(high)
      }
    }
    slots += part
    starts.append(Int32(slots.count))
  }

  /// Draws a value of the distribution with a number.
  @inline(__always)
  func draw(_ distribution: Int, _ random: inout RandomSource) -> Int32 {
    let start = Int(starts[distribution])
    let length = Int(starts[distribution + 1]) - start
    let bits = random.next()
    let place = Int(((bits >> 32) &* UInt64(length)) >> 32)
    let slot = slots[start + place]
    return UInt32(truncatingIfNeeded: bits) < slot.threshold ? slot.value : slot.alias
  }
}
