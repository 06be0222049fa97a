/// The analyzer for Vietnamese text, and for what stands in it of other languages.
///
/// A token is a syllable, a word, a number or a code. Its *surface* is the canonical accented form: marks put in
/// order and composed, case folded, the tone of a syllable in one place whatever the style of the text
/// (`hoà`, `hòa` → `hòa`). Its *folded* form has no marks at all (`hoa`), `đ` as `d`.
///
///     let buffer = TokenBuffer()
///     VietnameseAnalyzer().analyze("Thủ đô Hà Nội", into: buffer)
///     buffer.surfaces  // ["thủ", "đô", "hà", "nội"]
///
/// Linear in the length of the text, whatever it holds.
public struct VietnameseAnalyzer: Analyzer, Hashable {
  /// Creates the analyzer.
  public init() {}

  /// `vietnamese (analyzer 1, ICU 72.1, Unicode 15.0)`.
  public var identity: String { "vietnamese (\(AnalysisVersion.current))" }

  /// Appends the tokens of `text`.
  public func analyze(_ text: UnsafeBufferPointer<UInt8>, into buffer: TokenBuffer) {
    var chunk = ChunkAnalyzer()
    unsafe chunk.analyze(text, base: 0)
    unsafe chunk.bytes.withUnsafeBufferPointer { bytes in
      for piece in chunk.pieces {
        unsafe buffer.append(
          surface: UnsafeBufferPointer(rebasing: bytes[piece.surface]),
          folded: UnsafeBufferPointer(rebasing: bytes[piece.folded]), tokenClass: piece.tokenClass,
          start: piece.start, end: piece.end, position: piece.position, isAlias: piece.isAlias)
      }
    }
  }
}
