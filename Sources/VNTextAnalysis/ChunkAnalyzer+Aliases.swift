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
  /// An alias of the parts `first ... last`.
  private struct Alias {
    var first: Int
    var last: Int
    var surface: [UInt8]
    var isNumber: Bool
  }

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
    var aliases: [Alias] = []
    var index = 0
    while index < parts.count {
      index = appendNumberAliases(from: index, to: &aliases)
    }
    appendWordAliases(to: &aliases)
    let compound = parts
    parts.removeAll(keepingCapacity: true)
    for (index, part) in compound.enumerated() {
      emit(part)
      for alias in aliases where alias.first == index {
        emit(alias, start: part.start, end: compound[alias.last].end)
      }
      if part.tokenClass == .mixed { emitSegments(of: part) }
    }
  }

  private mutating func emit(_ alias: Alias, start: Int, end: Int) {
    guard alias.surface.count <= Self.maximumAliasLength else { return }
    var tokenClass = TokenClass.number
    let surface: Range<Int>
    let folded: Range<Int>
    if alias.isNumber {
      let first = bytes.count
      bytes.append(contentsOf: alias.surface)
      surface = first..<bytes.count
      folded = surface
    } else {
      (surface, folded, tokenClass) = builder.append(joined: alias.surface, to: &bytes)
    }
    pieces.append(
      Piece(
        surface: surface, folded: folded, tokenClass: tokenClass, start: start, end: end,
        position: positionCount - 1, isAlias: true))
  }

  private func isNumber(_ index: Int) -> Bool {
    parts[index].tokenClass == .number && bytes[parts[index].surface].allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
  }

  private func digits(_ index: Int) -> ArraySlice<UInt8> { bytes[parts[index].surface] }

  private func value(_ index: Int) -> Int {
    digits(index).count > 4 ? Int.max : digits(index).reduce(0) { $0 * 10 + Int($1 & 0x0F) }
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
      let joined = parts[index...last].flatMap { bytes[$0.surface] }
      guard joined.count <= 16 else { continue }
      let word = builder.append(joined: joined, to: &bytes)
      guard word.tokenClass == .syllable else { continue }
      parts[index] = Part(
        surface: word.surface, folded: word.folded, tokenClass: word.tokenClass, start: parts[index].start,
        end: parts[last].end, joiner: parts[index].joiner)
      parts.removeSubrange(index + 1...last)
    }
  }

  // MARK: Numbers

  /// Appends the aliases of the run of numbers that begins at `first`; returns where to go on.
  private func appendNumberAliases(from first: Int, to aliases: inout [Alias]) -> Int {
    guard isNumber(first) else { return first + 1 }
    var last = first
    while last + 1 < parts.count, isNumber(last + 1),
      [0x2E, 0x2C, 0x2D, 0x2F].contains(parts[last + 1].joiner)
    {
      last += 1
    }
    if last > first {
      if let date = date(first, last) {
        aliases.append(Alias(first: first, last: last, surface: date, isNumber: true))
      } else if let number = number(first, last) {
        aliases.append(Alias(first: first, last: last, surface: number, isNumber: true))
        appendUnit(to: number, first, last, &aliases)
      }
    } else {
      appendUnit(to: Array(digits(first)), first, last, &aliases)
    }
    return last + 1
  }

  /// A number with the unit that follows it without a space: `90m2`, `1000000đ`.
  private func appendUnit(to number: [UInt8], _ first: Int, _ last: Int, _ aliases: inout [Alias]) {
    guard last + 1 < parts.count, parts[last + 1].joiner == Self.unitJoint else { return }
    aliases.append(
      Alias(first: first, last: last + 1, surface: number + bytes[parts[last + 1].surface], isNumber: false))
  }

  /// `27/7/2024`, `27-07-2024`, `27.7.2024`, `2024-07-27` as `2024-07-27`.
  private func date(_ first: Int, _ last: Int) -> [UInt8]? {
    guard last == first + 2, parts[first + 1].joiner == parts[last].joiner, parts[last].joiner != 0x2C else {
      return nil
    }
    if digits(last).count == 4 {
      return Self.date(day: value(first), month: value(first + 1), year: value(last))
    }
    guard digits(first).count == 4 else { return nil }
    return Self.date(day: value(last), month: value(first + 1), year: value(first))
  }

  /// A date as ISO 8601 writes it, or `nil` where there is no such day.
  static func date(day: Int, month: Int, year: Int) -> [UInt8]? {
    guard (1...31).contains(day), (1...12).contains(month), (1000...9999).contains(year) else { return nil }
    func two(_ value: Int) -> [UInt8] { [0x30 + UInt8(value / 10), 0x30 + UInt8(value % 10)] }
    return two(year / 100) + two(year % 100) + [0x2D] + two(month) + [0x2D] + two(day)
  }

  /// Groups of three digits joined, a decimal comma as a full stop; telephone numbers joined.
  private func number(_ first: Int, _ last: Int) -> [UInt8]? {
    let joiners = parts[first + 1...last].map(\.joiner)
    let groups = (first...last).map { digits($0) }
    let digitCount = groups.reduce(0) { $0 + $1.count }
    if groups[0].first == 0x30, groups.count > 2, (9...11).contains(digitCount), Set(joiners).count == 1,
      joiners[0] != 0x2F
    {
      return Array(groups.joined())
    }
    guard joiners.allSatisfy({ $0 == 0x2E || $0 == 0x2C }) else { return nil }
    let leads = groups[0].count <= 3 && groups[0].first != 0x30
    if leads, Set(joiners).count == 1, groups.dropFirst().allSatisfy({ $0.count == 3 }) {
      return Array(groups.joined())
    }
    if groups.count == 2 { return Array(groups[0]) + [0x2E] + groups[1] }
    let inner = joiners.dropLast()
    guard leads, Set(inner).count == 1, inner.first != joiners.last,
      groups.dropFirst().dropLast().allSatisfy({ $0.count == 3 })
    else { return nil }
    return Array(groups.dropLast().joined()) + [0x2E] + groups[groups.count - 1]
  }

  // MARK: Words

  /// Appends an alias for each run of parts whose joiners make one word of them.
  private func appendWordAliases(to aliases: inout [Alias]) {
    var first = 0
    while first < parts.count {
      var last = first
      while last + 1 < parts.count, joinsWords(last, last + 1, first: first) { last += 1 }
      if last > first {
        aliases.append(
          Alias(
            first: first, last: last, surface: parts[first...last].flatMap { bytes[$0.surface] },
            isNumber: false))
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
    let surfaces = Self.segments(bytes[part.surface])
    let folded = Self.segments(bytes[part.folded])
    guard surfaces.count == folded.count, surfaces.count <= 4,
      zip(surfaces, folded).contains(where: { bytes[$0.0.lowerBound] > 0x39 && $0.1.count >= 3 })
    else { return }
    for segment in surfaces {
      let word = builder.append(joined: Array(bytes[segment]), to: &bytes)
      pieces.append(
        Piece(
          surface: word.surface, folded: word.folded, tokenClass: word.tokenClass, start: part.start,
          end: part.end, position: positionCount - 1, isAlias: true))
    }
  }

  private static func segments(_ bytes: ArraySlice<UInt8>) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = bytes.startIndex
    var index = start
    while index < bytes.endIndex {
      let isDigit = bytes[start] <= 0x39
      while index < bytes.endIndex, (bytes[index] <= 0x39) == isDigit { index += 1 }
      result.append(start..<index)
      start = index
    }
    return result
  }
}
