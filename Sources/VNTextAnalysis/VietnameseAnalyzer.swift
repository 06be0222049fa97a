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
    unsafe buffer.contents.pointee.analyzeChunks(of: text)
  }
}
