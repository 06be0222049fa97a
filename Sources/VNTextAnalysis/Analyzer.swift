/// Cuts a text into tokens.
public protocol Analyzer: Sendable {
  /// Names the analyzer and everything its output depends on; stored in an index, compared when it is opened.
  var identity: String { get }

  /// Appends the tokens of `text` to `buffer`.
  ///
  /// Any bytes are allowed: invalid UTF-8 separates tokens and never traps.
  func analyze(_ text: UnsafeBufferPointer<UInt8>, into buffer: TokenBuffer)
}

extension Analyzer {
  /// Appends the tokens of `text` to `buffer`. Offsets count bytes of its UTF-8.
  public func analyze(_ text: String, into buffer: TokenBuffer) {
    var text = text
    text.withUTF8 { bytes in unsafe analyze(bytes, into: buffer) }
  }

  /// Appends the tokens of `text` to `buffer`.
  public func analyze(_ text: Span<UInt8>, into buffer: TokenBuffer) {
    unsafe text.withUnsafeBufferPointer { bytes in unsafe analyze(bytes, into: buffer) }
  }
}
