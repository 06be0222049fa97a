// Which joined forms a compound gets besides its parts.
//
//     TP.HCM          tp hcm            tphcm
//     Mát-xcơ-va      mát xcơ va        mátxcơva
//     COVID-19        covid 19          covid19
//     15/2020/NĐ-CP   15 2020 nđ cp     nđcp
//     1.000.000đ      1 000 000 đ       1000000  1000000đ
//     3,5             3 5               3.5
//     27.7.2024       27 7 2024         2024-07-27
//     iPhone15Pro     iphone15pro       iphone  15  pro
//
// A full stop or comma between digits is a group separator only where every group has three digits; otherwise one
// of them is the decimal sign. A rule looks at folded text alone, so that case and marks change nothing.
extension ChunkAnalyzer {
  /// The longest alias, in bytes of its surface.
  private static let maximumAliasLength = 64

  /// Emits all parts of the compound, each alias after its first part.
  mutating func emitCompound() {
    if parts.count > 1 { joinAcrossZeroWidthSpace() }
    if parts.count == 1 {
      let part = parts[0]
      parts.removeAll(keepingCapacity: true)
      emit(part)
      if part.tokenClass == .mixed { emitSegments(of: part) }
      return
    }
    aliases.removeAll(keepingCapacity: true)
    var index = 0
    while index < parts.count { index = appendNumberAliases(from: index) }
    appendWordAliases()
    for index in 0..<parts.count {
      let part = parts[index]
      emit(part)
      for number in 0..<aliases.count where aliases[number].first == index {
        emit(aliases[number], start: part.start, end: parts[aliases[number].last].end)
      }
      if part.tokenClass == .mixed { emitSegments(of: part) }
    }
    parts.removeAll(keepingCapacity: true)
  }

  private mutating func emit(_ alias: Alias, start: Int, end: Int) {
    guard alias.surface.count <= Self.maximumAliasLength else { return }
    var tokenClass = TokenClass.number
    var surface = alias.surface
    var folded = alias.surface
    if !alias.isNumber { (surface, folded, tokenClass) = builder.append(joined: alias.surface, in: &bytes) }
    pieces.append(
      Piece(
        surface: surface, folded: folded, tokenClass: tokenClass, start: start, end: end,
        position: positionCount - 1, isAlias: true))
  }

  private func isNumber(_ index: Int) -> Bool {
    parts[index].tokenClass == .number && bytes[parts[index].surface].allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
  }

  private func digitCount(_ index: Int) -> Int { parts[index].surface.count }

  private func startsWithZero(_ index: Int) -> Bool { bytes[parts[index].surface.lowerBound] == 0x30 }

  private func value(_ index: Int) -> Int {
    var value = 0
    for position in parts[index].surface.prefix(5) { value = value * 10 + Int(bytes[position] & 0x0F) }
    return value
  }

  /// Appends the surface of a part to the bytes.
  private mutating func copySurface(_ index: Int) {
    steps += parts[index].surface.count
    for position in parts[index].surface { bytes.append(bytes[position]) }
  }

  // MARK: U+200B

  /// Makes one part of those parted by U+200B, where together they are a syllable: `Vi​ệt`.
  private mutating func joinAcrossZeroWidthSpace() {
    var index = 0
    while index < parts.count {
      var last = index
      while last + 1 < parts.count, parts[last + 1].joiner == Self.spaceJoint { last += 1 }
      defer { index += 1 }
      guard last > index else { continue }
      let joined = bytes.count
      for part in index...last { copySurface(part) }
      guard bytes.count - joined <= 16 else { continue }
      let word = builder.append(joined: joined..<bytes.count, in: &bytes)
      guard word.tokenClass == .syllable else { continue }
      parts[index] = Part(
        surface: word.surface, folded: word.folded, tokenClass: word.tokenClass, start: parts[index].start,
        end: parts[last].end, joiner: parts[index].joiner)
      parts.removeSubrange(index + 1...last)
    }
  }

  // MARK: Numbers

  /// Appends the aliases of the run of numbers that begins at `first`; returns where to go on.
  private mutating func appendNumberAliases(from first: Int) -> Int {
    guard isNumber(first) else { return first + 1 }
    var last = first
    while last + 1 < parts.count, isNumber(last + 1), Self.isNumberJoiner(parts[last + 1].joiner) {
      last += 1
    }
    if last == first {
      appendUnit(to: parts[first].surface, first, last)
    } else if appendDate(first, last) {
      aliases.append(Alias(first: first, last: last, surface: bytes.count - 10..<bytes.count, isNumber: true))
    } else if let decimals = decimals(first, last) {
      let start = bytes.count
      for index in first..<last + 1 - decimals { copySurface(index) }
      if decimals > 0 {
        bytes.append(0x2E)
        copySurface(last)
      }
      aliases.append(Alias(first: first, last: last, surface: start..<bytes.count, isNumber: true))
      appendUnit(to: start..<bytes.count, first, last)
    }
    return last + 1
  }

  private static func isNumberJoiner(_ joiner: UInt8) -> Bool { joiner >= 0x2C && joiner <= 0x2F }  // , - . /

  /// A number with the unit that follows it without a space: `90m2`, `1000000đ`.
  private mutating func appendUnit(to number: Range<Int>, _ first: Int, _ last: Int) {
    guard last + 1 < parts.count, parts[last + 1].joiner == Self.unitJoint else { return }
    let start = bytes.count
    for position in number { bytes.append(bytes[position]) }
    copySurface(last + 1)
    aliases.append(Alias(first: first, last: last + 1, surface: start..<bytes.count, isNumber: false))
  }

