/// What a person may be about to type.
public struct Suggestion: Sendable, Hashable {
  /// The whole text: what was typed before, and the word or words that complete it, as documents spell them, without
  /// capital letters.
  public let text: String
  /// About how many documents have the word, or the last two words side by side.
  public let documentFrequency: Int

  /// Creates a suggestion.
  ///
  /// - Parameters:
  ///   - text: The whole text, completed.
  ///   - documentFrequency: About how many documents have what was completed.
  public init(text: String, documentFrequency: Int) {
    self.text = text
    self.documentFrequency = documentFrequency
  }
}
