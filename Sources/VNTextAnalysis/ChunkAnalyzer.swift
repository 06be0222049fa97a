/// Cuts a stretch of text into tokens and makes their surfaces: the complete path, for what was not met before.
///
/// What it gives depends on the bytes of the stretch alone. The caller reads `pieces`, whose ranges point into
/// `bytes`, and clears both with `reset()`. Words parted by one joiner (`TP.HCM`, `15/2020/NĐ-CP`) make up a
/// *compound*, whose aliases `ChunkAnalyzer+Aliases.swift` decides. Linear in the length of the stretch.
struct ChunkAnalyzer {
  /// A token before its form is interned.
  struct Piece {
    var surface: Range<Int>
    var folded: Range<Int>
    var tokenClass: TokenClass
    var start: Int
    var end: Int
    /// Position from the start of the stretch.
    var position: Int
    var isAlias: Bool
  }

  /// A word of a compound that is not emitted yet.
  struct Part {
    var surface: Range<Int>
    var folded: Range<Int>
    var tokenClass: TokenClass
    var start: Int
    var end: Int
    /// What stands between this part and the one before: an ASCII joiner, `unitJoint` or `spaceJoint`; 0 before the first.
    var joiner: UInt8
  }

  /// An alias of some parts of a compound, before it is emitted.
  struct Alias {
    /// The parts that it stands for.
    var first: Int
    var last: Int
    /// Its surface in `bytes`.
    var surface: Range<Int>
    var isNumber: Bool
  }

  /// The tokens found so far, in order.
  var pieces: [Piece] = []
  /// Surfaces and folded forms.
  var bytes: [UInt8] = []
  /// How many positions the pieces take.
  var positionCount = 0
  /// Whether a break iterator has cut some of the text.
  var hasUnspaced = false
  /// How many characters, elements and bytes were looked at since it was made: what tests hold against the length of
  /// a text that is made to be slow. One addition for each word.
  var steps = 0

  var parts: [Part] = []
  var builder = SurfaceBuilder()
  /// The aliases of the compound at hand.
  var aliases: [Alias] = []
  private var elements: [Element] = []
  /// How many of the elements are starters; more than the maximum when the rest of the word is left out.
  private var starters = 0
  private var simple: [UInt32] = []
  private var decomposition: [UInt32] = []
  /// The runs of letters and of digits in a word that mixes them: in its surface and in its folded form.
  var surfaceSegments: [Range<Int>] = []
  var foldedSegments: [Range<Int>] = []
  /// A run of a script that ICU cuts, normalized, and one cluster of it.
  var units: [UInt16] = []
  var cluster: [UInt32] = []
  /// For each unit the byte range of the normalization cluster that it comes from.
  var sources: [Range<Int>] = []
  private var pendingJoiner: UInt8 = 0
  private var isOverlong = false

  /// Starters of a word beyond this many are read but not kept: two words that differ only after them are one.
  static let maximumStarters = 128
  /// Marks of one letter beyond this many are not kept.
  static let maximumMarks = 32
  /// A compound of more parts than this gets no aliases.
  static let maximumParts = 12
  /// Nothing stands between a number and its unit (`90m2`).
  static let unitJoint: UInt8 = 1
  /// U+200B stands between the parts.
  static let spaceJoint: UInt8 = 2

  /// Forgets the pieces and keeps the memory.
  mutating func reset() {
    pieces.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
    positionCount = 0
    hasUnspaced = false
  }

  /// Appends the tokens of `text`; offsets count from its start.
  mutating func analyze(_ text: UnsafeBufferPointer<UInt8>, using breaker: WordBreaker) {
    var index = 0
    while index < text.count {
      steps += 1
      let (scalar, length) = unsafe UTF8Decoding.scalar(in: text, at: index)
      switch FoldingTable.characterClass(of: scalar) {
      case .letter, .digit:
        index = unsafe scanSimpleWord(text, from: index) ?? scanWord(text, from: index)
      case .unspaced:
        flush()
        index = unsafe scanUnspaced(text, from: index, using: breaker)
      case .zeroWidthSpace:
        joinOrFlush(Self.spaceJoint, at: index)
        index += length
      case .separator:
        if let end = unsafe symbolSuffix(text, at: index) {
          unsafe appendSymbolWord(text: UnsafeBufferPointer(rebasing: text[index..<end]), end: end)
          index = end
        } else {
          joinOrFlush(Self.joiner(scalar), at: index)
          index += length
        }
      case .mark, .ignorable:
        joinOrFlush(0, at: index)
        index += length
      }
    }
    flush()
  }

