/// What the kernels for estimates compute, one document at a time.
package enum ReferenceSteps {
  /// The places of a chunk whose sub-block is live.
  package static func places(_ live: UInt64) -> [Int] {
    (0..<4096).filter { live >> UInt64($0 >> 6) & 1 == 1 }
  }

  package static func table(
    weight: Float, unit: Float, most: Float, normalizers: [Float], highest: Float
  ) -> [UInt8] {
    (0..<256).map { entry in
      let frequency = entry & 15
      if frequency == 0 { return 0 }
      let normalizer = normalizers[entry >> 4]
      let tf = frequency == 15 ? most : min(Float(frequency) * unit, most)
      let value = tf == .infinity ? weight : weight * (tf / (tf + normalizer))
      return UInt8(min(255, min(value, highest).rounded(.up)))
    }
  }

  /// The 4,096 frequencies of a row container, at most 15.
  package static func nibbles(ofRows rows: [UInt8]) -> [UInt8] {
    (0..<4096).map { place in
      let byte = rows[place >> 6 * 32 + place & 31]
      return place & 32 == 0 ? byte & 15 : byte >> 4
    }
  }

  /// The 4,096 frequencies of a bitset container, at most 15: those behind its last are the last one's, a 0 counts as 1.
  package static func nibbles(ofBitset container: [UInt8], count: Int) -> [UInt8] {
    func frequency(_ index: Int) -> UInt8 {
      let known = min(index, count - 1)
      let byte = container[640 + known >> 1]
      return max(1, known & 1 == 0 ? byte & 15 : byte >> 4)
    }
    var nibbles = [UInt8](repeating: 0, count: 4096)
    for subBlock in 0..<64 {
      var index = Int(container[512 + 2 * subBlock]) | Int(container[513 + 2 * subBlock]) << 8
      for place in 0..<64 where container[8 * subBlock + place >> 3] >> UInt8(place & 7) & 1 == 1 {
        nibbles[subBlock << 6 | place] = frequency(index)
        index += 1
      }
    }
    return nibbles
  }

  /// - Parameter classes: Of each document, or of each sub-block's shortest document.
  package static func add(
    _ sums: [UInt8], _ nibbles: [UInt8], classes: [UInt8], table: [UInt8], live: UInt64
  ) -> [UInt8] {
    var sums = sums
    for place in places(live) {
      let step = table[Int(classes[place] | nibbles[place])]
      sums[place] = UInt8(min(255, Int(sums[place]) + Int(step)))
    }
    return sums
  }

  package static func combine(_ left: [UInt8], _ right: [UInt8], live: UInt64, _ body: (Int, Int) -> Int)
    -> [UInt8]
  {
    var result = left
    for place in places(live) { result[place] = UInt8(body(Int(left[place]), Int(right[place]))) }
    return result
  }

  /// Whether a variant estimates by each document's class of length, or by that of its sub-block's shortest document.
  package static func usesEachClass(_ variant: String) -> Bool {
    variant == "portable" || variant == "avx512vbmi"
  }
}
