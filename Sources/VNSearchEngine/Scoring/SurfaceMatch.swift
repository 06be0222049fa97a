/// Why a surface in the index counts for a syllable of a query: the rows of the table of weights.
public enum SurfaceMatch: String, Sendable, Hashable, Codable, CaseIterable {
  /// The same letters with the same marks.
  case exact
  /// The same syllable in the other spelling of `i` and `y`.
  case twin
  /// The query's syllable has no marks, and its other words have few: any surface is meant.
  case folded
  /// The query's syllable has no marks though its other words have them: it is meant as it is written, and this is
  /// another surface.
  case elsewhere
  /// A bare word of a document that has no marks at all.
  case bare
  /// The query's marks and more, where the query has no tones: it is not typed to the end.
  case refined
  /// Other marks than the query's.
  case approximate
  /// As `approximate`, where the collection has nothing better.
  case fallback
}
