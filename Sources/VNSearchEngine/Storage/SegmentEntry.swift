/// One segment as a commit records it.
package struct SegmentEntry: Sendable, Hashable {
  /// The segment's number, part of its files' names; never used twice in one folder.
  package var id: UInt64
  /// Documents in it, deleted ones included.
  package var documentCount: Int
  /// How many of them are deleted.
  package var deletedCount: Int
  /// Which file says what is deleted; 0 if nothing is.
  package var deleteGeneration: UInt64
  /// Its files, at most one of a kind; a `deletes` file exactly if ``deleteGeneration`` is not 0.
  package var files: [FileEntry]
  /// What the engine wants to know of a segment without opening it; `Storage/` does not look inside.
  package var statistics: [UInt8]

  package init(
    id: UInt64, documentCount: Int, deletedCount: Int = 0, deleteGeneration: UInt64 = 0,
    files: [FileEntry], statistics: [UInt8] = []
  ) {
    self.id = id
    self.documentCount = documentCount
    self.deletedCount = deletedCount
    self.deleteGeneration = deleteGeneration
    self.files = files
    self.statistics = statistics
  }

  /// The name of the segment's file of one kind.
  package func fileName(_ kind: FileKind) -> String {
    IndexFileName.segment(id: id, kind: kind, generation: kind == .deletes ? deleteGeneration : 0).text
  }

  /// Whether it is the same segment, whatever is deleted in it: the same files by length and checksum.
  func hasSameContent(as other: SegmentEntry) -> Bool {
    id == other.id && documentCount == other.documentCount
      && files.filter { $0.kind != .deletes } == other.files.filter { $0.kind != .deletes }
  }

  /// The names of all its files.
  package var fileNames: [String] { files.map { fileName($0.kind) } }
}
