/// The tokens of one text, and a table of the distinct forms seen so far.
///
/// An analyzer appends tokens; whoever reads them maps `Token.form` to a term. A form is interned once per
/// buffer, so a reader can keep an array indexed by form and pays for hashing once per distinct word instead
/// of once per token. Reuse one buffer for many texts: `removeTokens()` keeps the forms and the memory.
///
/// Not thread-safe: one buffer a thread.
public final class TokenBuffer {
  /// What is known of one distinct form.
  public struct Form: Sendable, Hashable {
    /// The token class.
    public var tokenClass: TokenClass
    /// Whether the surface carries a mark (its bytes differ from the folded form).
    public var isMarked: Bool
    /// Whether the first character is a digit.
    public var startsWithDigit: Bool
  }

  private var tokenStorage: [Token] = []
  private var forms: [Form] = []
  private var arena: [UInt8] = []
  private var ranges: [(surface: Range<Int>, folded: Range<Int>)] = []
  private var index: [[UInt8]: UInt32] = [:]

  /// An empty buffer.
  public init() {}

  /// How many tokens there are, aliases included.
  public var count: Int { tokenStorage.count }

  /// How many distinct forms have been interned since the last `removeForms()`; forms are `0 ..< formCount`.
  public var formCount: Int { forms.count }

  /// Calls `body` with all tokens in order of position, an alias after the first part that it stands beside.
  public func withTokens<R, E: Error>(_ body: (UnsafeBufferPointer<Token>) throws(E) -> R) throws(E) -> R {
    try unsafe tokenStorage.withUnsafeBufferPointer(body)
  }

  /// What is known of a form. - Precondition: `form < formCount`.
  public func form(_ form: UInt32) -> Form { forms[Int(form)] }

  /// Calls `body` with the surface and the folded bytes of a form; valid during the call only.
  public func withBytes<R, E: Error>(
    of form: UInt32,
    _ body: (_ surface: UnsafeBufferPointer<UInt8>, _ folded: UnsafeBufferPointer<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    let range = ranges[Int(form)]
    return try unsafe arena.withUnsafeBufferPointer { (bytes) throws(E) -> R in
      try unsafe body(
        UnsafeBufferPointer(rebasing: bytes[range.surface]),
        UnsafeBufferPointer(rebasing: bytes[range.folded]))
    }
  }

  /// Appends a token and interns its form: one entry for each distinct (surface, folded, class).
  ///
  /// - Parameters:
  ///   - start: The first byte in the original UTF-8.
  ///   - end: One past the last byte.
  ///   - position: Which word of the text it is, never less than that of the token before.
  public func append(
    surface: UnsafeBufferPointer<UInt8>, folded: UnsafeBufferPointer<UInt8>, tokenClass: TokenClass,
    start: Int,
    end: Int, position: Int, isAlias: Bool = false
  ) {
    let key = unsafe Array(surface) + [0xFF] + Array(folded) + [tokenClass.rawValue]
    let form: UInt32
    if let known = index[key] {
      form = known
    } else {
      form = UInt32(forms.count)
      let first = unsafe surface.first ?? 0
      unsafe forms.append(
        Form(
          tokenClass: tokenClass, isMarked: !surface.elementsEqual(folded),
          startsWithDigit: tokenClass == .number || (first >= 0x30 && first <= 0x39)))
      let surfaceStart = arena.count
      unsafe arena.append(contentsOf: surface)
      let foldedStart = arena.count
      unsafe arena.append(contentsOf: folded)
      ranges.append((surfaceStart..<foldedStart, foldedStart..<arena.count))
      index[key] = form
    }
    tokenStorage.append(
      Token(form: form, start: UInt32(start), end: UInt32(end), position: UInt32(position), isAlias: isAlias))
  }

  /// The memory that the forms hold, in bytes.
  public var formMemory: Int { arena.capacity + forms.count * 100 }

  /// Drops the tokens and keeps the forms.
  public func removeTokens() { tokenStorage.removeAll(keepingCapacity: true) }

  /// Drops tokens and forms. Every form number handed out before is void.
  public func removeForms() {
    removeTokens()
    forms.removeAll(keepingCapacity: true)
    arena.removeAll(keepingCapacity: true)
    ranges.removeAll(keepingCapacity: true)
    index.removeAll(keepingCapacity: true)
  }

  /// The surfaces of all tokens in order, aliases included. For tests and for people; allocates.
  public var surfaces: [String] {
    tokenStorage.map { token in
      unsafe withBytes(of: token.form) { surface, _ in unsafe String(decoding: surface, as: UTF8.self) }
    }
  }

  /// The folded forms of all tokens in order, aliases included. For tests and for people; allocates.
  public var foldedForms: [String] {
    tokenStorage.map { token in
      unsafe withBytes(of: token.form) { _, folded in unsafe String(decoding: folded, as: UTF8.self) }
    }
  }
}
