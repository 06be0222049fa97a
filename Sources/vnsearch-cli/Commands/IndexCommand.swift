#if CommandLineTool
  import ArgumentParser
  import VNSearch

  /// `vnsearch index PATH…`: adds documents to an index, and makes it if there is none.
  struct IndexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "index", abstract: "Add documents to an index; make it if there is none.",
      discussion: """
        Reads files and folders of \(InputFormat.supported); - reads JSON lines from standard input. A document whose \
        id is known replaces the old one. The id of a .txt or .md file is its path as given; an id that is a JSON number \
        is its value: 1, 1.0 and 1e0 are one document.

        The index is made in the folder that --index names, else in $VNSEARCH_INDEX, else in .vnsearch here. All \
        documents become visible together at the end; after an error or Ctrl-C the index is as it was.
        """)

    @Argument(help: "Files and folders to read; - for JSON lines on standard input.")
    var paths: [String]

    @Option(help: ArgumentHelp("The folder of the index.", valueName: "dir"))
    var index: String?

    @OptionGroup var fields: FieldOptions

    @Option(help: ArgumentHelp("Memory for indexing in MB, 16 or more.", valueName: "MB"))
    var memory = 256

    @Option(
      help: ArgumentHelp("Threads (default: one for each core and each 64 MB of memory).", valueName: "n"))
    var threads: Int?

    @Flag(
      help: "Replace the index in the folder, whatever its state or version, by a new one of these documents."
    )
    var rebuild = false

    @Flag(help: "Read and check everything, change nothing.")
    var dryRun = false

    func validate() throws {
      if memory < 16 { throw ValidationError("--memory must be at least 16 (MB).") }
      if let threads, !(1...64).contains(threads) { throw ValidationError("--threads must be 1 to 64.") }
    }

    func run() throws {
      let files = try InputFile.find(paths)
      let path = IndexLocation.toWrite(index)
      Interruption.catchSignals()
      Platform.returnFreedMemory()
      if dryRun { return try check(files) }
      let fields = try fields.fields(forIndexAt: path, replacing: rebuild)
      let begin = ContinuousClock.now
      // Threads that share little memory write many small segments, and merging those takes more than it saves.
      let threads = threads ?? min(Platform.coreCount, max(1, memory / 64))
      let options = IndexOptions(memoryBudget: memory << 20, threads: threads)
      let index = try PlainIndex(at: path, schema: fields.schema, options: options, replacing: rebuild)
      let result = try index.write { writer in
        let result = try DocumentImport(fields: fields, files: files, policy: self.fields.onError).run(
          into: writer)
        if result.documents == 0 {
          throw InputError(
            .everything, "no documents in \(paths.joined(separator: ", ")); nothing was changed")
        }
        return result
      }
      let seconds = ProgressLine.seconds(ContinuousClock.now - begin)
      let output = OutputStream(descriptor: 1)
      try output.writeLine(
        "\(path): \(counted(result.documents, "document")) added in \(decimal(seconds, 1)) s, "
          + "\(grouped(try index.count)) in the index")
      try output.flush()
    }

    private func check(_ files: [InputFile]) throws {
      let reader = DocumentReader(files: files, names: fields.names, policy: fields.onError)
      let line = ProgressLine(total: reader.totalBytes)
      defer { line.clear() }
      let result = try reader.read(
        report: { error in
          line.clear()
          writeToStandardError("vnsearch: skipped: " + singleLine(error.description))
        }, progress: line.update, visit: { (_) throws(InputError) in })
      line.clear()
      let output = OutputStream(descriptor: 1)
      try output.writeLine(
        "\(counted(result.documents, "document")) can be read, \(grouped(result.skipped)) cannot; nothing was changed"
      )
      try output.flush()
    }
  }
#endif