  /// Appends `27/7/2024`, `27-07-2024`, `27.7.2024`, `2024-07-27` as `2024-07-27`; `false` where there is no date.
  private mutating func appendDate(_ first: Int, _ last: Int) -> Bool {
    guard last == first + 2, parts[first + 1].joiner == parts[last].joiner, parts[last].joiner != 0x2C else {
      return false
    }
    let month = value(first + 1)
    if digitCount(last) == 4 {
      return Self.appendDate(day: value(first), month: month, year: value(last), to: &bytes)
    }
    guard digitCount(first) == 4 else { return false }
    return Self.appendDate(day: value(last), month: month, year: value(first), to: &bytes)
  }

  /// Appends a date as ISO 8601 writes it, ten bytes; `false` where there is no such day.
  static func appendDate(day: Int, month: Int, year: Int, to bytes: inout [UInt8]) -> Bool {
    guard (1...31).contains(day), (1...12).contains(month), (1000...9999).contains(year) else { return false }
    func append(_ value: Int) {
      bytes.append(0x30 + UInt8(value / 10))
      bytes.append(0x30 + UInt8(value % 10))
    }
    append(year / 100)
    append(year % 100)
    bytes.append(0x2D)
    append(month)
    bytes.append(0x2D)
    append(day)
    return true
  }

  /// Whether a run of numbers is one number: 0 for groups to be joined (`1.000.000`, a telephone number), 1 where the
  /// last group is the decimals (`3,5`, `1.000,50`), `nil` where it is several numbers.
  private func decimals(_ first: Int, _ last: Int) -> Int? {
    let joiner = parts[first + 1].joiner
    var digits = digitCount(first)
    var haveOneJoiner = true
    // Whether every group after the first has three digits, but for the last, and the last.
    var innerAreGroups = true
    var innerHaveOneJoiner = true
    for index in first + 1...last {
      digits += digitCount(index)
      if parts[index].joiner != joiner {
        haveOneJoiner = false
        if index < last { innerHaveOneJoiner = false }
      }
      if index < last, digitCount(index) != 3 { innerAreGroups = false }
    }
    if haveOneJoiner, joiner != 0x2F, last - first >= 2, startsWithZero(first), (9...11).contains(digits) {
      return 0
    }
    for index in first + 1...last where parts[index].joiner != 0x2E && parts[index].joiner != 0x2C {
      return nil
    }
    let leads = digitCount(first) <= 3 && !startsWithZero(first)
    if leads, haveOneJoiner, innerAreGroups, digitCount(last) == 3 { return 0 }
    if last == first + 1 { return 1 }
    return leads && innerAreGroups && innerHaveOneJoiner && !haveOneJoiner ? 1 : nil
  }

  // MARK: Words

  /// Appends an alias for each run of parts whose joiners make one word of them.
  private mutating func appendWordAliases() {
    var first = 0
    while first < parts.count {
      var last = first
      while last + 1 < parts.count, joinsWords(last, last + 1, first: first) { last += 1 }
      if last > first {
        let start = bytes.count
        for index in first...last { copySurface(index) }
        aliases.append(Alias(first: first, last: last, surface: start..<bytes.count, isNumber: false))
      }
      first = last + 1
    }
  }

  private func joinsWords(_ left: Int, _ right: Int, first: Int) -> Bool {
    let leftIsNumber = parts[left].tokenClass == .number
    let rightIsNumber = parts[right].tokenClass == .number
    switch parts[right].joiner {
    case UInt8(ascii: "-"):
      // A unit that a number has taken begins no word: `3m-5m`.
      if leftIsNumber, rightIsNumber { return false }
      return parts[first].joiner != Self.unitJoint
    case UInt8(ascii: "."):
      if rightIsNumber { return !leftIsNumber && left == first && parts[left].folded.count <= 2 }
      return !leftIsNumber && parts[first].joiner != Self.unitJoint
    case UInt8(ascii: "_"), UInt8(ascii: "'"), UInt8(ascii: "&"), Self.spaceJoint: return true
    case Self.unitJoint: return !leftIsNumber
    default: return false
    }
  }

  // MARK: Letters and digits

  /// Emits the runs of letters and of digits in a word that mixes them, where one run can be a word of its own
  /// (`iphone15pro`, `covid19`; not `b52`, `a1b2c3`).
  private mutating func emitSegments(of part: Part) {
    guard bytes[part.surface.lowerBound] > 0x39 else { return }
    steps += part.surface.count + part.folded.count
    Self.findSegments(bytes[part.surface], &surfaceSegments)
    Self.findSegments(bytes[part.folded], &foldedSegments)
    guard surfaceSegments.count == foldedSegments.count, surfaceSegments.count <= 4,
      surfaceSegments.indices.contains(where: {
        bytes[surfaceSegments[$0].lowerBound] > 0x39 && foldedSegments[$0].count >= 3
      })
    else { return }
    for segment in surfaceSegments {
      let word = builder.append(joined: segment, in: &bytes)
      pieces.append(
        Piece(
          surface: word.surface, folded: word.folded, tokenClass: word.tokenClass, start: part.start,
          end: part.end, position: positionCount - 1, isAlias: true))
    }
  }

  private static func findSegments(_ bytes: ArraySlice<UInt8>, _ result: inout [Range<Int>]) {
    result.removeAll(keepingCapacity: true)
    var start = bytes.startIndex
    var index = start
    while index < bytes.endIndex {
      let isDigit = bytes[start] <= 0x39
      while index < bytes.endIndex, (bytes[index] <= 0x39) == isDigit { index += 1 }
      result.append(start..<index)
      start = index
    }
  }
}
