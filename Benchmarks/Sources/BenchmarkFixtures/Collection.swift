import BenchmarkTexts
import Foundation
public import SyntheticCorpus

/// The documents and queries that a benchmark works on.
public struct Collection: Sendable {
  public let name: String
  public let documents: [DocumentGenerator.Document]
  public let queries: [QueryMaker.QuerySet]

  /// UTF-8 bytes of all titles and texts.
  public var size: Int { documents.reduce(0) { $0 + $1.title.count + $1.text.count } }

  /// What the environment variable `VNSEARCH_CORPUS` names: `synthetic:COUNT`, `corpus` (the repository's own documents) or
  /// a file of JSON lines; without it 20,000 synthetic documents.
  public static func fromEnvironment() throws -> Collection {
    let name = ProcessInfo.processInfo.environment["VNSEARCH_CORPUS"] ?? "synthetic:20000"
    if name.hasPrefix("synthetic:"), let count = Int(name.dropFirst(10)) { return try synthetic(count) }
    return name == "corpus" ? try own() : try file(name)
  }

  /// Synthetic documents of seed 1.
  public static func synthetic(_ count: Int) throws -> Collection {
    var generator = DocumentGenerator(try SyntheticCorpus(seed: 1))
    return Collection(name: "synthetic:\(count)", documents: (0..<count).map { generator.document($0) })
  }

  /// The documents of `corpus/`: those in JSON lines, Markdown and plain text.
  public static func own() throws -> Collection {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../corpus").standardized
    guard let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap({ $0 as? String })
    else {
      throw CollectionError(description: "\(folder.path) cannot be read")
    }
    var documents: [DocumentGenerator.Document] = []
    for path in paths.sorted() {
      let file = folder.appendingPathComponent(path)
      switch file.pathExtension {
      case "jsonl": try append(file.path, to: &documents)
      case "md", "txt":
        documents.append(DocumentGenerator.Document(text: [UInt8](try Data(contentsOf: file))))
      default: break
      }
    }
    return Collection(name: "corpus", documents: documents)
  }

  /// The documents of a file of JSON lines.
  public static func file(_ path: String) throws -> Collection {
    var documents: [DocumentGenerator.Document] = []
    try append(path, to: &documents)
    return Collection(name: (path as NSString).lastPathComponent, documents: documents)
  }

  private static func append(_ path: String, to documents: inout [DocumentGenerator.Document]) throws {
    try JSONLines.forEach(of: path) { title, text in
      documents.append(DocumentGenerator.Document(title: Array(title.utf8), text: Array(text.utf8)))
      return true
    }
  }

  private init(name: String, documents: [DocumentGenerator.Document]) {
    self.name = name
    self.documents = documents
    var maker = QueryMaker(seed: 1)
    queries = maker.sets(count: 200, documentCount: documents.count) { documents[$0] }
  }
}

/// Why there is no collection.
public struct CollectionError: Error, CustomStringConvertible {
  public let description: String
}
