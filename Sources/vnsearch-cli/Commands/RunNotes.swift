import VNSearch

/// How many queries of a run were not taken as they stand.
struct RunNotes {
  private var decoded = 0
  private var approximate = 0
  private var relaxed = 0

  mutating func add(_ results: SearchResults<[String: FieldValue]>) {
    if results.decodedText != nil { decoded += 1 }
    if !results.approximateWords.isEmpty { approximate += 1 }
    if !results.relaxedPhrases.isEmpty { relaxed += 1 }
  }

  /// Writes what there is to say to standard error.
  func write() {
    let notes = [
      (decoded, "query was", "queries were", "read as typed for Telex or VNI"),
      (
        approximate, "query has", "queries have",
        "words that no document has as spelled; other spellings were searched"
      ),
      (relaxed, "query has", "queries have", "phrases that no document has; their words were searched"),
    ]
    for (count, one, several, text) in notes where count > 0 {
      writeToStandardError("vnsearch: \(grouped(count)) \(count == 1 ? one : several) \(text)")
    }
  }
}
