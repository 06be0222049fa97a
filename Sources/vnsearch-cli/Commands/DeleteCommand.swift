#if CommandLineTool
  import ArgumentParser
  import VNSearch

  /// `vnsearch delete`: removes documents from an index.
  struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete", abstract: "Remove documents from an index, by id or by query.",
      discussion:
        "All go together or, after an error, none. A query removes every document that matches all it says.")

    @OptionGroup var location: LocationOptions

    @Option(help: ArgumentHelp("The id of a document; repeat it for several.", valueName: "id"))
    var id: [String] = []

    @Option(help: ArgumentHelp("Remove every document that matches.", valueName: "query"))
    var query: String?

    func validate() throws {
      if id.isEmpty && query == nil { throw ValidationError("Say what to remove with --id or --query.") }
    }

    func run() throws {
      let index = try PlainIndex(opening: try IndexLocation.existing(location.index))
      let before = try index.count
      try index.write { writer in
        for id in id {
          try writer.delete(key: .string(id))
          // Programs may have used integers as keys.
          if let number = Int64(id) { try writer.delete(key: .integer(number)) }
        }
        if let query { try writer.delete(matching: .text(query, requiresAll: true)) }
      }
      let output = OutputStream(descriptor: 1)
      let after = try index.count
      try output.writeLine("\(grouped(before - after)) documents removed, \(grouped(after)) left")
      try output.flush()
    }
  }
#endif
