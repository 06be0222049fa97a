/// What a code point does to the token that it stands in or beside.
enum CharacterClass: UInt8, CaseIterable {
  /// Ends a token and belongs to none.
  case separator = 0
  /// A letter, or a character whose compatibility form is letters and digits.
  case letter = 1
  /// A decimal digit, or a character whose compatibility form is digits: `٣`, `²`, `①`.
  case digit = 2
  /// A combining mark: goes on with the token before it, starts none.
  case mark = 3
  /// Dropped without a trace inside a token: soft hyphen, byte order mark, joiners, variation selectors.
  case ignorable = 4
  /// U+200B: parts words, but may also stand inside a syllable.
  case zeroWidthSpace = 5
  /// Of a script whose words are not parted by spaces; ICU's break iterator cuts it.
  case unspaced = 6
}
