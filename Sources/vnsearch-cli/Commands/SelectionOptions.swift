#if CommandLineTool
  import ArgumentParser
  import VNSearch

  /// Which of the matching documents are shown, in which order, and what is counted.
  struct SelectionOptions: ParsableArguments {
    @Option(
      name: .customLong("filter"),
      help: ArgumentHelp(
        """
        Only documents that pass: 'price>=1000000', 'category=a|b', 'category!=a', 'date=2024-01..2024-06', \
        'author=*' (any), '!price<5'. Repeat it for several that all must pass.
        """, valueName: "filter"))
    var filters: [String] = []

    @Option(
      name: .customLong("sort"),
      help: ArgumentHelp(
        "Sort by a field: date, date:desc, date:desc:first (documents without a date first). Repeat it for ties.",
        valueName: "field"))
    var sorts: [String] = []

    @Option(
      name: .customLong("facet"),
      help: ArgumentHelp(
        "Count values over all matches: category (the top 10), category:50, price/100000 (intervals), date/month.",
        valueName: "field"))
    var facetNames: [String] = []

    @Option(
      help: ArgumentHelp("Of documents with the same value in this field only the first.", valueName: "field")
    )
    var distinct: String?

    @Option(help: ArgumentHelp("Where the page before ended: its next.", valueName: "cursor"))
    var after: String?

    @Option(help: ArgumentHelp("Threads to search on; the results are the same.", valueName: "n"))
    var threads = 1

    @Flag(help: "Show the total and the cursor of the next page, too.")
    var summary = false

    var isGiven: Bool { !filters.isEmpty || !sorts.isEmpty || !facetNames.isEmpty }
    var wantsSummary: Bool { summary || !facetNames.isEmpty || after != nil }

    func validate() throws {
      if !(1...64).contains(threads) { throw ValidationError("--threads must be 1 to 64.") }
      for name in sorts { _ = try Self.key(name) }
      for name in facetNames { _ = try Self.facet(name) }
      do throws(SearchError) {
        _ = try filter
      } catch {
        throw ValidationError(error.message)
      }
      if after != nil && cursor == nil {
        throw ValidationError("--after takes what a search gave as next, letter by letter.")
      }
    }

    /// All filters.
    var filter: Filter? {
      get throws(SearchError) {
        var all: [Filter] = []
        for text in filters { all.append(try Filter(parsing: text)) }
        return all.isEmpty ? nil : all.count == 1 ? all[0] : .all(of: all)
      }
    }

    var order: Sort {
      get throws { Sort(keys: try sorts.map(Self.key)) }
    }

    var facets: [Facet] {
      get throws { try facetNames.map(Self.facet) }
    }

    var cursor: SearchCursor? { after.flatMap { SearchCursor($0) } }

    /// `field`, `field:desc`, `field:asc:first`.
    private static func key(_ text: String) throws -> Sort.Key {
      var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      var key = Sort.Key("")
      if parts.count > 1, let missing = Sort.MissingPlace(rawValue: parts[parts.count - 1]) {
        key.missing = missing
        parts.removeLast()
      }
      if parts.count > 1,
        let place = ["asc", "desc", "ascending", "descending"].firstIndex(of: parts.last ?? "")
      {
        key.direction = place % 2 == 0 ? .ascending : .descending
        parts.removeLast()
      }
      // A colon in the name of a field is seldom; a misspelled direction is not.
      if parts.count > 1, let last = parts.last {
        throw ValidationError(
          "--sort \(text): behind the field goes asc or desc, then first or last, not \"\(last)\".")
      }
      key.field = parts.joined(separator: ":")
      if key.field.isEmpty { throw ValidationError("--sort needs a field: date:desc, not \"\(text)\".") }
      return key
    }

    /// `field`, `field:50`, `field/100000`, `field/month`.
    private static func facet(_ text: String) throws -> Facet {
      if let slash = text.lastIndex(of: "/") {
        let field = String(text[..<slash])
        let width = String(text[text.index(after: slash)...])
        if let unit = Facet.CalendarUnit(rawValue: width) { return .calendar(field, unit) }
        if let width = Double(width), width > 0, width.isFinite { return .intervals(field, of: width) }
        throw ValidationError("--facet \(text): behind / goes a width, day, month or year.")
      }
      if let colon = text.lastIndex(of: ":"), let limit = Int(text[text.index(after: colon)...]), limit >= 0 {
        return .values(String(text[..<colon]), limit: limit)
      }
      if text.isEmpty { throw ValidationError("--facet needs a field.") }
      return .values(text)
    }
  }
#endif
