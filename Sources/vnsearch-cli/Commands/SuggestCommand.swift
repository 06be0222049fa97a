#if CommandLineTool
  import ArgumentParser
  import VNSearch

  /// `vnsearch suggest "ha n"`: what a person may be about to type.
  struct SuggestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "suggest", abstract: "Complete the beginning of a query to frequent words and phrases.",
      discussion: """
        Each line is a suggestion and about how many documents have what completes it: the word, or the last two words side \
        by side; words before those stay as they are typed. A space at the end of the text asks for the next word. With \
        --json each line is a JSON object: text, documents.
        """)

    @Argument(help: "The text so far.")
    var text: String

    @OptionGroup var location: LocationOptions

    @Option(help: ArgumentHelp("Suggestions at most.", valueName: "n"))
    var limit = 10

    @Flag(help: "One JSON object a line.")
    var json = false

    func validate() throws {
      if !(1...1_000).contains(limit) { throw ValidationError("--limit must be 1 to 1000.") }
    }

    func run() throws {
      let index = try PlainIndex(opening: try IndexLocation.existing(location.index))
      let output = OutputStream(descriptor: 1)
      for suggestion in try index.suggest(prefix: text, limit: limit) {
        if json {
          var writer = JSONWriter()
          writer.append(members: [
            ("text", .string(suggestion.text)), ("documents", .integer(Int64(suggestion.documentFrequency))),
          ])
          try output.writeLine(String(decoding: writer.bytes, as: UTF8.self))
        } else {
          try output.writeLine(suggestion.text + "\t" + grouped(suggestion.documentFrequency))
        }
      }
      try output.flush()
    }
  }
#endif
