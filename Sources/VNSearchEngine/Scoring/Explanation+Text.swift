extension Explanation: CustomStringConvertible {
  /// Some lines for people: the score, then one part a line, the surfaces of a syllable below it.
  ///
  /// ```
  /// 4.5071  score; length 12 (average 31.4), K 0.47; 505 documents
  ///   1.2834  nội  weight 1.6 (in 94 documents) × 1.9 / (1.9 + 0.47)
  ///     exact "nội" 1 × 1 (title 1)
  ///     approximate "nói" 0.1 × 2 (text 2), in 51 documents
  /// ```
  public var description: String {
    var lines = [
      "\(fixed(score))  score; length \(short(length)) (average \(short(averageLength))), K \(short(normalizer)); "
        + "\(documentCount) documents"
    ]
    for part in parts { Self.append(part, indent: 1, normalizer, to: &lines) }
    return lines.joined(separator: "\n")
  }

  private static func append(_ part: Part, indent: Int, _ normalizer: Float, to lines: inout [String]) {
    let margin = String(repeating: "  ", count: indent)
    var line = "\(margin)\(fixed(part.contribution))  "
    switch part.kind {
    case .syllable: line += part.text
    case .pair: line += "pair \"\(part.text)\""
    case .phrase: line += "phrase \"\(part.text)\""
    case .expansion: line += "words \(part.text)"
    case .clause: line += "clause"
    case .everything: line += "every document"
    }
    if part.count > 1 { line += " (\(part.count) times)" }
    if part.kind != .clause { line += "  weight \(short(part.weight))" }
    if let documents = part.documentFrequency { line += " (in \(short(documents)) documents)" }
    if let frequency = part.frequency {
      line += " × \(short(frequency)) / (\(short(frequency)) + \(short(normalizer)))"
    }
    if !part.fields.isEmpty { line += " (\(places(part.fields)))" }
    lines.append(line)
    for surface in part.surfaces {
      lines.append(
        "\(margin)  \(surface.match.rawValue) \"\(surface.text)\" \(short(surface.weight)) × "
          + "\(short(surface.frequency)) (\(places(surface.fields))), in \(surface.documentFrequency) documents"
      )
    }
    for inner in part.parts { append(inner, indent: indent + 1, normalizer, to: &lines) }
  }

  private static func places(_ fields: [String: Int]) -> String {
    fields.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }
}

/// Four decimals.
private func fixed(_ value: Float) -> String {
  let scaled = Int((Double(value) * 10_000).rounded())
  let digits = String(abs(scaled) % 10_000)
  return "\(scaled < 0 ? "-" : "")\(abs(scaled) / 10_000)." + String(repeating: "0", count: 4 - digits.count)
    + digits
}

/// At most three decimals, none where there need be none.
private func short(_ value: some BinaryFloatingPoint) -> String {
  let thousandths = Int((Double(value) * 1_000).rounded())
  if thousandths % 1_000 == 0 { return "\(thousandths / 1_000)" }
  return "\(Double(thousandths) / 1_000)"
}
