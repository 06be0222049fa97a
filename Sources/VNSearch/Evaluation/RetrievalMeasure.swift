#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A figure for how good one ranking is, given what people judged relevant.
///
/// The definitions are those of NIST's trec_eval, so that figures can be compared with published ones. A
/// document is relevant if its grade is 1 or more; a document without a judgment has grade 0.
///
/// ```swift
/// RetrievalMeasure.nDCG(at: 10).value(ranking: ["d3", "d1"], grades: ["d1": 2, "d2": 1])   // 0.4796
/// ```
public struct RetrievalMeasure: Sendable, Hashable {
  enum Kind: Hashable {
    case nDCG, reciprocalRank, precision, recall
  }

  let kind: Kind
  /// How many documents of a ranking are looked at.
  public let cutoff: Int

  /// Normalized discounted cumulative gain: the gain of a document is its grade, divided by log₂(rank + 1),
  /// and the sum is divided by that of the best possible ranking of all judged documents (Järvelin and
  /// Kekäläinen 2002; trec_eval's `ndcg_cut`). 0 to 1.
  public static func nDCG(at cutoff: Int) -> RetrievalMeasure { RetrievalMeasure(.nDCG, cutoff) }

  /// 1 / rank of the first relevant document, 0 if it is behind the cutoff; its mean is called MRR.
  public static func reciprocalRank(at cutoff: Int) -> RetrievalMeasure {
    RetrievalMeasure(.reciprocalRank, cutoff)
  }

  /// Relevant documents among the first `cutoff`, divided by `cutoff`.
  public static func precision(at cutoff: Int) -> RetrievalMeasure { RetrievalMeasure(.precision, cutoff) }

  /// Relevant documents among the first `cutoff`, divided by all relevant documents; 0 if there are none.
  public static func recall(at cutoff: Int) -> RetrievalMeasure { RetrievalMeasure(.recall, cutoff) }

  /// nDCG@10, MRR@10, P@1, Recall@10 and Recall@100.
  public static let standard: [RetrievalMeasure] = [
    .nDCG(at: 10), .reciprocalRank(at: 10), .precision(at: 1), .recall(at: 10), .recall(at: 100),
  ]

  private init(_ kind: Kind, _ cutoff: Int) {
    precondition(cutoff > 0, "a measure looks at one document at least")
    self.kind = kind
    self.cutoff = cutoff
  }

  /// The figure for one query.
  ///
  /// - Parameters:
  ///   - ranking: The documents found, best first, none twice.
  ///   - grades: The judged documents of the query.
  public func value(ranking: [String], grades: [String: Int]) -> Double {
    let found = ranking.prefix(cutoff).map { max(0, grades[$0] ?? 0) }
    switch kind {
    case .nDCG:
      let ideal = Self.gain(grades.values.filter { $0 > 0 }.sorted(by: >).prefix(cutoff))
      return ideal > 0 ? Self.gain(found[...]) / ideal : 0
    case .reciprocalRank:
      return found.firstIndex { $0 > 0 }.map { 1 / Double($0 + 1) } ?? 0
    case .precision:
      return Double(found.count { $0 > 0 }) / Double(cutoff)
    case .recall:
      let relevant = grades.values.count { $0 > 0 }
      return relevant > 0 ? Double(found.count { $0 > 0 }) / Double(relevant) : 0
    }
  }

  private static func gain(_ grades: ArraySlice<Int>) -> Double {
    var sum = 0.0
    for (index, grade) in grades.enumerated() where grade > 0 {
      sum += Double(grade) / log2(Double(index + 2))
    }
    return sum
  }
}

extension RetrievalMeasure: CustomStringConvertible {
  /// `nDCG@10`, `MRR@10`, `P@1`, `Recall@100`.
  public var description: String {
    switch kind {
    case .nDCG: "nDCG@\(cutoff)"
    case .reciprocalRank: "MRR@\(cutoff)"
    case .precision: "P@\(cutoff)"
    case .recall: "Recall@\(cutoff)"
    }
  }
}
