/// Why a document has its score.
///
/// The score is the sum of the parts' contributions; each is `weight · tf / (tf + K)`, where the weight holds the
/// inverse document frequency and K the document's length.
///
/// ```swift
/// print(try index.search("hà nội")[0].explanation)
/// ```
public struct Explanation: Sendable, Hashable, Codable {
  /// A surface of the document that counts for a syllable.
  public struct SurfaceCount: Sendable, Hashable, Codable {
    /// The surface as it is indexed.
    public var text: String
    /// How it relates to the query's syllable.
    public var match: SurfaceMatch
    /// What an occurrence counts.
    public var weight: Float
    /// Documents of the collection that have it.
    public var documentFrequency: Int
    /// Its occurrences in this document, the fields' boosts included.
    public var frequency: Float
    /// Its plain occurrences in each text field that has it.
    public var fields: [String: Int]
  }

  /// One summand of the score.
  public struct Part: Sendable, Hashable, Codable {
    /// What it is.
    public enum Kind: String, Sendable, Hashable, Codable {
      /// A syllable or word of the query.
      case syllable
      /// Two adjacent syllables of the query that stand side by side in the document.
      case pair
      /// Words that the query has in quotes.
      case phrase
      /// Words that a pattern matches, words near to each other, or words in one field.
      case expansion
      /// A clause with parts of its own.
      case clause
      /// What every document has.
      case everything
    }

    /// What it is: a syllable, a pair, a phrase, …
    public var kind: Kind
    /// The words of the query that it is about.
    public var text: String
    /// How often the query has it.
    public var count: Int
    /// About how many documents of the collection have it; nil where no such number decides.
    public var documentFrequency: Double?
    /// What a saturated frequency of 1 contributes.
    public var weight: Float
    /// The graded frequency, nil for clauses.
    public var frequency: Float?
    /// What it adds to the score.
    public var contribution: Float
    /// For a syllable: the surfaces that the document has.
    public var surfaces: [SurfaceCount] = []
    /// For a pair: its occurrences in each text field that has it.
    public var fields: [String: Int] = [:]
    /// For a clause or a phrase: its parts. Those of a phrase are its syllables, each with its share of the phrase's
    /// weight.
    public var parts: [Part] = []
  }

  /// The document's score.
  public var score: Float
  /// The document's length, boosts included, as ranking knows it (a byte).
  public var length: Double
  /// The average length in the collection.
  public var averageLength: Double
  /// K: the frequency that is half of saturation, by this length.
  public var normalizer: Float
  /// Documents of the collection.
  public var documentCount: Int
  /// The summands, in the order of addition; those that the document lacks are left out.
  public var parts: [Part]
}
