import VNSearch

/// The figures of an evaluation, for people or for programs.
struct EvaluationReport {
  let evaluation: Evaluation
  /// The run to compare with.
  let other: Evaluation?
  let bootstrap: Bootstrap

  func writeText(perQuery: Bool, to output: OutputStream) throws {
    if perQuery { try writeQueries(to: output) }
    var table = TextTable(
      headings: ["measure", "mean", "95 % interval"]
        + (other == nil ? [] : ["other", "difference", "95 % interval", "p", "better", "worse", "equal"]))
    table.rightAligned = [1, 3, 4, 6, 7, 8, 9]
    for measure in evaluation.measures {
      var row = [
        "\(measure)", figure(evaluation.mean(measure)),
        interval(evaluation.interval(measure, bootstrap: bootstrap)),
      ]
      if let other {
        let difference = try evaluation.difference(from: other, in: measure, bootstrap: bootstrap)
        row += [
          figure(other.mean(measure)), signed(difference.mean),
          "\(signed(difference.interval.lowerBound)) … \(signed(difference.interval.upperBound))",
          figure(difference.pValue), "\(difference.better)", "\(difference.worse)", "\(difference.equal)",
        ]
      }
      table.append(row)
    }
    try table.write(to: output)
    try output.writeLine("\(grouped(evaluation.queries.count)) queries with judgments")
  }

  private func writeQueries(to output: OutputStream) throws {
    var table = TextTable(headings: ["query"] + evaluation.measures.map { "\($0)" })
    table.rightAligned = Set(1...evaluation.measures.count)
    let columns = evaluation.measures.map { evaluation.values($0) }
    for (number, query) in evaluation.queries.enumerated() {
      table.append([query] + columns.map { figure($0[number]) })
    }
    try table.write(to: output)
    try output.writeLine("")
  }

  func writeJSON(perQuery: Bool, to output: OutputStream) throws {
    if perQuery {
      let columns = evaluation.measures.map { evaluation.values($0) }
      for (number, query) in evaluation.queries.enumerated() {
        var members: [(name: String, value: FieldValue)] = [("query", .string(query))]
        for (measure, column) in zip(evaluation.measures, columns) {
          members.append(("\(measure)", .number(column[number])))
        }
        try write(members, to: output)
      }
    }
    for measure in evaluation.measures {
      let interval = evaluation.interval(measure, bootstrap: bootstrap)
      var members: [(name: String, value: FieldValue)] = [
        ("measure", .string("\(measure)")), ("queries", .integer(Int64(evaluation.queries.count))),
        ("mean", .number(evaluation.mean(measure))),
        ("interval", .array([.number(interval.lowerBound), .number(interval.upperBound)])),
      ]
      if let other {
        let difference = try evaluation.difference(from: other, in: measure, bootstrap: bootstrap)
        members += [
          ("other", .number(other.mean(measure))), ("difference", .number(difference.mean)),
          (
            "differenceInterval",
            .array([.number(difference.interval.lowerBound), .number(difference.interval.upperBound)])
          ), ("p", .number(difference.pValue)), ("better", .integer(Int64(difference.better))),
          ("worse", .integer(Int64(difference.worse))), ("equal", .integer(Int64(difference.equal))),
        ]
      }
      try write(members, to: output)
    }
  }

  private func write(_ members: [(name: String, value: FieldValue)], to output: OutputStream) throws {
    var writer = JSONWriter()
    writer.append(members: members)
    try output.writeLine(String(decoding: writer.bytes, as: UTF8.self))
  }

  private func figure(_ value: Double) -> String { decimal(value, 4) }

  private func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + figure(value) }

  private func interval(_ range: ClosedRange<Double>) -> String {
    "\(figure(range.lowerBound)) … \(figure(range.upperBound))"
  }
}
