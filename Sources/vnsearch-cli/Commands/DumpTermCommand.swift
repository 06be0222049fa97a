#if CommandLineTool
  import ArgumentParser
  import VNSearch
  import VNTextAnalysis

  /// `vnsearch dump term WORD`: its surfaces, lists and documents in every segment.
  struct DumpTermCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "term", abstract: "Show the surfaces, posting lists and documents of words.",
      discussion: """
        A word is folded as in a query: "Hà", "ha" and "HÀ" show the same term. A document's line has its ordinal in the \
        segment, its id, its boosted frequency, and position/surface of each occurrence.
        """)

    @Argument(help: "The words.") var words: [String]
    @OptionGroup var location: LocationOptions
    @Option(help: ArgumentHelp("Documents to show of each segment.", valueName: "n")) var limit = 10

    func run() throws {
      let snapshot = try IndexEngine(path: try IndexLocation.existing(location.index)).refresh()
      let buffer = TokenBuffer()
      let text = words.joined(separator: " ")
      VietnameseAnalyzer().analyze(text, into: buffer)
      var terms: [String] = []
      for folded in buffer.foldedForms where !terms.contains(folded) { terms.append(folded) }
      if terms.isEmpty { throw InputError(.everything, "no word in \"\(text)\"") }
      let output = OutputStream(descriptor: 1)
      for term in terms { try write(term, of: snapshot, to: output) }
      try output.flush()
    }

    private func write(_ folded: String, of snapshot: IndexSnapshot, to output: OutputStream) throws {
      var isFound = false
      for segment in 0..<snapshot.segmentCount {
        guard let (term, postings) = try snapshot.term(folded, inSegment: segment, limit: max(0, limit))
        else {
          continue
        }
        isFound = true
        let id = snapshot.overview(ofSegment: segment).id
        try output.writeLine(
          "segment \(id)  term \(term.folded)  \(describe(term.list))  positions \(byteCount(term.positionsBytes))"
        )
        for (number, surface) in term.surfaces.enumerated() {
          try output.writeLine(
            "  surface \(number)  \(surface.text)\(surface.isBare ? " (bare)" : "")  \(describe(surface.list))"
          )
        }
        for posting in postings {
          let place = IndexSnapshot.Location(segment: segment, ordinal: posting.ordinal)
          let key = try snapshot.key(at: place).map { "  " + singleLine($0.description) } ?? ""
          let occurrences = posting.occurrences.map { "\($0.position)/\($0.surface)" }.joined(separator: " ")
          try output.writeLine(
            "  document \(posting.ordinal)\(key)\(posting.isLive ? "" : " (deleted)")  "
              + "frequency \(decimal(posting.frequency, 2))  \(occurrences)")
        }
      }
      if !isFound { try output.writeLine("no segment has the term \(folded)") }
    }

    private func describe(_ list: IndexSnapshot.ListOverview) -> String {
      "\(grouped(list.documentFrequency)) documents, \(list.kind), \(byteCount(list.bytes))"
    }
  }
#endif