  /// The joiner that a character is, or 0.
  static func joiner(_ scalar: UInt32) -> UInt8 {
    switch scalar {
    case 0x2E, 0x2C, 0x2D, 0x2F, 0x5F, 0x27, 0x26: UInt8(truncatingIfNeeded: scalar)  // . , - / _ ' &
    case 0x2010, 0x2011: UInt8(ascii: "-")
    case 0x2019: UInt8(ascii: "'")
    default: 0
    }
  }

  /// Keeps the compound open if `joiner` is one and stands right after its last part; else ends it.
  private mutating func joinOrFlush(_ joiner: UInt8, at index: Int) {
    if joiner != 0, pendingJoiner == 0, let last = parts.last, last.end == index {
      pendingJoiner = joiner
    } else {
      flush()
    }
  }

  // MARK: Words

  /// Reads a word of composed Latin letters or of ASCII digits; `nil` where the word is anything else.
  ///
  /// Behaves as `scanWord`, without its elements.
  private mutating func scanSimpleWord(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var syllable = PackedSyllable.Builder()
    var canBeSyllable = true
    var digits = 0
    var count = 0
    let surface = bytes.count
    simple.removeAll(keepingCapacity: true)
    var index = start
    defer { steps += index - start }
    while index < text.count {
      let (scalar, length) = unsafe UTF8Decoding.scalar(in: text, at: index)
      let folded = FoldingTable.simpleFolding(of: scalar)
      if folded == 0 {
        guard FoldingTable.characterClass(of: scalar) == .separator else { return nil }
        break
      }
      index += length
      if folded <= 0x39 { digits += 1 }
      count += 1
      if canBeSyllable { canBeSyllable = syllable.append(folded) }
      simple.append(folded)
    }
    guard digits == 0 || digits == count, count <= Self.maximumStarters else { return nil }
    var tokenClass: TokenClass = digits == 0 ? .word : .number
    if canBeSyllable, let packed = syllable.syllable {
      tokenClass = .syllable
      if packed.tone != .ngang {
        simple.removeAll(keepingCapacity: true)
        packed.appendScalars(to: &simple)
      }
    }
    for scalar in simple { SurfaceBuilder.append(scalar, to: &bytes) }
    let folded = bytes.count
    for scalar in simple { SurfaceBuilder.append(LetterParts.of(scalar).base, to: &bytes) }
    appendPart(
      Part(
        surface: surface..<folded, folded: folded..<bytes.count, tokenClass: tokenClass, start: start,
        end: index,
        joiner: pendingJoiner))
    pendingJoiner = 0
    return index
  }

  /// Reads a word of letters, digits and marks, and appends its parts to the compound.
  private mutating func scanWord(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    elements.removeAll(keepingCapacity: true)
    var index = start
    var end = start
    var marks = 0
    starters = 0
    scan: while index < text.count {
      let (scalar, length) = unsafe UTF8Decoding.scalar(in: text, at: index)
      let characterClass = FoldingTable.characterClass(of: scalar)
      switch characterClass {
      case .ignorable: break
      case .mark:
        marks += 1
        end = index + length
        if marks <= Self.maximumMarks { appendElements(scalar, from: index, to: end, isDigit: false) }
      case .letter, .digit:
        marks = 0
        end = index + length
        appendElements(scalar, from: index, to: end, isDigit: characterClass == .digit)
      case .zeroWidthSpace:
        // Before a mark it cannot part words.
        guard index + length < text.count,
          FoldingTable.characterClass(of: unsafe UTF8Decoding.scalar(in: text, at: index + length).scalar)
            == .mark
        else { break scan }
      case .unspaced:
        // A Thai or Lao mark behind another script's letter stands before that letter's own marks, or behind them, as the
        // text's form has it: it belongs to the word and adds nothing to it, so that every form is one word.
        guard UnicodeData.combiningClass(of: scalar) != 0 else { break scan }
        end = index + length
        if !elements.isEmpty { elements[elements.count - 1].end = end }
      case .separator: break scan
      }
      index += length
    }
    steps += index - start
    if let split = splitIndex() {
      let middle = elements[split].start
      appendPart(elements[..<split], start: start, end: elements[split - 1].end, joiner: pendingJoiner)
      appendPart(elements[split...], start: middle, end: end, joiner: Self.unitJoint)
    } else {
      appendPart(elements[...], start: start, end: end, joiner: pendingJoiner)
    }
    pendingJoiner = 0
    return end
  }

