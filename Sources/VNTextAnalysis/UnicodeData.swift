internal import CICU

/// What ICU says of one code point: the source of the generated table and the path of everything above it.
///
/// The *folded decomposition* of a code point is its NFKC_Casefold mapping, canonically decomposed, with the
/// look-alikes ð and ɖ read as đ. It is empty for what is dropped.
enum UnicodeData {
  /// The class of any scalar value.
  static func characterClass(of scalar: UInt32) -> CharacterClass {
    let code = Int32(bitPattern: scalar)
    if scalar == 0x200B { return .zeroWidthSpace }
    let type = cicu_char_type(code)
    switch type {
    case 6, 7, 8:  // Mn, Me, Mc
      if cicu_is_default_ignorable(code) { return .ignorable }
      return isUnspaced(code) ? .unspaced : .mark
    case 1, 2, 3, 4, 5, 9, 10, 11:  // Lu Ll Lt Lm Lo, Nd Nl No
      if cicu_is_default_ignorable(code) { return .ignorable }
      if isUnspaced(code) { return .unspaced }
      if type == 9 { return .digit }
      return classOfDecomposition(of: scalar)
    case 27 where (0x3300...0x33FF).contains(scalar):  // So: squared abbreviations such as ㎡
      return isUnspaced(code) ? .separator : classOfDecomposition(of: scalar)
    default:
      return cicu_is_default_ignorable(code) ? .ignorable : .separator
    }
  }

  private static func isUnspaced(_ code: Int32) -> Bool { cicu_needs_break_iterator(code) }

  /// Letters and digits only → `letter`, digits only → `digit`, anything else in it → `separator`.
  private static func classOfDecomposition(of scalar: UInt32) -> CharacterClass {
    unsafe withFoldedDecomposition(of: scalar) { parts in
      guard let first = unsafe parts.first else { return .ignorable }
      var onlyDigits = true
      for index in parts.indices {
        let part = unsafe parts[index]
        switch cicu_char_type(Int32(bitPattern: part)) {
        case 9: break
        case 1, 2, 3, 4, 5, 10, 11:
          if isUnspaced(Int32(bitPattern: part)) { return .separator }
          onlyDigits = false
        case 6, 7, 8: if part == first { return .separator }
        default: return .separator
        }
      }
      return onlyDigits ? .digit : .letter
    }
  }

  /// Appends the folded decomposition of a scalar value.
  static func appendFoldedDecomposition(of scalar: UInt32, to result: inout [UInt32]) {
    unsafe withFoldedDecomposition(of: scalar) { parts in unsafe result.append(contentsOf: parts) }
  }

  /// Calls `body` with the folded decomposition of a scalar value, on the stack.
  ///
  /// The iota below (U+0345) folds to a letter, which would keep the marks after it from the letter before it; it is
  /// dropped, also where it is part of a letter (`ᾳ`).
  private static func withFoldedDecomposition<R>(
    of scalar: UInt32, _ body: (UnsafeBufferPointer<UInt32>) -> R
  ) -> R {
    unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 96) { result in
      unsafe withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 160) { buffer in
        let count = unsafe foldedDecomposition(of: scalar, buffer, to: result)
        return unsafe body(UnsafeBufferPointer(rebasing: result[..<count]))
      }
    }
  }

  /// Writes the folded decomposition of a scalar value, at most 96 scalars, and returns their count.
  private static func foldedDecomposition(
    of scalar: UInt32, _ buffer: UnsafeMutableBufferPointer<UInt16>,
    to result: UnsafeMutableBufferPointer<UInt32>
  ) -> Int {
    guard scalar != 0x345, let source = buffer.baseAddress else { return 0 }
    let folded = unsafe source + 8
    let decomposed = unsafe source + 64
    var length = unsafe encode(scalar, to: source)
    if (0x370...0x1FFF).contains(scalar) {
      // A Greek letter with the iota is decomposed first and loses it.
      let count = unsafe cicu_normalize(cicu_nfd(), source, length, decomposed, 96)
      if count > 1, count <= 4, unsafe decomposed[Int(count) - 1] == 0x345 {
        length = count - 1
        for index in 0..<Int(length) { unsafe source[index] = decomposed[index] }
      }
    }
    let foldedLength = unsafe cicu_normalize(cicu_nfkc_casefold(), source, length, folded, 48)
    guard foldedLength >= 0, foldedLength <= 48 else { return 0 }
    let unitCount = unsafe cicu_normalize(cicu_nfd(), folded, foldedLength, decomposed, 96)
    guard unitCount >= 0, unitCount <= 96 else { return 0 }
    var index = 0
    var count = 0
    while index < Int(unitCount) {
      let value = unsafe Self.scalar(
        in: UnsafeBufferPointer(start: decomposed, count: Int(unitCount)), &index)
      unsafe result[count] = value == 0xF0 || value == 0x256 ? 0x111 : value
      count += 1
    }
    guard count > 1 else { return count }
    // A letter stays a letter: the dot of `ŀ`, the spaces of an Arabic ligature go.
    switch cicu_char_type(Int32(bitPattern: scalar)) {
    case 1, 2, 3, 4, 5, 10:
      var kept = 0
      for index in 0..<count where unsafe isWordPart(result[index]) {
        unsafe result[kept] = result[index]
        kept += 1
      }
      return kept
    default: return count
    }
  }

  /// The scalar value that begins at `index` in well-formed UTF-16; moves `index` past it.
  static func scalar(in units: UnsafeBufferPointer<UInt16>, _ index: inout Int) -> UInt32 {
    let unit = unsafe UInt32(units[index])
    index += 1
    guard unit & 0xFC00 == 0xD800, index < units.count else { return unit }
    let low = unsafe UInt32(units[index])
    index += 1
    return 0x10000 + ((unit & 0x3FF) << 10) + (low & 0x3FF)
  }

  private static func isWordPart(_ scalar: UInt32) -> Bool {
    (1...11).contains(cicu_char_type(Int32(bitPattern: scalar)))
  }

  /// The general category as ICU numbers it: 1–5 letters, 6–8 marks, 9–11 numbers.
  static func generalCategory(of scalar: UInt32) -> Int8 { cicu_char_type(Int32(bitPattern: scalar)) }

  /// The canonical combining class.
  static func combiningClass(of scalar: UInt32) -> UInt8 { cicu_combining_class(Int32(bitPattern: scalar)) }

  /// The primary composite of two code points, if there is one.
  static func composite(_ first: UInt32, _ second: UInt32) -> UInt32? {
    let result = unsafe cicu_compose_pair(cicu_nfc(), Int32(bitPattern: first), Int32(bitPattern: second))
    return result >= 0 ? UInt32(result) : nil
  }

  /// Whether a mark is of no script of its own, so that a search may leave it out: accents, not vowel signs.
  static func isGenericMark(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x300...0x36F, 0x483...0x489, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE20...0xFE2F:
      true
    default: false
    }
  }

  /// Writes one scalar value as UTF-16 and returns its length.
  static func encode(_ scalar: UInt32, to target: UnsafeMutablePointer<UInt16>) -> Int32 {
    if scalar < 0x10000 {
      unsafe target[0] = UInt16(truncatingIfNeeded: scalar)
      return 1
    }
    unsafe target[0] = UInt16(truncatingIfNeeded: 0xD7C0 + (scalar >> 10))
    unsafe target[1] = UInt16(truncatingIfNeeded: 0xDC00 | (scalar & 0x3FF))
    return 2
  }
}

