/// A query with everything decided that holds in all segments: parts, weights, order.
struct QueryPlan {
  /// A surface that counts, by the class of its weight.
  struct WeightedSurface {
    var key: QueryStatistics.SurfaceKey
    var weightClass: Int
  }

  /// One syllable, graded.
  struct GradedSyllable {
    var syllable: AnalyzedText.Syllable
    /// What the other surfaces of the collection count for it.
    var weights: SurfaceWeights
    var surfaces: [WeightedSurface]
    /// Distinct weights, descending; the last `twinClasses` are of the i/y twin.
    var classWeights: [Float]
    var twin: (folded: [UInt8], surface: [UInt8])?
    /// Whether the other surfaces of the folded form add their capped share.
    var countsRest: Bool
    /// Every surface counts alike, by this weight: the folded list alone is read.
    var uniformWeight: Float?

    var folded: [UInt8] { syllable.folded }
  }

  /// A syllable of a phrase: its place, and which surfaces it accepts (nil: all).
  struct PhraseSyllable {
    var offset: UInt32
    var surface: [UInt8]
    var folded: [UInt8]
    var accepted: Set<QueryStatistics.SurfaceKey>?
    /// How it would be graded by itself, and in about how many documents it is: what an explanation says of it.
    var graded: GradedSyllable?
    var documents: Double = 0
  }

  /// The words that a pattern matches, as one term.
  struct Expansion {
    var pattern: TermPattern
    var matcher: TermMatcher
    /// Distinct weights, descending.
    var classWeights: [Float]
    /// The pattern as the query language has it.
    var text: String

    /// The class of a surface's weight; nil if it does not count.
    func weightClass(of surface: QueryStatistics.SurfaceKey) -> Int? {
      weightClass(
        of: matcher.acceptsAllSurfaces ? 1 : matcher.weight(of: surface.bytes, isBare: surface.isBare))
    }

    /// The class of a weight; nil if the collection has none.
    func weightClass(of weight: Float) -> Int? { classWeights.firstIndex(of: weight) }
  }

  indirect enum Kind {
    case graded(GradedSyllable)
    case pair(first: [UInt8], second: [UInt8])
    case phrase([PhraseSyllable], slop: Int)
    case nested([Part], minimumShouldMatch: Int)
    case everything
    case filter(Filter)
    case expansion(Expansion)
    /// A folded form with any word behind it that a pattern matches.
    case pairs(first: [UInt8], seconds: TermPattern, TermMatcher)
    case near([[PhraseSyllable]], distance: Int)
    /// What matches, without its score.
    case constant(Part)
    /// The same in one text field; of syllables, pairs, phrases and expansions.
    case inField(Int, Kind)
  }

  struct Part {
    var role: ClauseRole
    /// The contribution of a saturated frequency of 1.
    var weight: Float
    var kind: Kind
    /// How often the query has it.
    var count = 1
    /// About how many documents have it, where that decides its weight.
    var documents: Double?
  }

  var parts: [Part]
  var minimumShouldMatch: Int
  /// The query's syllables that no surface of the collection matches well: they were matched approximately.
  var approximate: [[UInt8]] = []
}
