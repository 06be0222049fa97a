import Synchronization
package import VNTextAnalysis

/// An index folder: the newest snapshot, and a way to write.
///
/// Safe to share between threads.
package final class IndexEngine: Sendable {
  package let directory: IndexDirectory
  package let analyzer: any Analyzer
  private let state: Guarded<IndexSnapshot?>
  /// The fields that every state must have; nil: those of the first that is opened.
  private let schema: Guarded<Schema?>
  /// Whether there was an index: one was opened, or written.
  private let hasIndex = Atomic(false)
  /// Whether a commit has returned since `state` was opened.
  private let isOutdated = Atomic(false)

  /// Touches nothing yet.
  ///
  /// - Parameter schema: The fields that the index must have; nil: those that it has when it is first opened.
  package init(
    path: String, schema: Schema? = nil, analyzer: any Analyzer = VietnameseAnalyzer(),
    fileSystem: any FileSystem = POSIXFileSystem()
  ) {
    directory = IndexDirectory(path: path, fileSystem: fileSystem)
    self.analyzer = analyzer
    state = Guarded(nil)
    self.schema = Guarded(schema)
  }

  /// Whether there was an index, so that there must still be one: this object has opened or written a commit.
  package var hasSeenIndex: Bool { hasIndex.load(ordering: .acquiring) }

  /// The newest committed state.
  ///
  /// If it throws, so does ``snapshot()`` until an index can be opened again: what was there before is not passed off as
  /// what is there now.
  ///
  /// - Throws: `noIndex`, `corruptIndex`, `incompatibleIndex` if it was made with another analyzer or format, or has other
  ///   fields than what this object began with.
  package func refresh() throws(SearchError) -> IndexSnapshot {
    let old = state.withLock { $0 }
    // Before it is read, so that a commit meanwhile is not missed; and again if it cannot be read.
    isOutdated.store(false, ordering: .sequentiallyConsistent)
    let snapshot: IndexSnapshot
    do throws(SearchError) {
      let files = try directory.openNewestCommit(reusing: old?.files)
      if let old, old.files === files { return old }
      snapshot = try makeSnapshot(files, reusing: old)
    } catch {
      forgetSnapshot()
      throw hasSeenIndex && error.code == .noIndex ? lost() : error
    }
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

  /// Notes that a commit has returned: the next ``snapshot()`` looks at the folder.
  package func noteCommit() {
    hasIndex.store(true, ordering: .releasing)
    forgetSnapshot()
  }

  private func forgetSnapshot() {
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
    let snapshot = try IndexSnapshot(files, analyzer: analyzer, reusing: old)
    let expected = schema.withLock { schema in
      if schema == nil { schema = snapshot.schema }
      return schema ?? snapshot.schema
    }
    try check(snapshot.schema, expected)
    hasIndex.store(true, ordering: .releasing)
    return snapshot
  }

  private func check(_ existing: Schema, _ expected: Schema) throws(SearchError) {
    if existing == expected { return }
    throw SearchError(
      .incompatibleIndex,
      "the index has other fields (\(existing.summary)) than those asked for (\(expected.summary)); use another folder "
        + "or the same fields", file: directory.path)
  }

  /// Why nothing is found or begun where an index was open.
  private func lost() -> SearchError {
    SearchError(
      .noIndex, "the index that was open here is gone; open it again to begin a new one", file: directory.path
    )
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
  ///   - schema: The fields of a new index; an index that exists must have the same. nil: there must be an index. So must
  ///     there if one was opened: it is not begun anew because it is gone.
  ///   - replacing: Whether to begin anew, whatever the folder holds: an index of another version, with other fields, or
  ///     a damaged one. It stays as it is until the first commit.
  ///   - waiting: Milliseconds to wait for another writer.
  ///   - waited: How long the caller has waited already, for the message.
  package func makeWriter(
    schema: Schema? = nil, options: IndexingOptions = IndexingOptions(), replacing: Bool = false,
    waiting milliseconds: Int = 0, after waited: Int = 0
  ) throws(SearchError) -> IndexWriterSession {
    let mustExist = hasSeenIndex && !replacing
    let writer: DirectoryWriter
    do throws(SearchError) {
      writer = try directory.openWriter(
        creating: schema != nil && !mustExist, replacing: replacing, waiting: milliseconds, after: waited)
    } catch {
      throw mustExist && error.code == .noIndex ? lost() : error
    }
    if let commit = writer.current {
      try check(commit)
      let existing = try unsafe commit.schema.withUnsafeBufferPointer { (bytes) throws(SearchError) in
        try unsafe Schema(decoding: UnsafeRawBufferPointer(bytes), file: directory.path)
      }
      if let expected = schema ?? self.schema.withLock({ $0 }) { try check(existing, expected) }
      return try IndexWriterSession(writer, schema: existing, analyzer: analyzer, options: options)
    }
    guard let schema else { throw SearchError(.noIndex, "there is no index here", file: directory.path) }
    return try IndexWriterSession(writer, schema: schema, analyzer: analyzer, options: options)
  }

  /// Begins to write, without holding up a thread while somebody else writes.
  ///
  /// - Parameters: those of the form that blocks.
  /// - Throws: `SearchError`; `CancellationError` if the task is cancelled while it waits.
  package func makeWriterSuspending(
    schema: Schema?, options: IndexingOptions, replacing: Bool, waiting milliseconds: Int
  ) async throws -> IndexWriterSession {
    let clock = ContinuousClock()
    let start = clock.now
    while true {
      let waited = Int((clock.now - start) / .milliseconds(1))
      do throws(SearchError) {
        return try makeWriter(schema: schema, options: options, replacing: replacing, after: waited)
      } catch {
        if error.code != .locked || waited >= milliseconds { throw error }
      }
      try await Task.sleep(for: .milliseconds(min(WriteLock.pause, milliseconds - waited)))
    }
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
