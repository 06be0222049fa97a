import Foundation

/// Divides documents into subjects: a mixture of multinomials, fitted by hard expectation and maximization.
///
/// Deterministic: the first centres are documents at equal distances.
struct SubjectClustering {
  struct Result {
    /// The subject of each document.
    var assignment: [Int]
    var shares: [Double]
    /// By subject and word: share in the subject over share in all.
    var ratios: [[Double]]
  }

  private let corpus: TokenizedCorpus
  private let numbers: [Int32]
  private let wordCount: Int
  private let subjects: Int
  private let rounds = 12

  init(_ corpus: TokenizedCorpus, numbers: [Int32], wordCount: Int, subjects: Int) {
    self.corpus = corpus
    self.numbers = numbers
    self.wordCount = wordCount
    self.subjects = subjects
  }

  func run() -> Result {
    let width = wordCount + 1
    var all = Array(repeating: 1.0, count: width)
    for form in corpus.forms { all[Int(numbers[Int(form)])] += 1 }
    let total = all.reduce(0, +)
    let background = all.map { $0 / total }
    var assignment = Array(repeating: 0, count: corpus.documentCount)
    var models = firstModels(background)
    for _ in 0..<rounds {
      assign(&assignment, models)
      models = fit(assignment, background)
    }
    assign(&assignment, models)
    var shares = Array(repeating: 0.0, count: subjects)
    for subject in assignment { shares[subject] += 1 / Double(assignment.count) }
    models = fit(assignment, background)
    return Result(
      assignment: assignment, shares: shares.map { max($0, 1e-6) },
      ratios: models.map { model in (0..<width).map { exp(Double(model[$0])) / background[$0] } })
  }

  /// The first words of a document decide; long ones would cost and not say more.
  private func words(of document: Int) -> Range<Int> {
    let start = corpus.starts[document]
    return start..<min(corpus.starts[document + 1], start + 200)
  }

  private func firstModels(_ background: [Double]) -> [[Float]] {
    (0..<subjects).map { subject in
      var counts = background.map { $0 * 300 }
      let step = corpus.documentCount / subjects
      for document in (subject * step)..<(subject * step + min(step, 20)) {
        for place in words(of: document) { counts[Int(numbers[Int(corpus.forms[place])])] += 1 }
      }
      return Self.logarithms(counts)
    }
  }

  private func assign(_ assignment: inout [Int], _ models: [[Float]]) {
    for document in 0..<corpus.documentCount {
      var sums = Array(repeating: Float(0), count: subjects)
      for place in words(of: document) {
        let word = Int(numbers[Int(corpus.forms[place])])
        for subject in 0..<subjects { sums[subject] += models[subject][word] }
      }
      assignment[document] = sums.indices.max { sums[$0] < sums[$1] } ?? 0
    }
  }

  private func fit(_ assignment: [Int], _ background: [Double]) -> [[Float]] {
    var counts = Array(repeating: background.map { $0 * 2000 }, count: subjects)
    for document in 0..<corpus.documentCount {
      let range = corpus.starts[document]..<min(corpus.starts[document + 1], corpus.starts[document] + 2000)
      for place in range { counts[assignment[document]][Int(numbers[Int(corpus.forms[place])])] += 1 }
    }
    return counts.map { Self.logarithms($0) }
  }

  private static func logarithms(_ counts: [Double]) -> [Float] {
    let total = counts.reduce(0, +)
    return counts.map { Float(log($0 / total)) }
  }
}
