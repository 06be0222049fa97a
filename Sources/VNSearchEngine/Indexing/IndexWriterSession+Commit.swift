import VNTextAnalysis

extension IndexWriterSession {
  /// Makes everything visible and durable, then merges segments as the merge policy asks.
  ///
  /// What was added is durable before the first merge begins, and a merge that fails, for want of room for example,
  /// changes nothing but `mergeFailure`; with `optimizing` it is what was asked for, so it throws, and says that the
  /// documents are committed. What `optimizing` merged is removed at once, unless a snapshot needs it.
  ///
  /// If it throws anything else, nothing of it is in the index, now or after a power cut, and everything that was added is
  /// still there to be committed: the call may be repeated, or rolled back. The one exception is `outcomeUnknown`: the
  /// commit is in the index as a whole, or not at all. Committing again settles it, with everything in the index;
  /// `rollback()` settles it by looking.
  ///
  /// - Parameters:
  ///   - userPayload: What to keep beside the commit; nil: `self.userPayload`, else what the last commit had.
  ///   - optimizing: Whether to make one segment of all, without what was deleted.
  ///   - reordering: Whether to put documents with the same words side by side besides (`DocumentBisection`). Only for
  ///     documents with keys: which of two equally good ones comes first is then decided by the key, not by the order.
  @discardableResult
  package func commit(
    userPayload: [UInt8]? = nil, optimizing: Bool = false, reordering: Bool = false
  ) throws(SearchError) -> Commit {
    if reordering && layout.keyField == nil {
      throw SearchError(.invalidSchema, "documents can be reordered only if the schema has a key field")
    }
    if let userPayload { self.userPayload = userPayload }
    mergeFailure = nil
    try settle()
    // Lane by lane: numbers of segments depend on which thread was faster.
    let fresh = lanes.flatMap(\.segments)
    var segments = (committed + fresh).filter { $0.liveCount > 0 }
    made += committed.map(\.entry) + fresh.map(\.entry)
    var commit = try publish(segments)

    var isMerged = false
    do throws(SearchError) {
      if optimizing || reordering {
        if segments.count > 1 || segments.contains(where: { $0.deletedCount > 0 }) {
          try merge(segments.indices, of: &segments)
          isMerged = true
          // A reordered segment takes its place at once; the two commits that are kept would need it thrice.
          if !reordering { commit = try publish(segments) }
        }
        if reordering, segments.count == 1 {
          segments[0] = try SegmentReorderer(segments[0], directory: directory, layout: layout).write()
          made.append(segments[0].entry)
          isMerged = true
          commit = try publish(segments)
        }
      } else if policy.next(segments) != nil {
        while let range = policy.next(segments) { try merge(range, of: &segments) }
        commit = try publish(segments)
      }
    } catch {
      directory.discard(made)
      made = []
      if optimizing || reordering { throw error.duringMerge }
      mergeFailure = error
    }
    return isMerged ? publishAgain(segments) ?? commit : commit
  }

  /// Makes the same state the newest once more, so that of the two commits that are kept, none needs what was merged: its
  /// files go at once, not with the next change.
  ///
  /// - Returns: nil if that failed: then they go with the next change.
  private func publishAgain(_ segments: [FlushedSegment]) -> Commit? {
    do throws(SearchError) {
      return try publish(segments)
    } catch {
      mergeFailure = error
      return nil
    }
  }

  private func publish(_ segments: [FlushedSegment]) throws(SearchError) -> Commit {
    for segment in segments {
      try segment.writeDeletes(in: directory)
      made.append(segment.entry)
    }
    var schemaBytes: [UInt8] = []
    schema.encode(into: &schemaBytes)
    let commit = try directory.commit(
      Commit(
        analyzerIdentity: analyzer.identity, schema: schemaBytes, segments: segments.map(\.entry),
        userPayload: userPayload ?? directory.current?.userPayload ?? []))
    adopt(segments)
    return commit
  }

  private func merge(_ range: Range<Int>, of segments: inout [FlushedSegment]) throws(SearchError) {
    let inputs = Array(segments[range])
    let merged = try SegmentMerger(inputs, directory: directory, layout: layout).merge()
    if let merged { made.append(merged.entry) }
    segments.replaceSubrange(range, with: merged.map { [$0] } ?? [])
  }
}

extension SearchError {
  /// This failure of a merge after a commit. Never `outcomeUnknown`: the documents are the same before and after.
  fileprivate var duringMerge: SearchError {
    SearchError(
      code == .outcomeUnknown ? .inputOutput : code,
      "everything is committed, but its segments could not be made one: \(message)", file: file,
      offset: offset)
  }
}