extension UnicodeData {
  /// Whether the scalar is a Latin letter.
  static func isLatin(_ scalar: UInt32) -> Bool { cicu_is_latin(Int32(bitPattern: scalar)) }

  /// Whether the scalar is a Latin, Greek or Cyrillic letter.
  static func isEuropean(_ scalar: UInt32) -> Bool { cicu_is_european_script(Int32(bitPattern: scalar)) }
}

extension UnicodeData {
  /// The simple case folding of a scalar value.
  static func lowercase(_ scalar: UInt32) -> UInt32 {
    UInt32(bitPattern: cicu_fold_case(Int32(bitPattern: scalar)))
  }
}

extension UnicodeData {
  /// Whether normalization never joins the scalar with what stands before it.
  static func hasBoundaryBefore(_ scalar: UInt32) -> Bool {
    unsafe cicu_has_boundary_before(cicu_nfkc_casefold(), Int32(bitPattern: scalar))
  }

  /// Appends the NFKC_Casefold form of a few scalars as UTF-16.
  ///
  /// Only the first of them may be one whose form is long (18 units at most); what needs more room than that is not
  /// on the stack.
  static func appendNormalized(_ scalars: [UInt32], to units: inout [UInt16]) {
    let capacity = Int32(scalars.count * 4 + 64)
    let needed = appendNormalized(scalars, to: &units, capacity: capacity)
    if needed > capacity { appendNormalized(scalars, to: &units, capacity: needed) }
  }

  /// Returns how many units the form has; appends it where they are not more than `capacity`.
  @discardableResult
  private static func appendNormalized(
    _ scalars: [UInt32], to units: inout [UInt16], capacity: Int32
  ) -> Int32 {
    let room = scalars.count * 2
    return unsafe withUnsafeTemporaryAllocation(of: UInt16.self, capacity: room + Int(capacity)) { buffer in
      guard let source = buffer.baseAddress else { return 0 }
      var length: Int32 = 0
      for scalar in scalars { unsafe length += encode(scalar, to: source + Int(length)) }
      let count = unsafe cicu_normalize(cicu_nfkc_casefold(), source, length, source + room, capacity)
      if count >= 0, count <= capacity {
        unsafe units.append(contentsOf: UnsafeBufferPointer(start: source + room, count: Int(count)))
      }
      return count
    }
  }
}

extension UnicodeData {
  /// A normalization form of a whole text.
  enum Form { case composed, decomposed, caseFolded }

  /// The NFKC_Casefold form of a text.
  static func caseFolded(_ text: String) -> String { normalized(text, .caseFolded) }

  /// A text normalized by ICU.
  static func normalized(_ text: String, _ form: Form) -> String {
    let units = Array(text.utf16)
    guard units.count <= 1 << 28 else { return text }
    var capacity = units.count * 2 + 16
    while true {
      var result = [UInt16](repeating: 0, count: capacity)
      let count = unsafe units.withUnsafeBufferPointer { source in
        unsafe result.withUnsafeMutableBufferPointer { target in
          let normalizer =
            switch form {
            case .composed: unsafe cicu_nfc()
            case .decomposed: unsafe cicu_nfd()
            case .caseFolded: unsafe cicu_nfkc_casefold()
            }
          return unsafe cicu_normalize(
            normalizer, source.baseAddress, Int32(source.count), target.baseAddress, Int32(target.count))
        }
      }
      guard count >= 0 else { return text }
      if Int(count) <= capacity { return String(decoding: result.prefix(Int(count)), as: UTF16.self) }
      capacity = Int(count)
    }
  }
}
