import BenchmarkTexts
import Foundation
import SyntheticCorpus

/// Makes the generator's tables from real text.
struct MeasureCommand {
  private let folder: URL
  private let paths: [String]
  private let words: Int
  private let pairs: Int
  private let subjects: Int

  init(_ arguments: inout Arguments) throws {
    guard let folder = arguments.next(), !arguments.values.isEmpty else {
      throw UsageError(description: CorpusTool.usage)
    }
    self.folder = URL(fileURLWithPath: folder)
    paths = arguments.values
    words = try arguments.integer("words", 6000, atLeast: 1)
    pairs = try arguments.integer("pairs", 160_000)
    subjects = try arguments.integer("subjects", 16, atLeast: 1)
  }

  func run() throws {
    let corpus = TokenizedCorpus()
    for path in paths {
      try JSONLines.forEach(of: path) { title, text in
        corpus.add(title: Array(title.utf8), text: Array(text.utf8))
        return true
      }
    }
    print("\(corpus.documentCount) documents, \(corpus.forms.count) tokens")
    try TableMeasurer(corpus, words: words, pairs: pairs, subjects: subjects).tables().write(to: folder)
  }
}
