/// Cuts a text into tokens.
public protocol Analyzer: Sendable {
  /// Names the analyzer and everything its output depends on; stored in an index, compared when it is opened.
  var identity: String { get }

  /// Appends the tokens of `text` to `buffer`.
  ///
  /// Any bytes are allowed: invalid UTF-8 separates tokens and never traps.
  func analyze(_ text: UnsafeBufferPointer<UInt8>, into buffer: TokenBuffer)
}
