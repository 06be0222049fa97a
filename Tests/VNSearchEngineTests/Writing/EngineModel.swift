import VNTestSupport

@testable import VNSearchEngine

/// An index as a dictionary: what the engine must be equal to.
struct EngineModel: Sendable, Equatable {
  /// The fields of a document as words; every text of a field is a list of its own.
  struct Document: Sendable, Equatable {
    var title: [String]
    var body: [[String]]
    var note: FieldValue?

    var texts: [[String]] { [title] + body }

    func contains(_ word: String) -> Bool { texts.contains { $0.contains(word) } }

    /// Whether two words stand side by side.
    func contains(_ first: String, _ second: String) -> Bool {
      texts.contains { text in zip(text, text.dropFirst()).contains { $0 == first && $1 == second } }
    }
  }

  var documents: [DocumentKey: Document] = [:]
  var payload: [UInt8] = []

  static let schema = Schema(.key("id"), .text("title", boost: 3), .text("body"), .stored("note"))

  /// Words of which no two share a folded form.
  static let words = [
    "hà", "nội", "mùa", "thu", "sài", "gòn", "đường", "nguyễn", "phú", "trọng", "lúa", "chín", "vàng", "khắp",
    "cánh", "đồng", "bão", "rào", "buổi", "chiều", "blinken", "2024", "b52", "café",
  ]

  static func fields(of key: DocumentKey, _ document: Document) -> [(number: Int, value: FieldValue)] {
    var fields: [(number: Int, value: FieldValue)] = [(0, key.fieldValue)]
    if !document.title.isEmpty { fields.append((1, .string(document.title.joined(separator: " ")))) }
    if document.body.count == 1 {
      fields.append((2, .string(document.body[0].joined(separator: " "))))
    } else if !document.body.isEmpty {
      fields.append((2, .array(document.body.map { .string($0.joined(separator: " ")) })))
    }
    if let note = document.note { fields.append((3, note)) }
    return fields
  }

  init() {}

  /// Reads everything that a snapshot holds.
  init(_ snapshot: IndexSnapshot) throws {
    payload = snapshot.commit.userPayload
    for (segment, reader) in snapshot.segments.enumerated() {
      for ordinal in 0..<reader.documentCount where snapshot.live[segment]?.isLive(ordinal) ?? true {
        let location = IndexSnapshot.Location(segment: segment, ordinal: ordinal)
        guard let key = try snapshot.key(at: location) else { throw CrashHarness.Failure("no key") }
        let document = try Self.document(snapshot.storedFields(at: location))
        guard documents.updateValue(document, forKey: key) == nil else {
          throw CrashHarness.Failure("two documents have the key \(key)")
        }
      }
    }
    guard documents.count == snapshot.documentCount else {
      throw CrashHarness.Failure("\(documents.count) documents, counted as \(snapshot.documentCount)")
    }
  }

  private static func document(_ fields: [(number: Int, value: FieldValue)]) -> Document {
    var document = Document(title: [], body: [], note: nil)
    func words(_ value: FieldValue) -> [String] {
      (value.stringValue ?? "?").split(separator: " ").map(String.init)
    }
    for (number, value) in fields {
      switch (number, value) {
      case (1, _): document.title = words(value)
      case (2, .array(let texts)): document.body = texts.map(words)
      case (2, _): document.body = [words(value)]
      case (3, _): document.note = value
      default: break
      }
    }
    return document
  }

  /// Compares what searches and lookups find in a snapshot with this model.
  func check(_ snapshot: IndexSnapshot, _ random: inout SeededGenerator) throws {
    let contents = try EngineModel(snapshot)
    guard contents == self else {
      throw CrashHarness.Failure(
        "\(contents.documents.count) documents and payload \(contents.payload) are not the model's "
          + "\(documents.count) and \(payload)")
    }
    for _ in 0..<3 {
      let first = random.pick(Self.words)
      let second = random.pick(Self.words)
      try check(snapshot, .text(first, requiresAll: true)) { $0.contains(first) }
      try check(snapshot, .text("\(first) \(second)", requiresAll: true)) {
        $0.contains(first) && $0.contains(second)
      }
      try check(snapshot, .phrase("\(first) \(second)")) { $0.contains(first, second) }
      let key = DocumentKey.string("k\(random.below(40))")
      let location = try snapshot.find(key: key)
      guard try location.map({ try Self.document(snapshot.storedFields(at: $0)) }) == documents[key] else {
        throw CrashHarness.Failure("the document of \(key) is another")
      }
    }
  }

  private func check(
    _ snapshot: IndexSnapshot, _ query: Query, _ isMatch: (Document) -> Bool
  ) throws {
    let hits = try snapshot.search(
      query, ranking: .plain(), limit: documents.count + 1, countsExactly: true)
    let expected = Set(documents.filter { isMatch($0.value) }.map(\.key))
    let found = try hits.hits.map { try snapshot.key(at: $0.location) }
    guard hits.total == expected.count, found.count == expected.count, Set(found) == Set(expected.map { $0 })
    else {
      throw CrashHarness.Failure(
        "\(query) finds \(found.count), \(hits.total) counted, not \(expected.count)")
    }
  }
}
