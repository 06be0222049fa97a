#if CommandLineTool
  import ArgumentParser
  import VNSearch

  /// `vnsearch run`: many queries, for evaluation.
  struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run", abstract: "Run many queries and write a TREC run.",
      discussion: "Each line of the result is: query id, Q0, document id, rank, score, tag.")

    enum Format: String, CaseIterable, ExpressibleByArgument { case trec, json }

    @OptionGroup var location: LocationOptions

    @Option(help: ArgumentHelp("A file of queries: id, tab, text on each line.", valueName: "file"))
    var queries: String

    @Option(help: ArgumentHelp("Documents for each query at most.", valueName: "n"))
    var limit = 100

    @Option(help: ArgumentHelp("trec or json (one object a line).", valueName: "format"))
    var format: Format = .trec

    @Option(help: ArgumentHelp("What the run is called.", valueName: "name"))
    var tag = "vnsearch"

    @OptionGroup var ranking: RankingOptions

    func validate() throws {
      if !(1...100_000).contains(limit) { throw ValidationError("--limit must be 1 to 100000.") }
      if tag.isEmpty || tag.contains(where: \.isWhitespace) {
        throw ValidationError("--tag must be one word.")
      }
    }

    func run() throws {
      let queries = try EvaluationQuery.parse(try Platform.contents(of: queries), file: queries)
      let index = try PlainIndex(opening: try IndexLocation.existing(location.index))
      let output = OutputStream(descriptor: 1)
      var notes = RunNotes()
      for query in queries {
        var run = RankedRun()
        run.set(
          try Self.entries(query, in: index, limit: limit, ranking: ranking.ranking, notes: &notes),
          for: query.id)
        switch format {
        case .trec: for line in try run.trecLines(for: query.id, tag: tag) { try output.writeLine(line) }
        case .json:
          for (rank, entry) in run[query.id].enumerated() {
            var writer = JSONWriter()
            writer.append(members: [
              ("query", .string(query.id)), ("rank", .integer(Int64(rank + 1))),
              ("id", .string(entry.document)),
              ("score", .number(Double("\(Float(entry.score))") ?? entry.score)),
            ])
            try output.writeLine(String(decoding: writer.bytes, as: UTF8.self))
          }
        }
      }
      try output.flush()
      notes.write()
    }

    /// What an index finds for a query.
    static func entries(
      _ query: EvaluationQuery, in index: PlainIndex, limit: Int, ranking: Ranking, notes: inout RunNotes
    ) throws(SearchError) -> [RankedRun.Entry] {
      var entries: [RankedRun.Entry] = []
      let results = try index.search(query.text, limit: limit, ranking: ranking)
      notes.add(results)
      for hit in results {
        guard let key = try hit.key else {
          throw SearchError(.invalidSchema, "The index has no key field, so its documents cannot be judged.")
        }
        entries.append(RankedRun.Entry(document: key.description, score: Double(hit.score)))
      }
      return entries
    }
  }
#endif
