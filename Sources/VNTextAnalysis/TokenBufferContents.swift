/// What a `TokenBuffer` holds: tokens, forms, and what the Vietnamese analyzer keeps between texts.
struct TokenBufferContents: ~Copyable {
  var tokens = GrowableMemory<Token>()
  var forms = FormTable()
  var memo = ChunkMemo()
  var chunk = ChunkAnalyzer()
  let breaker = WordBreaker()
  /// Where a simple word is made.
  var scratch = GrowableMemory<UInt8>()

  /// Appends a token and interns its form.
  mutating func append(
    _ surface: UnsafeBufferPointer<UInt8>, _ folded: UnsafeBufferPointer<UInt8>, _ tokenClass: TokenClass,
    start: Int, end: Int, position: Int, isAlias: Bool
  ) {
    let form = unsafe forms.intern(surface, folded, tokenClass)
    tokens.append(
      Token(form: form, start: UInt32(start), end: UInt32(end), position: UInt32(position), isAlias: isAlias))
  }

  /// Drops tokens and forms, and all that names forms.
  mutating func removeForms() {
    tokens.removeAll()
    forms.removeAll()
    memo.removeAll()
  }
}
