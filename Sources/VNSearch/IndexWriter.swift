public import VNSearchEngine

/// What `SearchIndex.write` hands to its closure; it lives only inside it.
public struct IndexWriter<Document: Codable & Sendable>: ~Copyable {
  private let session: IndexWriterSession

  init(_ session: IndexWriterSession) { self.session = session }

  /// Adds a document, or replaces the one with the same key.
  ///
  /// - Throws: `SearchError.invalidDocument` if a value does not fit its field; `EncodingError`.
  public func add(_ document: Document) throws {
    try session.add(DocumentEncoder(schema: session.schema).encode(document))
  }

  /// Adds documents one after the other.
  public func add(contentsOf documents: some Sequence<Document>) throws {
    for document in documents { try add(document) }
  }

  /// Deletes the document with a key, if there is one.
  public func delete(key: DocumentKey) throws(SearchError) { try session.delete(key: key) }

  /// Deletes every document that matches a query; returns how many.
  @discardableResult
  public func delete(matching query: Query, ranking: Ranking = Ranking()) throws(SearchError) -> Int {
    try session.delete(matching: query, ranking: ranking)
  }

  /// Adds a document whose values are bytes already: the way of programs that read files.
  ///
  /// - Throws: `SearchError.invalidDocument` if a value does not fit its field.
  public func add(_ draft: DocumentDraft) throws(SearchError) { try session.add(draft) }

  /// Sets what is kept beside the commit, for `Snapshot.payload` to read: where a feed stands, for example. It becomes
  /// durable together with the documents, or not at all. Without this call the payload stays as it was.
  public func setPayload(_ bytes: [UInt8]) { session.userPayload = bytes }
}
