import BenchmarkFixtures
import Foundation

/// Counts what the engine does, in numbers that repeat, and holds them against committed thresholds.
///
/// ```
/// vnsearch-gates counters [--without-pruning]     name TAB value, one a line
/// vnsearch-gates prepare FOLDER                   writes what the pieces of work read
/// vnsearch-gates work NAME FOLDER                 one piece of work, to be run under callgrind; `none` only opens the index
/// vnsearch-gates compare THRESHOLDS MEASURED      exits with 1 if a value is above its threshold
/// ```
/// `--without-pruning` is the slowdown that shows that the gates close: every matching document is scored.
@main
struct GateTool {
  static func main() {
    do {
      let arguments = Array(CommandLine.arguments.dropFirst())
      switch arguments.first {
      case "counters":
        let isExhaustive = arguments.contains("--without-pruning")
        for counter in try Counters(isExhaustive: isExhaustive).values {
          print("\(counter.name)\t\(Threshold.text(counter.value))")
        }
      case "prepare" where arguments.count == 2: try Work(arguments[1]).prepare()
      case "work" where arguments.count == 3: try Work(arguments[2]).run(arguments[1])
      case "compare" where arguments.count == 3:
        exit(try Comparison(thresholds: arguments[1], measured: arguments[2]).run() ? 0 : 1)
      default:
        complain(
          "usage: vnsearch-gates counters [--without-pruning] | prepare FOLDER | work NAME FOLDER | compare THRESHOLDS MEASURED"
        )
        exit(64)
      }
    } catch {
      complain("vnsearch-gates: \(error)")
      exit(1)
    }
  }

  private static func complain(_ message: String) {
    FileHandle.standardError.write(Data((message + "\n").utf8))
  }
}
