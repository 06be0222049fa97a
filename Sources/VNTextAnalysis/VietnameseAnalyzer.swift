/// The analyzer for Vietnamese text, and for what stands in it of other languages.
///
/// A token is a syllable, a word, a number or a code. Its *surface* is the canonical accented form: marks put in
/// order and composed, case folded, the tone of a syllable in one place whatever the style of the text
/// (`hoà`, `hòa` → `hòa`). Its *folded* form has no marks at all (`hoa`), `đ` as `d`. Compounds get joined aliases
/// beside their parts (`TP.HCM` → `tp`, `hcm`, alias `tphcm`).
///
///     let buffer = TokenBuffer()
///     VietnameseAnalyzer().analyze("Thủ đô Hà Nội", into: buffer)
///     buffer.surfaces  // ["thủ", "đô", "hà", "nội"]
///
/// Linear in the length of the text, whatever it holds. A chunk of text that the buffer has met before costs a
/// scan and one probe of a hash table; nothing is allocated for it.
public struct VietnameseAnalyzer: Analyzer, Hashable {
  /// Creates the analyzer.
  public init() {}

  /// `vietnamese (analyzer 1, ICU 72.1, Unicode 15.0)`.
  public var identity: String { "vietnamese (\(AnalysisVersion.current))" }

  /// Appends the tokens of `text`. Bytes beyond 2³² − 1 are not read.
  public func analyze(_ text: UnsafeBufferPointer<UInt8>, into buffer: TokenBuffer) {
    guard let base = text.baseAddress else { return }
    let text = unsafe UnsafeBufferPointer(start: base, count: min(text.count, Int(UInt32.max)))
    unsafe buffer.analyzeChunks(of: text)
  }
}

extension TokenBuffer {
  /// Appends the tokens of all chunks of `text`, positions from 0.
  fileprivate func analyzeChunks(of text: UnsafeBufferPointer<UInt8>) {
    guard let base = text.baseAddress else { return }
    let scanner = unsafe ChunkScanner(base: UnsafeRawPointer(base), count: text.count)
    let count = text.count
    let firstToken = tokens.count
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
      var end =
        separators != 0
        ? index &+ separators.trailingZeroBitCount &>> 3 : scanner.runEnd(index &+ 8)
      if end < count {
        let next = scanner.byte(end)
        if ChunkScanner.isJoiner(next) || next == 0x2B || next == 0x23 {
          end = scanner.compoundEnd(from: index, end)
        }
      }
      let length = end &- index
      var low = first
      var high: UInt64 = 0
      var value: UInt64 = 0
      if length <= 8 {
        low = first & (UInt64.max &>> UInt64(64 &- 8 &* length))
        value = memo.find(low, 0)
      } else if length <= 16 {
        high = scanner.load(index &+ 8) & (UInt64.max &>> UInt64(128 &- 8 &* length))
        value = memo.find(low, high)
      } else if length <= ChunkMemo.maximumLength {
        value = unsafe memo.find(UnsafeBufferPointer(rebasing: text[index..<end]))
      }
      if ChunkMemo.isPlain(value) {
        tokens.append(
          Token(
            form: UInt32(truncatingIfNeeded: value),
            start: UInt32(truncatingIfNeeded: index) &+ UInt32(truncatingIfNeeded: value &>> 40 & 0xFF),
            end: UInt32(truncatingIfNeeded: end) &- UInt32(truncatingIfNeeded: value &>> 32 & 0xFF),
            position: position))
        position &+= 1
      } else if value != 0 {
        replay(value, index, end, &position, firstToken)
      } else {
        unsafe analyzeChunk(
          UnsafeBufferPointer(rebasing: text[index..<end]), at: index, low, high, &position, firstToken)
      }
      index = end
    }
  }

  /// Appends what a chunk gave the last time.
  private func replay(
    _ value: UInt64, _ start: Int, _ end: Int, _ position: inout UInt32, _ firstToken: Int
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
      var token = unsafe memo.templates.base[Int(value & 0xFFFF_FFFF) + index]
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
  private func analyzeChunk(
    _ text: UnsafeBufferPointer<UInt8>, at start: Int, _ low: UInt64, _ high: UInt64,
    _ position: inout UInt32,
    _ firstToken: Int
  ) {
    chunk.reset()
    unsafe chunk.analyze(text, using: breaker)
    if memo.isFull { memo.removeAll() }
    let first = tokens.count
    unsafe chunk.bytes.withUnsafeBufferPointer { bytes in
      for piece in chunk.pieces {
        unsafe append(
          surface: UnsafeBufferPointer(rebasing: bytes[piece.surface]),
          folded: UnsafeBufferPointer(rebasing: bytes[piece.folded]), tokenClass: piece.tokenClass,
          start: piece.start, end: piece.end, position: piece.position, isAlias: piece.isAlias)
      }
    }
    let count = tokens.count - first
    let positions = UInt32(chunk.positionCount)
    let isYear = unsafe count == 1 && Self.isYear(text)
    if text.count <= ChunkMemo.maximumLength, count <= 24 {
      var value = ChunkMemo.occupied | (isYear ? ChunkMemo.year : 0)
      if count == 1 {
        let token = unsafe tokens.base[first]
        value |= ChunkMemo.single | UInt64(token.start) << 40 | UInt64(UInt32(text.count) - token.end) << 32
        value |= UInt64(token.form)
      } else {
        let template = unsafe memo.appendTemplates(
          UnsafeBufferPointer(start: tokens.base + first, count: count))
        value |= UInt64(count) << 48 | UInt64(template)
      }
      if text.count <= 16 { memo.insert(low, high, value) } else { unsafe memo.insert(text, value) }
    }
    for index in first..<tokens.count {
      unsafe tokens.base[index].start &+= UInt32(truncatingIfNeeded: start)
      unsafe tokens.base[index].end &+= UInt32(truncatingIfNeeded: start)
      unsafe tokens.base[index].bits &+= position
    }
    position &+= positions
    if isYear { appendSpelledDate(from: firstToken) }
  }

  private static func isYear(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    unsafe text.count == 4 && text.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
  }

  /// Where the last tokens are `27 tháng 7 năm 2024`, adds the date as an alias of the day.
  @inline(never)
  private func appendSpelledDate(from firstToken: Int) {
    let count = tokens.count
    guard count - firstToken >= 5 else { return }
    let day = count - 5
    for index in day..<count where unsafe tokens.base[index].isAlias { return }
    guard folded(count - 2) == Array("nam".utf8), folded(count - 4) == Array("thang".utf8) else { return }
    guard
      let date = ChunkAnalyzer.date(
        day: number(day), month: number(count - 3), year: number(count - 1))
    else { return }
    let token = unsafe tokens.base[day]
    let form = unsafe date.withUnsafeBufferPointer { bytes in unsafe forms.intern(bytes, bytes, .number) }
    let alias = unsafe Token(
      form: form, start: token.start, end: tokens.base[count - 1].end, position: token.position, isAlias: true
    )
    tokens.append(alias)
    for index in stride(from: count, to: day + 1, by: -1) {
      unsafe tokens.base[index] = tokens.base[index - 1]
    }
    unsafe tokens.base[day + 1] = alias
  }

  private func folded(_ index: Int) -> [UInt8] {
    unsafe Array(forms.bytes(of: Int(tokens.base[index].form)).folded)
  }

  private func number(_ index: Int) -> Int {
    let digits = folded(index)
    guard digits.count <= 4, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return 0 }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }
}
