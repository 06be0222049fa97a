/// Cuts text at the word boundaries of Unicode (UAX #29, as ICU finds them): the analyzer for text that is not
/// Vietnamese at all.
///
/// A surface is the word's NFKC_Casefold form, a folded form the same without accents. There are no syllables, no
/// repaired marks and no aliases; `TP.HCM` is one token. Slower than `VietnameseAnalyzer` by a factor of ten or more.
public struct UnicodeAnalyzer: Analyzer, Hashable {
  /// Creates the analyzer.
  public init() {}

  /// `unicode (analyzer 1, ICU 72.1, Unicode 15.0)`.
  public var identity: String { "unicode (\(AnalysisVersion.current))" }

  /// A word beyond this many scalar values is known by its beginning.
  private static let maximumScalars = 128

  /// Appends the tokens of `text`. Bytes beyond 2³¹ − 1 are not read.
  public func analyze(_ text: UnsafeBufferPointer<UInt8>, into buffer: TokenBuffer) {
    let count = min(text.count, Int(Int32.max))
    var units: [UInt16] = []
    // The first byte of the character that each unit belongs to, and the end of the text.
    var sources: [UInt32] = []
    units.reserveCapacity(count)
    sources.reserveCapacity(count + 1)
    var index = 0
    while index < count {
      let (scalar, length) = unsafe UTF8Decoding.scalar(in: text, at: index)
      if scalar >= 0x10000 {
        units.append(UInt16(truncatingIfNeeded: 0xD7C0 + (scalar >> 10)))
        sources.append(UInt32(index))
        units.append(UInt16(truncatingIfNeeded: 0xDC00 | (scalar & 0x3FF)))
      } else {
        units.append(UInt16(truncatingIfNeeded: scalar))
      }
      sources.append(UInt32(index))
      index += length
    }
    sources.append(UInt32(index))
    var position = 0
    let breaker = unsafe buffer.contents.pointee.breaker
    breaker.forEachWord(in: units) { range in
      let word = String(decoding: units[range].prefix(Self.maximumScalars), as: UTF16.self)
      let surface = UnicodeData.caseFolded(word)
      guard !surface.isEmpty else { return }
      let scalars = surface.unicodeScalars.map(\.value)
      var folded: [UInt8] = []
      for scalar in scalars where !UnicodeData.isGenericMark(scalar) {
        SurfaceBuilder.append(LetterParts.of(scalar).base, to: &folded)
      }
      guard !folded.isEmpty else { return }
      buffer.append(
        surface: surface, folded: String(decoding: folded, as: UTF8.self),
        tokenClass: FoldingTable.characterClass(of: scalars[0]) == .unspaced
          ? .otherScript : SurfaceBuilder.tokenClass(of: scalars),
        start: Int(sources[range.lowerBound]), end: Int(sources[range.upperBound]), position: position)
      position += 1
    }
  }
}
