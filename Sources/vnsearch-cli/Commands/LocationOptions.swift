#if CommandLineTool
  import ArgumentParser

  /// Which index a command works on.
  struct LocationOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "The folder of the index (default: $VNSEARCH_INDEX, else .vnsearch here or in a folder above).",
        valueName: "dir"))
    var index: String?
  }
#endif
