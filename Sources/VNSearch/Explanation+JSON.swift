public import VNSearchEngine

extension Explanation {
  /// One JSON object: `score`, `length`, `averageLength`, `normalizer`, `documentCount`, `parts`; what there is not
  /// is left out.
  public var json: String {
    var writer = JSONWriter()
    writer.append(members: members.map { (name: $0.0, value: $0.1) })
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The same as a value.
  package var fieldValue: FieldValue { .object(Dictionary(members) { first, _ in first }) }

  private var members: [(String, FieldValue)] {
    [
      ("score", Self.number(score)), ("length", .number(length)), ("averageLength", .number(averageLength)),
      ("normalizer", Self.number(normalizer)), ("documentCount", .integer(Int64(documentCount))),
      ("parts", .array(parts.map { Self.value($0) })),
    ]
  }

  private static func value(_ part: Part) -> FieldValue {
    var members: [String: FieldValue] = [
      "kind": .string(part.kind.rawValue), "text": .string(part.text), "count": .integer(Int64(part.count)),
      "weight": number(part.weight), "contribution": number(part.contribution),
    ]
    if let documents = part.documentFrequency { members["documentFrequency"] = .number(documents) }
    if let frequency = part.frequency { members["frequency"] = number(frequency) }
    if !part.fields.isEmpty { members["fields"] = value(part.fields) }
    if !part.surfaces.isEmpty { members["surfaces"] = .array(part.surfaces.map { value($0) }) }
    if !part.parts.isEmpty { members["parts"] = .array(part.parts.map { value($0) }) }
    return .object(members)
  }

  private static func value(_ surface: SurfaceCount) -> FieldValue {
    .object([
      "text": .string(surface.text), "match": .string(surface.match.rawValue),
      "weight": number(surface.weight),
      "documentFrequency": .integer(Int64(surface.documentFrequency)), "frequency": number(surface.frequency),
      "fields": value(surface.fields),
    ])
  }

  private static func value(_ fields: [String: Int]) -> FieldValue {
    .object(fields.mapValues { .integer(Int64($0)) })
  }

  /// Through the decimal spelling: a float's digits as a double would be noise.
  private static func number(_ value: Float) -> FieldValue { .number(Double("\(value)") ?? Double(value)) }
}
