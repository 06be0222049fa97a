#if CommandLineTool
  import ArgumentParser
  import VNSearch
  import VNTextAnalysis

  /// `vnsearch analyze "…"`: the tokens of a text.
  struct AnalyzeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "analyze", abstract: "Show how a text is cut into tokens.",
      discussion:
        "Bytes are a token's range in the UTF-8 of the text; + before a surface marks a joined form.")

    @Argument(help: "The text; - or nothing reads standard input.")
    var text: [String] = []

    @Flag(help: "One JSON object a line.")
    var json = false

    func run() throws {
      let buffer = TokenBuffer()
      let analyzer = VietnameseAnalyzer()
      if text.isEmpty || text == ["-"] {
        let window = try ByteWindow(.standardInput)
        unsafe analyzer.analyze(try window.fillCompletely(), into: buffer)
      } else {
        analyzer.analyze(text.joined(separator: " "), into: buffer)
      }
      let output = OutputStream(descriptor: 1)
      if json { try writeJSON(buffer, to: output) } else { try writeTable(buffer, to: output) }
      try output.flush()
    }

    private func writeJSON(_ buffer: TokenBuffer, to output: OutputStream) throws(InputError) {
      var writer = JSONWriter()
      for row in rows(of: buffer) {
        writer.removeAll()
        writer.append(members: [
          ("surface", .string(row.surface)), ("folded", .string(row.folded)),
          ("position", .integer(Int64(row.token.position))), ("start", .integer(Int64(row.token.start))),
          ("end", .integer(Int64(row.token.end))), ("class", .string(row.className)),
          ("alias", .bool(row.token.isAlias)),
        ])
        try output.writeLine(String(decoding: writer.bytes, as: UTF8.self))
      }
    }

    private func writeTable(_ buffer: TokenBuffer, to output: OutputStream) throws(InputError) {
      let rows = rows(of: buffer)
      var table = TextTable(headings: ["position", "bytes", "class", "surface", "folded"])
      for row in rows {
        table.append([
          "\(row.token.position)", "\(row.token.start)..<\(row.token.end)", row.className,
          (row.token.isAlias ? "+" : "") + row.surface, row.folded,
        ])
      }
      try table.write(to: output)
    }

    private struct Row {
      var token: Token
      var surface: String
      var folded: String
      var className: String
    }

    private func rows(of buffer: TokenBuffer) -> [Row] {
      unsafe buffer.withTokens { tokens in
        unsafe tokens.map { token in
          let (surface, folded) = unsafe buffer.withBytes(of: token.form) { unsafe (string($0), string($1)) }
          return Row(
            token: token, surface: surface, folded: folded, className: "\(buffer.form(token.form).tokenClass)"
          )
        }
      }
    }
  }
#endif
