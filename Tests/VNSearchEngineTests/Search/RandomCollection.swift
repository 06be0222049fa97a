import VNTestSupport

@testable import VNSearchEngine

/// A random index, in the engine and in the oracle.
struct RandomCollection {
  /// About how many documents, and how they are spread.
  struct Shape {
    var documents: Int
    var segments: Int
    var longest = 12
  }

  let schema: Schema
  let boosts: [Double]
  let vocabulary: RandomVocabulary
  let columns: RandomColumns
  let documentCount: Int
  let engine: IndexEngine
  let oracle: OracleIndex
  /// Some texts that were indexed.
  private(set) var texts: [String] = []
  private var addedCount = 0
  private let usesStrings: Bool
  private let keyCount: Int

  init(_ random: inout SeededGenerator, _ shape: Shape, analyzer: OracleAnalyzer) throws {
    vocabulary = RandomVocabulary(&random)
    var fields: [Schema.Field] = []
    var boosts: [Double] = []
    let usual = random.chance(0.4)
    for number in 0..<(1 + random.below(3)) {
      let boost = usual ? [1, 3, 1][number] : random.pick([1, 3, 0.25, 0.5, 2, 16, 1.75])
      boosts.append(boost)
      fields.append(.text("text\(number)", boost: boost, stored: random.chance(0.5)))
    }
    self.boosts = boosts
    let hasKey = random.chance(0.8)
    if hasKey { fields.insert(.key("id"), at: random.below(fields.count + 1)) }
    columns = RandomColumns(&random)
    documentCount = shape.documents
    for field in columns.fields { fields.insert(field, at: random.below(fields.count + 1)) }
    schema = try Schema(fields: fields)
    engine = IndexEngine(path: "index", fileSystem: SimulatedFileSystem())
    oracle = OracleIndex(boosts: boosts, analyzer: analyzer)

    var options = IndexingOptions()
    options.mergePolicy.factor = 1 << 30
    options.mergePolicy.deletedShare = 1
    let session = try engine.makeWriter(schema: schema, options: options)
    usesStrings = random.chance(0.5)
    keyCount = random.pick([max(1, shape.documents / 2), 4 * shape.documents + 1])
    for segment in 0..<max(1, shape.segments) {
      let count = shape.documents / max(1, shape.segments)
      for _ in 0..<count {
        let number = random.below(keyCount)
        let key: DocumentKey? =
          !hasKey ? nil : (usesStrings ? .string("k\(number)") : .integer(Int64(number) - 3))
        try add(key, &random, shape, to: session)
      }
      if hasKey && segment > 0 || random.chance(0.3) {
        for _ in 0..<random.below(1 + count / 4) where hasKey {
          let number = random.below(keyCount)
          let key: DocumentKey = usesStrings ? .string("k\(number)") : .integer(Int64(number) - 3)
          try session.delete(key: key)
          oracle.delete(key: key)
        }
      }
      try session.commit()
      oracle.commit()
    }
    if random.chance(0.15) {
      try session.commit(optimizing: true)
      oracle.optimize()
    }
  }

  /// A random filter of the columns and the key; nil if there are none.
  func filter(_ random: inout SeededGenerator) -> OracleFilter? {
    guard schema.keyField != nil, random.chance(0.15) else {
      return columns.filter(&random, documents: documentCount)
    }
    let values: [FieldValue] = (0...random.below(6)).map { _ in
      let number = random.below(keyCount)
      if usesStrings { return .string("k\(number)") }
      return random.chance(0.5) ? .integer(Int64(number) - 3) : .string("\(number - 3)")
    }
    let filter = OracleFilter.field("id", .key, random.chance(0.1) ? .exists : .anyOf(values))
    return random.chance(0.3) ? .not(filter) : filter
  }

  private mutating func add(
    _ key: DocumentKey?, _ random: inout SeededGenerator, _ shape: Shape, to session: IndexWriterSession
  ) throws {
    var values: [(number: Int, value: FieldValue)] = []
    var fieldTexts: [[String]] = []
    let columnValues = columns.values(&random, number: addedCount)
    addedCount += 1
    for (number, field) in schema.fields.enumerated() {
      if field.kind == .key {
        switch key {
        case .string(let text): values.append((number, .string(text)))
        case .integer(let value): values.append((number, .integer(value)))
        case nil: break
        }
        continue
      }
      if let own = columnValues[field.name] {
        values.append((number, own.count == 1 ? own[0] : .array(own)))
      }
      if field.kind != .text { continue }
      var texts: [String] = []
      if !random.chance(0.15) {
        let count = random.chance(0.1) ? random.below(4) : 1
        for _ in 0..<count { texts.append(vocabulary.text(random.below(shape.longest + 1), &random)) }
        if shape.documents < 300 && random.chance(0.002) {
          texts.append(Array(repeating: vocabulary.word(&random), count: 1050).joined(separator: " "))
        }
      }
      fieldTexts.append(texts)
      if texts.count == 1 {
        values.append((number, .string(texts[0])))
      } else if texts.count > 1 {
        values.append((number, .array(texts.map { .string($0) })))
      }
      if self.texts.count < 60, let text = texts.first, !text.isEmpty, text.utf8.count < 400 {
        self.texts.append(text)
      }
    }
    try session.add(values)
    var known = columnValues
    if let key { known["id"] = [key.fieldValue] }
    oracle.add(key: key, fields: fieldTexts, columns: known)
  }
}
