// The loop over the chunks of a text, and what it does with a chunk that it has or has not met before.
extension TokenBufferContents {
  /// Appends the tokens of all chunks of `text`, positions from 0.
  ///
  /// What the loop needs at each token is in local variables: the class is asked for them again after each call
  /// that may change them.
  mutating func analyzeChunks(of text: UnsafeBufferPointer<UInt8>) {
    guard let base = text.baseAddress else { return }
    let scanner = unsafe ChunkScanner(base: UnsafeRawPointer(base), count: text.count)
    let count = text.count
    let firstToken = tokens.count
    let front = unsafe memo.front
    var next = unsafe tokens.base + tokens.count
    var limit = unsafe tokens.base + tokens.capacity
    var position: UInt32 = 0
    var index = 0
    while index < count {
      let first = scanner.load(index)
      let words = ChunkScanner.wordBits(first)
      if words & 0x80 == 0 {
        index &+= words == 0 ? 8 : words.trailingZeroBitCount &>> 3
        continue
      }
      let separators = ~words & 0x8080_8080_8080_8080
      var end = separators != 0 ? index &+ separators.trailingZeroBitCount &>> 3 : scanner.runEnd(index &+ 8)
      var resume = end &+ 1
      if end < count {
        let delimiter = scanner.byte(end)
        if ChunkScanner.isCompoundMark(delimiter) {
          (end, resume) = scanner.compoundEnd(from: index, end)
        }
      }
      let length = end &- index
      let low = length < 8 ? first & (1 &<< UInt64(8 &* length) &- 1) : first
      let slot = unsafe front + ChunkMemo.frontIndex(low)
      let value = unsafe slot.pointee.value
      if unsafe slot.pointee.low == low && length <= 8 && next != limit {
        unsafe next.initialize(
          to: Token(
            form: UInt32(truncatingIfNeeded: value),
            start: UInt32(truncatingIfNeeded: index) &+ UInt32(truncatingIfNeeded: value &>> 40 & 0xFF),
            end: UInt32(truncatingIfNeeded: end) &- UInt32(truncatingIfNeeded: value &>> 32 & 0xFF),
            position: position))
        unsafe next += 1
        position &+= 1
      } else {
        unsafe tokens.count = next - tokens.base
        unsafe appendChunk(
          UnsafeBufferPointer(rebasing: text[index..<end]), at: index, low,
          length > 8 ? scanner.load(index &+ 8) : 0, &position, firstToken)
        tokens.reserve(1)
        unsafe next = tokens.base + tokens.count
        unsafe limit = tokens.base + tokens.capacity
      }
      index = resume
    }
    unsafe tokens.count = next - tokens.base
  }

  /// Appends the tokens of a chunk that the first probe of the memo did not settle.
  @inline(never)
  private mutating func appendChunk(
    _ text: UnsafeBufferPointer<UInt8>, at start: Int, _ low: UInt64, _ high: UInt64,
    _ position: inout UInt32,
    _ firstToken: Int
  ) {
    var high = high
    if text.count <= 16 {
      high = text.count <= 8 ? 0 : high & UInt64.max &>> UInt64(128 &- 8 &* text.count)
      let value = memo.find(low, high)
      if value != 0 {
        if text.count <= 8 { memo.promote(low, value) }
        unsafe replay(value, memo.templates.base, start, start + text.count, &position, firstToken)
        return
      }
    } else if unsafe replayLong(text, at: start, &position, firstToken) {
      return
    }
    unsafe analyzeChunk(text, at: start, low, high, &position, firstToken)
  }

  /// Appends what a chunk gave that is kept as a long one; `false` where there is none.
  private mutating func replayLong(
    _ text: UnsafeBufferPointer<UInt8>, at start: Int, _ position: inout UInt32, _ firstToken: Int
  ) -> Bool {
    guard text.count <= ChunkMemo.maximumLength else { return false }
    let value = unsafe memo.find(text)
    guard value != 0 else { return false }
    unsafe replay(value, memo.longTemplates.base, start, start + text.count, &position, firstToken)
    return true
  }

