#if CommandLineTool
  import ArgumentParser
  import VNSearch

  /// `vnsearch query "…"`: the best documents.
  struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "query", abstract: "Search an index, or files with --in.",
      discussion: """
        A query is words, and phrases in "double quotes"; nothing is a syntax error. With --syntax it is in the query \
        language. With --json each hit is a JSON object on a line: rank, score, id, title, snippet, matches (byte ranges \
        in the snippet), fields; "approximate" lists words of the query that no document has as spelled. What was \
        searched in place of what was typed is said on standard error. With --facet, --explain or --summary a last line \
        has total, exact, facets, suggestion (the query with the marks that it may have lost), counters (what the search \
        did), and next, the cursor for --after.

        Filters, sorting and facets take the fields that were indexed with --keyword, --number, --integer, --date or \
        --boolean. A query that begins with a minus stands behind "--": vnsearch query --syntax -- "-mưa hà".
        """, helpNames: .long)

    @Argument(
      help: "What to search for; may be left out with --filter, --sort or --facet: then all documents match.")
    var query: [String] = []

    @OptionGroup var location: LocationOptions

    @Option(help: ArgumentHelp("Documents to show at most.", valueName: "n"))
    var limit = 10

    @Flag(help: "One JSON object a line.")
    var json = false

    @Flag(help: "Say why each document has its score.")
    var explain = false

    @Option(
      name: .customLong("in"),
      help: ArgumentHelp(
        "Search a file or folder; no index is kept. Repeat it for several. Documents without an id are called file:line.",
        valueName: "path"))
    var paths: [String] = []

    @OptionGroup var language: LanguageOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var ranking: RankingOptions
    @OptionGroup var fields: FieldOptions

    func validate() throws {
      if !(1...100_000).contains(limit) { throw ValidationError("--limit must be 1 to 100000.") }
      if hasNoText && !selection.isGiven {
        throw ValidationError(
          "There is nothing to search for. A query that begins with a minus stands behind \"--\".")
      }
      if !paths.isEmpty, location.index != nil { throw ValidationError("Use either --index or --in.") }
    }

    private var hasNoText: Bool { query.allSatisfy { singleLine($0).isEmpty } }

    func run() throws {
      if paths.isEmpty {
        let index = try PlainIndex(opening: try IndexLocation.existing(location.index))
        try IndexLocation.warnOfDamage(in: index)
        try search(index, fields: nil)
      } else {
        try searchFiles()
      }
    }

    /// Indexes the files in a temporary folder, searches that, and removes it.
    private func searchFiles() throws {
      let files = try InputFile.find(paths)
      Interruption.catchSignals()
      let folder = try Platform.makeTemporaryFolder()
      defer { Platform.removeFolder(folder) }
      let indexFields = try fields.fields(forIndexAt: folder)
      let index = try PlainIndex(
        at: folder, schema: indexFields.schema, options: IndexOptions(threads: Platform.coreCount))
      _ = try index.write { writer in
        try DocumentImport(
          fields: indexFields, files: files, policy: fields.onError, namesByPlace: fields.id == nil
        ).run(into: writer)
      }
      try search(index, fields: indexFields)
    }

    private func search(_ index: PlainIndex, fields: IndexFields?) throws {
      let text = query.joined(separator: " ")
      let results =
        if !hasNoText && language.isPlain {
          try index.search(
            text, filter: selection.filter, sort: selection.order, facets: selection.facets,
            distinctBy: selection.distinct, after: selection.cursor, limit: limit, ranking: ranking.ranking,
            countsExactly: selection.wantsSummary, threads: selection.threads, limits: language.limits)
        } else {
          try index.search(
            hasNoText ? .everything : language.query(text, for: index.schema), filter: selection.filter,
            sort: selection.order,
            facets: selection.facets, distinctBy: selection.distinct, after: selection.cursor, limit: limit,
            ranking: ranking.ranking, countsExactly: selection.wantsSummary, threads: selection.threads,
            limits: language.limits)
        }
      let output = OutputStream(descriptor: 1)
      let writer = HitWriter(schema: index.schema, title: fields?.names.title, output: output)
      for hit in results {
        if json {
          try writer.writeJSON(hit, approximate: results.approximateWords, explains: explain)
        } else {
          try writer.writeText(hit, explains: explain)
        }
      }
      var suggestion: String?
      if !hasNoText, language.isPlain { suggestion = try index.suggestion(for: results.decodedText ?? text) }
      let question = suggestion.map { "did you mean: \(singleLine($0))" }
      if json {
        if selection.wantsSummary || explain {
          try writer.writeJSONSummary(of: results, suggestion: suggestion)
        }
        if let question { writeToStandardError("vnsearch: \(question)") }
      } else {
        try writer.writeSummary(of: results)
        if selection.wantsSummary { try writer.writeFacets(of: results) }
        if let question { try output.writeLine(question) }
      }
      try output.flush()
      writeNotes(on: results)
    }

    /// Says what was searched in place of what was typed.
    private func writeNotes(on results: SearchResults<[String: FieldValue]>) {
      if let decoded = results.decodedText {
        writeToStandardError(
          "vnsearch: no document has this as typed; read as keys of an input method: \(singleLine(decoded))")
      }
      for phrase in results.relaxedPhrases {
        writeToStandardError(
          "vnsearch: no document has the phrase \"\(singleLine(phrase))\"; its words were searched")
      }
      if !results.approximateWords.isEmpty {
        let words = results.approximateWords.map { "\"\($0)\"" }.joined(separator: ", ")
        writeToStandardError("vnsearch: no document has \(words) as spelled; other spellings were searched")
      }
    }
  }
#endif
