/// One state of an index: which segments it is made of and how they are to be read.
///
/// A commit is a file `commit-<generation>` in the frame of ``FileFrame`` (kind `commit`, owner = generation). Its body,
/// with varints and counted strings as in ``ByteWriter``:
/// ```
/// body     = analyzer:string schema:counted nextSegmentID:varint segments payload:counted
/// segments = count:varint segment×count
/// segment  = id:varint documents:varint deleted:varint deleteGeneration:varint files statistics:counted
/// files    = count:varint (kind:u8 length:varint checksum:u32)×count
/// ```
/// The body of a commit with analyzer "vn1", an empty schema, next segment 2, segment 1 of 300 documents with one file
/// (terms, 87 bytes, checksum 0x04030201) and no payload:
/// ```
/// 03 76 6E 31  00  02  01
///   01 AC 02 00 00  01  01 57 01 02 03 04  00
/// 00
/// ```
package struct Commit: Sendable, Hashable {
  /// The number of this commit: higher is newer. Set by ``DirectoryWriter/commit(_:)``.
  package var generation: UInt64
  /// What turned texts into the terms of this index; another analyzer's terms would not match.
  package var analyzerIdentity: String
  /// The schema as the engine encodes it; `Storage/` does not look inside.
  package var schema: [UInt8]
  /// The segments, in the order of their documents.
  package var segments: [SegmentEntry]
  /// The lowest segment number that no segment has had. Raised by ``DirectoryWriter/commit(_:)``.
  package var nextSegmentID: UInt64
  /// What the user put beside the commit: where a feed stands, for example.
  package var userPayload: [UInt8]

  package init(
    generation: UInt64 = 0, analyzerIdentity: String, schema: [UInt8], segments: [SegmentEntry] = [],
    nextSegmentID: UInt64 = 1, userPayload: [UInt8] = []
  ) {
    self.generation = generation
    self.analyzerIdentity = analyzerIdentity
    self.schema = schema
    self.segments = segments
    self.nextSegmentID = nextSegmentID
    self.userPayload = userPayload
  }

  /// The commit's own file.
  package var fileName: String { IndexFileName.commit(generation: generation).text }

  /// Every file that this commit needs: its own and its segments'.
  package var fileNames: [String] { [fileName] + segments.flatMap(\.fileNames) }
}
