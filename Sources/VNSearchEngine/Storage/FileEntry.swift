/// One finished file as a commit records it.
package struct FileEntry: Sendable, Hashable {
  /// What it holds.
  package var kind: FileKind
  /// Its length in bytes, header and footer included.
  package var length: UInt64
  /// The checksum in its footer, which stands for all its bytes.
  package var checksum: UInt32

  package init(kind: FileKind, length: UInt64, checksum: UInt32) {
    self.kind = kind
    self.length = length
    self.checksum = checksum
  }
}
