/// A query with everything decided that holds in all segments: parts, weights, order.
struct QueryPlan {
  /// A surface that counts, by the class of its weight.
  struct WeightedSurface {
    var key: QueryStatistics.SurfaceKey
    var weightClass: Int
  }

  /// One syllable, graded.
  struct GradedSyllable {
    var folded: [UInt8]
    var surfaces: [WeightedSurface]
    /// Distinct weights, descending; the last `twinClasses` are of the i/y twin.
    var classWeights: [Float]
    var twin: (folded: [UInt8], surface: [UInt8])?
    /// Whether the other surfaces of the folded form add their capped share.
    var countsRest: Bool
    /// Every surface counts alike, by this weight: the folded list alone is read.
    var uniformWeight: Float?
  }

  /// A syllable of a phrase: its place, and which surfaces it accepts (nil: all).
  struct PhraseSyllable {
    var offset: UInt32
    var folded: [UInt8]
    var accepted: Set<QueryStatistics.SurfaceKey>?
  }

  enum Kind {
    case graded(GradedSyllable)
    case pair(first: [UInt8], second: [UInt8])
    case phrase([PhraseSyllable], slop: Int)
    case nested([Part], minimumShouldMatch: Int)
    case everything
  }

  struct Part {
    var role: ClauseRole
    /// The contribution of a saturated frequency of 1.
    var weight: Float
    var kind: Kind
  }

  var parts: [Part]
  var minimumShouldMatch: Int
  /// The query's syllables that no surface of the collection matches well: they were matched approximately.
  var approximate: [[UInt8]] = []
}
