#if CommandLineTool
  import ArgumentParser
  import VNSearch

  /// What the fields are called, and what happens to documents that cannot be read.
  struct FieldOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The field that names a document (default: id).", valueName: "field"))
    var id: String?

    @Option(help: ArgumentHelp("The field of the title (default: title).", valueName: "field"))
    var title: String?

    @Option(
      help: ArgumentHelp(
        "A field to search; repeat it, or separate several by commas (default: the first of text, body, content).",
        valueName: "field"))
    var text: [String] = []

    // Not "all that follows up to the next option": that would swallow the paths.
    private var textNames: [String] { Self.names(text) }

    @Option(
      name: .customLong("on-error"),
      help: ArgumentHelp("What to do with a document that cannot be read: skip or stop.", valueName: "policy")
    )
    var onError: ErrorPolicy = .stop

    @Option(
      help: ArgumentHelp(
        "Another field to keep and give back with --json; repeat it, or separate several by commas.",
        valueName: "field"))
    var stored: [String] = []

    @Option(
      help: ArgumentHelp(
        "A field of exact values, one or several a document, to filter, sort and count by; may be repeated as --text.",
        valueName: "field"))
    var keyword: [String] = []

    @Option(help: ArgumentHelp("A field of numbers, to filter, sort and count by.", valueName: "field"))
    var number: [String] = []

    @Option(help: ArgumentHelp("A field of whole numbers of up to 64 bits, likewise.", valueName: "field"))
    var integer: [String] = []

    @Option(
      help: ArgumentHelp(
        "A field of dates, likewise: ISO 8601 (2024-07-27T08:30:00+07:00) or seconds since 1970.",
        valueName: "field"))
    var date: [String] = []

    @Option(help: ArgumentHelp("A field that is true or false, likewise.", valueName: "field"))
    var boolean: [String] = []

    private var storedNames: [String] { Self.names(stored) }

    /// The fields that are kept as columns.
    private var columns: [(name: String, kind: Schema.Field.Kind)] {
      [
        (keyword, Schema.Field.Kind.keyword), (number, .number), (integer, .integer), (date, .date),
        (boolean, .boolean),
      ].flatMap { names, kind in Self.names(names).map { ($0, kind) } }
    }

    private static func names(_ options: [String]) -> [String] {
      options.flatMap { $0.split(separator: ",").map(String.init) }
    }

    func validate() throws {
      let names = [id ?? "id", title ?? "title"] + textNames + storedNames + columns.map(\.name)
      if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
        throw ValidationError(
          "The field \"\(twice)\" cannot have two uses; check --id, --title, --text, --stored, --keyword, --number, --integer, --date and --boolean."
        )
      }
    }

    /// The names given, with defaults for the others.
    var names: FieldNames {
      var names = FieldNames()
      if let id { names.id = id }
      if let title { names.title = title }
      if !textNames.isEmpty { names.text = textNames.map { [$0] } }
      return names
    }

    /// The fields of the index in a folder, or of the one to be made there; of a new one if `replacing` what is there.
    func fields(forIndexAt path: String, replacing: Bool = false) throws -> IndexFields {
      do {
        if replacing { throw SearchError(.noIndex, "to be replaced", file: path) }
        let schema = try PlainIndex(opening: path).schema
        return try IndexFields(
          existing: schema, id: id, title: title, text: textNames, columns: columns)
      } catch let error as SearchError {
        guard error.code == .noIndex else { throw error }
        if Platform.isFolder(path) == false {
          throw InputError(.everything, "a file, not an index; name a folder with --index", file: path)
        }
        let directory = IndexDirectory(path: path)
        // What stands beside an index that is replaced stays.
        let isBesideIndex = replacing ? try directory.holdsIndexFiles() : false
        if !isBesideIndex, try !directory.foreignNames().isEmpty {
          throw InputError(
            .everything, "this folder holds other files and no index; name another with --index", file: path)
        }
        return try IndexFields(creating: names, storing: storedNames, columns: columns)
      }
    }
  }

  extension ErrorPolicy: ExpressibleByArgument {}
#endif
