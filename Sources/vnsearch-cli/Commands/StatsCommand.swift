#if CommandLineTool
  import ArgumentParser
  import VNSearch

  /// `vnsearch stats`: what an index holds and how large it is.
  struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "stats", abstract: "Show what an index holds and how large it is.")

    @OptionGroup var location: LocationOptions

    @Flag(help: "One JSON object.")
    var json = false

    func run() throws {
      let path = try IndexLocation.existing(location.index)
      let snapshot = try IndexEngine(path: path).refresh()
      let segments = snapshot.commit.segments
      var sizes: [FileKind: UInt64] = [:]
      for file in segments.flatMap(\.files) { sizes[file.kind, default: 0] += file.length }
      let total = sizes.values.reduce(0, +)
      let terms = try snapshot.countTerms()
      let overviews = (0..<snapshot.segmentCount).map { snapshot.overview(ofSegment: $0) }
      let parts = FileKind.allCases.compactMap { kind in sizes[kind].map { (kind.name, $0) } }
      let output = OutputStream(descriptor: 1)
      if json {
        var writer = JSONWriter()
        writer.append(members: [
          ("index", .string(path)), ("documents", .integer(Int64(snapshot.documentCount))),
          ("terms", .integer(Int64(terms))),
          ("deleted", .integer(Int64(segments.reduce(0) { $0 + $1.deletedCount }))),
          ("segments", .integer(Int64(segments.count))), ("bytes", .integer(Int64(total))),
          ("perSegment", .array(overviews.map(segmentValue))),
          ("parts", .object(Dictionary(parts.map { ($0, .integer(Int64($1))) }) { first, _ in first })),
          ("generation", .integer(Int64(snapshot.commit.generation))),
          ("payload", .string(String(decoding: snapshot.commit.userPayload, as: UTF8.self))),
          ("format", .integer(Int64(FileFrame.formatVersion))),
          ("analyzer", .string(snapshot.commit.analyzerIdentity)),
          ("fields", .array(snapshot.schema.fields.map { .string("\($0.name): \($0.kind)") })),
        ])
        try output.writeLine(String(decoding: writer.bytes, as: UTF8.self))
        return try output.flush()
      }
      var rows: [(String, String)] = [
        ("index", path), ("documents", grouped(snapshot.documentCount)), ("terms", grouped(terms)),
        ("deleted, not yet removed", grouped(segments.reduce(0) { $0 + $1.deletedCount })),
        ("segments", grouped(segments.count)), ("commit", "\(snapshot.commit.generation)"),
        ("format", "version \(FileFrame.formatVersion)"),
        ("analyzer", snapshot.commit.analyzerIdentity), ("size", byteCount(Int(total))),
      ]
      rows += parts.map { ("  " + $0, byteCount(Int($1))) }
      rows += snapshot.schema.fields.map { field in
        ("field " + field.name, "\(field.kind)" + (field.boost == 1 ? "" : ", boost \(field.boost)"))
      }
      rows += overviews.map { segment in
        (
          "segment \(segment.id)",
          "\(grouped(segment.documentCount)) documents, \(grouped(segment.deletedCount)) deleted, "
            + "\(grouped(segment.termCount)) terms, \(grouped(segment.pairCount)) pairs, "
            + byteCount(Int(segment.parts.reduce(0) { $0 + $1.bytes }))
        )
      }
      if !snapshot.commit.userPayload.isEmpty {
        rows.append(("payload", byteCount(snapshot.commit.userPayload.count)))
      }
      let width = rows.map(\.0.count).max() ?? 0
      for (name, value) in rows {
        try output.writeLine(name + String(repeating: " ", count: width - name.count + 2) + singleLine(value))
      }
      try output.flush()
    }

    private func segmentValue(_ segment: IndexSnapshot.SegmentOverview) -> FieldValue {
      .object([
        "id": .integer(Int64(segment.id)), "documents": .integer(Int64(segment.documentCount)),
        "deleted": .integer(Int64(segment.deletedCount)), "terms": .integer(Int64(segment.termCount)),
        "pairs": .integer(Int64(segment.pairCount)),
        "bytes": .integer(Int64(segment.parts.reduce(0) { $0 + $1.bytes })),
      ])
    }
  }
#endif
