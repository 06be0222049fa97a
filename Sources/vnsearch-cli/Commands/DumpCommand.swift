#if CommandLineTool
  import ArgumentParser

  /// `vnsearch dump`: what an index holds of a term, a document, a segment; for finding faults.
  struct DumpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "dump", abstract: "Show what an index holds of a term, a document or a segment.",
      discussion: "For finding faults. The output may change with any version.",
      subcommands: [DumpTermCommand.self, DumpDocumentCommand.self, DumpSegmentCommand.self])
  }
#endif
