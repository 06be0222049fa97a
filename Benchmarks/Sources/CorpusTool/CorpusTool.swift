import BenchmarkTexts
import Foundation
import SyntheticCorpus

/// Makes collections of any size with the statistics of real Vietnamese, and says how close they come to it.
@main
struct CorpusTool {
  static let usage = """
    usage:
      vnsearch-corpus documents COUNT [--seed N] [--from N] [--threads N] [--length FACTOR]
          documents as JSON lines on standard output; the same for the same seed, whatever the threads;
          --from makes a part of a larger collection
      vnsearch-corpus queries FOLDER [--seed N] [--documents N] [--count N]
          sets of queries that documents 0 ..< N answer: titles, phrases, questions, syllables, and their twins
          without marks (NAME.nodia.txt)
      vnsearch-corpus compare CORPUS.jsonl [--limit DOCUMENTS] [--seed N] [--engine]
          the statistics of a real collection beside those of a synthetic one of as many documents;
          --engine indexes and searches both, too
      vnsearch-corpus measure FOLDER CORPUS.jsonl… [--words N] [--pairs N] [--subjects N]
          makes the generator's tables from real text
    CORPUS may be gzip'd (.gz), or - for standard input. --tables FOLDER takes other tables than those of the package.
    """

  static func main() {
    do {
      var arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
      switch arguments.next() {
      case "documents": try DocumentsCommand(&arguments).run()
      case "queries": try QueriesCommand(&arguments).run()
      case "compare": try CompareCommand(&arguments).run()
      case "measure": try MeasureCommand(&arguments).run()
      case nil where arguments.options["help"] != nil: print(usage)
      default: throw UsageError(description: usage)
      }
    } catch let error as UsageError {
      complain(error.description)
      exit(64)
    } catch {
      complain("vnsearch-corpus: \(error)")
      exit(1)
    }
  }

  static func complain(_ message: String) { FileHandle.standardError.write(Data((message + "\n").utf8)) }
}

/// A command line that cannot be understood.
struct UsageError: Error, CustomStringConvertible {
  let description: String
}

/// What was typed: values in their order, and options by name.
struct Arguments {
  private(set) var values: [String] = []
  private(set) var options: [String: String] = [:]
  private static let flags: Set = ["engine", "help"]

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("--") else {
        values.append(argument)
        continue
      }
      let name = String(argument.dropFirst(2))
      if Self.flags.contains(name) {
        options[name] = ""
      } else if let value = rest.popFirst() {
        options[name] = value
      } else {
        throw UsageError(description: "\(argument) needs a value")
      }
    }
  }

  mutating func next() -> String? { values.isEmpty ? nil : values.removeFirst() }

  func integer(_ name: String, _ standard: Int, atLeast least: Int = 0) throws -> Int {
    guard let text = options[name] else { return standard }
    guard let value = Int(text), value >= least else {
      throw UsageError(description: "--\(name) \(text): not a number of \(least) or more")
    }
    return value
  }

  func corpus() throws -> SyntheticCorpus {
    let tables =
      try options["tables"].map { try CorpusTables(folder: URL(fileURLWithPath: $0)) } ?? .bundled()
    let length = options["length"].map { Double($0) ?? 0 } ?? 1
    guard length > 0 else { throw UsageError(description: "--length must be above 0") }
    return try SyntheticCorpus(
      tables: tables, seed: UInt64(try integer("seed", 1)), lengthScale: length)
  }
}
