#if CommandLineTool
  import ArgumentParser
  import VNSearch

  /// `vnsearch merge`: one segment of all.
  struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "merge", abstract: "Make one segment of an index, without what was deleted.",
      discussion: """
        The smallest and fastest form of an index. Needs room for the index once more while it works. After an error or \
        Ctrl-C the index is as it was.
        """)

    @OptionGroup var location: LocationOptions

    @Flag(help: "Put documents with the same words side by side besides: smaller lists, and slow to do.")
    var reorder = false

    func run() throws {
      let path = try IndexLocation.existing(location.index)
      let index = try PlainIndex(opening: path)
      let before = Size(try index.engine.refresh().commit)
      try index.optimize(reordering: reorder)
      let after = Size(try index.engine.refresh().commit)
      let output = OutputStream(descriptor: 1)
      try output.writeLine("\(path): \(before) merged into \(after)")
      try output.flush()
    }

    private struct Size: CustomStringConvertible {
      let segments: Int
      let bytes: Int

      init(_ commit: Commit) {
        segments = commit.segments.count
        bytes = commit.segments.flatMap(\.files).reduce(0) { $0 + Int($1.length) }
      }

      var description: String {
        "\(grouped(segments)) segment\(segments == 1 ? "" : "s") (\(byteCount(bytes)))"
      }
    }
  }
#endif
