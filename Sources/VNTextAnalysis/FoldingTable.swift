/// Classes and folded decompositions of the code points below U+2000 from a generated table, of the rest from ICU.
///
/// `FoldingTable+Data.swift` is generated from the installed ICU; a test derives it anew and fails on a
/// difference. Behaves as `UnicodeData` does, only faster.
enum FoldingTable {
  /// The first code point that the table does not hold.
  static let limit: UInt32 = 0x2000

  /// The class of any scalar value.
  @inline(__always)
  static func characterClass(of scalar: UInt32) -> CharacterClass {
    guard scalar < limit else { return UnicodeData.characterClass(of: scalar) }
    return unsafe CharacterClass(rawValue: classes[Int(scalar)]) ?? .separator
  }

  /// Appends the folded decomposition of a scalar value.
  static func appendDecomposition(of scalar: UInt32, to result: inout [UInt32]) {
    guard scalar < limit else {
      UnicodeData.appendFoldedDecomposition(of: scalar, to: &result)
      return
    }
    let offset = unsafe Int(offsets[Int(scalar)])
    if offset == 0 {
      result.append(scalar)
      return
    }
    let count = Int(decompositions[offset])
    for index in 0..<count { result.append(UInt32(decompositions[offset + 1 + index])) }
  }

  /// The one scalar that a Latin letter or ASCII digit is in a surface, whatever stands beside it; 0 for all else.
  @inline(__always)
  static func simpleFolding(of scalar: UInt32) -> UInt32 {
    scalar < limit ? UInt32(unsafe simpleFoldings[Int(scalar)]) : 0
  }

  private nonisolated(unsafe) static let simpleFoldings: UnsafePointer<UInt16> = {
    let table = UnsafeMutablePointer<UInt16>.allocate(capacity: Int(limit))
    unsafe table.initialize(repeating: 0, count: Int(limit))
    var parts: [UInt32] = []
    for scalar in 0..<limit {
      let isLetter = characterClass(of: scalar) == .letter && UnicodeData.isLatin(scalar)
      guard isLetter || (0x30...0x39).contains(scalar) else { continue }
      parts.removeAll(keepingCapacity: true)
      appendDecomposition(of: scalar, to: &parts)
      guard var folded = parts.first else { continue }
      var isSingle = true
      for part in parts.dropFirst() {
        if let composite = UnicodeData.composite(folded, part) {
          folded = composite
        } else {
          isSingle = false
        }
      }
      // What the Latin letters of a surface are, look-alikes aside, is Latin again.
      if isSingle, folded < limit, SurfaceBuilder.isLatin(folded) || folded <= 0x39 {
        unsafe table[Int(scalar)] = UInt16(truncatingIfNeeded: folded)
      }
    }
    return unsafe UnsafePointer(table)
  }()

  /// One byte for each code point below the limit. Never freed.
  private nonisolated(unsafe) static let classes: UnsafePointer<UInt8> = {
    let table = UnsafeMutablePointer<UInt8>.allocate(capacity: Int(limit))
    unsafe table.initialize(repeating: 0, count: Int(limit))
    for (index, run) in classRuns.enumerated() {
      let end = index + 1 < classRuns.count ? Int(classRuns[index + 1] >> 8) : Int(limit)
      for scalar in Int(run >> 8)..<end { unsafe table[scalar] = UInt8(truncatingIfNeeded: run) }
    }
    return unsafe UnsafePointer(table)
  }()

  /// Where each code point's decomposition has its count in `decompositions`; 0 for those that are their own.
  private nonisolated(unsafe) static let offsets: UnsafePointer<UInt16> = {
    let table = UnsafeMutablePointer<UInt16>.allocate(capacity: Int(limit))
    unsafe table.initialize(repeating: 0, count: Int(limit))
    var index = 0
    while index + 1 < decompositions.count {
      unsafe table[Int(decompositions[index])] = UInt16(truncatingIfNeeded: index + 1)
      index += 2 + Int(decompositions[index + 1])
    }
    return unsafe UnsafePointer(table)
  }()
}
