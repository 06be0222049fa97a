import BenchmarkTexts
import Foundation
import SyntheticCorpus

/// Prints the statistics of a real collection beside those of a synthetic one of as many documents.
struct CompareCommand {
  private let path: String
  private let limit: Int
  private let synthetic: SyntheticCorpus
  private let runsEngine: Bool

  init(_ arguments: inout Arguments) throws {
    guard let path = arguments.next() else { throw UsageError(description: CorpusTool.usage) }
    self.path = path
    limit = try arguments.integer("limit", .max, atLeast: 100)
    synthetic = try arguments.corpus()
    runsEngine = arguments.options["engine"] != nil
  }

  func run() throws {
    var documents: [DocumentGenerator.Document] = []
    try JSONLines.forEach(of: path) { title, text in
      documents.append(DocumentGenerator.Document(title: Array(title.utf8), text: Array(text.utf8)))
      return documents.count < limit
    }
    var generator = DocumentGenerator(synthetic)
    let made = documents.indices.map { generator.document($0) }
    print("| figure | real | synthetic | ratio |\n|---|---:|---:|---:|")
    let left = CorpusStatistics(Self.tokenized(documents)).figures
    let right = CorpusStatistics(Self.tokenized(made)).figures
    for figure in left {
      guard let other = right.first(where: { $0.name == figure.name }) else { continue }
      Self.printRow(figure, other)
    }
    if runsEngine {
      let real = try EngineCost(documents, seed: 1)
      let other = try EngineCost(made, seed: 1)
      for (figure, other) in zip(real.figures, other.figures) { Self.printRow(figure, other) }
    }
  }

  private static func tokenized(_ documents: [DocumentGenerator.Document]) -> TokenizedCorpus {
    let corpus = TokenizedCorpus()
    for document in documents { corpus.add(title: document.title, text: document.text) }
    return corpus
  }

  private static func printRow(_ real: CorpusStatistics.Figure, _ other: CorpusStatistics.Figure) {
    func text(_ figure: CorpusStatistics.Figure) -> String {
      if figure.isShare { return String(format: "%.2f %%", figure.value * 100) }
      return String(format: figure.value < 100 ? "%.2f" : "%.0f", figure.value)
    }
    let ratio = real.value == 0 ? "–" : String(format: "%.2f", other.value / real.value)
    print("| \(real.name) | \(text(real)) | \(text(other)) | \(ratio) |")
  }
}
