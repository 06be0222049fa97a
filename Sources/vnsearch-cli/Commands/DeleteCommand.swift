#if CommandLineTool
  import ArgumentParser
  import VNSearch

  /// `vnsearch delete`: removes documents from an index.
  struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete", abstract: "Remove documents from an index, by id or by query.",
      discussion:
        """
        All go together or, after an error, none. A query removes every document that has all its words and its phrases in \
        "double quotes", with the marks that are typed; with --syntax, what the query language says. See first what \
        `vnsearch query --diacritics strict` finds.
        """)

    @OptionGroup var location: LocationOptions

    // Whatever follows is the value: ids and queries may begin with a minus.
    @Option(
      parsing: .unconditionalSingleValue,
      help: ArgumentHelp("The id of a document; repeat it for several.", valueName: "id"))
    var id: [String] = []

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Remove every document that matches.", valueName: "query"))
    var query: String?

    @Flag(help: "Read the query as the query language, as in `vnsearch query --syntax`.")
    var syntax = false

    @Option(
      help: ArgumentHelp(
        "What marks mean: strict (only as written), smart or folded (every spelling).", valueName: "mode"),
      transform: RankingOptions.diacritics)
    var diacritics: Ranking.Diacritics = .strict

    func validate() throws {
      if syntax && query == nil { throw ValidationError("--syntax is how --query is read.") }
      if id.isEmpty && query == nil { throw ValidationError("Say what to remove with --id or --query.") }
    }

    func run() throws {
      let index = try PlainIndex(opening: try IndexLocation.existing(location.index))
      let before = try index.count
      let matching = try query.map { text in
        syntax
          ? try LanguageOptions.parsed(text, for: index.schema) : Query(userInput: text, requiresAll: true)
      }
      try index.write { writer in
        for id in id {
          try writer.delete(key: .string(id))
          // Programs may have used integers as keys, of which each is written in one way: -0 and 007 are none.
          if let number = Int64(id), String(number) == id { try writer.delete(key: .integer(number)) }
        }
        if let matching { try writer.delete(matching: matching, ranking: Ranking(diacritics: diacritics)) }
      }
      let output = OutputStream(descriptor: 1)
      let after = try index.count
      try output.writeLine("\(counted(before - after, "document")) removed, \(grouped(after)) left")
      try output.flush()
    }
  }
#endif
