#if CommandLineTool
  import ArgumentParser
  import VNSearch

  /// `vnsearch dump segment N`: what a segment is made of, and all its terms.
  struct DumpSegmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "segment", abstract: "Show what a segment is made of, and its terms.",
      discussion: """
        A term's line: the folded form, documents, kind of the list, bytes of postings and of positions, surfaces with \
        their documents; tabs between them. vnsearch stats tells the numbers of the segments.
        """)

    @Argument(help: "The number of the segment.") var segment: UInt64
    @OptionGroup var location: LocationOptions
    @Option(help: ArgumentHelp("Terms to show (default: all).", valueName: "n")) var limit: Int?

    func run() throws {
      let snapshot = try IndexEngine(path: try IndexLocation.existing(location.index)).refresh()
      guard
        let index = (0..<snapshot.segmentCount).first(where: {
          snapshot.overview(ofSegment: $0).id == segment
        })
      else {
        let ids = (0..<snapshot.segmentCount).map { "\(snapshot.overview(ofSegment: $0).id)" }
        throw InputError(
          .everything, "the index has no segment \(segment), only \(ids.joined(separator: ", "))")
      }
      let output = OutputStream(descriptor: 1)
      let overview = snapshot.overview(ofSegment: index)
      try output.writeLine(
        "segment \(segment): \(grouped(overview.documentCount)) documents, \(grouped(overview.deletedCount)) deleted, "
          + "\(grouped(overview.termCount)) terms, \(grouped(overview.pairCount)) pairs, "
          + "average length \(decimal(overview.averageLength, 2))")
      for part in overview.parts {
        try output.writeLine("  \(part.kind.name)  \(byteCount(Int(part.bytes)))")
      }
      var left = limit ?? Int.max
      var failure: InputError?
      try snapshot.forEachTerm(inSegment: index) { (term) throws(SearchError) in
        guard left > 0, failure == nil else { return }
        left -= 1
        let surfaces = term.surfaces.map { surface in
          "\(surface.text)\(surface.isBare ? " (bare)" : "") \(surface.list.documentFrequency)"
        }
        do throws(InputError) {
          try output.writeLine(
            "\(singleLine(term.folded))\t\(term.list.documentFrequency)\t\(term.list.kind)\t\(term.list.bytes)\t"
              + "\(term.positionsBytes)\t\(singleLine(surfaces.joined(separator: ", ")))")
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
      try output.flush()
    }
  }
#endif