  /// Appends what a chunk gave the last time.
  private mutating func replay(
    _ value: UInt64, _ templates: UnsafePointer<Token>, _ start: Int, _ end: Int,
    _ position: inout UInt32, _ firstToken: Int
  ) {
    if value & ChunkMemo.single == ChunkMemo.single {
      tokens.append(
        Token(
          form: UInt32(truncatingIfNeeded: value),
          start: UInt32(truncatingIfNeeded: start) &+ UInt32(truncatingIfNeeded: value &>> 40 & 0xFF),
          end: UInt32(truncatingIfNeeded: end) &- UInt32(truncatingIfNeeded: value &>> 32 & 0xFF),
          position: position))
      position &+= 1
      if value & ChunkMemo.year != 0 { appendSpelledDate(from: firstToken) }
      return
    }
    let count = Int(value >> 48 & 0x3FFF)
    let offset = UInt32(truncatingIfNeeded: start)
    tokens.reserve(count)
    var next = position
    for index in 0..<count {
      var token = unsafe templates[Int(value & 0xFFFF_FFFF) + index]
      token.start &+= offset
      token.end &+= offset
      token.bits &+= position
      if !token.isAlias { next = token.position &+ 1 }
      tokens.append(token)
    }
    position = next
  }

  /// Analyzes a chunk that the memo does not know, and lets the memo know it.
  @inline(never)
  private mutating func analyzeChunk(
    _ text: UnsafeBufferPointer<UInt8>, at start: Int, _ low: UInt64, _ high: UInt64,
    _ position: inout UInt32,
    _ firstToken: Int
  ) {
    let first = tokens.count
    var positions: UInt32 = 1
    // What ICU has cut is dear, and is kept as a long chunk whatever its length.
    var isLong = text.count > 16
    if unsafe !appendSimpleWord(text) {
      if !isLong, unsafe replayLong(text, at: start, &position, firstToken) { return }
      chunk.reset()
      unsafe chunk.analyze(text, using: breaker)
      for piece in chunk.pieces {
        let form = unsafe chunk.bytes.withUnsafeBufferPointer { bytes in
          unsafe forms.intern(
            UnsafeBufferPointer(rebasing: bytes[piece.surface]),
            UnsafeBufferPointer(rebasing: bytes[piece.folded]), piece.tokenClass)
        }
        tokens.append(
          Token(
            form: form, start: UInt32(piece.start), end: UInt32(piece.end), position: UInt32(piece.position),
            isAlias: piece.isAlias))
      }
      positions = UInt32(chunk.positionCount)
      isLong = isLong || chunk.hasUnspaced
    }
    let count = tokens.count - first
    let isYear = unsafe count == 1 && Self.isYear(text)
    if text.count <= ChunkMemo.maximumLength, count <= ChunkMemo.maximumTokens {
      var value = ChunkMemo.occupied | (isYear ? ChunkMemo.year : 0)
      if count == 1 {
        let token = unsafe tokens.base[first]
        value |= ChunkMemo.single | UInt64(token.start) << 40 | UInt64(UInt32(text.count) - token.end) << 32
        value |= UInt64(token.form)
      } else {
        let template = unsafe memo.appendTemplates(
          UnsafeBufferPointer(start: tokens.base + first, count: count), isLong: isLong)
        value |= UInt64(count) << 48 | UInt64(template)
      }
      if isLong { unsafe memo.insert(text, value) } else { memo.insert(low, high, value) }
    }
    for index in first..<tokens.count {
      unsafe tokens.base[index].start &+= UInt32(truncatingIfNeeded: start)
      unsafe tokens.base[index].end &+= UInt32(truncatingIfNeeded: start)
      unsafe tokens.base[index].bits &+= position
    }
    position &+= positions
    if isYear { appendSpelledDate(from: firstToken) }
  }

