/// The one door to system calls: everything the engine asks of the operating system about its index.
///
/// One method is one system call, with the system call's own contract: it may be interrupted
/// (``SystemCallError/interrupted``), ``write(_:_:)`` may take fewer bytes than it was given, nothing is durable before
/// a synchronisation. Nobody but `Storage/` calls these; the rest of the engine uses ``OutputFile``, ``MappedFile`` and
/// ``IndexDirectory``, which retry, name the file and throw ``SearchError``.
///
/// The door is this low on purpose. `SimulatedFileSystem` in VNTestSupport implements it in memory and crashes, fails
/// or interrupts at any call, so the loops that deal with interrupted and short calls are what the tests run, not
/// something beneath them.
///
/// What an implementation must guarantee:
/// - ``synchronizeData(_:)`` makes the bytes written through *this* descriptor survive a power cut, and nothing else:
///   the name of a new file survives only after ``synchronizeDirectory(_:)`` of its directory.
/// - ``rename(_:to:)`` is atomic and replaces an existing file.
/// - A mapping stays valid after ``unlink(_:)`` of its file and after ``close(_:)`` of its descriptor.
/// - ``tryLock(_:)`` is released by ``unlock(_:)`` and by the end of the process, however it ends. ``close(_:)`` alone may
///   not be enough: a child process that is just being started holds a copy of every descriptor for a moment.
package protocol FileSystem: Sendable {
  /// Opens a file or directory. Descriptors are not inherited by child processes. Never waits, even if the name is that of a
  /// pipe.
  func open(_ path: String, _ mode: OpenMode) throws(SystemCallError) -> FileDescriptor
  /// Closes a descriptor; it is gone even if this throws.
  func close(_ descriptor: FileDescriptor) throws(SystemCallError)
  /// Appends bytes at the descriptor's position; returns how many were taken, perhaps fewer than given.
  func write(_ descriptor: FileDescriptor, _ bytes: UnsafeRawBufferPointer) throws(SystemCallError) -> Int
  /// Reads at the descriptor's position; returns how many bytes came, 0 at the end of the file.
  func read(
    _ descriptor: FileDescriptor, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemCallError) -> Int
  /// The file's length in bytes; ``SystemCallError/notARegularFile`` for anything else that has a name.
  func size(_ descriptor: FileDescriptor) throws(SystemCallError) -> Int
  /// Maps the first `count` > 0 bytes of a file for reading.
  func map(_ descriptor: FileDescriptor, count: Int) throws(SystemCallError) -> UnsafeRawBufferPointer
  /// Ends a mapping made by ``map(_:count:)``.
  func unmap(_ bytes: UnsafeRawBufferPointer)
  /// Lets go of the memory behind a part of a mapping, which begins and ends at a page's border; what is read again comes
  /// from the file again. Advice: it may do nothing.
  func releaseMemory(_ bytes: UnsafeRawBufferPointer)
  /// `fdatasync`: the bytes of this file survive a power cut.
  func synchronizeData(_ descriptor: FileDescriptor) throws(SystemCallError)
  /// `fsync` of a directory: its names survive a power cut.
  func synchronizeDirectory(_ descriptor: FileDescriptor) throws(SystemCallError)
  /// Takes an exclusive lock, or throws ``SystemCallError/wouldBlock`` if another descriptor holds it.
  func tryLock(_ descriptor: FileDescriptor) throws(SystemCallError)
  /// Gives up a lock.
  func unlock(_ descriptor: FileDescriptor) throws(SystemCallError)
  /// Whether the file behind a descriptor has lost its name.
  func isUnlinked(_ descriptor: FileDescriptor) throws(SystemCallError) -> Bool
  /// Gives a file another name, replacing the file that had it.
  func rename(_ path: String, to newPath: String) throws(SystemCallError)
  /// Removes a file's name.
  func unlink(_ path: String) throws(SystemCallError)
  /// Makes a directory whose parent exists.
  func makeDirectory(_ path: String) throws(SystemCallError)
  /// Removes a directory that is empty.
  func removeDirectory(_ path: String) throws(SystemCallError)
  /// The names in a directory, without "." and "..", in no particular order.
  func list(_ path: String) throws(SystemCallError) -> [String]
  /// Waits.
  func sleep(milliseconds: Int)
  /// The number of this process, for messages.
  var processID: Int { get }
}
