package import VNSearchEngine

/// An index in memory by the definitions of the ranking: everything is counted again for each question.
///
/// Documents stand in segments only because deleted ones count in the statistics until their segment has no live
/// document left. Not thread-safe.
package final class OracleIndex {
  /// One occurrence of a form in a document.
  struct Occurrence: Sendable {
    var position: Int
    var folded: Int
    var surface: Int
    var field: Int
    var isAlias: Bool
  }

  /// A surface of a folded form: bare tokens of unmarked documents are apart.
  struct SurfaceKey: Hashable, Sendable {
    var folded: Int
    var surface: String
    var isBare: Bool
  }

  /// One document.
  package struct Document: Sendable {
    package var key: DocumentKey?
    package internal(set) var isLive = true
    var occurrences: [Occurrence] = []
    /// In units.
    var length = 0
    var terms: [Int: Int] = [:]
    var surfaces: [Int: Int] = [:]
    var pairs: [Int: Int] = [:]
    /// The values of the fields that are columns.
    package var columns: [String: [FieldValue]] = [:]
  }

  let analyzer: OracleAnalyzer
  /// Units of each text field, and what a unit counts.
  let fieldWeights: [Int]
  let unit: Float
  package private(set) var segments: [[Document]] = []
  /// Documents that are not in a segment yet.
  private var waiting: [Document] = []

  private(set) var surfaceKeys: [SurfaceKey] = []
  private var surfaceNumbers: [SurfaceKey: Int] = [:]
  var postings: OraclePostings?

  /// - Parameter boosts: Of the text fields, multiples of a quarter.
  package init(boosts: [Double], analyzer: OracleAnalyzer) {
    self.analyzer = analyzer
    // A unit is the largest of 1, ½, ¼ that all boosts and 1 are multiples of.
    unit =
      [Float(1), 0.5].first { unit in boosts.allSatisfy { Float($0) / unit == (Float($0) / unit).rounded() } }
      ?? 0.25
    let unit = unit
    fieldWeights = boosts.map { Int(Float($0) / unit) }
  }

  /// Adds a document; one with the same key is deleted.
  ///
  /// - Parameters:
  ///   - fields: For each text field its texts.
  ///   - columns: The values of other fields.
  package func add(key: DocumentKey?, fields: [[String]], columns: [String: [FieldValue]] = [:]) {
    if let key { delete(key: key) }
    var document = document(key, fields)
    document.columns = columns
    waiting.append(document)
    postings = nil
  }

  /// Deletes the documents with a key and returns how many of them stood in a segment.
  @discardableResult
  package func delete(key: DocumentKey) -> Int {
    var count = 0
    for index in waiting.indices where waiting[index].key == key { waiting[index].isLive = false }
    for segment in segments.indices {
      for ordinal in segments[segment].indices {
        if segments[segment][ordinal].isLive && segments[segment][ordinal].key == key {
          segments[segment][ordinal].isLive = false
          count += 1
        }
      }
    }
    postings = nil
    return count
  }

  /// Deletes one document.
  package func delete(segment: Int, ordinal: Int) {
    segments[segment][ordinal].isLive = false
    postings = nil
  }

  /// Makes a segment of the documents that were added since.
  package func flush() {
    if !waiting.isEmpty { segments.append(waiting) }
    waiting = []
    postings = nil
  }

  /// Drops segments without a live document, as a commit does.
  package func commit() {
    flush()
    segments.removeAll { segment in !segment.contains { $0.isLive } }
    postings = nil
  }

  /// Makes one segment of all, without the deleted documents.
  package func optimize() {
    flush()
    let live = segments.joined().filter(\.isLive)
    segments = live.isEmpty ? [] : [live]
    postings = nil
  }

  /// Live documents.
  package var documentCount: Int {
    segments.reduce(0) { $0 + $1.count { $0.isLive } } + waiting.count { $0.isLive }
  }

  func surface(_ key: SurfaceKey) -> Int {
    if let known = surfaceNumbers[key] { return known }
    surfaceNumbers[key] = surfaceKeys.count
    surfaceKeys.append(key)
    return surfaceKeys.count - 1
  }

  static func pair(_ first: Int, _ second: Int) -> Int { first << 24 | second }

  private func document(_ key: DocumentKey?, _ fields: [[String]]) -> Document {
    var document = Document(key: key)
    let texts = fields.map { $0.map { analyzer.tokens(of: $0) } }
    let forms = analyzer.forms

    // Under a quarter of the words carry marks: bare tokens may have lost theirs.
    var words = 0
    var marked = 0
    for token in texts.joined().joined() where !token.isAlias && !forms[token.form].startsWithDigit {
      words += 1
      if forms[token.form].isMarked { marked += 1 }
    }
    let isUnmarked = 4 * marked < words

    var base = 0
    for (field, texts) in texts.enumerated() {
      var span = 0
      for tokens in texts where !tokens.isEmpty {
        if span > 0 { span += 100 }
        let start = base + span
        var previous: (folded: Int, position: Int)?
        for token in tokens {
          let form = forms[token.form]
          let isBare = isUnmarked && form.isWord && !form.isMarked
          let surface = surface(SurfaceKey(folded: form.folded, surface: form.surface, isBare: isBare))
          document.occurrences.append(
            Occurrence(
              position: start + token.position, folded: form.folded, surface: surface, field: field,
              isAlias: token.isAlias))
          document.terms[form.folded, default: 0] += fieldWeights[field]
          document.surfaces[surface, default: 0] += fieldWeights[field]
          if token.isAlias { continue }
          if let previous, previous.position + 1 == token.position {
            document.pairs[Self.pair(previous.folded, form.folded), default: 0] += fieldWeights[field]
          }
          previous = (form.folded, token.position)
          document.length += fieldWeights[field]
          span = start - base + token.position + 1
        }
      }
      base += span + 100
    }
    return document
  }
}
