/// Takes a whole text as one token: for tags, codes and other fields that are matched as they stand.
///
/// Surface and folded form are the text itself, invalid UTF-8 replaced by U+FFFD; with `caseFolding` its case
/// folded and normalized to NFKC. An empty text has no token.
public struct KeywordAnalyzer: Analyzer, Hashable {
  /// Whether `ABC`, `abc` and `ａｂｃ` are one keyword.
  public var caseFolding: Bool

  /// Creates the analyzer.
  public init(caseFolding: Bool = false) { self.caseFolding = caseFolding }

  /// `keyword`, or `keyword, case folded (analyzer 1, ICU 72.1, Unicode 15.0)`.
  public var identity: String {
    caseFolding ? "keyword, case folded (\(AnalysisVersion.current))" : "keyword"
  }

  /// Appends the text as one token. Bytes beyond 2³² − 1 are not read.
  public func analyze(_ text: UnsafeBufferPointer<UInt8>, into buffer: TokenBuffer) {
    guard let base = text.baseAddress, text.count > 0 else { return }
    let bytes = unsafe UnsafeBufferPointer(start: base, count: min(text.count, Int(UInt32.max)))
    var keyword = unsafe String(decoding: bytes, as: UTF8.self)
    if caseFolding { keyword = UnicodeData.caseFolded(keyword) }
    guard !keyword.isEmpty else { return }
    buffer.append(
      surface: keyword, folded: keyword, tokenClass: .word, start: 0, end: bytes.count, position: 0)
  }
}
