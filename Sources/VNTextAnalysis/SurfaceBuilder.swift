/// One scalar of a folded decomposition, and the character of the text that it came from.
struct Element {
  var scalar: UInt32
  var combiningClass: UInt8
  var isDigit: Bool
  /// Whether the scalar is a mark; some marks have combining class 0.
  var isMark = false
  /// Byte range of the source character with the marks that follow it.
  var start: Int
  var end: Int
}

/// Turns folded decompositions into surfaces and folded forms.
///
/// Behaves as if the marks of each letter were put into canonical order, a vowel's quality before its tone, and
/// the text then normalized to NFC; marks that compose with nothing are dropped. The scalars in between live in
/// arrays that are kept from word to word.
struct SurfaceBuilder {
  private var scalars: [UInt32] = []
  private var canonical: [UInt32] = []
  private var marks: [(scalar: UInt32, order: Int)] = []

  /// Appends the surface and then the folded form of `elements` to `bytes`.
  ///
  /// - Returns: the two ranges in `bytes` and what the word is.
  mutating func append(
    _ elements: ArraySlice<Element>, to bytes: inout [UInt8]
  ) -> (surface: Range<Int>, folded: Range<Int>, tokenClass: TokenClass) {
    compose(elements)
    replaceLookAlikes()
    return finish(to: &bytes)
  }

  /// Appends the surface and the folded form of bytes that are surfaces already, such as two parts joined.
  mutating func append(
    joined: Range<Int>, in bytes: inout [UInt8]
  ) -> (surface: Range<Int>, folded: Range<Int>, tokenClass: TokenClass) {
    scalars.removeAll(keepingCapacity: true)
    unsafe bytes.withUnsafeBufferPointer { bytes in
      var index = joined.lowerBound
      while index < joined.upperBound {
        let (scalar, length) = unsafe UTF8Decoding.scalar(in: bytes, at: index)
        scalars.append(scalar)
        index += length
      }
    }
    return finish(to: &bytes)
  }

  private mutating func finish(
    to bytes: inout [UInt8]
  ) -> (surface: Range<Int>, folded: Range<Int>, tokenClass: TokenClass) {
    var tokenClass = Self.tokenClass(of: scalars)
    if tokenClass == .word, let syllable = PackedSyllable(scalars: scalars) {
      tokenClass = .syllable
      if syllable.tone != .ngang {
        canonical.removeAll(keepingCapacity: true)
        syllable.appendScalars(to: &canonical)
        swap(&scalars, &canonical)
      }
    }
    let start = bytes.count
    for scalar in scalars { Self.append(scalar, to: &bytes) }
    let middle = bytes.count
    for scalar in scalars { Self.append(LetterParts.of(scalar).base, to: &bytes) }
    return (start..<middle, middle..<bytes.count, tokenClass)
  }

  /// Reorders, composes and drops marks; the result is in `scalars`.
  private mutating func compose(_ elements: ArraySlice<Element>) {
    scalars.removeAll(keepingCapacity: true)
    var index = elements.startIndex
    while index < elements.endIndex {
      // A starter and the marks after it, in order: by class, among equals circumflex and breve before all others.
      let first = elements[index]
      index += 1
      var starter = scalars.count
      if first.combiningClass == 0, UnicodeData.isGenericMark(first.scalar) {
        // An enclosing mark: dropped, and the marks on it too.
        starter = -1
      } else if first.combiningClass == 0 {
        if let last = scalars.last, scalars.count > 0,
          let composite = UnicodeData.composite(last, first.scalar), first.scalar >= 0x300
        {
          scalars[scalars.count - 1] = composite
          starter = scalars.count - 1
        } else {
          scalars.append(first.scalar)
        }
      } else {
        index -= 1
      }
      let marksStart = index
      while index < elements.endIndex, elements[index].combiningClass != 0 { index += 1 }
      if marksStart == index { continue }
      marks.removeAll(keepingCapacity: true)
      for element in elements[marksStart..<index] { marks.append((element.scalar, Self.order(element))) }
      if marks.count > 1 {
        for i in 1..<marks.count {  // insertion sort: stable, and there are at most 32
          let item = marks[i]
          var j = i
          while j > 0, marks[j - 1].order > item.order {
            marks[j] = marks[j - 1]
            j -= 1
          }
          marks[j] = item
        }
      }
      if starter == scalars.count { starter = -1 }
      // As NFC does it, a mark that did not compose blocks those of its class; accents that are left over go.
      var blocked = -1
      var kept = 0
      for place in 0..<marks.count {
        let (mark, order) = marks[place]
        let combiningClass = order >> 1
        if starter >= 0, blocked < combiningClass,
          let composite = UnicodeData.composite(scalars[starter], mark)
        {
          scalars[starter] = composite
        } else {
          blocked = combiningClass
          if !UnicodeData.isGenericMark(mark) {
            marks[kept] = (mark, order)
            kept += 1
          }
        }
      }
      // What is kept may compose now that the accents are gone.
      blocked = -1
      for place in 0..<kept {
        let (mark, order) = marks[place]
        let combiningClass = order >> 1
        if starter >= 0, blocked < combiningClass,
          let composite = UnicodeData.composite(scalars[starter], mark)
        {
          scalars[starter] = composite
        } else {
          blocked = combiningClass
          scalars.append(mark)
        }
      }
    }
  }

  private static func order(_ element: Element) -> Int {
    let isQuality = element.scalar == 0x302 || element.scalar == 0x306
    return Int(element.combiningClass) << 1 | (isQuality ? 0 : 1)
  }

  /// Reads Cyrillic and Greek letters that look like Latin ones as Latin, in a word that is Latin otherwise.
  private mutating func replaceLookAlikes() {
    var hasLatin = false
    var hasOther = false
    for scalar in scalars {
      if Self.isLatin(scalar) {
        hasLatin = true
      } else if Self.lookAlike(scalar) != nil {
        hasOther = true
      } else {
        return
      }
    }
    guard hasLatin, hasOther else { return }
    for index in scalars.indices { if let latin = Self.lookAlike(scalars[index]) { scalars[index] = latin } }
  }

  static func isLatin(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x61...0x7A, 0xDF...0xF6, 0xF8...0x24F, 0x1E00...0x1EFF: true
    default: false
    }
  }

  private static func lookAlike(_ scalar: UInt32) -> UInt32? {
    switch scalar {
    case 0x430: 0x61  // а
    case 0x435: 0x65  // е
    case 0x43E, 0x3BF: 0x6F  // о ο
    case 0x440: 0x70  // р
    case 0x441: 0x63  // с
    case 0x443: 0x79  // у
    case 0x445: 0x78  // х
    case 0x456: 0x69  // і
    case 0x458: 0x6A  // ј
    case 0x4BB: 0x68  // һ
    case 0x501: 0x64  // ԁ
    default: nil
    }
  }

  /// The class by content, without a look at syllable shape.
  static func tokenClass(of scalars: [UInt32]) -> TokenClass {
    var digits = 0
    for scalar in scalars
    where scalar <= 0x39 || (scalar >= 0x660 && FoldingTable.characterClass(of: scalar) == .digit) {
      digits += 1
    }
    return digits == 0 ? .word : digits == scalars.count ? .number : .mixed
  }

  /// Appends a scalar value as UTF-8.
  static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
    switch scalar {
    case 0..<0x80: bytes.append(UInt8(truncatingIfNeeded: scalar))
    case 0x80..<0x800:
      bytes.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
      bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
    case 0x800..<0x10000:
      bytes.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
      bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
      bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
    default:
      bytes.append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
      bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
      bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
      bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
    }
  }
}
