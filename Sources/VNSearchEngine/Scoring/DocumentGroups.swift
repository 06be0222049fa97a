/// The value of a field by which documents are distinct: a number that only documents of the same value share.
struct DocumentGroups {
  private let columns: [LoadedColumn]
  private let order: KeywordOrder?

  init(field name: String, _ search: SnapshotSearch) throws(SearchError) {
    (columns, order) = try search.columns(named: name)
  }

  /// The group of a document, by its smallest value; nil if it has none: then it is alone.
  func group(of hit: TopCollector.Hit) -> Int64? {
    let segment = Int(hit.segment)
    let ordinal = Int(hit.ordinal)
    guard let chunk = columns[segment].chunks[ordinal >> DocumentGrid.chunkShift],
      let value = chunk.firstValue(at: ordinal & (DocumentGrid.chunkSize - 1))
    else { return nil }
    guard let order else { return value }
    let identities = order.identities[segment]
    // Only a damaged column names a term that there is not.
    return value >= 0 && value < Int64(identities.count) ? identities[Int(value)] : nil
  }
}
