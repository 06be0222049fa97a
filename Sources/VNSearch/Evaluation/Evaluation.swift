/// How good a run is, query by query and on the average.
///
/// ```swift
/// let judgments = try RelevanceJudgments(parsing: qrels)
/// let evaluation = Evaluation(of: try RankedRun(parsing: run), against: judgments)
/// evaluation.mean(.nDCG(at: 10))                                   // 0.8475
/// evaluation.interval(.nDCG(at: 10))                               // 0.829 ... 0.865
/// try evaluation.difference(from: baseline, in: .nDCG(at: 10))     // +0.011 [0.004, 0.018]
/// ```
///
/// Figures are means over the queries that have judgments; one for which the run has nothing counts as 0
/// (trec_eval's option
/// `-c`).
public struct Evaluation: Sendable {
  /// The queries that were evaluated.
  public let queries: [String]
  /// The measures that were taken.
  public let measures: [RetrievalMeasure]
  private let values: [RetrievalMeasure: [Double]]

  /// Evaluates a run. O(documents found).
  ///
  /// - Parameters:
  ///   - run: What was found.
  ///   - judgments: What is relevant.
  ///   - queries: The queries to look at, those without judgments are left out; nil: all that have judgments.
  ///   - measures: What to measure.
  public init(
    of run: RankedRun, against judgments: RelevanceJudgments, queries: [String]? = nil,
    measures: [RetrievalMeasure] = RetrievalMeasure.standard
  ) {
    self.queries = (queries ?? judgments.queries).filter { judgments[$0] != nil }
    self.measures = measures
    var values: [RetrievalMeasure: [Double]] = [:]
    for query in self.queries {
      let ranking = run[query].map(\.document)
      for measure in measures {
        values[measure, default: []].append(measure.value(ranking: ranking, grades: judgments[query] ?? [:]))
      }
    }
    self.values = values
  }

  /// A measure's figure for each of ``queries``. - Precondition: it is one of ``measures``.
  public func values(_ measure: RetrievalMeasure) -> [Double] {
    precondition(measures.contains(measure), "\(measure) was not taken")
    return values[measure] ?? []
  }

  /// A measure's mean over ``queries``; 0 if there are none.
  public func mean(_ measure: RetrievalMeasure) -> Double {
    let values = values(measure)
    return values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  /// Where the mean lies with a probability of 95 %, if the queries are a random sample (percentile
  /// bootstrap).
  ///
  /// - Parameters:
  ///   - measure: What to average.
  ///   - bootstrap: The resampling; the same one gives the same interval.
  public func interval(
    _ measure: RetrievalMeasure, bootstrap: Bootstrap = Bootstrap()
  ) -> ClosedRange<Double> {
    let means = bootstrap.sortedMeans(of: values(measure))
    return Bootstrap.interval(means)
  }

  /// Compares this run with another on the same queries (paired bootstrap).
  ///
  /// - Parameters:
  ///   - other: The run to compare with; differences are this minus other.
  ///   - measure: What to compare.
  ///   - bootstrap: The resampling; the same one gives the same result.
  /// - Throws: `SearchError.Code.invalidInput` if the queries are not the same.
  public func difference(
    from other: Evaluation, in measure: RetrievalMeasure, bootstrap: Bootstrap = Bootstrap()
  ) throws(SearchError) -> PairedDifference {
    guard queries.sorted() == other.queries.sorted() else {
      throw SearchError(
        .invalidInput,
        "The two runs were evaluated on different queries (\(queries.count) and \(other.queries.count)).")
    }
    let theirs = Dictionary(zip(other.queries, other.values(measure))) { first, _ in first }
    let differences = zip(queries, values(measure)).map { query, value in value - (theirs[query] ?? 0) }
    return PairedDifference(differences, bootstrap: bootstrap)
  }
}
