#if CommandLineTool
  import ArgumentParser
  import VNSearch

  /// How the text of a query is read.
  struct LanguageOptions: ParsableArguments {
    @Flag(
      help: ArgumentHelp(
        "Read the query as the query language: +must -not AND OR NOT ( ) field:word \"slop\"~3 word^2 nguy* h?a nguyn~1 "
          + "NEAR date:[2024 TO 2025] price:>=10."))
    var syntax = false

    @Flag(help: "The last word is not typed to its end: it matches whatever it can become.")
    var typing = false

    @Option(
      help: ArgumentHelp(
        "A file of synonyms: a group on a line, with commas (TP.HCM, thành phố Hồ Chí Minh).",
        valueName: "file"))
    var synonyms: String?

    @Option(help: ArgumentHelp("Give up after so many milliseconds.", valueName: "ms"))
    var timeout: Int?

    func validate() throws {
      if syntax && typing { throw ValidationError("Use either --syntax or --typing.") }
      if let timeout, timeout < 0 { throw ValidationError("--timeout must not be negative.") }
    }

    /// Whether the text is only what a person typed.
    var isPlain: Bool { !syntax && !typing && synonyms == nil }

    var limits: QueryLimits { QueryLimits(milliseconds: timeout) }

    /// A text in the query language, for an index with a schema.
    static func parsed(_ text: String, for schema: Schema) throws -> Query {
      do throws(QuerySyntaxError) {
        return try Query(parsing: text, for: schema)
      } catch {
        // The mark below the text needs lines of its own.
        writeToStandardError("vnsearch: " + error.description)
        throw ExitCode(1)
      }
    }

    /// The query of a text.
    func query(_ text: String, for schema: Schema) throws -> Query {
      let query = syntax ? try Self.parsed(text, for: schema) : Query(userInput: text, isFinished: !typing)
      guard let synonyms else { return query }
      let lines = String(decoding: try Platform.contents(of: synonyms), as: UTF8.self)
      do throws(SearchError) {
        return query.expanded(by: try Synonyms(parsing: lines))
      } catch {
        throw SearchError(error.code, error.message, file: synonyms)
      }
    }
  }
#endif
