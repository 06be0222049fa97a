#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The operating system's own files.
package struct POSIXFileSystem: FileSystem {
  package init() {}

  package var processID: Int { Int(getpid()) }

  package func open(_ path: String, _ mode: OpenMode) throws(SystemCallError) -> FileDescriptor {
    let flags: Int32 =
      switch mode {
      // A pipe in the place of a file would wait for a writer.
      case .reading: O_RDONLY | O_NONBLOCK
      case .creating: O_WRONLY | O_CREAT | O_EXCL
      case .locking: O_RDWR | O_CREAT
      case .directory: O_RDONLY | O_DIRECTORY
      }
    return FileDescriptor(try check(systemOpen(path, flags | O_CLOEXEC, 0o666)))
  }

  package func close(_ descriptor: FileDescriptor) throws(SystemCallError) {
    try check(systemClose(descriptor.number))
  }

  package func write(
    _ descriptor: FileDescriptor, _ bytes: UnsafeRawBufferPointer
  ) throws(SystemCallError) -> Int {
    try check(unsafe systemWrite(descriptor.number, bytes.baseAddress, bytes.count))
  }

  package func read(
    _ descriptor: FileDescriptor, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemCallError) -> Int {
    try check(unsafe systemRead(descriptor.number, buffer.baseAddress, buffer.count))
  }

  package func size(_ descriptor: FileDescriptor) throws(SystemCallError) -> Int {
    var status = stat()
    try check(unsafe fstat(descriptor.number, &status))
    guard status.st_mode & mode_t(S_IFMT) == mode_t(S_IFREG) else { throw .notARegularFile }
    return Int(status.st_size)
  }

  package func map(_ descriptor: FileDescriptor, count: Int) throws(SystemCallError) -> UnsafeRawBufferPointer
  {
    let address = unsafe mmap(nil, count, PROT_READ, MAP_SHARED, descriptor.number, 0)
    // MAP_FAILED is (void *)-1.
    guard let address = unsafe address, UInt(bitPattern: address) != UInt.max else {
      throw SystemCallError(errno)
    }
    return unsafe UnsafeRawBufferPointer(start: address, count: count)
  }

  package func unmap(_ bytes: UnsafeRawBufferPointer) {
    // Fails only for arguments that map(_:count:) never returned.
    _ = unsafe munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
  }

  package func releaseMemory(_ bytes: UnsafeRawBufferPointer) {
    _ = unsafe madvise(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count, MADV_DONTNEED)
  }

  package func synchronizeData(_ descriptor: FileDescriptor) throws(SystemCallError) {
    #if canImport(Darwin)
      // fsync on Darwin stops at the drive's cache; F_FULLFSYNC goes through it, where the volume knows it.
      if fcntl(descriptor.number, F_FULLFSYNC) != -1 { return }
      try check(fsync(descriptor.number))
    #else
      try check(fdatasync(descriptor.number))
    #endif
  }

  package func synchronizeDirectory(_ descriptor: FileDescriptor) throws(SystemCallError) {
    try check(fsync(descriptor.number))
  }

  package func tryLock(_ descriptor: FileDescriptor) throws(SystemCallError) {
    // flock belongs to the open file, not to the process: a second writer in this process is refused too, and closing
    // an unrelated descriptor of the same file (which drops a POSIX record lock) changes nothing.
    try check(flock(descriptor.number, LOCK_EX | LOCK_NB))
  }

  package func unlock(_ descriptor: FileDescriptor) throws(SystemCallError) {
    try check(flock(descriptor.number, LOCK_UN))
  }

  package func isUnlinked(_ descriptor: FileDescriptor) throws(SystemCallError) -> Bool {
    var status = stat()
    try check(unsafe fstat(descriptor.number, &status))
    return status.st_nlink == 0
  }

  package func rename(_ path: String, to newPath: String) throws(SystemCallError) {
    try check(systemRename(path, newPath))
  }

  package func unlink(_ path: String) throws(SystemCallError) {
    try check(systemUnlink(path))
  }

  package func makeDirectory(_ path: String) throws(SystemCallError) {
    try check(unsafe mkdir(path, 0o777))
  }

  package func removeDirectory(_ path: String) throws(SystemCallError) {
    try check(unsafe rmdir(path))
  }

  package func list(_ path: String) throws(SystemCallError) -> [String] {
    guard let directory = unsafe opendir(path) else { throw SystemCallError(errno) }
    defer { _ = unsafe closedir(directory) }
    var names: [String] = []
    while true {
      // readdir reports an error only through errno, so it has to be clear before the call.
      errno = 0
      guard let entry = unsafe readdir(directory) else {
        if errno != 0 { throw SystemCallError(errno) }
        return names
      }
      // The name's storage is declared as a fixed array but ends at its NUL: read it through the entry's address.
      let start = unsafe UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
      let name = unsafe String(cString: start.assumingMemoryBound(to: CChar.self))
      if name != "." && name != ".." { names.append(name) }
    }
  }

  package func sleep(milliseconds: Int) {
    usleep(UInt32(min(max(milliseconds, 0), 1_000_000) * 1000))
  }

  /// The result of a system call that says -1 for "see errno".
  @discardableResult
  private func check<Value: FixedWidthInteger>(_ result: Value) throws(SystemCallError) -> Value {
    if result == -1 { throw SystemCallError(errno) }
    return result
  }
}

// Inside the struct the names of these calls mean its own methods.

private func systemOpen(_ path: String, _ flags: Int32, _ permissions: mode_t) -> Int32 {
  unsafe open(path, flags, permissions)
}

private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, bytes, count)
}

private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(descriptor, buffer, count)
}

private func systemRename(_ path: String, _ newPath: String) -> Int32 { unsafe rename(path, newPath) }

private func systemUnlink(_ path: String) -> Int32 { unsafe unlink(path) }
