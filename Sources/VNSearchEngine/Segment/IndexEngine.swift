import Synchronization
package import VNTextAnalysis

/// An index folder: the newest snapshot, and a way to write.
///
/// Safe to share between threads.
package final class IndexEngine: Sendable {
  package let directory: IndexDirectory
  let analyzer: any Analyzer
  private let state: Guarded<IndexSnapshot?>
  /// Whether a commit has returned since `state` was opened.
  private let isOutdated = Atomic(false)

  /// Touches nothing yet.
  package init(
    path: String, analyzer: any Analyzer = VietnameseAnalyzer(),
    fileSystem: any FileSystem = POSIXFileSystem()
  ) {
    directory = IndexDirectory(path: path, fileSystem: fileSystem)
    self.analyzer = analyzer
    state = Guarded(nil)
  }

  /// The newest committed state.
  ///
  /// - Throws: `noIndex`, `corruptIndex`, `incompatibleIndex` if it was made with another analyzer or format.
  package func refresh() throws(SearchError) -> IndexSnapshot {
    let old = state.withLock { $0 }
    // Before it is read, so that a commit meanwhile is not missed; and again if it cannot be read.
    isOutdated.store(false, ordering: .sequentiallyConsistent)
    let files: CommitSnapshot
    do throws(SearchError) {
      files = try directory.openNewestCommit(reusing: old?.files)
    } catch {
      forgetSnapshot()
      throw error
    }
    if let old, old.files === files { return old }
    let snapshot = try makeSnapshot(files, reusing: old)
    state.withLock { newest in
      // Somebody else may have been faster, with a newer one.
      if let newest, newest !== old, newest.commit.generation > snapshot.commit.generation { return }
      newest = snapshot
    }
    return snapshot
  }

  /// The state that was opened last, without a look at the folder.
  package func snapshot() throws(SearchError) -> IndexSnapshot {
    if !isOutdated.load(ordering: .acquiring), let snapshot = state.withLock({ $0 }) { return snapshot }
    return try refresh()
  }

  /// Makes the next `snapshot()` look at the folder.
  package func forgetSnapshot() {
    isOutdated.store(true, ordering: .releasing)
  }

  /// Lets go of the state that was opened last, so that its files need not stay for the sake of this object.
  package func releaseSnapshot() {
    forgetSnapshot()
    // Closed outside of the lock.
    _ = state.withLock { state in state.take() }
  }

  private func makeSnapshot(_ files: CommitSnapshot, reusing old: IndexSnapshot?) throws(SearchError)
    -> IndexSnapshot
  {
    try check(files.commit)
    return try IndexSnapshot(files, analyzer: analyzer, reusing: old)
  }

  private func check(_ commit: Commit) throws(SearchError) {
    guard commit.analyzerIdentity == analyzer.identity else {
      throw SearchError(
        .incompatibleIndex,
        "the index was made with the analyzer \"\(commit.analyzerIdentity)\", this program has "
          + "\"\(analyzer.identity)\"; index the documents again", file: directory.path)
    }
  }

  /// Begins to write; one writer at a time.
  ///
  /// - Parameters:
  ///   - schema: The fields of a new index; an index that exists must have the same. nil: there must be an index.
  ///   - replacing: Whether to begin anew, whatever the folder holds: an index of another version, with other fields, or
  ///     a damaged one. It stays as it is until the first commit.
  ///   - waiting: Milliseconds to wait for another writer.
  package func makeWriter(
    schema: Schema? = nil, options: IndexingOptions = IndexingOptions(), replacing: Bool = false,
    waiting milliseconds: Int = 0
  ) throws(SearchError) -> IndexWriterSession {
    let writer = try directory.openWriter(
      creating: schema != nil, replacing: replacing, waiting: milliseconds)
    if let commit = writer.current {
      try check(commit)
      let existing = try unsafe commit.schema.withUnsafeBufferPointer { (bytes) throws(SearchError) in
        try unsafe Schema(decoding: UnsafeRawBufferPointer(bytes), file: directory.path)
      }
      if let schema, schema != existing {
        throw SearchError(
          .incompatibleIndex,
          "the index has other fields (\(existing.fields.map(\.name).joined(separator: ", "))) than those asked for "
            + "(\(schema.fields.map(\.name).joined(separator: ", "))); use another folder or the same fields",
          file: directory.path)
      }
      return try IndexWriterSession(writer, schema: existing, analyzer: analyzer, options: options)
    }
    guard let schema else { throw SearchError(.noIndex, "there is no index here", file: directory.path) }
    return try IndexWriterSession(writer, schema: schema, analyzer: analyzer, options: options)
  }
}

/// How an index is written.
package struct IndexingOptions: Sendable, Hashable {
  /// Bytes that documents which are not flushed yet may take, what a flush needs included.
  package var memoryBudget = 256 << 20
  /// Threads that invert documents.
  package var threads = 1
  /// Bytes of documents up to which a commit is the work of one thread, so that a small index has one segment.
  var bytesForOneThread = 1 << 20
  /// Which segments are merged as they pile up.
  var mergePolicy = MergePolicy()

  package init(memoryBudget: Int = 256 << 20, threads: Int = 1) {
    self.memoryBudget = max(memoryBudget, 1 << 20)
    self.threads = max(1, min(threads, 64))
  }
}
