#if CommandLineTool
  import ArgumentParser
  import VNSearch

  /// `vnsearch check`: whether an index is whole.
  struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Find out whether an index is whole.",
      discussion: """
        Without --deep it opens the newest commit; with it every byte of every file is checked, and whether what the \
        files say fits together. Exit code 1 and a line for each damaged file if something is wrong.
        """)

    @OptionGroup var location: LocationOptions

    @Flag(help: "Check every byte of every file.")
    var deep = false

    func run() throws {
      let path = try IndexLocation.existing(location.index)
      let directory = IndexDirectory(path: path)
      try report(deep ? try directory.check() : try directory.openNewestCommit().damage)
      let snapshot = try IndexEngine(path: path).refresh()
      if deep { try report(snapshot.checkContents()) }
      let output = OutputStream(descriptor: 1)
      if deep {
        for name in try directory.outdatedCommitNames() {
          try output.writeLine(
            "\(path)/\(name): outdated, and removed with the next change; its damage is none of the index")
        }
      }
      try output.writeLine(
        "\(path): whole, \(grouped(snapshot.documentCount)) documents in \(snapshot.commit.segments.count) segments"
          + (deep ? ", every byte checked" : ""))
      try output.flush()
    }

    private func report(_ damage: [SearchError]) throws {
      if damage.isEmpty { return }
      for error in damage { writeToStandardError("vnsearch: " + singleLine(error.description)) }
      throw ExitCode(1)
    }
  }
#endif