  private mutating func appendElements(
    _ scalar: UInt32, from start: Int, to end: Int, isDigit: Bool
  ) {
    if starters > Self.maximumStarters { return }
    if scalar < 0x80 {
      starters += 1
      if starters > Self.maximumStarters { return }
      let isUpper = scalar >= 0x41 && scalar <= 0x5A
      elements.append(
        Element(
          scalar: isUpper ? scalar | 0x20 : scalar, combiningClass: 0, isDigit: isDigit, start: start,
          end: end))
      return
    }
    decomposition.removeAll(keepingCapacity: true)
    FoldingTable.appendDecomposition(of: scalar, to: &decomposition)
    for part in decomposition {
      let combiningClass = part < 0x300 ? 0 : UnicodeData.combiningClass(of: part)
      if combiningClass == 0 {
        starters += 1
        if starters > Self.maximumStarters { return }
      }
      elements.append(
        Element(
          scalar: part, combiningClass: combiningClass,
          isDigit: isDigit, isMark: part >= 0x300 && FoldingTable.characterClass(of: part) == .mark,
          start: start,
          end: end))
    }
    // A mark that is dropped still lengthens its letter: the offsets cover it.
    if decomposition.isEmpty, let last = elements.indices.last { elements[last].end = end }
  }

  /// Where a word is a number and its unit (`90m2`, `5kg`, `1000đ`), or a micro sign and its unit.
  private func splitIndex() -> Int? {
    guard elements.count >= 2, elements[0].isDigit || elements[0].scalar == 0x3BC else {
      return nil
    }
    var split = 1
    if elements[0].isDigit {
      while split < elements.count, elements[split].isDigit || elements[split].isMark { split += 1 }
    }
    guard split < elements.count, !elements[split].isMark, elements[split].combiningClass == 0,
      elements[split].start != elements[split - 1].start
    else { return nil }
    var letters = 0
    var index = split
    while index < elements.count, !elements[index].isDigit {
      if elements[index].combiningClass == 0, !elements[index].isMark { letters += 1 }
      index += 1
    }
    guard letters >= 1, letters <= 4 else { return nil }
    if elements[0].scalar == 0x3BC {
      let latin = elements[split].scalar
      guard latin >= 0x61, latin <= 0x7A else { return nil }
    }
    if index < elements.count {
      guard elements[index].scalar == 0x32 || elements[index].scalar == 0x33,
        elements[(index + 1)...].allSatisfy(\.isMark)
      else { return nil }
    }
    return split
  }

  private mutating func appendPart(_ slice: ArraySlice<Element>, start: Int, end: Int, joiner: UInt8) {
    steps += slice.count
    let word = builder.append(slice, to: &bytes)
    guard !word.surface.isEmpty else { return }
    appendPart(
      Part(
        surface: word.surface, folded: word.folded, tokenClass: word.tokenClass, start: start, end: end,
        joiner: joiner))
  }

  private mutating func appendPart(_ part: Part) {
    if parts.count == Self.maximumParts {
      isOverlong = true
      emitParts()
    }
    parts.append(part)
  }

  // MARK: Symbols

  /// The end of the `++` or `#` that belongs to a single letter before it (`C++`, `C#`).
  private func symbolSuffix(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Int? {
    guard let last = parts.last, last.end == index, last.surface.count == 1, last.tokenClass != .number,
      pendingJoiner == 0
    else { return nil }
    if unsafe text[index] == UInt8(ascii: "#") { return index + 1 }
    guard index + 1 < text.count, unsafe text[index] == UInt8(ascii: "+"),
      unsafe text[index + 1] == UInt8(ascii: "+")
    else { return nil }
    return index + 2
  }

  /// Ends the compound with an alias of its last letter and the symbols after it.
  private mutating func appendSymbolWord(text: UnsafeBufferPointer<UInt8>, end: Int) {
    guard let last = parts.last else { return }
    flush()
    let surface = bytes.count
    bytes.append(bytes[last.surface.lowerBound])
    unsafe bytes.append(contentsOf: text)
    pieces.append(
      Piece(
        surface: surface..<bytes.count, folded: surface..<bytes.count, tokenClass: .word, start: last.start,
        end: end, position: positionCount - 1, isAlias: true))
  }

  // MARK: Compounds

  /// Ends the compound: emits its parts and aliases.
  private mutating func flush() {
    pendingJoiner = 0
    if parts.isEmpty {
      isOverlong = false
      return
    }
    if isOverlong { emitParts() } else { emitCompound() }
    isOverlong = false
  }

  /// Emits the parts without aliases.
  private mutating func emitParts() {
    for part in parts { emit(part) }
    parts.removeAll(keepingCapacity: true)
  }

  /// Emits one part at the next position.
  mutating func emit(_ part: Part) {
    pieces.append(
      Piece(
        surface: part.surface, folded: part.folded, tokenClass: part.tokenClass, start: part.start,
        end: part.end,
        position: positionCount, isAlias: false))
    positionCount += 1
  }
}