  /// Appends a word of composed Latin letters or of ASCII digits; `false` where the chunk is anything else.
  ///
  /// Behaves as `ChunkAnalyzer` does for such a chunk, without its arrays.
  private mutating func appendSimpleWord(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count <= 32 else { return false }
    var syllable = PackedSyllable.Builder()
    var canBeSyllable = true
    var digits = 0
    var scalarCount = 0
    scratch.count = 0
    scratch.reserve(160)
    // The surface first; the folded form is at 96.
    var foldedCount = 0
    var index = 0
    while index < text.count {
      let (scalar, length) = unsafe UTF8Decoding.scalar(in: text, at: index)
      index &+= length
      let folded = FoldingTable.simpleFolding(of: scalar)
      if folded == 0 { return false }
      if folded <= 0x39 { digits &+= 1 }
      scalarCount &+= 1
      if canBeSyllable { canBeSyllable = syllable.append(folded) }
      unsafe scratch.count &+= Self.write(folded, to: scratch.base + scratch.count)
      unsafe foldedCount &+= Self.write(LetterParts.of(folded).base, to: scratch.base + 96 + foldedCount)
    }
    guard digits == 0 || digits == scalarCount else { return false }
    var tokenClass: TokenClass = digits == 0 ? .word : .number
    if canBeSyllable, let packed = syllable.syllable {
      tokenClass = .syllable
      if packed.tone != .ngang {
        scratch.count = 0
        let place = packed.toneIndex
        for letter in 0..<packed.count {
          unsafe scratch.count &+= Self.write(
            packed.scalar(letter, tonePlace: place), to: scratch.base + scratch.count)
        }
      }
    }
    let form = unsafe forms.intern(
      UnsafeBufferPointer(start: scratch.base, count: scratch.count),
      UnsafeBufferPointer(start: scratch.base + 96, count: foldedCount), tokenClass)
    tokens.append(Token(form: form, start: 0, end: UInt32(text.count), position: 0))
    return true
  }

  /// Writes a scalar below U+10000 as UTF-8 and returns its length.
  @inline(__always)
  private static func write(_ scalar: UInt32, to target: UnsafeMutablePointer<UInt8>) -> Int {
    if scalar < 0x80 {
      unsafe target[0] = UInt8(truncatingIfNeeded: scalar)
      return 1
    }
    if scalar < 0x800 {
      unsafe target[0] = UInt8(truncatingIfNeeded: 0xC0 | scalar &>> 6)
      unsafe target[1] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
      return 2
    }
    unsafe target[0] = UInt8(truncatingIfNeeded: 0xE0 | scalar &>> 12)
    unsafe target[1] = UInt8(truncatingIfNeeded: 0x80 | scalar &>> 6 & 0x3F)
    unsafe target[2] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
    return 3
  }

  private static func isYear(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    unsafe text.count == 4 && text.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
  }

  /// Where the last tokens are `27 tháng 7 năm 2024`, adds the date as an alias of the day.
  @inline(never)
  private mutating func appendSpelledDate(from firstToken: Int) {
    let count = tokens.count
    guard count - firstToken >= 5 else { return }
    let day = count - 5
    for index in day..<count where unsafe tokens.base[index].isAlias { return }
    guard unsafe folded(count - 2).elementsEqual("nam".utf8),
      unsafe folded(count - 4).elementsEqual("thang".utf8),
      number(day) <= 31
    else { return }
    chunk.reset()
    guard
      ChunkAnalyzer.appendDate(
        day: number(day), month: number(count - 3), year: number(count - 1), to: &chunk.bytes)
    else { return }
    let token = unsafe tokens.base[day]
    let form = unsafe chunk.bytes.withUnsafeBufferPointer { bytes in
      unsafe forms.intern(bytes, bytes, .number)
    }
    let alias = unsafe Token(
      form: form, start: token.start, end: tokens.base[count - 1].end, position: token.position, isAlias: true
    )
    tokens.append(alias)
    for index in stride(from: count, to: day + 1, by: -1) {
      unsafe tokens.base[index] = tokens.base[index - 1]
    }
    unsafe tokens.base[day + 1] = alias
  }

  private func folded(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    unsafe forms.bytes(of: Int(tokens.base[index].form)).folded
  }

  private func number(_ index: Int) -> Int {
    let digits = unsafe folded(index)
    guard digits.count <= 4, unsafe digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return 0 }
    return unsafe digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }
}
