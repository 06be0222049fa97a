#if CommandLineTool
  import ArgumentParser
  import VNSearch

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Darwin)
    import Darwin
  #endif

  @main
  struct VNSearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "vnsearch",
      abstract: "Vietnamese-aware full-text search.",
      discussion: """
        vnsearch index PATH… makes an index in .vnsearch, vnsearch query "…" searches it. Without --index a command uses \
        $VNSEARCH_INDEX, else .vnsearch in this folder or one above it.
        """,
      version: "vnsearch, not released yet; index format \(FileFrame.formatVersion)",
      subcommands: [
        IndexCommand.self, QueryCommand.self, SuggestCommand.self, AnalyzeCommand.self, StatsCommand.self,
        CheckCommand.self,
        DeleteCommand.self, MergeCommand.self, DumpCommand.self, RunCommand.self, EvalCommand.self,
      ])

    /// Runs the command; a failure is one line on standard error and exit code 1, wrong usage 64.
    static func main() {
      // `vnsearch query … | head -1` ends quietly, and not before what is temporary has been removed.
      _ = signal(SIGPIPE, SIG_IGN)
      do {
        var command = try parseAsRoot()
        try command.run()
      } catch let error as InputError where error.reach == .closedPipe {
        Platform.exit(closedPipeCode)
      } catch let error as InputError {
        end(with: error.description, code: error.reach == .interruption ? Interruption.exitCode : 1)
      } catch let error as SearchError {
        end(with: error.description, code: 1)
      } catch {
        exit(withError: error)
      }
    }

    /// The exit code of a process that SIGPIPE ended, as shells count.
    private static let closedPipeCode: Int32 = 141

    private static func end(with message: String, code: Int32) -> Never {
      writeToStandardError("vnsearch: " + singleLine(message))
      Platform.exit(code)
    }
  }
#else
  @main
  struct VNSearchCommand {
    static func main() { print("vnsearch was built without the trait CommandLineTool") }
  }
#endif
