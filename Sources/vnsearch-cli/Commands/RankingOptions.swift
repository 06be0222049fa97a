#if CommandLineTool
  import ArgumentParser
  import VNSearch

  /// How documents are scored.
  struct RankingOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "What marks mean: smart (the closer the spelling the better), strict (only as written), folded (nothing).",
        valueName: "mode"),
      transform: Self.diacritics)
    var diacritics: Ranking.Diacritics = .smart

    @Flag(help: "Do not count adjacent syllables of the query that stand side by side.")
    var noPairs = false

    @Option(help: ArgumentHelp("Saturation of the frequency.", valueName: "x"))
    var k1: Double = Ranking().k1

    @Option(help: ArgumentHelp("Normalization by length, 0 to 1.", valueName: "x"))
    var b: Double = Ranking().b

    @Option(help: ArgumentHelp("What a pair counts beside a syllable.", valueName: "x"))
    var lambda: Double = Ranking().lambda

    func validate() throws {
      if !(0...100).contains(k1) { throw ValidationError("--k1 must be 0 to 100.") }
      if !(0...1).contains(b) { throw ValidationError("--b must be 0 to 1.") }
      if !(0...100).contains(lambda) { throw ValidationError("--lambda must be 0 to 100.") }
    }

    static func diacritics(_ text: String) throws -> Ranking.Diacritics {
      guard let mode = Ranking.Diacritics(rawValue: text) else {
        throw ValidationError("it must be smart, strict or folded")
      }
      return mode
    }

    var ranking: Ranking {
      Ranking(diacritics: diacritics, usesPairs: !noPairs, k1: k1, b: b, lambda: lambda)
    }
  }

#endif
