/// How a file is opened.
package enum OpenMode: Sendable, Hashable {
  /// An existing file, for reading.
  case reading
  /// A file that must not exist yet, for writing from its beginning.
  case creating
  /// The lock file: made if it is missing, never cut, for reading and writing.
  case locking
  /// A directory, to synchronise it.
  case directory
}
