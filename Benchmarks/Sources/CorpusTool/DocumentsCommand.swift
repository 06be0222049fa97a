import Foundation
import SyntheticCorpus

/// Writes documents as JSON lines to standard output, in order, in bounded memory.
struct DocumentsCommand {
  private let corpus: SyntheticCorpus
  private let range: Range<Int>
  private let threads: Int
  /// Documents that one thread makes at a time.
  private static let blockLength = 1024

  init(_ arguments: inout Arguments) throws {
    guard let text = arguments.next(), let count = Int(text), count >= 0 else {
      throw UsageError(description: CorpusTool.usage)
    }
    let from = try arguments.integer("from", 0)
    range = from..<from + count
    threads = try arguments.integer("threads", 1, atLeast: 1)
    corpus = try arguments.corpus()
  }

  func run() throws {
    guard let output = fdopen(1, "w") else { throw POSIXError(.EBADF) }
    let workers = (0..<threads).map { _ in Worker(corpus) }
    var start = range.lowerBound
    while start < range.upperBound {
      let first = start
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        let from = min(range.upperBound, first + thread * Self.blockLength)
        workers[thread].make(from..<min(range.upperBound, from + Self.blockLength))
      }
      for worker in workers {
        let written = worker.bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, output) }
        guard written == worker.bytes.count else { throw POSIXError(.EPIPE) }
      }
      start += threads * Self.blockLength
    }
    guard fflush(output) == 0 else { throw POSIXError(.EIO) }
  }

  /// What one thread needs; only one thread uses it at a time.
  private final class Worker: @unchecked Sendable {
    private var generator: DocumentGenerator
    private var document = DocumentGenerator.Document()
    private(set) var bytes: [UInt8] = []

    init(_ corpus: SyntheticCorpus) { generator = DocumentGenerator(corpus) }

    func make(_ numbers: Range<Int>) {
      bytes.removeAll(keepingCapacity: true)
      for number in numbers {
        generator.make(number, into: &document)
        bytes.append(contentsOf: "{\"id\":".utf8)
        bytes.append(contentsOf: String(number).utf8)
        bytes.append(contentsOf: ",\"title\":\"".utf8)
        append(document.title)
        bytes.append(contentsOf: "\",\"text\":\"".utf8)
        append(document.text)
        bytes.append(contentsOf: "\"}\n".utf8)
      }
    }

    /// The generator writes no quotes, backslashes or controls but new lines.
    private func append(_ text: [UInt8]) {
      var rest = text[...]
      while let line = rest.firstIndex(of: 10) {
        bytes.append(contentsOf: rest[..<line])
        bytes.append(contentsOf: "\\n".utf8)
        rest = rest[(line + 1)...]
      }
      bytes.append(contentsOf: rest)
    }
  }
}
