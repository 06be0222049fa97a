#if CommandLineTool
  import ArgumentParser

  @main
  struct VNSearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "vnsearch", abstract: "Vietnamese-aware full-text search.")
  }
#else
  @main
  struct VNSearchCommand {
    static func main() { print("vnsearch was built without the trait CommandLineTool") }
  }
#endif
