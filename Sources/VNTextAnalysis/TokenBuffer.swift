/// The tokens of one text, and a table of the distinct forms seen so far.
///
/// An analyzer appends tokens; whoever reads them maps `Token.form` to a term. A form is interned once per
/// buffer, so a reader can keep an array indexed by form and pays for hashing once per distinct word instead
/// of once per token. Reuse one buffer for many texts: `removeTokens()` keeps the forms and the memory.
///
///     let buffer = TokenBuffer()
///     for text in texts {
///       analyzer.analyze(text, into: buffer)
///       buffer.withTokens { tokens in … }
///       buffer.removeTokens()
///       if buffer.formMemory > 64 << 20 { buffer.removeForms() }
///     }
///
/// Not thread-safe: one buffer a thread.
@safe public final class TokenBuffer {
  /// What is known of one distinct form.
  public struct Form: Sendable, Hashable, BitwiseCopyable {
    /// The token class.
    public var tokenClass: TokenClass
    /// Whether the surface carries a mark (its bytes differ from the folded form).
    public var isMarked: Bool
    /// Whether the first character is a digit.
    public var startsWithDigit: Bool
  }

  /// What the buffer holds, outside the object: its parts are changed in loops that would otherwise check each time
  /// that nobody else changes the object.
  let contents: UnsafeMutablePointer<TokenBufferContents>

  /// An empty buffer.
  public init() {
    unsafe contents = .allocate(capacity: 1)
    unsafe contents.initialize(to: TokenBufferContents())
  }

  deinit {
    unsafe contents.deinitialize(count: 1)
    unsafe contents.deallocate()
  }

  /// How many tokens there are, aliases included.
  public var count: Int { unsafe contents.pointee.tokens.count }

  /// How many distinct forms have been interned since the last `removeForms()`; forms are `0 ..< formCount`.
  public var formCount: Int { unsafe contents.pointee.forms.count }

  /// The memory that forms take, in bytes, with what speeds up meeting them again. `removeForms()` gives it back.
  public var formMemory: Int { unsafe contents.pointee.forms.memory + contents.pointee.memo.memory }

  /// Calls `body` with all tokens in order of position, an alias after the first part that it stands beside.
  public func withTokens<R, E: Error>(_ body: (UnsafeBufferPointer<Token>) throws(E) -> R) throws(E) -> R {
    try unsafe body(UnsafeBufferPointer(start: contents.pointee.tokens.base, count: count))
  }

  /// What is known of a form. - Precondition: `form < formCount`.
  public func form(_ form: UInt32) -> Form {
    precondition(form < formCount)
    return unsafe contents.pointee.forms.entries.base[Int(form)].form
  }

  /// Calls `body` with the surface and the folded bytes of a form; valid during the call only.
  ///
  /// - Precondition: `form < formCount`.
  public func withBytes<R, E: Error>(
    of form: UInt32,
    _ body: (_ surface: UnsafeBufferPointer<UInt8>, _ folded: UnsafeBufferPointer<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    let bytes = unsafe contents.pointee.forms.bytes(of: Int(form))
    return try unsafe body(bytes.surface, bytes.folded)
  }

  /// Appends a token and interns its form: one entry for each distinct (surface, folded, class).
  ///
  /// - Parameters:
  ///   - surface: The canonical form, valid UTF-8.
  ///   - folded: The same without marks, valid UTF-8.
  ///   - tokenClass: What kind of token it is.
  ///   - start: The first byte in the original UTF-8.
  ///   - end: One past the last byte; less than 2³².
  ///   - position: Which word of the text it is, never less than that of the token before; less than 2³¹.
  ///   - isAlias: Whether it stands beside a token of the same position.
  public func append(
    surface: UnsafeBufferPointer<UInt8>, folded: UnsafeBufferPointer<UInt8>, tokenClass: TokenClass,
    start: Int,
    end: Int, position: Int, isAlias: Bool = false
  ) {
    unsafe contents.pointee.append(
      surface, folded, tokenClass, start: start, end: end, position: position, isAlias: isAlias)
  }

  /// Appends a token and interns its form; for analyzers that work on strings.
  public func append(
    surface: String, folded: String, tokenClass: TokenClass, start: Int, end: Int, position: Int,
    isAlias: Bool = false
  ) {
    var surface = surface
    var folded = folded
    surface.withUTF8 { first in
      folded.withUTF8 { second in
        unsafe append(
          surface: first, folded: second, tokenClass: tokenClass, start: start, end: end, position: position,
          isAlias: isAlias)
      }
    }
  }

  /// Drops the tokens and keeps the forms. Keeps the memory of up to a million tokens.
  public func removeTokens() { unsafe contents.pointee.tokens.removeAll(keeping: 16 << 20) }

  /// Drops tokens and forms. Every form number handed out before is void.
  public func removeForms() { unsafe contents.pointee.removeForms() }

  /// The surfaces of all tokens in order, aliases included. For tests and for people; allocates.
  public var surfaces: [String] {
    (0..<count).map { index in
      let bytes = unsafe contents.pointee.forms.bytes(of: Int(contents.pointee.tokens.base[index].form))
      return unsafe String(decoding: bytes.surface, as: UTF8.self)
    }
  }

  /// The folded forms of all tokens in order, aliases included. For tests and for people; allocates.
  public var foldedForms: [String] {
    (0..<count).map { index in
      let bytes = unsafe contents.pointee.forms.bytes(of: Int(contents.pointee.tokens.base[index].form))
      return unsafe String(decoding: bytes.folded, as: UTF8.self)
    }
  }
}
