/// A segment as a writer sees it before the commit: its entry, and what of it is deleted.
final class FlushedSegment {
  var entry: SegmentEntry
  /// One bit for each document; set: deleted.
  private(set) var deleted: [UInt64]
  private(set) var deletedCount = 0
  /// Whether something was deleted since the last commit.
  private(set) var isDirty = false
  let keys: Keys?

  init(entry: SegmentEntry, keys: Keys?, live: LiveDocuments? = nil) {
    self.entry = entry
    self.keys = keys
    deleted = [UInt64](repeating: 0, count: (entry.documentCount + 63) / 64)
    if let live {
      for index in deleted.indices { deleted[index] = ~live.word(index) }
      deletedCount = entry.deletedCount
    }
  }

  var liveCount: Int { entry.documentCount - deletedCount }

  func isLive(_ ordinal: Int) -> Bool { deleted[ordinal >> 6] >> UInt64(ordinal & 63) & 1 == 0 }

  /// Marks a document as deleted; returns whether it was not.
  @discardableResult
  func delete(_ ordinal: Int) -> Bool {
    guard isLive(ordinal) else { return false }
    deleted[ordinal >> 6] |= 1 << UInt64(ordinal & 63)
    deletedCount += 1
    isDirty = true
    return true
  }

  /// Deletes the live documents with a key; returns how many there were.
  @discardableResult
  func delete(key: UnsafeRawBufferPointer) throws(SearchError) -> Int {
    guard let keys else { return 0 }
    var count = 0
    try unsafe keys.forEachOrdinal(ofKey: key) { ordinal in if delete(ordinal) { count += 1 } }
    return count
  }

  /// Writes the deletions, if there are new ones, and brings the entry up to date.
  func writeDeletes(in directory: DirectoryWriter) throws(SearchError) {
    guard isDirty else { return }
    let generation = directory.makeDeleteGeneration()
    let file = try directory.makeFile(.deletes, segment: entry.id, generation: generation)
    try file.append(values: deleted)
    var updated = entry
    updated.files.removeAll { $0.kind == .deletes }
    updated.files.append(try file.finish())
    updated.deleteGeneration = generation
    updated.deletedCount = deletedCount
    entry = updated
    isDirty = false
  }
}
