#if CommandLineTool
  import ArgumentParser
  import VNSearch

  /// `vnsearch eval`: how good the ranking is, given judgments.
  struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "eval", abstract: "Measure how good the ranking is, given judgments.",
      discussion: """
        nDCG@10, MRR@10, P@1, Recall@10 and Recall@100 as trec_eval defines them, means over the queries that have \
        judgments, with 95 % intervals (bootstrap). Evaluates the index, or a TREC run with --run; --compare adds the \
        difference to another run, query by query.
        """)

    @OptionGroup var location: LocationOptions

    @Option(help: ArgumentHelp("A file of queries: id, tab, text on each line.", valueName: "file"))
    var queries: String?

    @Option(help: ArgumentHelp("TREC qrels: query id, iteration, document id, grade.", valueName: "file"))
    var qrels: String

    @Option(
      name: .customLong("run"),
      help: ArgumentHelp("Evaluate this TREC run instead of the index.", valueName: "file"))
    var runFile: String?

    @Option(help: ArgumentHelp("A TREC run to compare with.", valueName: "file"))
    var compare: String?

    @Flag(help: "Also the figures of each query.")
    var perQuery = false

    @Flag(help: "One JSON object a line.")
    var json = false

    @Option(help: ArgumentHelp("Samples of the bootstrap.", valueName: "n"))
    var samples = 10_000

    @Option(help: ArgumentHelp("Seed of the bootstrap.", valueName: "n"))
    var seed: UInt64 = Bootstrap().seed

    @OptionGroup var ranking: RankingOptions

    func validate() throws {
      if runFile == nil && queries == nil {
        throw ValidationError("Name the queries with --queries, or a run with --run.")
      }
      if runFile != nil && location.index != nil { throw ValidationError("Use either --index or --run.") }
      if !(40...1_000_000).contains(samples) { throw ValidationError("--samples must be 40 to 1000000.") }
    }

    func run() throws {
      let queries = try queries.map { path in
        try EvaluationQuery.parse(try Platform.contents(of: path), file: path)
      }
      let judgments = try RelevanceJudgments(parsing: try Platform.contents(of: qrels), file: qrels)
      let ids = queries?.map(\.id)
      let evaluated = try runFile.map { try read($0) } ?? search(queries ?? [])
      let evaluation = Evaluation(of: evaluated, against: judgments, queries: ids)
      if evaluation.queries.isEmpty {
        throw InputError(.everything, "none of the queries has judgments; do their ids agree?", file: qrels)
      }
      let other = try compare.map { Evaluation(of: try read($0), against: judgments, queries: ids) }
      let report = EvaluationReport(
        evaluation: evaluation, other: other, bootstrap: Bootstrap(samples: samples, seed: seed))
      let output = OutputStream(descriptor: 1)
      if json {
        try report.writeJSON(perQuery: perQuery, to: output)
      } else {
        try report.writeText(perQuery: perQuery, to: output)
      }
      try output.flush()
    }

    private func read(_ path: String) throws -> RankedRun {
      try RankedRun(parsing: try Platform.contents(of: path), file: path)
    }

    private func search(_ queries: [EvaluationQuery]) throws -> RankedRun {
      let index = try PlainIndex(opening: try IndexLocation.existing(location.index))
      var run = RankedRun()
      var notes = RunNotes()
      for query in queries {
        run.set(
          try RunCommand.entries(query, in: index, limit: 100, ranking: ranking.ranking, notes: &notes),
          for: query.id)
      }
      notes.write()
      return run
    }
  }
#endif
