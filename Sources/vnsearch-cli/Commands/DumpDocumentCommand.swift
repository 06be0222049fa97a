#if CommandLineTool
  import ArgumentParser
  import VNSearch

  /// `vnsearch dump document ID`: where a document is, what is stored of it, and which words it was indexed with.
  struct DumpDocumentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "document", abstract: "Show where a document is, its stored fields and its words.",
      discussion: "The words are read from the postings, as position/surface; this reads the whole segment.")

    @Argument(help: "The id of the document.") var id: String
    @OptionGroup var location: LocationOptions

    func run() throws {
      let snapshot = try IndexEngine(path: try IndexLocation.existing(location.index)).refresh()
      // Programs may have used integers as keys.
      let keys: [DocumentKey] = [.string(id)] + (Int64(id).map { [.integer($0)] } ?? [])
      var found: IndexSnapshot.Location?
      for key in keys where found == nil { found = try snapshot.find(key: key) }
      guard let place = found else { throw InputError(.everything, "no document has the id \(id)") }
      let output = OutputStream(descriptor: 1)
      let lengths = snapshot.lengths(at: place)
      try output.writeLine(
        "segment \(snapshot.overview(ofSegment: place.segment).id)  document \(place.ordinal)  "
          + "length \(decimal(lengths.length, 2))")
      for span in lengths.spans {
        try output.writeLine("positions of \(span.field): \(grouped(span.positions))")
      }
      var writer = JSONWriter()
      writer.append(
        members: try snapshot.storedFields(at: place).map {
          (snapshot.schema.fields[$0.number].name, $0.value)
        })
      try output.writeLine("stored  " + String(decoding: writer.bytes, as: UTF8.self))
      let words = try snapshot.words(at: place).map { "\($0.position)/\($0.surface)" }
      try output.writeLine("words  " + singleLine(words.joined(separator: " ")))
      try output.flush()
    }
  }
#endif
